"""TikTok Ads, clean. Raw records: `connectors/ads/tiktok_ads.py`. Reports: `tiktok_reports.py`.

A single dash means that there is none.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, day, lacks, money, text
from pipelines.streams.spec import Stream

NULLS = ("", "-")

TIME = "%Y-%m-%d %H:%M:%S"

# A budget of a whole run, or none at all, is no daily one.
BUDGET: dict[str, Column] = {
    "_budget": money("budget", absent=None),
    "_budget_mode": text("budget_mode"),
}

DAILY_BUDGET = {"daily_budget": shared.daily_only("_budget", "_budget_mode")}

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
        **BUDGET,
    },
    derived=DAILY_BUDGET,
    ignored=("advertiser_id", "campaign_type", "operation_status", "modify_time", "buying_type"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="tiktok_ads__ad_groups",
    grain="one row per ad group, deleted ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    nulls=NULLS,
    columns={
        "ad_group_id": text("adgroup_id"),
        "ad_group_name": text("adgroup_name"),
        "campaign_id": text("campaign_id"),
        "status": text("secondary_status"),
        "optimization_goal": text("optimization_goal"),
        **BUDGET,
    },
    derived=DAILY_BUDGET,
    ignored=("advertiser_id", "operation_status", "create_time", "modify_time"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="tiktok_ads__ads",
    grain="one row per ad, deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    nulls=NULLS,
    columns={
        "_ad_id": text("ad_id"),
        "_smart_plus_ad_id": text("smart_plus_ad_id"),
        "ad_name": text("ad_name"),
        "ad_group_id": text("adgroup_id"),
        "campaign_id": text("campaign_id"),
        "status": text("secondary_status"),
        "landing_url": text("landing_page_url"),
    },
    derived={"ad_id": pl.coalesce("_ad_id", "_smart_plus_ad_id")},
    ignored=("advertiser_id", "operation_status", "create_time", "modify_time"),
    expectations=shared.ads,
)
