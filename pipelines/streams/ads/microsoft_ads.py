"""Microsoft Advertising, clean. Raw records: `connectors/ads/microsoft_ads.py`.

Report lines are quoted text with commas in big numbers. Conversions stand on the day of the click
and arrive for up to 90 days.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, money, number, text
from pipelines.streams.spec import Stream

ZONES = {
    "PacificTimeUSCanadaTijuana": "America/Los_Angeles",
    "MountainTimeUSCanada": "America/Denver",
    "CentralTimeUSCanada": "America/Chicago",
    "EasternTimeUSCanada": "America/New_York",
    "GreenwichMeanTimeDublinEdinburghLisbonLondon": "Europe/London",
    "AmsterdamBerlinBernRomeStockholmVienna": "Europe/Berlin",
    "BrusselsCopenhagenMadridParis": "Europe/Paris",
    "BeijingChongqingHongKongUrumqi": "Asia/Shanghai",
    "KualaLumpurSingapore": "Asia/Singapore",
    "OsakaSapporoTokyo": "Asia/Tokyo",
    "CanberraMelbourneSydney": "Australia/Sydney",
}
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
