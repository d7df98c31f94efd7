"""Fake traffic: found by its rules, real people left in peace, and no credit for it."""

import polars as pl
import pytest
from answers import Answers, same

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
    assert len(of_kind) == 7 and min(suspected(kind) for kind in of_kind) >= FOUND


def suspected(sessions: pl.DataFrame) -> float:
    """The share of sessions that are suspect."""
    return float(sessions["is_suspect"].sum()) / sessions.height


def test_traffic_of_every_day_and_channel_by_rule(answers: Answers):
    true = answers.truth.traffic_daily
    names = ", ".join(true.drop("day", "channel_id").columns)
    told = answers.marts(f"""
        select date_day as day, channel_id, {names} from rpt_traffic_quality where sessions > 0""")
    same(told, true, "day", "channel_id")
    rules = [name for name in true.columns if name.startswith("sessions_")]
    assert len(rules) == 7 and all(true[rule].sum() for rule in rules)


def test_rates_of_traffic_are_quotients_of_their_sums(answers: Answers):
    wrong = answers.marts("""
        select * from rpt_traffic_quality where
            suspect_rate is distinct from suspect_sessions::double / nullif(sessions, 0)
            or click_loss_rate is distinct from
                (ad_clicks - sessions)::double / nullif(ad_clicks, 0)
            or order_rate is distinct from
                order_sessions::double / nullif(sessions - suspect_sessions, 0)""")
    assert wrong.height == 0
    clicks = answers.marts(
        "select sum(ad_clicks)::bigint as clicks from rpt_traffic_quality"
    ).item()
    assert clicks == answers.truth.spend["clicks"].sum()


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
