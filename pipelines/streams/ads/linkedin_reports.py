"""LinkedIn's reports, clean. Raw records: `connectors/ads/linkedin_ads.py`.

What a row is about stands in URNs, days are UTC and written in parts, money is text with the noise
of a double: -2E-18 is nothing.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.linkedin_ads import urn
from pipelines.streams.columns import Column, count, lacks, money, number, text
from pipelines.streams.spec import Stream

PIVOTS = {"_pivots": text("pivotValues", join=" ", required=True)}

PAGING = ("dateRange", "landingPageClicks", "costInUsd")


def _day(of: str) -> dict[str, Column]:
    """The three parts of a day, whose helpers begin with its name."""
    parts = ("year", "month", "day")
    return {f"_{of}_{part}": count(f"dateRange.{of}.{part}", absent=None) for part in parts}


def _date(of: str) -> pl.Expr:
    return pl.date(*(pl.col(f"_{of}_{part}") for part in ("year", "month", "day")))


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
        "campaign_id": urn("sponsoredCampaignGroup"),
        "period_kind": pl.when(_date("start") == _date("end"))
        .then(pl.lit("day"))
        .otherwise(pl.lit("month")),
        "period_start_date": _date("start"),
        "period_end_date": _date("end"),
        "reach": pl.coalesce("_members", "_uniques"),
    },
    quarantine={"more_people_than_impressions": pl.col("reach") > pl.col("impressions")},
    ignored=PAGING,
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
        "ad_id": urn("sponsoredCreative"),
        "conversion_id": urn(r"\w*Conversion"),
    },
    ignored=PAGING,
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
        "ad_id": urn("sponsoredCreative"),
        "ad_group_id": urn("sponsoredCampaign"),
        "campaign_id": urn("sponsoredCampaignGroup"),
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=PAGING,
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id", tells_currency=False),
)
