"""Two tellings of the same company side by side: what was published, and what is true."""

import csv
import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
from polars.testing import assert_frame_equal

from sandbox.truth import Truth

RULES = ("first", "last", "last_non_direct", "linear", "position", "time_decay")
MODELS = (*RULES, "markov_path", "shapley")
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
CREDIT_NEAR = 1e-9
SUM_NEAR = 1e-6


class Answers:
    """Questions to a loaded company, and the truth about it."""

    def __init__(self, home: Path, truth: Truth) -> None:
        self.home, self.truth, self.world = home, truth, truth.world
        self.published = home / "published" / "marketing.duckdb"

    def marts(self, sql: str) -> pl.DataFrame:
        """What readers see."""
        with opened(self.published.resolve()) as db:
            return db.execute("set search_path = 'marts'").execute(sql).pl()

    def warehouse(self, sql: str) -> pl.DataFrame:
        """What lies behind it: source, staging, intermediate, ops, quarantine."""
        with opened(self.home / "warehouse.duckdb") as db:
            return db.execute(sql).pl()

    def marts_on(self, closed: date, report: str, sql: str, *before: str) -> pl.DataFrame:
        """A report as it would stand with that day as the last one closed, all else as it is.

        What dbt made of the model runs again, and of marts `before` it, over a calendar that ends
        there.
        """
        calendar = {
            "dim_date": f"""
            select * replace (
                date_day <= date '{closed}' as is_closed,
                date_day + 90 <= date '{closed}' as is_90_days_old
            ) from marts.dim_date""",
            "int_last_closed_day": f"select date '{closed}' as last_closed_date",
        }
        return self.marts_with(calendar, report, sql, *before)

    def marts_with(
        self, changed: Mapping[str, str], report: str, sql: str, *before: str
    ) -> pl.DataFrame:
        """A report as it would stand over models that were changed so, all else as it is."""
        made = dict(changed)
        compiled = self.home / "dbt" / "target" / "compiled"
        with opened(self.home / "warehouse.duckdb") as db:
            for model in (*made, *before, report):
                if model not in made:
                    [path] = compiled.rglob(f"marts/*/{model}.sql")
                    made[model] = path.read_text(encoding="utf-8")
                text = made[model]
                for name in made:
                    text = re.sub(rf'"warehouse"\."\w+"\."{name}"', f"temp.main.{name}", text)
                db.execute(f"create temp table {model} as {text}")
            return db.execute(sql).pl()


@contextmanager
def opened(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A DuckDB file, read-only, in UTC."""
    with duckdb.connect(str(path), read_only=True) as db:
        yield db.execute("set TimeZone = 'UTC'")


def same(told: pl.DataFrame, true: pl.DataFrame, *keys: str, near: float = SUM_NEAR) -> None:
    """Row for row and column for column; money and counts exact, floats to `near`."""
    assert told.height, "nothing was told"
    columns = told.columns
    assert_frame_equal(
        plain(told).sort(keys, nulls_last=True),
        plain(true.select(columns)).sort(keys, nulls_last=True),
        check_exact=False,
        rel_tol=0.0,
        abs_tol=near,
    )


def telling(
    frame: pl.DataFrame, sums: Sequence[str], quotients: Sequence[str] = ()
) -> pl.DataFrame:
    """Rows that tell something: a sum that is not zero (null is not), or any quotient."""
    figures = [pl.col(name).cast(pl.Float64) for name in (*sums, *quotients)]
    some = [pl.col(name).round(6).ne_missing(0.0) for name in sums]
    some += [pl.col(name).is_not_null() for name in quotients]
    return frame.with_columns(figures).filter(pl.any_horizontal(some))


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Counts as one kind of integer, money as one kind of decimal, moments in UTC."""
    kinds = pl.Schema({name: kind_of(kind) for name, kind in frame.schema.items()})
    moments = [name for name, kind in frame.schema.items() if kind == pl.Datetime]
    utc = [
        pl.col(name).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        for name in moments
        if getattr(frame.schema[name], "time_zone", None)
    ]
    return frame.with_columns(utc).cast(kinds)


def kind_of(kind: pl.DataType) -> pl.DataType:
    """The one kind of a family of kinds."""
    if kind.is_integer():
        return pl.Int64()
    if isinstance(kind, pl.Decimal):  # DuckDB's sums of counts come without a fraction
        return pl.Decimal(38, 6) if kind.scale else pl.Int64()
    return pl.Datetime("ms") if kind == pl.Datetime else kind


def divided(upper: str, lower: str) -> pl.Expr:
    """The quotient of two columns; nothing by nothing is null."""
    return pl.when(pl.col(lower) != 0).then(pl.col(upper) / pl.col(lower))


def one_to_one(pairs: pl.DataFrame) -> bool:
    """No left has two rights, no right has two lefts."""
    pairs = pairs.unique()
    return all(pairs[name].n_unique() == pairs.height for name in pairs.columns)


def seed(name: str) -> list[dict[str, str]]:
    """A list that people keep beside the models."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def weight_of(day: date) -> float:
    """How much a day weighs on the planned curve of spending: more in a promotion, else one."""
    return _curve().get(day, 1.0)


@cache
def _curve() -> dict[date, float]:
    """How much each day of a promotion weighs; all other days weigh one."""
    weights = {row["promo_phase"]: float(row["day_weight"]) for row in seed("budget_curves")}
    phases: dict[date, str] = {}
    for row in seed("promo_calendar"):
        day, last = (date.fromisoformat(row[name]) for name in ("first_date", "last_date"))
        while day <= last:
            phases[day] = min(row["promo_phase"], phases.get(day, row["promo_phase"]))
            day += timedelta(days=1)
    return {day: weights[phase] for day, phase in phases.items()}
