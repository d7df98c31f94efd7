"""The models' SQL is common to DuckDB and Spark, but for the few words of `dialect.sql`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from pipelines.build import Built, Dbt

pytestmark = pytest.mark.dbt

OURS_ALONE = (exp.Qualify, exp.Array, exp.Struct, exp.List, exp.Unnest, exp.ArgMax, exp.ArgMin)
JSON_TEXT = (exp.JSONExtract, exp.JSONExtractScalar)
# What the DuckDB side of dialect.sql calls; Spark has words of its own there.
DIALECT = {"epoch_us", "isodow", "timezone"}


@pytest.fixture(scope="module")
def statements(small: tuple[Dbt, Built]) -> dict[str, exp.Expr]:
    """Every model as dbt ran it, read as Spark reads it."""
    folder = small[0].folder / "target" / "compiled" / "marketing_warehouse" / "models"
    found = {path.stem: path for path in folder.rglob("*.sql") if ".yml" not in path.parent.name}
    assert len(found) > 150
    return {name: sqlglot.parse_one(text(path), read="spark") for name, path in found.items()}


def test_no_model_uses_what_only_duckdb_knows(statements: dict[str, exp.Expr]):
    wrong = {name: sorted(set(foreign(sql))) for name, sql in statements.items()}
    assert {name: words for name, words in wrong.items() if words} == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select * exclude (a) from t",
        "select * replace (1 as a) from t",
        "select [1, 2] as a from t",
        "select a ->> 'b' from t",
        "select arg_max(a, b) from t",
        "select quantile_cont(a, 0.5) from t",
        "select * from a asof join b on a.c >= b.c",
        "select a from t qualify row_number() over (order by a) = 1",
        "with recursive a as (select 1 as b) select * from a",
        "select a from t union all by name select a from u",
        "select list(a) from t",
    ],
)
def test_what_only_duckdb_knows_is_found(sql):
    assert list(foreign(sqlglot.parse_one(sql, read="spark")))


def foreign(sql: exp.Expr) -> Iterator[str]:
    """What a statement uses that Spark does not know."""
    for node in sql.walk():
        said = node.args
        if isinstance(node, (*OURS_ALONE, *JSON_TEXT)):
            yield node.sql()
        elif isinstance(node, exp.Star) and (said.get("except_") or said.get("replace")):
            yield "a star with exceptions"
        elif isinstance(node, exp.Join) and said.get("method"):
            yield f"{said['method']} join"
        elif isinstance(node, exp.With) and said.get("recursive"):
            yield "recursion"
        elif isinstance(node, exp.SetOperation) and said.get("by_name"):
            yield "by name"
        elif isinstance(node, exp.Anonymous) and node.name.lower() not in DIALECT:
            yield f"{node.name}()"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
