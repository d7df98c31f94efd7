"""Kuaishou Ads 快手磁力引擎, clean. Raw records: `connectors/ads/kuaishou_ads.py`.

Budgets are 厘 (1/1000 yuan). Reports: `kuaishou_reports.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, day, lacks, money, text
from pipelines.streams.spec import Stream

STAMP = "%Y-%m-%d %H:%M:%S"
ENTITY = (
    *("create_channel", "create_time", "update_time", "put_status", "day_budget_schedule"),
    *("campaign_type", "campaign_sub_type"),
)


def _budget() -> dict[str, Column]:
    """厘; the schedule of the week wins over the plain one, and 0 is no limit."""
    return {
        "_day_budget": money("day_budget", per=1000, absent=None),
        "_schedule": text("day_budget_schedule", join=" "),
    }


SCHEDULED = pl.col("_schedule").str.extract(r"([1-9]\d*)", 1).cast(pl.Decimal(38, 6), strict=False)
BUDGET = {
    "daily_budget": pl.coalesce(
        (SCHEDULED / 1000).cast(pl.Decimal(18, 6)),
        pl.when(pl.col("_day_budget") > 0).then("_day_budget"),
    )
}

accounts = Stream(
    name="kuaishou_ads__accounts",
    grain="one row per advertiser",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("advertiser_id"),
        "account_name": text("user_name"),
        "status": lacks(pl.String()),
    },
    derived={"currency_code": pl.lit("CNY"), "time_zone": pl.lit("Asia/Shanghai")},
    ignored=(
        *("user_id", "corporation_name", "industry_id", "industry_name", "primary_industry_id"),
        "primary_industry_name",
    ),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="kuaishou_ads__campaigns",
    grain="one row per campaign, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("campaign_id"),
        "campaign_name": text("campaign_name"),
        "status": text("put_status"),
        "channel_type": text("campaign_type"),
        "start_date": day("create_time", STAMP),
        "end_date": lacks(pl.Date()),
        **_budget(),
    },
    derived=BUDGET,
    ignored=(*ENTITY, "status"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="kuaishou_ads__ad_groups",
    grain="one row per unit, deleted ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("unit_id"),
        "ad_group_name": text("unit_name"),
        "campaign_id": text("campaign_id"),
        "status": text("put_status"),
        **_budget(),
    },
    derived=BUDGET,
    ignored=(*ENTITY, "status", "bid_type", "bid", "cpa_bid", "ocpx_action_type", "unit_type"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="kuaishou_ads__ads",
    grain="one row per creative, deleted ones too; programmatic ones are not listed",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("creative_id"),
        "ad_name": text("creative_name"),
        "ad_group_id": text("unit_id"),
        "campaign_id": text("campaign_id"),
        "status": text("put_status"),
        "landing_url": lacks(pl.String()),
    },
    ignored=(*ENTITY, "status", "photo_id", "creative_material_type"),
)
