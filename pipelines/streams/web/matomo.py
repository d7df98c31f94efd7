"""Matomo's reports, clean. Raw records: `connectors/web/matomo.py`.

Days of the site's own zone. Counts come as numbers or as text; a pivot writes `false` for 0, and a
page that nobody entered by leaves its entries out. Actions are pages, downloads, links out and
searches on the site; money is in the site's currency.
"""

import html

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, money, number, text
from pipelines.streams.spec import Stream
from pipelines.streams.web.sites import in_order

FALSE = ("", "false")


def plain_label(label: str) -> str:
    """A label as people read it: no entities, no hard spaces."""
    return html.unescape(label).replace("\N{NO-BREAK SPACE}", " ").strip()


days = Stream(
    name="matomo__days",
    grain="one row per day of a site, cut (total, source) and source of its visitors",
    keys=("report_date", "cut", "cut_value"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date", required=True),
        "cut": text("cut", required=True),
        "_label": text("label", required=True),
        "currency_code": text("currency"),
        "page_views": count("nb_actions", nulls=FALSE, absent=0),
        "visitors": count("nb_uniq_visitors", absent=None),
        "new_visitors": count("new_visitors", absent=None),
        "sessions": count("nb_visits", nulls=FALSE, absent=0),
        "bounces": count("bounce_count", nulls=FALSE, absent=0),
        "visit_seconds": number("sum_visit_length", absent=0.0, nulls=FALSE),
        "orders": count("orders", absent=None),
        "units": count("order_items", absent=None),
        "gmv_native": money("order_revenue", absent=None),
    },
    translated={"_plain": (pl.col("_label"), plain_label)},
    derived={"cut_value": pl.col("_plain")},
    quarantine={
        **in_order("page_views", "sessions", "visitors"),
        "more_bounces_than_visits": pl.col("bounces") > pl.col("sessions"),
        "negative_revenue": pl.col("gmv_native") < 0,
    },
    ignored=(
        *("nb_users", "nb_visits_converted", "max_actions", "bounce_rate"),
        *("nb_actions_per_visit", "avg_time_on_site", "nb_conversions", "revenue", "goals"),
        *("idsubdatatable", "segment", "logo", "referrer_type", "sum_daily_nb_uniq_visitors"),
    ),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "cut", "cut_value"),
        gxe.ExpectColumnSumToBeBetween(column="page_views", min_value=1, severity="warning"),
        gxe.ExpectColumnValuesToBeInSet(column="cut", value_set=["total", "source"]),
    ],
)

pages = Stream(
    name="matomo__pages",
    grain="one row per page of a site and day; `Others` is what the archive folded together",
    keys=("report_date", "page_url"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date", required=True),
        "_label": text("label", required=True),
        "_url": text("url"),
        "page_views": count("nb_hits", nulls=FALSE, absent=0),
        "sessions": count("nb_visits", nulls=FALSE, absent=0),
        "visitors": count("nb_uniq_visitors", absent=None),
        "entries": count("entry_nb_visits", nulls=FALSE, absent=0),
        "exits": count("exit_nb_visits", nulls=FALSE, absent=0),
    },
    translated={"_plain": (pl.col("_label"), plain_label)},
    derived={"page_url": pl.coalesce("_url", "_plain")},
    quarantine=in_order("page_views", "sessions", "visitors"),
    ignored=(
        *("sum_time_spent", "nb_hits_following_search", "entry_nb_uniq_visitors"),
        *("entry_nb_actions", "entry_sum_visit_length", "entry_bounce_count", "bounce_rate"),
        *("exit_nb_uniq_visitors", "exit_rate", "avg_time_on_page", "segment"),
        *("sum_daily_nb_uniq_visitors", "sum_daily_entry_nb_uniq_visitors"),
        "sum_daily_exit_nb_uniq_visitors",
    ),
    expectations=lambda gxe: shared.any_rows(gxe, "report_date", "page_url"),
)
