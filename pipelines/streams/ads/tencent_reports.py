"""Tencent's days 腾讯广告, clean. Raw records: `connectors/ads/tencent_ads.py`.

Conversions count on the day of the impression (REQUEST_TIME) in `ad_report`; by the other clocks
(REPORTING_TIME: of the callback, ACTIVE_TIME: of the activation) in `clock_report`: never compare
or add them.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.tencent_ads import FEN
from pipelines.streams.columns import count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

KEYS = {
    "report_date": day("date"),
    "ad_id": text("dynamic_creative_id"),
    "ad_group_id": lacks(pl.String()),
    "campaign_id": text("adgroup_id"),
}
FIGURES = {
    "impressions": count("view_count"),
    "clicks": count("valid_click_count"),
    "spend": money("cost", per=FEN),
}
CLAIMS = {
    "platform_conversions": number("conversions_count", absent=0),
    "deep_conversions": number("deep_conversions_count", absent=0),
    "_value_fen": number("order_amount", absent=0),
}
COUNTED = ("conversions_count", "deep_conversions_count", "order_amount")
VALUE = pl.col("_value_fen") / FEN

account_report = Stream(
    name="tencent_ads__account_report",
    grain="one row per day of the account, in yuan, Chinese days",
    keys=("report_date",),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date"),
        **FIGURES,
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("time_line",),
    expectations=lambda gxe: shared.spend_daily(gxe),
)

ad_report = Stream(
    name="tencent_ads__ad_report",
    grain="one row per creative per day, in yuan, Chinese days",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    columns={
        **KEYS,
        **FIGURES,
        **CLAIMS,
    },
    derived={"currency_code": pl.lit("CNY"), "platform_conversion_value": VALUE},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=COUNTED,
    ignored=("time_line",),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)

clock_report = Stream(
    name="tencent_ads__clock_report",
    grain="one row per creative, day and clock: of the callback, of the activation",
    keys=("report_date", "ad_id", "time_line"),
    load="window",
    day="report_date",
    columns={**KEYS, "time_line": text("time_line"), **CLAIMS},
    derived={"platform_conversion_value": VALUE},
    quarantine={"negative_count": pl.col("platform_conversions") < 0},
    always=COUNTED,
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "ad_id", "time_line"),
        gxe.ExpectColumnValuesToNotBeNull(column="campaign_id", mostly=0.99),
    ],
)

channel_fans = Stream(
    name="tencent_ads__channel_fans",
    grain="one row per day and 视频号 account bound to the advertiser: its fans by then",
    keys=("report_date", "channel_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date", "%Y%m%d"),
        "channel_id": text("video_channel_id"),
        "channel_name": text("video_channel_name"),
        "followers_total": count("fans_cnt"),
    },
    quarantine={"negative_count": pl.col("followers_total") < 0},
)
