"""Baidu Tongji 百度统计, clean. Raw records: `connectors/web/baidu_tongji.py`.

Chinese days. `--` is not told, never 0. The bounce rate comes in per cent with two decimals, the
length of a visit as a mean of whole seconds: `bounces` and `visit_seconds` follow from them.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, number, text
from pipelines.streams.spec import Stream
from pipelines.streams.web.sites import in_order, is_share

UNTOLD = ("", "--")

days = Stream(
    name="baidu_tongji__days",
    grain="one row per Chinese day of a site and source of its visitors; `all` is the whole site",
    keys=("report_date", "source"),
    load="window",
    day="report_date",
    nulls=UNTOLD,
    columns={
        "report_date": day("simple_date_title", "%Y/%m/%d", required=True),
        "source": text("source", required=True),
        "page_views": count("pv_count", absent=None),
        "sessions": count("visit_count", absent=None),
        "visitors": count("visitor_count", absent=None),
        "ips": count("ip_count", absent=None),
        "new_visitors": count("new_visitor_count", absent=None),
        "bounce_rate": number("bounce_ratio", percent=True),
        "average_visit_seconds": number("avg_visit_time"),
        "goal_conversions": count("trans_count", absent=None),
    },
    derived={
        "bounces": (pl.col("bounce_rate") * pl.col("sessions")).round().cast(pl.Int64),
        "visit_seconds": pl.col("average_visit_seconds") * pl.col("sessions"),
    },
    quarantine={
        **shared.negative({"page_views": count("pv_count"), "sessions": count("visit_count")}),
        **in_order("page_views", "sessions", "visitors"),
        **is_share("bounce_rate"),
    },
    controls={"page_views": "pv_count", "sessions": "visit_count"},
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "source"),
        gxe.ExpectColumnSumToBeBetween(column="page_views", min_value=1, severity="warning"),
        gxe.ExpectColumnValuesToBeInSet(
            column="source", value_set=["all", "through", "search", "link"]
        ),
    ],
)

pages = Stream(
    name="baidu_tongji__pages",
    grain="one row per page of a site and Chinese day",
    keys=("report_date", "page_url"),
    load="window",
    day="report_date",
    nulls=UNTOLD,
    columns={
        "report_date": day("date", required=True),
        "page_url": text("visit_page_title.name", required=True),
        "page_views": count("pv_count", absent=None),
        "visitors": count("visitor_count", absent=None),
        "entries": count("visit1_count", absent=None),
        "exits": count("exit_count", absent=None),
        "onward_views": count("outward_count", absent=None),
        "average_view_seconds": number("average_stay_time"),
    },
    quarantine=shared.negative({"page_views": count("pv_count")}),
    controls={"page_views": "pv_count"},
    ignored=("visit_page_title",),
    expectations=lambda gxe: shared.any_rows(gxe, "report_date", "page_url"),
)
