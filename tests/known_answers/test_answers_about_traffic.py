"""Fake traffic: found by its rules, real people left in peace, and no credit for it."""

import polars as pl
import pytest
from answers import Answers, divided, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

FOUND, FALSE_ALARMS = 0.9, 0.02


def test_fakes_are_found_and_people_are_not(answers: Answers):
    sessions = answers.marts("select started_at, date_day, is_suspect from fct_web_session")
    sessions = sessions.with_columns(pl.col("started_at").cast(pl.Datetime("ms")))
    visits = answers.world.visits.filter(pl.col("started_at").is_unique()).join(
        answers.world.fakes, on="visit_id", how="left"
    )
    visits = visits.with_columns(pl.col("started_at").dt.replace_time_zone(None))
    both = sessions.join(visits, on="started_at")
    assert both.height > 0.98 * answers.world.visits.height
    fake, real = both.drop_nulls("kind"), both.filter(pl.col("kind").is_null())
    assert fake.height > 200
    assert suspected(fake) >= FOUND
    assert 0 < suspected(real) <= FALSE_ALARMS
    of_kind = fake.filter(pl.col("kind") != "patient").partition_by("kind")
    assert len(of_kind) == 8 and min(suspected(kind) for kind in of_kind) >= FOUND


def suspected(sessions: pl.DataFrame) -> float:
    """The share of sessions that are suspect."""
    return float(sessions["is_suspect"].sum()) / sessions.height


def test_every_figure_of_every_day_and_channel(answers: Answers):
    counts = answers.truth.traffic_daily
    clicks = answers.truth.spend.group_by("day", "channel_id").agg(ad_clicks=pl.col("clicks").sum())
    clicks = clicks.filter(pl.col("ad_clicks") > 0)
    true = counts.join(clicks, on=["day", "channel_id"], how="full", coalesce=True)
    true = true.with_columns(pl.col(counts.drop("day", "channel_id").columns).fill_null(0))
    assert (true["sessions"] == 0).any() and true["ad_clicks"].null_count()
    rules = [name for name in true.columns if name.startswith("sessions_")]
    assert len(rules) == 8 and all(true[rule].sum() for rule in rules)
    sums = {"trusted": ("sessions", "suspect_sessions"), "lost": ("ad_clicks", "sessions")}
    true = true.with_columns(
        (pl.col(all_).cast(pl.Int64) - pl.col(some).cast(pl.Int64)).alias(name)
        for name, (all_, some) in sums.items()
    )
    true = true.with_columns(
        suspect_rate=divided("suspect_sessions", "sessions"),
        clicks_without_session="lost",
        click_loss_rate=divided("lost", "ad_clicks"),
        engaged_rate=divided("engaged_sessions", "trusted"),
        cart_rate=divided("cart_sessions", "trusted"),
        order_rate=divided("order_sessions", "trusted"),
    )
    told = answers.marts("select * rename (date_day as day) from rpt_traffic_quality")
    same(told, true, "day", "channel_id")


def test_suspect_touches_stand_in_journeys_without_credit(answers: Answers):
    told = answers.marts("""
        select count(*) filter (is_suspect) as suspects, sum(credit) filter (is_suspect) as credit,
            count(*) filter (is_unattributed and touches > 0) as nobodys
        from fct_attribution_credit where attribution_model = 'linear'""")
    true = answers.truth.credits.filter(pl.col("model") == "linear")
    suspects = true.filter(pl.col("touch").is_not_null() & (pl.col("credit") == 0))
    alone = suspects.join(
        true.filter(pl.col("touch").is_null()), on=["goal", "conversion"], how="semi"
    )
    assert told.row(0)[:2] == (suspects.height, 0) and suspects.height > 20
    nobodys = alone.select("goal", "conversion").unique().height
    assert told.row(0)[2] == nobodys > 0
