"""Microsoft Advertising, clean. Raw records: `connectors/ads/microsoft_ads.py`.

Reports: `microsoft_reports.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.microsoft_zones import ZONES
from pipelines.streams.columns import MONEY, lacks, money, text
from pipelines.streams.spec import Stream

accounts = Stream(
    name="microsoft_ads__accounts",
    grain="one row per account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("Id"),
        "account_name": text("Name"),
        "currency_code": text("CurrencyCode", required=True),
        "_zone": text("TimeZone"),
        "status": text("AccountLifeCycleStatus"),
    },
    derived={"time_zone": pl.col("_zone").replace(ZONES)},
    ignored=("Number", "ParentCustomerId"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="microsoft_ads__campaigns",
    grain="one row per campaign, of every type",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("Id"),
        "campaign_name": text("Name"),
        "status": text("Status"),
        "channel_type": text("CampaignType"),
        "daily_budget": money("DailyBudget", absent=None),
    },
    ignored=("BudgetType", "TimeZone"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="microsoft_ads__ad_groups",
    grain="one row per ad group that was not deleted",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("Id"),
        "ad_group_name": text("Name"),
        "campaign_id": text("CampaignId"),
        "status": text("Status"),
        "daily_budget": lacks(MONEY),
    },
    ignored=("StartDate", "EndDate", "CpcBid", "Network", "Language", "AdGroupType"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="microsoft_ads__ads",
    grain="one row per ad that was not deleted",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("Id"),
        "ad_name": text("TitlePart1"),
        "ad_group_id": text("AdGroupId"),
        "campaign_id": text("CampaignId"),
        "status": text("Status"),
        "landing_url": text("FinalUrls", join=" "),
    },
    ignored=("Type",),
    expectations=shared.ads,
)
