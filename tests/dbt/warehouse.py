"""A small warehouse to run the models on: every table of `_sources.yml`, empty or nearly so."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import yaml

PROJECT = Path(__file__).parents[2] / "dbt_project"


class Table(NamedTuple):
    """A source table as the models expect it."""

    schema: str
    name: str
    columns: Mapping[str, str]


def source_tables() -> Iterator[Table]:
    """Every table declared in `_sources.yml`."""
    text = (PROJECT / "models" / "_sources.yml").read_text("utf-8")
    for source in yaml.safe_load(text)["sources"]:
        for table in source["tables"]:
            columns = {column["name"]: column["data_type"] for column in table["columns"]}
            yield Table(source["schema"], table["name"], columns)


def create(path: Path, rows: Mapping[str, Iterable[Mapping[str, object]]] | None = None) -> None:
    """A warehouse file with all source tables; `rows` maps a table's name to its rows."""
    given = dict(rows or {})
    with duckdb.connect(str(path)) as warehouse:
        for table in source_tables():
            columns = ", ".join(f'"{name}" {kind}' for name, kind in table.columns.items())
            warehouse.execute(f'create schema if not exists "{table.schema}"')
            warehouse.execute(f'create table "{table.schema}"."{table.name}" ({columns})')
            for row in given.pop(table.name, ()):
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                into = f'insert into "{table.schema}"."{table.name}" ({names}) values ({marks})'
                warehouse.execute(into, list(row.values()))
    if given:
        raise KeyError(f"no such source tables: {sorted(given)}")
