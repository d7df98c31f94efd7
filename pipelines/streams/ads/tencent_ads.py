"""Tencent Ads 腾讯广告, clean. Raw records: `connectors/ads/tencent_ads.py`.

There is no campaign layer: an adgroup 广告 is the campaign, and nothing stands between it and its
creatives. Money is fen. Conversions count on the day of the impression (REQUEST_TIME) in
`ad_report`; by the other clocks (REPORTING_TIME: of the callback, ACTIVE_TIME: of the activation)
in `clock_report`: never compare or add them.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

FEN = 100
KEYS = {
    "report_date": day("date"),
    "ad_id": text("dynamic_creative_id"),
    "ad_group_id": lacks(pl.String()),
    "campaign_id": text("adgroup_id"),
}
CLAIMS = {
    "platform_conversions": number("conversions_count", absent=0),
    "deep_conversions": number("deep_conversions_count", absent=0),
    "_value_fen": number("order_amount", absent=0),
}
COUNTED = ("conversions_count", "deep_conversions_count", "order_amount")
VALUE = pl.col("_value_fen") / FEN

accounts = Stream(
    name="tencent_ads__accounts",
    grain="one row per advertiser",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("account_id"),
        "account_name": text("corporation_name"),
        "status": text("system_status"),
        "daily_budget": money("daily_budget", per=FEN, absent=None),
    },
    derived={"currency_code": pl.lit("CNY"), "time_zone": pl.lit("Asia/Shanghai")},
    expectations=shared.accounts,
)

campaigns = Stream(
    name="tencent_ads__campaigns",
    grain="one row per adgroup, deleted ones too",
    keys=("campaign_id",),
    history=(*shared.CAMPAIGN_HISTORY, "is_deleted"),
    columns={
        "campaign_id": text("adgroup_id"),
        "campaign_name": text("adgroup_name"),
        "status": text("configured_status"),
        "channel_type": text("marketing_goal"),
        "start_date": day("begin_date"),
        "end_date": day("end_date"),
        "daily_budget": money("daily_budget", per=FEN, absent=None),
        "is_deleted": boolean("is_deleted", absent=False),
    },
    ignored=("system_status",),
    expectations=shared.campaigns,
)

ads = Stream(
    name="tencent_ads__ads",
    grain="one row per dynamic creative, deleted ones too",
    keys=("ad_id",),
    history=(*shared.AD_HISTORY, "is_deleted"),
    columns={
        "ad_id": text("dynamic_creative_id"),
        "ad_name": text("dynamic_creative_name"),
        "ad_group_id": lacks(pl.String()),
        "campaign_id": text("adgroup_id"),
        "status": text("configured_status"),
        "landing_url": lacks(pl.String()),
        "is_deleted": boolean("is_deleted", absent=False),
    },
    expectations=shared.ads,
)

account_report = Stream(
    name="tencent_ads__account_report",
    grain="one row per day of the account, in yuan, Chinese days",
    keys=("report_date",),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date"),
        "impressions": count("view_count"),
        "clicks": count("valid_click_count"),
        "spend": money("cost", per=FEN),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("time_line",),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date"),
        *shared.spend_in_reason(gxe),
    ],
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
        "impressions": count("view_count"),
        "clicks": count("valid_click_count"),
        "spend": money("cost", per=FEN),
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
    expectations=lambda gxe: shared.any_rows(gxe, "report_date", "channel_id"),
)
