"""Tencent Ads 腾讯广告, clean. Raw: `connectors/ads/tencent_ads.py`. Days: `tencent_reports.py`.

There is no campaign layer: an adgroup 广告 is the campaign, and nothing stands between it and its
creatives. Money is fen.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, day, lacks, money, text
from pipelines.streams.spec import Stream

FEN = 100

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
