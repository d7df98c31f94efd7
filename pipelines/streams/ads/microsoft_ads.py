"""Microsoft Advertising, clean. Raw records: `connectors/ads/microsoft_ads.py`.

Report lines are quoted text with commas in big numbers. Conversions stand on the day of the click
and arrive for up to 90 days. What the platform composes by itself stands under no ad: it is what
the days of a campaign hold beyond those of its ads.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.microsoft_zones import ZONES
from pipelines.streams.columns import MONEY, count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

FIGURES = {
    "impressions": count("Impressions", thousands=","),
    "clicks": count("Clicks", thousands=","),
    "spend": money("Spend", thousands=","),
    "currency_code": text("CurrencyCode", required=True),
    "platform_conversions": number("Conversions", thousands=","),
    "platform_conversion_value": number("Revenue", thousands=","),
}
PLACE = {
    "report_date": day("TimePeriod"),
    "campaign_id": text("CampaignId", required=True),
    "ad_group_id": text("AdGroupId"),
}

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

ad_report = Stream(
    name="microsoft_ads__ad_report",
    grain="one row per ad per day, in the account's currency and time zone",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    columns={**PLACE, "ad_id": text("AdId"), **FIGURES},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("AccountId",),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)

campaign_report = Stream(
    name="microsoft_ads__campaign_report",
    grain="one row per campaign per day, of every type",
    keys=("report_date", "campaign_id"),
    load="window",
    day="report_date",
    versions=True,
    controls={"spend": "spend"},
    columns={
        "report_date": day("TimePeriod"),
        "campaign_id": text("CampaignId"),
        **FIGURES,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("AccountId",),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "campaign_id"),
        *shared.spend_in_reason(gxe),
    ],
)

keyword_report = Stream(
    name="microsoft_ads__keyword_report",
    grain="one row per keyword, match type and day",
    keys=("report_date", "keyword_id", "match_type"),
    load="window",
    day="report_date",
    columns={
        **PLACE,
        "keyword_id": text("KeywordId"),
        "keyword": text("Keyword"),
        "match_type": text("BidMatchType"),
        **FIGURES,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("AccountId",),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date", "keyword_id", "match_type"),
        *shared.spend_in_reason(gxe),
    ],
)

search_term_report = Stream(
    name="microsoft_ads__search_term_report",
    grain="one row per keyword, search term, match type and day",
    keys=("report_date", "keyword_id", "search_term", "match_type"),
    load="window",
    day="report_date",
    columns={
        **PLACE,
        "keyword_id": text("KeywordId"),
        "search_term": text("SearchQuery"),
        "match_type": text("DeliveredMatchType"),
        **FIGURES,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("AccountId",),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date", "keyword_id", "search_term", "match_type"),
        *shared.spend_in_reason(gxe),
    ],
)
