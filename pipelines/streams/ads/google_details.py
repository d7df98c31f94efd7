"""Google Ads, clean: bought and typed words, and claims by action. Beside `google_ads.py`.

A search term may have no keyword. Claims stand on the day of the click, those "by conversion date"
on the day of the conversion.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.google_ads import FIGURES, NAMES, UNREAD
from pipelines.streams.columns import count, day, number, text
from pipelines.streams.spec import Stream

keyword_report = Stream(
    name="google_ads__keyword_report",
    grain="one row per bought keyword per day",
    keys=("report_date", "ad_group_id", "keyword_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("segments.date"),
        "campaign_id": text("campaign.id"),
        "ad_group_id": text("adGroup.id"),
        "keyword_id": text("adGroupCriterion.criterionId"),
        "keyword": text("adGroupCriterion.keyword.text"),
        "match_type": text("adGroupCriterion.keyword.matchType"),
        "quality_score": count("adGroupCriterion.qualityInfo.qualityScore", absent=None),
        **FIGURES,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=UNREAD,
    expectations=lambda gxe: shared.keywords_daily(gxe, "ad_group_id", "keyword_id"),
)

search_term_report = Stream(
    name="google_ads__search_term_report",
    grain="one row per keyword (or none), search term, way of matching and day",
    keys=("report_date", "ad_group_id", "matched_to", "search_term", "match_type"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("segments.date"),
        "campaign_id": text("campaign.id"),
        "ad_group_id": text("adGroup.id"),
        "_criterion": text("segments.keyword.adGroupCriterion"),
        "search_term": text("searchTermView.searchTerm"),
        "match_type": text("segments.searchTermMatchType"),
        **FIGURES,
    },
    derived={
        "keyword_id": pl.col("_criterion").str.extract(r"~(\d+)$", 1),
        "matched_to": pl.coalesce("_criterion", "ad_group_id"),
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=UNREAD,
    expectations=lambda gxe: shared.keywords_daily(
        gxe, "ad_group_id", "matched_to", "search_term", "match_type"
    ),
)

reach = Stream(
    name="google_ads__reach",
    grain="one row per campaign and week or month that is over: distinct people, estimated",
    keys=("period_kind", "period_end_date", "campaign_id"),
    load="window",
    day="period_end_date",
    columns={
        "campaign_id": text("campaign.id"),
        "period_kind": text("period.kind"),
        "period_start_date": day("period.start"),
        "period_end_date": day("period.end"),
        "impressions": count("metrics.impressions", absent=0),
        "reach": count("metrics.uniqueUsers", absent=None),
    },
    ignored=NAMES,
)

conversion_actions = Stream(
    name="google_ads__conversion_actions",
    grain="one row per conversion action, with its windows",
    keys=("conversion_action_id",),
    columns={
        "conversion_action_id": text("conversionAction.id"),
        "action_name": text("conversionAction.name"),
        "category": text("conversionAction.category"),
        "click_window_days": count("conversionAction.clickThroughLookbackWindowDays", absent=None),
        "view_window_days": count("conversionAction.viewThroughLookbackWindowDays", absent=None),
    },
    ignored=("customer", "conversionAction.resourceName", "conversionAction.type"),
)

conversion_report = Stream(
    name="google_ads__conversion_report",
    grain="one row per ad (or campaign without ads), conversion action and day",
    keys=("report_date", "unit_id", "conversion_action_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("segments.date"),
        "campaign_id": text("campaign.id"),
        "ad_id": text("adGroupAd.ad.id"),
        "_action": text("segments.conversionAction", required=True),
        "conversions": number("metrics.conversions", absent=0),
        "conversion_value": number("metrics.conversionsValue", absent=0),
        "all_conversions": number("metrics.allConversions", absent=0),
        "view_conversions": number("metrics.viewThroughConversions", absent=0),
        "conversions_when_converted": number("metrics.conversionsByConversionDate", absent=0),
    },
    derived={
        "unit_id": pl.coalesce("ad_id", "campaign_id"),
        "conversion_action_id": pl.col("_action").str.extract(r"(\d+)$", 1),
    },
    ignored=(*NAMES, "customer"),
)
