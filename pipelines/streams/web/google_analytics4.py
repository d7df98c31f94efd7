"""Google Analytics 4, reported figures, clean. Raw: `connectors/web/google_analytics4.py`.

Days of the property's zone. Money that the caller may not see comes as 0 and is unknown. Visitors
are estimates of distinct people: one row per cut that was asked, never added up.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, day, money, number, text
from pipelines.streams.spec import Stream
from pipelines.streams.web.sites import is_share

FLAGS = {
    "currency_code": text("_currency"),
    "is_folded": boolean("_is_folded"),
    "is_withheld": boolean("_is_withheld"),
    "is_restricted": boolean("_is_restricted"),
    "sampled_share": number("_sampled"),
}
COUNTED = {
    "sessions": count("sessions", absent=None),
    "engaged_sessions": count("engagedSessions", absent=None),
    "visitors": count("totalUsers", absent=None),
    "key_events": number("keyEvents"),
    "_revenue": money("totalRevenue", absent=None),
}
REVENUE = {"revenue": pl.when(~pl.col("is_restricted").fill_null(False)).then("_revenue")}
RULES = {
    **shared.negative(COUNTED),
    "more_engaged_than_sessions": (pl.col("engaged_sessions") > pl.col("sessions")).fill_null(
        False
    ),
    **is_share("sampled_share"),
}
SOURCE = pl.format("{} | {}", "channel_group", "source_medium")

days = Stream(
    name="google_analytics4__days",
    grain="one row per day of a property, and per day, channel group and source / medium",
    keys=("report_date", "cut", "cut_value"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date", "%Y%m%d", required=True),
        "cut": text("cut", required=True),
        "channel_group": text("sessionDefaultChannelGroup"),
        "source_medium": text("sessionSourceMedium"),
        **COUNTED,
        "new_visitors": count("newUsers", absent=None),
        "page_views": count("screenPageViews", absent=None),
        "orders": count("transactions", absent=None),
        **FLAGS,
    },
    derived={
        **REVENUE,
        "cut_value": pl.when(pl.col("cut") == "total").then(pl.lit("all")).otherwise(SOURCE),
    },
    quarantine=RULES,
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "cut", "cut_value"),
        gxe.ExpectColumnValuesToBeInSet(column="cut", value_set=["total", "source"]),
        gxe.ExpectColumnValuesToBeBetween(
            column="sampled_share", max_value=0, severity="warning"
        ),
    ],
)  # fmt: skip

landing_pages = Stream(
    name="google_analytics4__landing_pages",
    grain="one row per day and landing page of a property",
    keys=("report_date", "page_path"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date", "%Y%m%d", required=True),
        "page_path": text("landingPage", required=True),
        **COUNTED,
        **FLAGS,
    },
    derived=REVENUE,
    quarantine=RULES,
    expectations=lambda gxe: shared.any_rows(gxe, "report_date", "page_path"),
)
