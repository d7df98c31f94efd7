"""Meta Ads, clean. Raw records: `connectors/ads/meta_ads.py`. Reports: `meta_reports.py`."""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import day, money, text
from pipelines.streams.spec import Stream

STAMP = "%Y-%m-%dT%H:%M:%S%z"

ENTITY = ("account_id", "objective", "created_time", "updated_time", "effective_status", "creative")

accounts = Stream(
    name="meta_ads__accounts",
    grain="one row per ad account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("account_id"),
        "account_name": text("name"),
        "currency_code": text("currency", required=True),
        "time_zone": text("timezone_name"),
        "status": text("account_status"),
    },
    ignored=("id", "timezone_offset_hours_utc", "amount_spent"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="meta_ads__campaigns",
    grain="one row per campaign, archived and deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("id"),
        "campaign_name": text("name"),
        "status": text("effective_status"),
        "channel_type": text("objective"),
        "start_date": day("start_time", STAMP),
        "end_date": day("stop_time", STAMP),
        "daily_budget": money("daily_budget", per=100, absent=None),
    },
    ignored=(*ENTITY, "status"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="meta_ads__ad_groups",
    grain="one row per ad set, archived and deleted ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("id"),
        "ad_group_name": text("name"),
        "campaign_id": text("campaign_id"),
        "status": text("effective_status"),
        "daily_budget": money("daily_budget", per=100, absent=None),
    },
    derived={"daily_budget": pl.when(pl.col("daily_budget") > 0).then("daily_budget")},
    ignored=(*ENTITY, "status"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="meta_ads__ads",
    grain="one row per ad, archived and deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("id"),
        "ad_name": text("name"),
        "ad_group_id": text("adset_id"),
        "campaign_id": text("campaign_id"),
        "status": text("effective_status"),
        "landing_url": text("creative.link_url"),
    },
    ignored=(*ENTITY, "status"),
    expectations=shared.ads,
)
