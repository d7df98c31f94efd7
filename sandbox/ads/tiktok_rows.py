"""TikTok's records: an ad's day with its metrics as text, and the cards of the listings."""

from collections.abc import Callable
from typing import Any

from sandbox.telling import AdFigures, encode, plain

Row = dict[str, Any]
METRICS: dict[str, Callable[[Row], str]] = {
    "spend": lambda r: plain(r["spend"], 2),
    "impressions": lambda r: str(r["impressions"]),
    "clicks": lambda r: str(r["clicks"]),
    "ctr": lambda r: share(100 * r["clicks"], r["impressions"]),
    "cpc": lambda r: share(r["spend"], r["clicks"]),
    "cpm": lambda r: share(1000 * r["spend"], r["impressions"]),
    "conversion": lambda r: plain(r["conversions"]),
    "real_time_conversion": lambda r: plain(r["conversions_by_conversion_date"] or 0),
    "cost_per_conversion": lambda r: share(r["spend"], r["conversions"]),
    "complete_payment": lambda r: plain(r["conversions"]),
    "total_purchase_value": lambda r: (
        plain(r["conversion_value"], 2) if r["conversion_value"] else "-"
    ),
    "real_time_app_install": lambda r: "-",
    "campaign_id": lambda r: r["campaign_id"],
    "campaign_name": lambda r: r["campaign_name"],
    "adgroup_id": lambda r: r["ad_group_id"],
    "ad_name": lambda r: r["ad_name"],
    "currency": lambda r: r["currency_code"],
}


def share(part: Any, whole: Any) -> str:
    return f"{float(part) / float(whole):.2f}" if whole else "0.00"


def info_of(account: dict[str, Any]) -> dict[str, Any]:
    """An advertiser's card."""
    return {
        "advertiser_id": account["account_id"],
        "name": account["account_name"],
        "currency": account["currency_code"],
        "timezone": account["zone"],
        "display_timezone": account["zone"],
        "status": "STATUS_ENABLE",
        "create_time": 1704067200,
        "balance": 0,
    }


def listing(figures: AdFigures, kind: str, account: str, everything: bool) -> list[bytes]:
    """One kind of entity; what was deleted only when asked for."""
    campaigns = figures.of(figures.campaigns, account)
    if kind == "campaign":
        cards = [campaign_card(c) for c in campaigns if everything or not deleted(c["status"])]
    elif kind == "adgroup":
        mine = {campaign["campaign_id"] for campaign in campaigns}
        cards = [group_card(g) for g in figures.ad_groups if g["campaign_id"] in mine]
    else:
        ads = enumerate(figures.of(figures.ads, account))
        cards = [
            ad_card(ad, number % 17 == 5)
            for number, ad in ads
            if everything or not deleted(ad["status"])
        ]
    return [encode({"advertiser_id": account} | card) for card in cards]


def campaign_card(campaign: Row) -> Row:
    return {
        "campaign_id": campaign["campaign_id"],
        "campaign_name": campaign["campaign_name"],
        "objective_type": campaign["objective"],
        "campaign_type": "REGULAR_CAMPAIGN",
        "budget": float(campaign["daily_budget"]),
        "budget_mode": "BUDGET_MODE_DAY",
        "operation_status": operation(campaign["status"]),
        "secondary_status": secondary("CAMPAIGN", campaign["status"]),
        "create_time": f"{campaign['start_date']} 00:00:00",
        "modify_time": f"{campaign['start_date']} 08:00:00",
    }


def group_card(group: Row) -> Row:
    number = group["ad_group_id"]
    names = {"adgroup_id": number, "adgroup_name": f"group {number}"}
    return names | {"campaign_id": group["campaign_id"], "operation_status": "ENABLE"}


def ad_card(ad: dict[str, Any], smart_plus: bool) -> dict[str, Any]:
    """An ad as the listing has it."""
    card = {
        "advertiser_id": ad["account_id"],
        "campaign_id": ad["campaign_id"],
        "adgroup_id": ad["ad_group_id"],
        "ad_id": ad["ad_id"],
        "ad_name": ad["ad_name"],
        "landing_page_url": ad["landing_url"],
        "operation_status": operation(ad["status"]),
        "secondary_status": secondary("AD", ad["status"]),
        "create_time": "2026-08-01 00:00:00",
    }
    return card if smart_plus else card | {"modify_time": "2026-08-02 08:00:00"}


def deleted(status: str) -> bool:
    return status.lower() in {"deleted", "removed", "archived"}


def operation(status: str) -> str:
    return "ENABLE" if status.lower() in {"active", "enabled"} else "DISABLE"


def secondary(kind: str, status: str) -> str:
    return f"{kind}_STATUS_{'DELETE' if deleted(status) else operation(status)}"


def record(row: Row, metrics: list[str]) -> dict[str, Any]:
    """One ad's day."""
    return {
        "dimensions": {"ad_id": row["ad_id"], "stat_time_day": f"{row['day']} 00:00:00"},
        "metrics": {metric: METRICS[metric](row) for metric in metrics},
    }
