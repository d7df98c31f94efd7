"""TikTok Ads, clean. Raw records: `connectors/ads/tiktok_ads.py`.

Every metric is text; a single dash means that there is none. Ratios are left out: they are born
from sums.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

NULLS = ("", "-")
TIME = "%Y-%m-%d %H:%M:%S"

accounts = Stream(
    name="tiktok_ads__accounts",
    grain="one row per advertiser",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("advertiser_id"),
        "account_name": text("name"),
        "currency_code": text("currency", required=True),
        "time_zone": text("timezone"),
        "status": text("status"),
    },
    ignored=("display_timezone", "create_time", "balance"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="tiktok_ads__campaigns",
    grain="one row per campaign, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    nulls=NULLS,
    columns={
        "campaign_id": text("campaign_id"),
        "campaign_name": text("campaign_name"),
        "status": text("secondary_status"),
        "channel_type": text("objective_type"),
        "start_date": day("create_time", TIME),
        "end_date": lacks(pl.Date()),
        "daily_budget": money("budget", absent=None),
    },
    ignored=("advertiser_id", "campaign_type", "budget_mode", "operation_status", "modify_time"),
    expectations=shared.campaigns,
)

ads = Stream(
    name="tiktok_ads__ads",
    grain="one row per ad, deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    nulls=NULLS,
    columns={
        "ad_id": text("ad_id"),
        "ad_name": text("ad_name"),
        "ad_group_id": text("adgroup_id"),
        "campaign_id": text("campaign_id"),
        "status": text("secondary_status"),
        "landing_url": text("landing_page_url"),
    },
    ignored=("advertiser_id", "operation_status", "create_time", "modify_time"),
    expectations=shared.ads,
)

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
        "metrics.complete_payment",
        "metrics.real_time_conversion",
        "metrics.real_time_app_install",
        "metrics.campaign_name",
        "metrics.ad_name",
    ),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)
