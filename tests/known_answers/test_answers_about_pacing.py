"""Budgets against what was spent: how far, how fast, what it will come to, who is warned."""

from datetime import date

import polars as pl
import pytest
from answers import Answers, same, weight_of

from sandbox.answers import pacing

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

KEYS = ["period_kind", "period_start_date", *pacing.KEYS]
NEAR = 0.005  # yuan: half a cent
REPORT = """
    select * exclude (budget, actual, committed, forecast), budget::double as budget,
        actual::double as actual, committed::double as committed, forecast::double as forecast
    from rpt_budget_pacing
"""
# While a level falls, at the end of a month, in the first days of one, and in a promotion.
DAYS = [date(2026, 2, 21), date(2026, 10, 31), date(2026, 11, 2), date(2026, 11, 10)]


def test_every_budget_stands_as_it_is_true_today(answers: Answers):
    true = pacing.pacing(answers.truth, answers.world.last_day, weight_of)
    same(answers.marts(REPORT), true, *KEYS, near=NEAR)


@pytest.mark.parametrize("closed", DAYS, ids=str)
def test_every_budget_stood_so_on_days_before(answers: Answers, closed: date):
    told = answers.marts_on(closed, "rpt_budget_pacing", REPORT)
    same(told, pacing.pacing(answers.truth, closed, weight_of), *KEYS, near=NEAR)


def test_these_days_saw_every_level_and_some_fall(answers: Answers):
    days = [pacing.pacing(answers.truth, closed, weight_of) for closed in DAYS]
    true = pl.concat(days).filter(pl.col("alert_level") != "unbudgeted")
    assert set(true["alert_level"]) == set(pacing.LEVELS)
    assert true.filter(pl.col("alert_level") != pl.col("level_of_the_day")).height > 2
    assert true["forecast"].null_count() and true.filter(~pl.col("is_closed"))["forecast"].count()
