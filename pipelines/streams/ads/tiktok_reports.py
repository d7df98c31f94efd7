"""TikTok's reports, clean. Raw records: `connectors/ads/tiktok_ads.py`.

Every metric is text; a single dash means that there is none. Ratios are left out: they are born
from sums. `result` counts what the ad's group is optimised for: never add it over groups.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.tiktok_ads import NULLS, TIME
from pipelines.streams.columns import count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

ad_report = Stream(
    name="tiktok_ads__ad_report",
    grain="one row per ad per day, in the account's currency and time zone",
    keys=("report_date", "ad_id"),
    nulls=NULLS,
    load="window",
    day="report_date",
    versions=True,
    columns={
        "report_date": day("dimensions.stat_time_day", TIME),
        "ad_id": text("dimensions.ad_id"),
        "ad_group_id": text("metrics.adgroup_id"),
        "campaign_id": text("metrics.campaign_id"),
        "impressions": count("metrics.impressions"),
        "clicks": count("metrics.clicks"),
        "spend": money("metrics.spend"),
        "currency_code": text("metrics.currency", required=True),
        "platform_conversions": number("metrics.conversion", absent=0),
        "platform_conversion_value": number("metrics.total_purchase_value", absent=0),
        "platform_conversions_by_conversion_date": number("metrics.real_time_conversion", absent=0),
        "payments": number("metrics.complete_payment", absent=0),
        "results": number("metrics.result", absent=0),
    },
    quarantine={
        **shared.impossible_figures("impressions", "clicks"),
        "more_clicks_than_impressions": pl.col("clicks") > pl.col("impressions"),
    },
    always=("metrics.",),
    ignored=(
        "metrics.ctr",
        "metrics.cpc",
        "metrics.cpm",
        "metrics.cost_per_conversion",
        "metrics.real_time_app_install",
        "metrics.campaign_name",
        "metrics.ad_name",
    ),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)

campaign_report = Stream(
    name="tiktok_ads__campaign_report",
    grain="one row per campaign and day, week or month; one per service and day of the account",
    keys=("period_end_date", "period_kind", "scope"),
    nulls=NULLS,
    load="window",
    day="period_end_date",
    columns={
        "_day": day("dimensions.stat_time_day", TIME),
        "_start": day("start"),
        "_end": day("end"),
        "service_type": text("service_type"),
        "campaign_id": text("dimensions.campaign_id"),
        "impressions": count("metrics.impressions"),
        "clicks": count("metrics.clicks", absent=None),
        "spend": money("metrics.spend", absent=None),
        "currency_code": text("metrics.currency"),
        "reach": count("metrics.reach", absent=None),
        "platform_conversions": number("metrics.conversion"),
    },
    derived={
        "period_start_date": pl.coalesce("_day", "_start"),
        "period_end_date": pl.coalesce("_day", "_end"),
        "period_kind": shared.period_kind("_start", "_end"),
        "scope": pl.coalesce("campaign_id", pl.format("account of {}", "service_type")),
    },
    quarantine={
        **shared.impossible_figures("impressions", "clicks"),
        "more_people_than_impressions": pl.col("reach") > pl.col("impressions"),
    },
    ignored=("dimensions.advertiser_id",),
)

gmv_max_report = Stream(
    name="tiktok_ads__gmv_max_report",
    grain="one row per GMV Max campaign per day, in the account's currency and time zone",
    keys=("report_date", "campaign_id"),
    nulls=NULLS,
    load="window",
    day="report_date",
    versions=True,
    columns={
        "report_date": day("dimensions.stat_time_day", TIME),
        "campaign_id": text("dimensions.campaign_id"),
        "impressions": lacks(pl.Int64()),
        "clicks": lacks(pl.Int64()),
        "spend": money("metrics.cost"),
        "currency_code": text("metrics.currency", required=True),
        "platform_conversions": number("metrics.orders", absent=0),
        "platform_conversion_value": number("metrics.gross_revenue", absent=0),
    },
    quarantine={"negative_spend": pl.col("spend") < 0},
    always=("metrics.",),
    ignored=("metrics.net_cost", "metrics.cost_per_order", "metrics.roi"),
    expectations=lambda gxe: shared.spend_daily(gxe, "campaign_id"),
)
