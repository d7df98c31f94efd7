"""No contact data of anybody: not in a mart, not behind one, not where an erasure would miss it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from answers import Answers, opened

from pipelines.lake import Lake
from pipelines.streams import STREAMS
from pipelines.streams.columns import ERASED
from pipelines.streams.hide import EMAIL

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

# An address; a Chinese mobile number; a Chinese identity number, by its date of birth.
PATTERNS = {
    "e-mail": r"[\w.+-]+@[\w-]+(\.[\w-]+)+",
    "mobile": r"(^|[^\w.+-])(\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}($|[^\w.])",
    "identity number": (
        r"(^|\D)\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]($|\W)"
    ),
}
# Ids of things, which platforms make of as many digits as a number of a phone or a person has.
IDS = re.compile(r"(_id|_key|_ids|_no|_number|^id|sku|url|_name|title)$")
CHINESE_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
SAMPLE = 60


@pytest.mark.parametrize("which", ["published", "warehouse"])
def test_no_column_holds_an_address_a_phone_or_an_identity_number(answers: Answers, which: str):
    path = answers.published if which == "published" else answers.home / "warehouse.duckdb"
    with opened(path.resolve()) as db:
        columns = db.execute("""
            select columns.schema_name || '.' || columns.table_name, column_name
            from duckdb_columns() as columns join duckdb_tables() using (table_oid, database_name)
            where data_type = 'VARCHAR' and not duckdb_tables.internal""").fetchall()
        tables: dict[str, list[str]] = {}
        for table, column in columns:
            tables.setdefault(table, []).append(column)
        assert len(tables) > 60
        found = [
            (table, column, what)
            for table, names in tables.items()
            for column, what in matches(db, table, names)
        ]
    assert found == []


def matches(db: Any, table: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Columns of a table in which a text looks like contact data, and like which."""
    asked = [
        (name, what)
        for name in names
        for what in PATTERNS
        if what == "e-mail" or not IDS.search(name)
    ]
    looks = ", ".join(
        f"bool_or(regexp_matches(\"{name}\", '{PATTERNS[what]}'))" for name, what in asked
    )
    for one, is_found in zip(
        asked, db.execute(f"select {looks} from {table}").fetchone(), strict=True
    ):
        if is_found:
            yield one


def test_an_erasure_knows_every_field_of_raw_that_tells_an_address_or_a_mobile(answers: Answers):
    lake = Lake(answers.home / "lake")
    feeds: dict[tuple[str, str], set[str]] = {}
    for stream in STREAMS.values():
        if stream.people_paths:
            known = feeds.setdefault((stream.connector, stream.feed), set())
            known |= set(stream.people_paths)
    missed = set()
    for (connector, feed), known in feeds.items():
        for pull in lake.pulls(connector, feed)[-3:]:
            for _, text in lake.read_raw(pull).parts:
                for line in text.split(b"\n")[:SAMPLE]:
                    missed |= {
                        (connector, feed, path)
                        for path, value in leaves(json.loads(line) if line else {})
                        if path not in known and looks_private(value)
                    }
    assert missed == set()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a record with its dotted path; lists are entered."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from leaves(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, path)
    else:
        yield path, value


def looks_private(value: Any) -> bool:
    """A whole text that is an address or a Chinese mobile number."""
    text = value if isinstance(value, str) and value != ERASED else ""
    return bool(EMAIL.fullmatch(text) or CHINESE_MOBILE.fullmatch(text))
