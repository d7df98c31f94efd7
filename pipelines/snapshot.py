"""Builds one version of what is published: a DuckDB file with all marts, and its Parquet twin."""

import hashlib
import os
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.durable import safe_name, sync
from pipelines.warehouse import hashes
from pipelines.warehouse.schema import quoted

FILE, PARQUET = "marketing.duckdb", "parquet"
SCHEMA = "marts"
FROZEN = 0o444
WRITERS = max(1, (os.cpu_count() or 1) - 1)  # the file and its twin are written side by side
QUIET = "set enable_progress_bar = false"


class PublishError(Exception):
    """Nothing was switched; what was published before stands."""


@dataclass(frozen=True)
class Mart:
    """A table or view to publish, as the warehouse describes it."""

    name: str
    view_sql: str | None
    comment: str | None
    column_comments: Mapping[str, str]

    @property
    def path(self) -> str:
        """Its name in SQL."""
        return f"{SCHEMA}.{quoted(self.name)}"


@dataclass(frozen=True)
class Signature:
    """What `_publish` tells readers."""

    version: str
    built_at: datetime
    stale_streams: tuple[str, ...]
    content: str


def marts(db: duckdb.DuckDBPyConnection) -> list[Mart]:
    """Tables and views of the schema `marts` with their descriptions, tables first."""
    found = db.execute(
        "select table_name, null, comment from duckdb_tables() where schema_name = $schema "
        "and not internal union all "
        "select view_name, sql, comment from duckdb_views() where schema_name = $schema "
        "and not internal order by 2 nulls first, 1",
        {"schema": SCHEMA},
    ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, comment in db.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where schema_name = $schema and comment is not null",
        {"schema": SCHEMA},
    ).fetchall():
        columns.setdefault(table, {})[column] = comment
    if not any(view_sql is None for _, view_sql, _ in found):
        raise PublishError("nothing to publish: the schema marts holds no table; run the models")
    return [Mart(name, sql, comment, columns.get(name, {})) for name, sql, comment in found]


def content(
    db: duckdb.DuckDBPyConnection, marts: Iterable[Mart], stale_streams: Iterable[str]
) -> str:
    """A hash of everything a reader could notice."""
    told = (sorted(hashes(db, SCHEMA, without=()).items()), list(marts), sorted(stale_streams))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def build(bench: Path, warehouse: Path, marts: Sequence[Mart]) -> dict[str, int]:
    """Write the file and its Parquet twin side by side; returns rows per table."""
    (bench / PARQUET).mkdir(parents=True)
    own = "from " + warehouse.stem
    views = [mart for mart in marts if mart.view_sql is not None]
    tables = [mart for mart in marts if mart.view_sql is None]
    with (
        duckdb.connect(str(bench / FILE), config={"threads": WRITERS}) as db,
        ThreadPoolExecutor(1, "parquet") as beside,
    ):
        db.execute(f"set TimeZone = 'UTC'; {QUIET}")
        where = str(warehouse).replace("'", "''")
        db.execute(f"attach '{where}' as {quoted(own)} (read_only)")
        twin = beside.submit(_write_parquet, db.cursor(), bench / PARQUET, tables, quoted(own))
        db.execute("begin")  # one commit: each costs a wait for the disk
        db.execute(f"create schema {SCHEMA}")
        for mart in tables:
            db.execute(f"create table {mart.path} as from {quoted(own)}.{mart.path}")
            db.execute("".join(_described(mart)))
        db.execute("commit")
        _make_views(db, warehouse.stem, views)
        db.execute("".join(text for view in views for text in _described(view)))
        rows = twin.result() | _write_parquet(db, bench / PARQUET, views)
        db.execute(f"detach {quoted(own)}")
    return rows


def _write_parquet(
    db: duckdb.DuckDBPyConnection, folder: Path, marts: Iterable[Mart], catalog: str = ""
) -> dict[str, int]:
    db.execute(QUIET)  # a cursor has settings of its own
    rows = {}
    for mart in marts:
        source = f"{catalog}.{mart.path}" if catalog else mart.path
        target = str(folder / f"{safe_name(mart.name)}.parquet").replace("'", "''")
        done = db.execute(f"copy (from {source}) to '{target}' (compression zstd)").fetchone()
        rows[mart.name] = int(done[0]) if done else 0
    return rows


def _make_views(db: duckdb.DuckDBPyConnection, own: str, views: Sequence[Mart]) -> None:
    """Views may stand on views: those that cannot be made yet are tried again after the others.

    The warehouse wrote its own name before its schemas; the published file has another name.
    """
    catalog = re.compile(rf'"?\b{re.escape(own)}\b"?\s*\.\s*(?="?{SCHEMA}"?\s*\.)')
    left = list(views)
    while left:
        failed = []
        for view in left:
            try:
                db.execute(catalog.sub("", view.view_sql or ""))
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                failed.append((view, error))
        if len(failed) == len(left):
            view, error = failed[0]
            raise PublishError(f"view {SCHEMA}.{view.name} reads outside of {SCHEMA}: {error}")
        left = [view for view, _ in failed]


def _described(mart: Mart) -> Generator[str]:
    # `from rpt_x` without a schema, as the README writes it
    yield f"create view main.{quoted(mart.name)} as from {mart.path};\n"
    if mart.comment:
        kind = "table" if mart.view_sql is None else "view"
        yield f"comment on {kind} {mart.path} is {_literal(mart.comment)};\n"
    for column, comment in mart.column_comments.items():
        yield f"comment on column {mart.path}.{quoted(column)} is {_literal(comment)};\n"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sign(bench: Path, told: Signature, tables: Mapping[str, int]) -> None:
    """Tell readers what they look at; close the file without a log beside it and freeze it."""
    file = bench / FILE
    with duckdb.connect(str(file)) as db:
        db.execute(
            "create table _publish as select $version as version, $built::timestamp as built_at, "
            "$stale as stale_streams, $tables::bigint as tables, $rows::bigint as row_count, "
            "$content as content",
            {
                "version": told.version,
                "built": told.built_at.astimezone(UTC).replace(tzinfo=None),
                "stale": "; ".join(sorted(told.stale_streams)),
                "tables": len(tables),
                "rows": sum(tables.values()),
                "content": told.content,
            },
        )
        db.execute("create table _publish_tables (table_name varchar, row_count bigint)")
        db.executemany("insert into _publish_tables values (?, ?)", list(tables.items()))
        db.execute("checkpoint")
    if file.with_name(FILE + ".wal").exists():
        raise PublishError(f"{file}: not closed cleanly, a log is left beside it")
    for path in bench.rglob("*"):
        if path.is_file():
            path.chmod(FROZEN)
        sync(path)


def signed(file: Path) -> tuple[str, dict[str, int]]:
    """The content hash of a version and the rows of its tables."""
    with duckdb.connect(str(file), read_only=True) as db:
        [(told,)] = db.execute("select content from _publish").fetchall()
        tables = db.execute("select table_name, row_count from _publish_tables").fetchall()
    return str(told), dict(tables)
