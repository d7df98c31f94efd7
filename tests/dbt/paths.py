"""Journeys made up for the attribution models, run through their compiled SQL in memory.

One company of journeys is one goal, so that many of them cost one run.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from math import factorial
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import polars as pl

from pipelines.build import PROJECT, Dbt

MODELS = ("int_path_transitions", "int_path_removals", "int_channel_effects", "int_credits")
EFFECTS = "fct_channel_effect_monthly"
ENDED = date(2026, 11, 9)
HOURS_BETWEEN = 30.0


class Journey(NamedTuple):
    """Channels in order, what the journey came to (None when lost), places of suspect touches."""

    channels: tuple[str, ...]
    value: Decimal | None
    suspect: frozenset[int] = frozenset()

    @property
    def trusted(self) -> tuple[str, ...]:
        """Channels of the touches that may have credit."""
        return self.upto(len(self.channels))

    def upto(self, step: int) -> tuple[str, ...]:
        """The same of the first touches."""
        told = enumerate(self.channels[:step], 1)
        return tuple(channel for place, channel in told if place not in self.suspect)


Company = Sequence[Journey]


class Credited:
    """The models' tables for some companies of journeys; a company's goal is its number."""

    def __init__(self, compiled: Path, companies: Sequence[Company]) -> None:
        self.db = duckdb.connect()
        self.db.execute("attach ':memory:' as warehouse; use warehouse")
        self.db.execute("create schema intermediate; create schema seeds")
        csv = PROJECT / "seeds" / "attribution_models.csv"
        self.db.execute(f"create table seeds.attribution_models as from read_csv('{csv}')")
        told = journeys(companies)
        self.db.register("named", told.select("channel_id", "is_direct").unique())
        self.db.execute("create table seeds.channels as from named")
        self.db.register("told", told)
        self.db.execute(
            "create table intermediate.int_journeys as from told where value is not null"
        )
        self.db.execute("""
            create table intermediate.int_lost_journeys as
            select goal_id, conversion_key as person_key, ended_date, report_month, touch_key,
                channel_no, previous_no, is_last
            from told where value is null and not is_suspect""")
        self.db.execute("""
            create table intermediate.int_closed_months as
            select distinct report_month, max(ended_date) as closed_until from told group by all""")
        for model in MODELS:
            sql = compiled / "intermediate" / "attribution" / f"{model}.sql"
            self.db.execute(f"create table intermediate.{model} as {sql.read_text('utf-8')}")
        sql = compiled / "marts" / "attribution" / f"{EFFECTS}.sql"
        self.db.execute(f"create table intermediate.{EFFECTS} as {sql.read_text('utf-8')}")

    def ask(self, sql: str) -> pl.DataFrame:
        """A question to the tables."""
        return self.db.execute("use warehouse.intermediate").execute(sql).pl()

    def by_channel(self, model: str) -> dict[int, dict[str, float]]:
        """Company → channel → credit under one model."""
        rows = self.ask(f"""
            select goal_id, channel_id, sum(credit_{model})::double as credit from int_credits
            join int_journeys using (conversion_key, touch_key) where not int_credits.is_suspect
            group by all""")
        told: dict[int, dict[str, float]] = {}
        for goal, channel, credit in rows.iter_rows():
            told.setdefault(int(goal), {})[channel] = credit
        return told


def journeys(companies: Sequence[Company]) -> pl.DataFrame:
    """Journeys of the companies: one row per journey and touch; a lost one has no value."""
    named = sorted({c for company in companies for journey in company for c in journey.channels})
    number = {channel: place for place, channel in enumerate(named, start=1)}
    rows = [
        (
            f"{goal}/{place}", str(goal), ENDED, f"{goal}/{place}/{step}",
            channel, number[channel], channel == "direct",
            HOURS_BETWEEN * (len(journey.channels) - step), journey.value, journey.value, step,
            len(journey.channels), step in journey.suspect,
            len(trusted := journey.upto(step)), len(journey.trusted),
            number[trusted[-2]] if len(trusted) > 1 else None,
            trusted == journey.trusted and step not in journey.suspect,
        )
        for goal, company in enumerate(companies)
        for place, journey in enumerate(company)
        for step, channel in enumerate(journey.channels, start=1)
    ]  # fmt: skip
    money = pl.Decimal(18, 6)
    schema = {
        "conversion_key": pl.String, "goal_id": pl.String, "ended_date": pl.Date,
        "touch_key": pl.String,
        "channel_id": pl.String, "channel_no": pl.Int64, "is_direct": pl.Boolean,
        "age_hours": pl.Float64, "value": money, "value_native": money, "touch_no": pl.Int64,
        "touches": pl.Int64, "is_suspect": pl.Boolean, "trusted_no": pl.Int64,
        "trusted_touches": pl.Int64, "previous_no": pl.Int64, "is_last": pl.Boolean,
    }  # fmt: skip
    told = pl.DataFrame(rows, schema=schema, orient="row")
    month = pl.col("ended_date").dt.truncate("1mo")
    return told.with_columns(person_key="conversion_key", report_month=month)


def compiled(dbt: Dbt) -> Path:
    """The folder of the models' compiled SQL."""
    done = dbt.invoke(["compile", "--select", *MODELS, EFFECTS])
    assert done.success, done.exception
    return dbt.folder / "target" / "compiled" / "marketing_warehouse" / "models"


def converted(company: Company) -> list[Journey]:
    return [journey for journey in company if journey.value is not None]


def credited(company: Company) -> list[Journey]:
    """Conversions that a trusted touch led to."""
    return [journey for journey in converted(company) if journey.trusted]


def channels_of(company: Company) -> list[str]:
    return sorted({channel for journey in company for channel in journey.trusted})


def effects(company: Company) -> dict[str, float | None]:
    """Removal effect by channel: the absorbing chain solved as linear equations."""
    number = {channel: place for place, channel in enumerate(channels_of(company), start=1)}
    if not number:
        return {}
    inner = np.zeros((len(number) + 1, len(number) + 1))  # 0 is the start
    won = np.zeros(len(number) + 1)
    left = np.zeros(len(number) + 1)
    for journey in company:
        if not journey.trusted:
            continue
        states = [0, *(number[channel] for channel in journey.trusted)]
        for before, after in pairwise(states):
            inner[before, after] += before != after
            left[before] += before != after
        won[states[-1]] += journey.value is not None
        left[states[-1]] += 1

    def share(removed: int | None) -> float:
        kept = [state for state in range(len(left)) if state != removed]
        chances = inner[np.ix_(kept, kept)] / left[kept, None]
        return float(np.linalg.solve(np.eye(len(kept)) - chances, won[kept] / left[kept])[0])

    whole = share(None)
    return {
        channel: 1 - share(state) / whole if whole else None for channel, state in number.items()
    }


def shapley(company: Company) -> dict[str, float]:
    """Conversions by channel: marginal worth over all coalitions, enumerated."""
    channels, won = channels_of(company), [set(one.trusted) for one in credited(company)]

    def worth(coalition: set[str]) -> int:
        return sum(channels <= coalition for channels in won)

    def marginal(channel: str) -> float:
        others = [other for other in channels if other != channel]
        return sum(
            factorial(size) * factorial(len(others) - size) / factorial(len(channels))
            * (worth({*chosen, channel}) - worth(set(chosen)))
            for size in range(len(channels))
            for chosen in combinations(others, size)
        )  # fmt: skip

    return {channel: marginal(channel) for channel in channels}
