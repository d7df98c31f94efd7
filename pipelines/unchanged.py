"""What is there to build? A run that brought nothing new need not build the same marts again.

What the models read is hashed table by table (rows, coverage, accounts, quarantine), without when
and by which pull it came, and the project beside it. The hashes of what was built stand in the
warehouse file: they go where the marts go.
"""

import duckdb

from pipelines.build import Dbt, source_of
from pipelines.warehouse import Warehouse
from pipelines.warehouse.schema import quoted

States = dict[str, str]  # by table, as schema.table, and of the project itself

PROJECT = "the project"
# A figure's first report depends on when it was told, so versions keep their times.
OF_A_PULL = ("_pulled_at", "_pull_id", "pull_id", "pulled_at", "loaded_at")
READ = "table_schema in ('source', 'quarantine') or table_schema = 'ops' and table_name in "
BOOKS = "('coverage', 'accounts', 'streams', 'row_counts')"
COLUMNS = f"""
    select table_schema, table_name, list(column_name order by column_name)
    from information_schema.columns where {READ + BOOKS}
    group by all order by all
"""


def states(warehouse: Warehouse, dbt: Dbt) -> States:
    """A hash of every table the models read, and of the models."""
    with warehouse.open("looking for changes") as db:
        tables = db.execute(COLUMNS).fetchall()
        told = {f"{schema}.{name}": _hash(db, schema, name, cols) for schema, name, cols in tables}
    return told | {PROJECT: dbt.fingerprint}


def _hash(db: duckdb.DuckDBPyConnection, schema: str, table: str, columns: list[str]) -> str:
    left_out = () if table.endswith("__versions") else OF_A_PULL
    shown = ", ".join(quoted(name) for name in columns if name not in left_out)
    row = db.execute(
        f"select count(*) || ':' || coalesce(sum(hash({shown})), 0) "
        f"from {quoted(schema)}.{quoted(table)}"
    ).fetchone()
    return str(row[0]) if row else ""


def built_states(warehouse: Warehouse) -> States:
    """The states the marts were last built from, without those of a build that did not end well."""
    with warehouse.open("looking for changes") as db:
        rows = db.execute("select table_name, state from ops.built").fetchall()
    return {table: state for table, state in rows if table}


def selection(now: States, built: States) -> tuple[str, ...] | None:
    """What to build, as dbt selects it: what hangs on a changed table, all (empty), or nothing."""
    if now == built:
        return None
    if built.keys() - now.keys() or now[PROJECT] != built.get(PROJECT):
        return ()
    changed = sorted(table.split(".") for table in now if now[table] != built.get(table))
    return tuple(
        f"source:{source_of(table) if schema == 'source' else f'{schema}.{table}'}+"
        for schema, table in changed
    )


def still_true(now: States, built: States) -> States:
    """The states that a build which ends badly leaves as they were."""
    return {table: state for table, state in built.items() if now.get(table) == state}


def note(warehouse: Warehouse, built: States) -> None:
    """The marts are built from these states; whatever else they read is not known from now on."""
    with warehouse.open("noting a build") as db:
        db.execute("begin")
        db.execute("delete from ops.built")
        db.execute(
            "insert into ops.built (table_name, state) select unnest($tables), unnest($states)",
            {"tables": list(built), "states": list(built.values())},
        )
        db.execute("commit")
