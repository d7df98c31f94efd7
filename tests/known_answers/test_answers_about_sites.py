"""What counters report of the company's sites: every day, source and page, by their own rules."""

import polars as pl
import pytest
from answers import Answers, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COUNTED = ("page_views", "visitors", "new_visitors", "ips", "sessions", "bounces", "entries")
KEYS = ("source_name", "account_id", "date_day", "cut", "cut_value")


def reported(answers: Answers, more: str, where: str = "true") -> pl.DataFrame:
    """Rows of the mart in which somebody was counted."""
    return answers.marts(f"""
        select f.source_name, a.account_id, f.date_day, f.cut, f.cut_value, {more}
        from fct_site_daily as f join dim_account as a using (account_key)
        where f.page_views > 0 and {where}""")


@pytest.mark.parametrize("platform", ["baidu_tongji"])
def test_reported_days_sources_and_pages(answers: Answers, platform: str):
    true = answers.truth.site_days.rename({"platform": "source_name"})
    true = true.filter(pl.col("source_name") == platform)
    told = reported(answers, ", ".join((*COUNTED, "exits")), f"f.source_name = '{platform}'")
    untold = [name for name in told.columns if told[name].null_count() == told.height]
    told = told.drop(untold)
    assert set(untold) <= {"ips", "new_visitors"}
    assert set(told["cut"]) == {"total", "source", "page"}
    same(told, true, *KEYS)


def test_seconds_of_visits_are_true_to_the_rounding_of_their_means(answers: Answers):
    told = reported(answers, "visit_seconds, sessions", "f.visit_seconds is not null")
    true = answers.truth.site_days.rename({"platform": "source_name", "visit_seconds": "true"})
    both = told.join(true.drop("sessions"), on=KEYS)
    assert both.height == told.height > 20
    assert (both["visit_seconds"] - both["true"]).abs().le(both["sessions"] / 2 + 1e-6).all()


def test_figures_that_a_platform_does_not_tell_are_null(answers: Answers):
    names = ("buyers", "orders", "paid_amount", "gmv_reported", "engaged_sessions", "stock_units")
    told = answers.marts(f"""
        select {", ".join(f"count({name})" for name in names)} from fct_site_daily
        where source_name = 'baidu_tongji'""")
    assert set(told.row(0)) == {0}
