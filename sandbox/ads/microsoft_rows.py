"""Microsoft Advertising's records: cards of the listings, and the lines of its reports."""

from collections.abc import Callable
from typing import Any

import polars as pl

from sandbox.telling import AdFigures, plain

Row = dict[str, Any]
ZONES = {
    "America/Los_Angeles": "PacificTimeUSCanadaTijuana",
    "Europe/Berlin": "AmsterdamBerlinBernRomeStockholmVienna",
}
SUMS = ("impressions", "clicks", "spend", "conversions", "conversion_value")
WHOLES = {
    "AccountPerformanceReportRequest": (),
    "CampaignPerformanceReportRequest": ("campaign_id", "campaign_name"),
}
MATCH = {"EXACT": "Exact", "PHRASE": "Phrase", "BROAD": "Broad"}
COLUMNS: dict[str, Callable[[Row], str]] = {
    "TimePeriod": lambda r: str(r["day"]),
    "AccountId": lambda r: r["account_id"],
    "CampaignId": lambda r: r["campaign_id"],
    "CampaignName": lambda r: r["campaign_name"],
    "AdGroupId": lambda r: r["ad_group_id"],
    "CurrencyCode": lambda r: r["currency_code"],
    "Impressions": lambda r: f"{r['impressions']:,}",
    "Clicks": lambda r: f"{r['clicks']:,}",
    "Ctr": lambda r: f"{100 * r['clicks'] / r['impressions']:.2f}%" if r["impressions"] else "",
    "Spend": lambda r: plain(r["spend"], 2),
    "Conversions": lambda r: plain(r["conversions"]),
    "Revenue": lambda r: plain(r["conversion_value"] or 0, 2),
}
OWN: dict[str, dict[str, Callable[[Row], str]]] = {
    "AccountPerformanceReportRequest": {},
    "CampaignPerformanceReportRequest": {},
    "AdPerformanceReportRequest": {"AdId": lambda r: r["ad_id"]},
    "KeywordPerformanceReportRequest": {
        "KeywordId": lambda r: r["keyword_id"],
        "Keyword": lambda r: r["keyword"],
        "BidMatchType": lambda r: MATCH[r["match_type"]],
    },
    "SearchQueryPerformanceReportRequest": {
        "KeywordId": lambda r: r["keyword_id"],
        "SearchQuery": lambda r: r["search_term"],
        "DeliveredMatchType": lambda r: MATCH[r["match_type"]],
    },
}


def account_card(account: Row) -> Row:
    return {
        "Id": int(account["account_id"]),
        "Name": account["account_name"],
        "Number": f"X{account['account_id']}",
        "CurrencyCode": account["currency_code"],
        "TimeZone": ZONES[account["zone"]],
        "AccountLifeCycleStatus": "Active",
        "ParentCustomerId": customer_of(account["account_id"]),
    }


def customer_of(account: str) -> int:
    """The customer an account belongs to."""
    return int(account) + 9_000_000


def campaign_card(campaign: Row) -> Row:
    kind = "DynamicSearchAds" if campaign["brand_id"] == "lumora" else "Search"
    status = {"active": "Active", "paused": "Paused", "ended": "Paused"}[campaign["status"]]
    return {
        "Id": campaign["campaign_id"],  # int64 travels as text or as a number
        "Name": campaign["campaign_name"],
        "Status": status,
        "CampaignType": kind,
        "BudgetType": "DailyBudgetStandard",
        "DailyBudget": float(campaign["daily_budget"]),
        "TimeZone": "PacificTimeUSCanadaTijuana",
    }


def group_card(group: Row) -> Row:
    number = group["ad_group_id"]
    return {"Id": number, "Name": f"group {number}", "Status": "Active", "EndDate": None}


def ad_card(ad: Row) -> Row:
    return {
        "Id": ad["ad_id"],
        "Type": "ExpandedText",
        "Status": "Paused" if ad["status"] == "paused" else "Active",
        "TitlePart1": ad["ad_name"],
        "FinalUrls": [ad["landing_url"]],
    }


def keyword_card(word: Row) -> Row:
    return {
        "Id": word["keyword_id"],
        "Text": word["keyword"],
        "MatchType": MATCH[word["match_type"]],
    }


def frame_of(figures: AdFigures, kind: str, today: Any) -> pl.DataFrame:
    """Everything a kind of report can tell by `today`."""
    if kind == "AdPerformanceReportRequest":
        return figures.as_of(today).filter(pl.col("ad_id").is_not_null())
    if kind in WHOLES:
        keys = ["day", "account_id", "currency_code", *WHOLES[kind]]
        sums = (pl.col(name).sum() for name in SUMS)
        return figures.as_of(today).group_by(keys, maintain_order=True).agg(*sums)
    world = figures.world
    terms = kind == "SearchQueryPerformanceReportRequest"
    days = world.search_term_days_as_of(today) if terms else world.keyword_days_as_of(today)
    mine = days.filter((pl.col("platform") == "microsoft_ads") & (pl.col("day") < today))
    told = mine.join(figures.currencies, on="account_id", how="left")
    return told.with_columns(conversion_value=pl.lit(None, pl.Float64))
