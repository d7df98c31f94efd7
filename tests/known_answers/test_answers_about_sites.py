"""What counters report of the company's sites: every day, source and page, by their own rules."""

import polars as pl
import pytest
from answers import Answers, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

KEYS = ("source_name", "account_id", "date_day", "cut", "cut_value")
COUNTED = ("page_views", "visitors", "new_visitors", "ips", "sessions", "bounces")
PLATFORMS = ("baidu_tongji", "matomo")
# What a tool does not tell of a cut.
UNTOLD = {
    ("baidu_tongji", "page"): {"new_visitors", "ips", "sessions", "bounces"},
    ("matomo", "total"): {"ips"},
    ("matomo", "source"): {"ips", "new_visitors"},
    ("matomo", "page"): {"new_visitors", "ips", "bounces"},
}


def reported(answers: Answers, more: str, where: str = "true") -> pl.DataFrame:
    """Rows of counters in the mart in which somebody was counted."""
    return answers.marts(f"""
        select f.source_name, a.account_id, f.date_day, f.cut, f.cut_value, {more}
        from fct_site_daily as f join dim_account as a using (account_key)
        where f.source_name in {PLATFORMS} and f.page_views > 0 and {where}""")


def true_days(answers: Answers) -> pl.DataFrame:
    return answers.truth.site_days.rename({"platform": "source_name"})


@pytest.mark.parametrize("cut", ["total", "source", "page"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_reported_days_sources_and_pages(answers: Answers, platform: str, cut: str):
    names = [*COUNTED, *(("entries", "exits") if cut == "page" else ())]
    told = reported(answers, ", ".join(names), f"f.source_name = '{platform}' and cut = '{cut}'")
    untold = {name for name in names if told[name].null_count() == told.height}
    assert untold == UNTOLD.get((platform, cut), set())
    true = true_days(answers).filter(pl.col("source_name") == platform, pl.col("cut") == cut)
    same(told.drop(untold), true, *KEYS)


def test_seconds_of_visits_are_true_to_the_rounding_of_their_means(answers: Answers):
    told = reported(answers, "visit_seconds, sessions", "f.visit_seconds is not null")
    true = true_days(answers).rename({"visit_seconds": "true"}).drop("sessions")
    both = told.join(true, on=KEYS)
    assert both.height == told.height > 100
    assert (both["visit_seconds"] - both["true"]).abs().le(both["sessions"] / 2 + 1e-6).all()


def test_orders_that_a_counter_was_told_of_and_their_money(answers: Answers):
    names = "f.currency_code, orders, gmv_native, gmv_reported::double as gmv_reported"
    told = reported(answers, names, "f.orders > 0").drop("source_name", "cut", "cut_value")
    assert told.height > 10
    same(told, answers.truth.site_orders, "account_id", "date_day", near=1e-4)


def test_figures_that_a_platform_does_not_tell_are_null(answers: Answers):
    names = ("buyers", "paid_amount", "refund_amount", "engaged_sessions", "stock_units")
    told = answers.marts(f"""
        select {", ".join(f"count({name})" for name in names)} from fct_site_daily
        where source_name in {PLATFORMS}""")
    assert set(told.row(0)) == {0}


def test_reported_views_by_name_are_those_of_the_fact(answers: Answers):
    told = answers.marts("""
        select (select sum(amount) from fct_measure_daily where measure_id = 'reported_page_views'),
               (select sum(page_views) from fct_site_daily where cut = 'total')""")
    assert told.row(0)[0] == told.row(0)[1] > 0
