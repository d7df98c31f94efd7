"""Tables of the warehouse: `source.*` as the streams say, and our books.

`ops` and `quarantine` are the same in any order of loads; `changes` tells what came when.
"""

from collections.abc import Iterable, Mapping

import duckdb
import polars as pl

from pipelines.streams.spec import Stream

SCHEMAS = ("source", "ops", "quarantine", "changes")

BOOKS = {
    "ops.built": "table_name varchar, state varchar",
    "ops.streams": """
        stream varchar, connector varchar, feed varchar, load varchar, day_column varchar,
        grain varchar""",
    "ops.accounts": """
        connector varchar, account_id varchar, account_name varchar, zone varchar,
        currency_code varchar, brand_id varchar, region_id varchar, primary_claim varchar""",
    "ops.loads": """
        load_id varchar, stream varchar, connector varchar, feed varchar, account_id varchar,
        pull_id varchar, window_start date, window_end date, pulled_at timestamp,
        received bigint, good bigint, quarantined bigint, repeats bigint, filtered bigint,
        struck bigint, control_difference double, loaded_at timestamp, run_id varchar""",
    "ops.stream_coverage": """
        stream varchar, connector varchar, feed varchar, account_id varchar, day date,
        state varchar, reason varchar, pulled_at timestamp, pull_id varchar""",
    "ops.row_counts": """
        stream varchar, account_id varchar, row_count bigint""",
    "ops.parents": """
        stream varchar, account_id varchar, parent varchar, pulled_at timestamp,
        pull_id varchar""",
    "ops.snapshots": """
        stream varchar, account_id varchar, day date, pulled_at timestamp, pull_id varchar""",
    "ops.drift": """
        stream varchar, field varchar, first_seen_at timestamp, pull_id varchar""",
    "quarantine.rows": """
        stream varchar, account_id varchar, pull_id varchar, day date, reason varchar,
        raw varchar, part varchar, line bigint, loaded_at timestamp, _pulled_at timestamp""",
    # Which days of a stream or model changed last by which change; no day: any of them.
    "changes.days": "input varchar, day date, change_no bigint",
    # Which keys of a model changed by which change, of each column it tells; no key: any of them.
    "changes.keys": "input varchar, told varchar, key varchar, change_no bigint",
    # What a model built by days or keys was made from: the project, and the last change it saw.
    "changes.built": "model varchar, project varchar, change_no bigint",
    # How that which has no days of its own stood then, by its keys and the days these hold for.
    "changes.seen": """
        model varchar, input varchar, key varchar, first_day date, last_day date, mark hugeint""",
}

# A feed's day is as good as the worst of the streams made of it.
COVERAGE = """
    create or replace view ops.coverage as
    select
        connector,
        feed,
        account_id,
        day,
        case
            when bool_or(state = 'missing') then 'missing'
            when bool_or(state = 'provisional') then 'provisional'
            else 'complete'
        end as state,
        string_agg(distinct reason, '; ' order by reason) as reason,
        max(pulled_at) as pulled_at
    from ops.stream_coverage
    group by all
"""

LATEST = """
    create or replace view changes.latest as
    select coalesce(max(change_no), 0) as change_no
    from (
        select change_no from changes.days
        union all
        select change_no from changes.keys
        union all
        select change_no from changes.built
    ) as all_kinds
"""

TYPES: Mapping[type[pl.DataType], str] = {
    pl.String: "VARCHAR",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
}


# Since which day an object stood so, and whether the platform listed it at all.
SEEN = {"valid_from": "DATE", "is_listed": "BOOLEAN"}


class WarehouseError(Exception):
    """The warehouse file does not fit what shall be done; the message says what to do."""


def quoted(name: str) -> str:
    """A name as SQL takes it literally."""
    return '"' + name.replace('"', '""') + '"'


def table_of(stream: Stream, suffix: str = "") -> str:
    """The source table of a stream, or one of those kept beside it."""
    return f"source.{quoted(stream.name + suffix)}"


def columns_of(stream: Stream, suffix: str = "") -> dict[str, str]:
    """Column → DuckDB type, in order."""
    types = {name: _type_of(dtype) for name, dtype in stream.schema.items()}
    if suffix != "__history":
        return types
    told = {name: types[name] for name in (*stream.key, *stream.history)}
    return told | SEEN | {name: types[name] for name in ("_pulled_at", "_pull_id")}


def _type_of(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    return TYPES[type(dtype)]


def prepare(db: duckdb.DuckDBPyConnection, streams: Iterable[Stream]) -> None:
    """Make what is missing, add new columns; the data stay."""
    for schema in SCHEMAS:
        db.execute(f"create schema if not exists {schema}")
    for name, columns in BOOKS.items():
        db.execute(f"create table if not exists {name} ({columns})")
    _add_to_books(db)
    db.execute(COVERAGE)
    db.execute(LATEST)
    there = _tables_there(db)
    wanted = list(streams)
    for stream in wanted:
        for suffix in stream.tables:
            known = there.get(stream.name + suffix)
            _fit(db, table_of(stream, suffix), columns_of(stream, suffix), known)
    _write_down(db, wanted)


def _add_to_books(db: duckdb.DuckDBPyConnection) -> None:
    """Columns that a book of an older warehouse does not have yet."""
    named = "select table_schema || '.' || table_name, column_name from information_schema.columns"
    there = set(db.execute(named).fetchall())
    for book, columns in BOOKS.items():
        for column in map(str.strip, columns.split(",")):
            if (book, column.split()[0]) not in there:
                db.execute(f"alter table {book} add column {column}")


def _tables_there(db: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    rows = db.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'source' order by table_name, ordinal_position"
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


def _fit(
    db: duckdb.DuckDBPyConnection,
    table: str,
    wanted: Mapping[str, str],
    there: Mapping[str, str] | None,
) -> None:
    if there is None:
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in wanted.items())
        db.execute(f"create table {table} ({columns})")
        return
    changed = [name for name, kind in there.items() if wanted.get(name) != kind]
    if changed:
        raise WarehouseError(
            f"{table}: {', '.join(changed)} changed its type or went away in the stream; "
            "run `marketing rebuild` to make the warehouse again from raw"
        )
    for name, kind in wanted.items():
        if name not in there:
            db.execute(f"alter table {table} add column {quoted(name)} {kind}")


def _write_down(db: duckdb.DuckDBPyConnection, streams: Iterable[Stream]) -> None:
    rows = [(s.name, s.connector, s.feed, s.load, s.day or s.dated_by, s.grain) for s in streams]
    names = ("stream", "connector", "feed", "load", "day_column", "grain")
    told = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    db.register("told_streams", told)
    db.execute("delete from ops.streams where stream in (select stream from told_streams)")
    db.execute("insert into ops.streams by name select * from told_streams")
    db.unregister("told_streams")
