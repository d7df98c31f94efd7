""".env.example: every setting and every secret's name, written from the connectors themselves."""

from collections.abc import Iterable

from connectors.core import Connector

HEAD = """\
# Made by `marketing env`; a test compares. Copy to .env, fill in, then: set -a; . ./.env; set +a
# A secret of one account only: the same name with __<ACCOUNT> behind it.

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
        names = "".join(f"{name}=\n" for name in connector.secret_names().values())
        parts.append(f"# {connector.name}\n{names}")
    return "\n".join(parts)
