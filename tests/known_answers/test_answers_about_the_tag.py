"""The site that Google's export tells of: the same sessions, people and orders as ever."""

import polars as pl
from answers import Answers

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
