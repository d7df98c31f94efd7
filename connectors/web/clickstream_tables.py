"""Tables of a click stream (CSV, TSV, Excel, Parquet) → pages of messages, a line at a time.

A form is known by its headings. Of events no line is a total, however its first cell reads.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from connectors.core.layout import Table, label
from connectors.core.parquet import parquet
from connectors.core.readers import LINES_PER_PAGE, Sheet, records, refuse
from connectors.core.spec import Page
from connectors.core.tables import HEADER_WITHIN, read_table, sheets, visible
from connectors.web.clickstream_layout import FORMS, HOUSE, PARENTS, SEGMENT, SNOWPLOW
from connectors.web.clickstream_messages import Cells, Message, Source, named_kind

ATOMIC = 131  # columns of Snowplow's enriched events, which come without a header
SIGNED_UP = "$SignUp"
Row = Sequence[str]


def messages(path: Path) -> Iterator[Page]:
    """The events of a file of tables; one that holds none is refused."""
    read = _parquet if path.suffix.lower() == ".parquet" else _sheets
    found = False
    for table, rows in read(path):
        found = True
        yield from _pages(table, rows)
    if not found:
        forms = " or ".join(layout.name for layout in FORMS)
        raise refuse(path.name, "holds no table of events", f"drop {forms}, with a header")


def _sheets(path: Path) -> Iterator[tuple[Table, Iterable[Row]]]:
    for sheet in visible(sheets(path)):
        if table := _table(sheet):
            yield table, sheet.rows[table.header_row + 1 :]


def _parquet(path: Path) -> Iterator[tuple[Table, Iterable[Row]]]:
    names, batches = parquet(path)
    if table := _table(Sheet(file=path.name, name="", rows=[names], lines=[1])):
        yield table, ([text(row[name]) for name in names] for some in batches for row in some)


def _table(sheet: Sheet) -> Table | None:
    """Form and columns of a sheet, by its header."""
    first = next(filter(any, sheet.rows), ())
    if len(first) == ATOMIC and not set(first) & set(SNOWPLOW.names):
        what = f"has no header: {ATOMIC} columns, as Snowplow writes enriched events"
        step = "put the line with the names of the columns (event_id, collector_tstamp …) on top"
        raise refuse(sheet.place, what, step)
    table = read_table(replace(sheet, rows=sheet.rows[:HEADER_WITHIN]), FORMS)
    if table and table.layout is SEGMENT:
        _check_kind(table)
    return table


def _check_kind(table: Table) -> None:
    if not named_kind(table.sheet.file) and not {"type", "event", "event_text"} & set(
        table.columns.values()
    ):
        step = "put the type in the file's name, as in identifies_2026-11.csv"
        raise refuse(table.sheet.place, "tells of no event of which type it is", step)


def _pages(table: Table, rows: Iterable[Row]) -> Iterator[Page]:
    source = Source(table.sheet.file, table.layout.name)
    if table.layout is HOUSE:
        rows, heading = list(rows), label(table.heading("event_time"))
        logins = frozenset(_logins(table, rows))
        source = replace(source, is_utc="utc" in heading, logins=logins)
    fields = {
        name for name in table.columns.values()
        if name in table.layout.fields or name.startswith(PARENTS)
    }  # fmt: skip
    filled = (row for row in rows if any(row))
    while some := list(islice(filled, LINES_PER_PAGE)):
        yield records(_message(source, table.columns, fields, row) for row in some)


def _message(
    source: Source, columns: Mapping[int, str], fields: Collection[str], row: Row
) -> Message:
    cells: Cells = {}
    rest: Cells = {}
    is_torn = False
    for place, cell in enumerate(row):
        if cell:
            name = columns.get(place)
            is_torn = is_torn or name is None
            (cells if name in fields else rest)[name or ""] = cell
    message = source.message(cells, rest)
    return message | ({"_unread": "line"} if is_torn else {})


def _logins(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Who signed in, by the events that say it: from then on this is his `distinct_id`."""
    at = {name: place for place, name in table.columns.items()}
    if "distinct_id" in at:
        for row in rows:
            if len(row) > max(at["event"], at["distinct_id"]) and row[at["event"]] == SIGNED_UP:
                yield row[at["distinct_id"]]


def text(value: Any) -> str:
    """A value of a typed table as a CSV file would tell it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return "" if value != value else repr(value)
        case dt.datetime():
            return value.isoformat(sep="T" if value.tzinfo else " ")
        case int() | Decimal() | dt.date():
            return str(value)
        case _:
            return msgspec.json.encode(value).decode()
