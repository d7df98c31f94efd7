"""LinkedIn Ads, clean. Raw records: `connectors/ads/linkedin_ads.py`.

Campaign group = campaign, campaign = ad group, creative = ad. What a row is about stands in URNs,
days are UTC and written in parts, money is text with the noise of a double: -2E-18 is nothing.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, boolean, count, lacks, money, number, text, timestamp
from pipelines.streams.spec import Stream

PIVOTS = {"_pivots": text("pivotValues", join=" ", required=True)}
PAGING = ("dateRange", "landingPageClicks", "costInUsd")
STAMPS = ("changeAuditStamps", "account", "test", "version", "servingStatuses")


def _day(of: str) -> dict[str, Column]:
    """The three parts of a day, whose helpers begin with its name."""
    parts = ("year", "month", "day")
    return {f"_{of}_{part}": count(f"dateRange.{of}.{part}", absent=None) for part in parts}


def _date(of: str) -> pl.Expr:
    return pl.date(*(pl.col(f"_{of}_{part}") for part in ("year", "month", "day")))


def _urn(kind: str, column: str = "_pivots") -> pl.Expr:
    """The number out of the URN of one kind, wherever it stands."""
    return pl.col(column).str.extract(rf"\burn:\w+:{kind}:(\d+)", 1)


accounts = Stream(
    name="linkedin_ads__accounts",
    grain="one row per ad account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("id"),
        "account_name": text("name"),
        "currency_code": text("currency", required=True),
        "status": text("status"),
    },
    derived={"time_zone": pl.lit("UTC")},
    ignored=(*STAMPS, "type", "reference", "notifiedOnCampaignOptimization"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="linkedin_ads__campaigns",
    grain="one row per campaign group, removed ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("id"),
        "campaign_name": text("name"),
        "status": text("status"),
        "channel_type": text("objectiveType"),
        "daily_budget": money("dailyBudget.amount", absent=None),
        "_starts_at": timestamp("runSchedule.start", "epoch_ms"),
        "_ends_at": timestamp("runSchedule.end", "epoch_ms"),
    },
    derived={
        "start_date": pl.col("_starts_at").dt.date(),
        "end_date": pl.col("_ends_at").dt.date(),
    },
    quarantine=shared.ends_before_start("start_date", "end_date"),
    ignored=(*STAMPS, "dailyBudget", "totalBudget", "backfilled"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="linkedin_ads__ad_groups",
    grain="one row per LinkedIn campaign, removed ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("id"),
        "ad_group_name": text("name"),
        "status": text("status"),
        "daily_budget": money("dailyBudget.amount", absent=None),
        "_group": text("campaignGroup"),
    },
    derived={"campaign_id": _urn("sponsoredCampaignGroup", "_group")},
    ignored=(
        *STAMPS,
        *("dailyBudget", "totalBudget", "unitCost", "costType", "type", "objectiveType"),
        *("runSchedule", "locale", "format", "creativeSelection", "targetingCriteria"),
    ),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="linkedin_ads__ads",
    grain="one row per creative",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "_urn": text("id"),
        "_campaign": text("campaign"),
        "ad_name": text("name"),
        "campaign_id": lacks(pl.String()),
        "status": text("intendedStatus"),
        "landing_url": lacks(pl.String()),
    },
    derived={
        "ad_id": _urn("sponsoredCreative", "_urn"),
        "ad_group_id": _urn("sponsoredCampaign", "_campaign"),
    },
    ignored=(
        *("account", "content", "createdAt", "createdBy", "lastModifiedAt", "lastModifiedBy"),
        *("isServing", "servingHoldReasons", "review", "isTest"),
    ),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "ad_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="ad_group_id", mostly=0.99),
    ],
)

conversions = Stream(
    name="linkedin_ads__conversions",
    grain="one row per conversion rule, with its windows",
    keys=("conversion_id",),
    columns={
        "conversion_id": text("id"),
        "conversion_name": text("name"),
        "conversion_type": text("type"),
        "click_window_days": count("postClickAttributionWindowSize", absent=None),
        "view_window_days": count("viewThroughAttributionWindowSize", absent=None),
        "is_enabled": boolean("enabled"),
    },
    ignored=("account", "attributionType", "created", "lastModified", "conversionMethod", "value"),
    expectations=lambda gxe: shared.any_rows(gxe, "conversion_id"),
)

reach = Stream(
    name="linkedin_ads__reach",
    grain="one row per campaign group and day or month that is over: distinct people, estimated",
    keys=("period_kind", "period_end_date", "campaign_id"),
    load="window",
    day="period_end_date",
    columns={
        **PIVOTS,
        **_day("start"),
        **_day("end"),
        "impressions": count("impressions", absent=0),
        "_members": count("approximateMemberReach", absent=None),
        "_uniques": count("approximateUniqueImpressions", absent=None),
    },
    derived={
        "campaign_id": _urn("sponsoredCampaignGroup"),
        "period_kind": pl.when(_date("start") == _date("end"))
        .then(pl.lit("day"))
        .otherwise(pl.lit("month")),
        "period_start_date": _date("start"),
        "period_end_date": _date("end"),
        "reach": pl.coalesce("_members", "_uniques"),
    },
    quarantine={"more_people_than_impressions": pl.col("reach") > pl.col("impressions")},
    ignored=PAGING,
    expectations=lambda gxe: shared.any_rows(gxe, "period_kind", "period_end_date", "campaign_id"),
)

conversion_report = Stream(
    name="linkedin_ads__conversion_report",
    grain="one row per creative, conversion rule and UTC day of the click or view",
    keys=("report_date", "ad_id", "conversion_id"),
    load="window",
    day="report_date",
    columns={
        **PIVOTS,
        **_day("start"),
        "conversions": number("externalWebsiteConversions", absent=0),
        "click_conversions": number("externalWebsitePostClickConversions", absent=0),
        "view_conversions": number("externalWebsitePostViewConversions", absent=0),
        "conversion_value": number("conversionValueInLocalCurrency", absent=0),
    },
    derived={
        "report_date": _date("start"),
        "ad_id": _urn("sponsoredCreative"),
        "conversion_id": _urn(r"\w*Conversion"),
    },
    ignored=PAGING,
    expectations=lambda gxe: shared.any_rows(gxe, "report_date", "ad_id", "conversion_id"),
)

ad_report = Stream(
    name="linkedin_ads__ad_report",
    grain="one row per creative per UTC day, in the account's currency",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    columns={
        **PIVOTS,
        **_day("start"),
        "currency_code": lacks(pl.String()),
        "impressions": count("impressions", absent=0),
        "clicks": count("clicks", absent=0),
        "spend": money("costInLocalCurrency"),
        "platform_conversions": number("externalWebsiteConversions", absent=0),
        "platform_conversion_value": number("conversionValueInLocalCurrency", absent=0),
        "leads": number("oneClickLeads", absent=0),
    },
    derived={
        "report_date": _date("start"),
        "ad_id": _urn("sponsoredCreative"),
        "ad_group_id": _urn("sponsoredCampaign"),
        "campaign_id": _urn("sponsoredCampaignGroup"),
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=PAGING,
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id", tells_currency=False),
)
