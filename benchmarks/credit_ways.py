"""Two ways to credit touches: the project's compiled models, and SQL written for this one purpose.

`python -m benchmarks.credit_ways ours|straight FOLDER`: reads FOLDER/warehouse.duckdb, writes
FOLDER/<way>.duckdb, prints what it used. Compiling the models is not counted.
"""

import sys
from pathlib import Path

import duckdb

from benchmarks.measure import report
from pipelines.build import Dbt

LIMITS = "set memory_limit = '1200MB'; set threads = 2; set preserve_insertion_order = false"
MODELS = (
    "int_journeys",
    "int_lost_journeys",
    "int_path_transitions",
    "int_path_removals",
    "int_channel_effects",
    "int_credits",
)
RULES = (
    *("first", "last", "last_non_direct", "linear", "position"),
    *("time_decay", "markov_path", "shapley"),
)
STRAIGHT = Path(__file__).with_name("credit_straight.sql")
STEPS = 96


def ours(db: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """The models' SQL as dbt compiles it, and the credits one row per model."""
    compiled = folder / "dbt" / "target" / "compiled" / "marketing_warehouse" / "models"
    db.execute(f"attach '{folder / 'ours.duckdb'}' as made; create schema made.intermediate")
    for model in MODELS:
        path = compiled / "intermediate" / "attribution" / f"{model}.sql"
        sql = path.read_text(encoding="utf-8")
        for earlier in MODELS:
            sql = sql.replace(
                f'"warehouse"."intermediate"."{earlier}"', f"made.intermediate.{earlier}"
            )
        db.execute(f"create table made.intermediate.{model} as {sql}")
    cases = {
        part: " ".join(f"when '{rule}' then {part}_{rule}" for rule in RULES)
        for part in ("credit", "value")
    }
    db.execute(f"""
        create table made.intermediate.credits as
        select conversion_key, touch_key, attribution_model,
            case attribution_model {cases["credit"]} end as credit,
            case attribution_model {cases["value"]} end as value
        from made.intermediate.int_credits cross join seeds.attribution_models""")
    return db.sql("select count(*) from made.intermediate.credits").fetchall()[0][0]


def straight(db: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """The same credits by SQL that knows its data."""
    db.execute(f"attach '{folder / 'straight.duckdb'}' as made")
    db.execute("set search_path = 'made.main,warehouse.main'")
    for sql in STRAIGHT.read_text(encoding="utf-8").split(";\n"):
        for _ in range(STEPS if "one step" in sql else 1):
            if sql.strip():
                db.execute(sql)
    return db.sql("select count(*) from credits").fetchall()[0][0]


WAYS = {"ours": ours, "straight": straight}

if __name__ == "__main__":
    way, folder = sys.argv[1], Path(sys.argv[2])
    if way == "compile":
        done = Dbt(folder / "warehouse.duckdb", folder / "dbt").invoke(
            ["compile", "--select", *MODELS]
        )
        raise SystemExit(0 if done.success else str(done.exception))
    with duckdb.connect() as db:
        db.execute(f"{LIMITS}; set temp_directory = '{folder / 'spill'}'; set TimeZone = 'UTC'")
        db.execute(
            f"attach '{folder / 'warehouse.duckdb'}' as warehouse (read_only); use warehouse"
        )
        rows = WAYS[way](db, folder)
    report(rows)
