"""A day that a platform corrects later: the new figures count, the first ones are kept."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import polars as pl
import pytest
from answers import same
from plant import Plant

from pipelines.run import by_stream, dbt_of
from sandbox.truth import truth

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt, pytest.mark.slow]

BEFORE, BETWEEN, MORNING = date(2026, 11, 8), date(2026, 11, 11), time(1)
KEYS = ["account_id", "day", "ad_id"]


def land(plant: Plant, today: date) -> None:
    """Pull and store Meta's reports as they stand on that day, and the rates of all days."""
    plant.live_on(today)
    loader = plant.loader(clock=lambda: datetime.combine(today, MORNING, UTC))
    loader.prepare()
    pulled = list(loader.pull(loader.asks(["meta_ads", "exchange_rates"])))
    assert not [one.missing for one in pulled if one.missing]
    pulls = by_stream(loader, [one.pull for one in pulled if one.pull])
    for name, found in pulls.items():
        gated = loader.gate(loader.streams[name], found)
        assert not gated.blocked
        loader.store(gated)


def test_a_corrected_day_shows_both_readings(plant: Plant):
    plant.drop_files()
    for day in (BEFORE, BETWEEN, plant.world.today):
        land(plant, day)
    loader = plant.loader()
    built = dbt_of(loader).build()
    assert [node.name for node in built.failed] == []
    now, between, then = (truth(plant.world, day) for day in (None, BETWEEN, BEFORE))
    told = frame(plant, "marts.fct_ad_performance_daily")
    same(told, meta(now.spend), *KEYS)
    told = frame(plant, "marts.fct_ad_report_version", "where is_first_reported")
    later = meta(between.spend).filter(pl.col("day") >= BEFORE)
    first = pl.concat([meta(then.spend), later, meta(now.spend).filter(pl.col("day") >= BETWEEN)])
    same(told, first, *KEYS)
    told = frame(plant, "marts.fct_ad_report_version", "where is_latest")
    same(told, meta(now.spend), *KEYS)
    both = told.join(first, on=KEYS, suffix="_first").group_by("account_id", "day")
    moved = both.agg(pl.col("spend_native").sum(), first=pl.col("spend_native_first").sum())
    moved = moved.filter(pl.col("spend_native") != pl.col("first"))
    true = now.restatements.rename({"spend_latest": "spend_native", "spend_first": "first"})
    same(moved, true, "account_id", "day")
    rows = plant.ask_warehouse("""
        select account_id, numerator, denominator, value, detail from marts.rpt_data_trust
        where measure = 'restatement_share'""")
    names = ["account_id", "numerator", "denominator", "value", "detail"]
    told = pl.DataFrame(rows, schema=names, orient="row")
    assert told["numerator"].abs().sum() > 0
    same(told, share(first, meta(now.spend), true), "account_id")

    told = plant.ask_warehouse("""
        select account_id, age_days, days, first_reported, reported, restatement_rate
        from marts.rpt_restatement join marts.dim_account using (account_key)
        where metric_id = 'spend' order by all""")
    readings = {BEFORE: then.spend, BETWEEN: between.spend, plant.world.today: now.spend}
    assert told == at_ages(readings)
    assert {age for _, age, *_, rate in told if rate} == {7}


def at_ages(readings: Mapping[date, pl.DataFrame]) -> list[tuple]:
    """By account and age: days that lived so long, what they showed first and then."""
    told = pl.concat(
        meta(spend).drop_nulls("ad_id").with_columns(seen=day) for day, spend in readings.items()
    )
    found = list[tuple]()
    for age in (1, 3, 7, 14, 30, 60, 90):
        at_age = pl.col("day").dt.offset_by(f"{age}d")
        known = told.filter(at_age < max(readings), pl.col("seen") <= at_age).sort("seen")
        spend = pl.col("spend_native")
        ads = known.group_by(KEYS).agg(first=spend.first(), then=spend.last())
        sums = ads.group_by("account_id").agg(
            pl.col("day").n_unique(), pl.col("first").sum(), pl.col("then").sum()
        )
        found += [
            (account, age, days, float(first), float(then), float(then - first) / float(first))
            for account, days, first, then in sums.iter_rows()
        ]
    return sorted(found)


def share(first: pl.DataFrame, latest: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """How much more each account shows now than it first did, and on how many days."""
    amount = pl.col("spend_native").sum().cast(pl.Float64)
    then, now = (table.group_by("account_id").agg(amount) for table in (first, latest))
    days = moved.group_by("account_id").agg(days=pl.col("day").n_unique())
    both = then.join(now, on="account_id", suffix="_now").join(days, on="account_id", how="left")
    more = pl.col("spend_native_now") - pl.col("spend_native")
    return both.with_columns(
        numerator=more, denominator="spend_native", value=more / pl.col("spend_native"),
        detail=pl.format("{} days restated", pl.col("days").fill_null(0)),
    )  # fmt: skip


def meta(spend: pl.DataFrame) -> pl.DataFrame:
    """Meta's part of the spend."""
    columns = [*KEYS, "impressions", "clicks", "spend_native"]
    return spend.filter(pl.col("platform") == "meta_ads").select(columns)


def frame(plant: Plant, table: str, where: str = "") -> pl.DataFrame:
    """Figures of ads, and of what no ad tells, by account and day."""
    rows = plant.ask_warehouse(f"""
        select accounts.account_id, facts.date_day, ads.ad_id, impressions, clicks, spend_native
        from {table} as facts join marts.dim_account as accounts using (account_key)
        left join intermediate.int_ads as ads using (ad_key) {where}""")
    columns = [*KEYS, "impressions", "clicks", "spend_native"]
    return pl.DataFrame(rows, schema=columns, orient="row")
