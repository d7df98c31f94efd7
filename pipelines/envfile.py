""".env.example: every setting and every secret's name, written from the connectors themselves."""

from collections.abc import Iterable

from connectors.core import Connector

HEAD = """\
# Made by `marketing env`; a test compares. Copy to .env, fill in, then: set -a; . ./.env; set +a
# A secret of one account only: the same name with __<ACCOUNT> behind it. Those behind a # may lack.

# Key of the person hashes: at least 16 characters, kept secret, the same for ever.
MARKETING_HASH_KEY=

# Where data live (./data if empty) and which sources file is read (./sources.toml if empty).
MARKETING_HOME=
MARKETING_SOURCES=
"""


def example(connectors: Iterable[Connector]) -> str:
    """The whole file."""
    parts = [HEAD]
    for connector in connectors:
        known = connector.secret_names().items()
        names = "".join(
            f"{'# ' if secret in connector.may_lack else ''}{name}=\n" for secret, name in known
        )
        some = ": options.grant says which of these are needed" if connector.grants else ""
        parts.append(f"# {connector.name}{some}\n{names}")
    return "\n".join(parts)
