"""What sqlfluff sees of dbt's dispatch; dbt itself never reads this."""

from collections.abc import Callable

SYNTAX = {"as_step": "as"}


def dispatch(name: str) -> Callable[..., str]:
    """Any expression will do: the linter judges how it is used, not what it says."""
    return lambda *values: SYNTAX.get(name, f"{name}({', '.join(values)})")
