"""Microsoft's reports, clean. Raw records: `connectors/ads/microsoft_ads.py`.

Report lines are quoted text with commas in big numbers. Conversions stand on the day of the click
and arrive for up to 90 days. What the platform composes by itself stands under no ad: it is what
the days of a campaign hold beyond those of its ads.
"""

from pipelines.streams import shared
from pipelines.streams.columns import count, day, money, number, text
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
    expectations=lambda gxe: shared.spend_daily(gxe, "keyword_id", "match_type"),
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
    expectations=lambda gxe: shared.spend_daily(gxe, "keyword_id", "search_term", "match_type"),
)
