"""Is there anything to build? A run that brought nothing new need not build the same marts again.

What the models read is hashed (rows, coverage, accounts, quarantine, and the models themselves),
without when and by which pull it came. The hash of the last good build stands in the warehouse
file: it goes where the marts go.
"""

import hashlib

import duckdb

from pipelines.build import Dbt
from pipelines.warehouse import Warehouse
from pipelines.warehouse.schema import quoted

# A figure's first report depends on when it was told, so versions keep their times.
OF_A_PULL = ("_pulled_at", "_pull_id", "pull_id", "pulled_at", "loaded_at")
READ = "table_schema in ('source', 'quarantine') or table_schema = 'ops' and table_name in "
BOOKS = "('coverage', 'accounts', 'streams', 'row_counts')"
COLUMNS = f"""
    select table_schema, table_name, list(column_name order by column_name)
    from information_schema.columns where {READ + BOOKS}
    group by all order by all
"""


def state(warehouse: Warehouse, dbt: Dbt) -> str:
    """A hash of everything the models read, and of the models."""
    told = hashlib.sha256(dbt.fingerprint.encode())
    with warehouse.open("looking for changes") as db:
        for schema, table, columns in db.execute(COLUMNS).fetchall():
            told.update(f"{schema}.{table}:{_hash(db, schema, table, columns)}\n".encode())
    return told.hexdigest()


def _hash(db: duckdb.DuckDBPyConnection, schema: str, table: str, columns: list[str]) -> str:
    left_out = () if table.endswith("__versions") else OF_A_PULL
    shown = ", ".join(quoted(name) for name in columns if name not in left_out)
    row = db.execute(
        f"select count(*) || ':' || coalesce(sum(hash({shown})), 0) "
        f"from {quoted(schema)}.{quoted(table)}"
    ).fetchone()
    return str(row[0]) if row else ""


def built_state(warehouse: Warehouse) -> str:
    """The state the marts were last built from; empty if a build is under way or failed."""
    with warehouse.open("looking for changes") as db:
        row = db.execute("select max(state) from ops.built").fetchone()
    return str(row[0] or "") if row else ""


def note(warehouse: Warehouse, state: str = "") -> None:
    """The marts are built from this state; from now on unknown, if none is given."""
    with warehouse.open("noting a build") as db:
        db.execute("begin")
        db.execute("delete from ops.built")
        if state:
            db.execute("insert into ops.built values ($state)", {"state": state})
        db.execute("commit")
