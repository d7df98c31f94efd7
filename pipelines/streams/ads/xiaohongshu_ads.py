"""Xiaohongshu Ads 小红书聚光, clean. Raw records: `connectors/ads/xiaohongshu_ads.py`.

Balances and budgets are fen; 乘风 lists nothing. Reports: `xiaohongshu_reports.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import day, lacks, money, text
from pipelines.streams.spec import Stream

TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
CHINA = {"currency_code": pl.lit("CNY"), "time_zone": pl.lit("Asia/Shanghai")}


accounts = Stream(
    name="xiaohongshu_ads__accounts",
    grain="one row per advertiser, with its balance in yuan",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("advertiser_id"),
        "account_name": lacks(pl.String()),
        "status": lacks(pl.String()),
        "balance_total": money("total_balance", per=100, absent=None),
    },
    derived=CHINA,
    ignored=(
        *("cash_balance", "return_balance", "freeze_balance", "compensate_return_balance"),
        *("available_balance", "today_spend"),
    ),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="xiaohongshu_ads__campaigns",
    grain="one row per campaign, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("campaign_id"),
        "campaign_name": text("campaign_name"),
        "status": text("campaign_filter_state"),
        "channel_type": text("marketing_target"),
        "start_date": day("start_time", *TIMES),
        "end_date": day("expire_time", *TIMES),
        "daily_budget": money("campaign_day_budget", per=100, absent=None),
    },
    ignored=(
        *("campaign_create_time", "campaign_enable", "placement", "optimize_target"),
        *("promotion_target", "bidding_strategy", "limit_day_budget", "time_peroid_type"),
        *("constrait_type", "constraint_type", "constraint_value", "budget_state", "build_type"),
    ),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="xiaohongshu_ads__ad_groups",
    grain="one row per unit, deleted ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("id"),
        "ad_group_name": text("name"),
        "campaign_id": text("campaign_id"),
        "status": text("enable"),
        "daily_budget": lacks(pl.Decimal(18, 6)),
    },
    ignored=("event_bid", "target_type", "note_ids", "item_ids", "create_time", "update_time"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="xiaohongshu_ads__ads",
    grain="one row per creative with its note, deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "_creative": text("creative_id"),
        "_creativity": text("creativity_id"),
        "ad_name": text("creative_name"),
        "ad_group_id": text("unit_id"),
        "campaign_id": text("campaign_id"),
        "status": text("creativity_status"),
        "landing_url": text("jump_url"),
        "note_id": text("note_id"),
    },
    derived={"ad_id": pl.coalesce("_creativity", "_creative")},
    ignored=(
        *("advertiser_id", "creativity_enable", "creativity_create_time", "material_type"),
        *("conversion_type", "audit_status", "programmatic", "creativity_name"),
    ),
    expectations=shared.ads,
)
