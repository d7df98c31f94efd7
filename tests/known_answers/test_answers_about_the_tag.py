"""The site that Google's export tells of: the same sessions, people and orders as ever."""

import polars as pl
from answers import Answers, same

EXPORT = "ga4_bigquery_export"


def test_every_visit_of_the_export_is_a_session_with_its_channel_and_person(answers: Answers):
    visits = answers.world.visits.join(answers.world.tagged.filter("is_exported"), on="visit_id")
    told = answers.marts(f"""
        select started_at, channel_id, page_views, has_cart, has_order
        from fct_web_session where source_name = '{EXPORT}'""")
    true = visits.select(
        pl.col("started_at").dt.replace_time_zone(None).cast(pl.Datetime("us")), "channel_id",
        "page_views", has_cart="added_to_cart", has_order="ordered",
    )  # fmt: skip
    order = true.columns
    assert true.height > 500
    assert told.select(order).sort(order).equals(true.sort(order))


def test_who_refused_to_be_known_is_counted_and_is_nobody(answers: Answers):
    told = answers.marts(
        "select numerator from rpt_data_trust where measure = 'consent_refused_share'"
    )
    assert told["numerator"].to_list() == [float(answers.world.refused.height)]
    nobody = answers.warehouse(
        "select count(*) from intermediate.int_web_sessions where identifier is null"
    )
    assert nobody.item() == 0


def test_google_reports_every_day_source_and_landing_page_of_the_site(answers: Answers):
    counted = "sessions, engaged_sessions, visitors, paid_native"
    told = answers.marts(f"""
        select date_day, cut, cut_value, {counted}, new_visitors, page_views, orders,
            goal_conversions, bounces, entries, quality_note, currency_code, source_zone
        from fct_site_daily where source_name = 'google_analytics4'""")
    true = answers.truth.tag_days
    figures = ["sessions", "engaged_sessions", "visitors", "paid_native"]
    money = pl.col("paid_native").cast(pl.Float64)
    keys = ("date_day", "cut", "cut_value")
    same(told.select(*keys, *figures).with_columns(money),
         true.select(*keys, *figures).with_columns(money), *keys)  # fmt: skip
    whole = pl.col("cut") != "page"
    more = (*keys, "new_visitors", "page_views", "orders")
    same(told.filter(whole).select(more), true.filter(whole).select(more), *keys)
    assert told.filter(whole & (pl.col("goal_conversions") != pl.col("orders"))).is_empty()
    assert told.filter(
        pl.col("bounces") != pl.col("sessions") - pl.col("engaged_sessions")
    ).is_empty()
    assert told.filter(~whole)["entries"].to_list() == told.filter(~whole)["sessions"].to_list()
    assert told.filter(~whole)["page_views"].null_count() == told.filter(~whole).height
    assert told["quality_note"].null_count() == told.height
    assert set(told["currency_code"]) == {"USD"}
    assert set(told["source_zone"]) == {"America/Los_Angeles"}
