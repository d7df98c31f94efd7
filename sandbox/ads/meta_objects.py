"""Meta's accounts, campaigns, ad sets and ads, everything ever made."""

from typing import Any

from sandbox.ads.meta_insights import state
from sandbox.telling import AdFigures

Row = dict[str, Any]


def account_card(account: Row) -> dict[str, Any]:
    return {
        "id": f"act_{account['account_id']}",
        "account_id": account["account_id"],
        "name": account["account_name"],
        "currency": account["currency_code"],
        "timezone_name": account["zone"],
        "account_status": 1,
        "amount_spent": "0",
    }


def listing(figures: AdFigures, kind: str, account: str) -> list[dict[str, Any]]:
    """Campaigns, ad sets or ads of one account, everything ever made."""
    campaigns = figures.of(figures.campaigns, account)
    if kind == "campaigns":
        cards = [campaign_card(campaign) for campaign in campaigns]
    elif kind == "adsets":
        mine = {campaign["campaign_id"] for campaign in campaigns}
        kept = {ad["ad_group_id"] for ad in figures.ads}
        groups = [group for group in figures.ad_groups if group["campaign_id"] in mine]
        cards = [ad_set_card(group, group["ad_group_id"] in kept) for group in groups]
    else:
        cards = [ad_card(ad) for ad in figures.of(figures.ads, account)]
    stamps = {
        "created_time": "2026-08-01T08:15:00+0800",
        "updated_time": "2026-08-02T08:15:00+0800",
    }
    return [card | stamps | {"account_id": account} for card in cards]


def campaign_card(campaign: Row) -> dict[str, Any]:
    """Budgets are cents here, though spend is not."""
    ended = campaign["end_date"]
    return {
        "id": campaign["campaign_id"],
        "name": campaign["campaign_name"],
        "objective": campaign["objective"],
        "status": state(campaign["status"]),
        "effective_status": state(campaign["status"]),
        "daily_budget": str(round(campaign["daily_budget"] * 100)),
        "start_time": f"{campaign['start_date']}T00:00:00+0000",
        "stop_time": f"{ended}T23:59:59+0000" if ended else None,
    }


def ad_set_card(group: Row, has_ads: bool) -> dict[str, Any]:
    """The campaign holds the budget: the ad set's own is 0."""
    number, status = group["ad_group_id"], "ACTIVE" if has_ads else "ARCHIVED"
    told = {"status": status, "effective_status": status, "daily_budget": "0"}
    return told | {"id": number, "name": f"set {number}", "campaign_id": group["campaign_id"]}


def ad_card(ad: Row) -> dict[str, Any]:
    return {
        "id": ad["ad_id"],
        "name": ad["ad_name"],
        "adset_id": ad["ad_group_id"],
        "campaign_id": ad["campaign_id"],
        "status": state(ad["status"]),
        "effective_status": state(ad["status"]),
        "creative": {"id": f"9{ad['ad_id']}"},
    }
