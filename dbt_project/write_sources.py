"""Writes `models/_sources.yml` from the streams and the warehouse's own books.

Run it after a stream changed: `python -m dbt_project.write_sources`. A test compares the file.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.streams import STREAMS
from pipelines.warehouse.schema import BOOKS, columns_of

FILE = Path(__file__).parent / "models" / "_sources.yml"
HEAD = ["# Written by `python -m dbt_project.write_sources`; do not edit.", "version: 2", ""]
READ_BOOKS = {
    "ops.streams": "one row per stream",
    "ops.accounts": "one row per configured account",
    "ops.row_counts": "one row per stream and account, with the rows that stand",
    "quarantine.rows": "one row per record set aside",
}
GRAINS = {
    "": "",
    "__versions": ", and per set of figures ever told",
    "__history": ", and per day since which it stood so",
}
COVERAGE = {
    "connector": "varchar",
    "feed": "varchar",
    "account_id": "varchar",
    "day": "date",
    "state": "varchar",
    "reason": "varchar",
    "pulled_at": "timestamp",
}


def text() -> str:
    """The whole file."""
    lines = [*HEAD, "sources:"]
    source = ""
    for owner, schema, table, grain, columns in _tables():
        if owner != source:
            lines += [f"  - name: {owner}", f"    schema: {schema}", "    tables:"]
            source = owner
        lines += [f"      - name: {table}", f'        description: "{_sentence(grain)}"']
        lines.append("        columns:")
        lines += [f'          - {{name: {name}, data_type: "{columns[name]}"}}' for name in columns]
    return "\n".join(lines) + "\n"


def _tables() -> Iterator[tuple[str, str, str, str, Mapping[str, str]]]:
    streams = sorted(STREAMS.values(), key=lambda stream: stream.connector)
    for stream in streams:
        for ending in stream.tables:
            columns = {name: kind.lower() for name, kind in columns_of(stream, ending).items()}
            grain = stream.grain + GRAINS[ending]
            yield stream.connector, "source", stream.name + ending, grain, columns
    for book in sorted(READ_BOOKS):
        schema, table = book.split(".")
        if schema == "quarantine":
            yield "ops", "ops", "coverage", "one row per feed, account and day", COVERAGE
        yield schema, schema, table, READ_BOOKS[book], _written(BOOKS[book])


def _written(columns: str) -> Mapping[str, str]:
    pairs = (column.split() for column in columns.split(","))
    return dict((name, kind) for name, kind in pairs)


def _sentence(grain: str) -> str:
    return grain[0].upper() + grain[1:] + "."


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
