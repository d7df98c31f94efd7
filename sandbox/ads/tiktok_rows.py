"""TikTok's records: a day (or a longer span) with its metrics as text, and cards of the listings.

The second campaign is GMV Max, the third is bought by reservation, the fourth is Smart+.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.telling import AdFigures, encode, plain

Row = dict[str, Any]
STORE = "7494836523330930707"
KINDS = ("auction", "gmv_max", "reservation", "smart_plus", "auction")
SUMS = ("spend", "impressions", "clicks", "conversions", "conversions_by_conversion_date")
AD_ONLY = {
    *("campaign_id", "campaign_name", "adgroup_id", "ad_name", "complete_payment", "result"),
    *("total_purchase_value", "real_time_app_install"),
}
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
    "reach": lambda r: str(r["reach"]),
    "result": lambda r: (
        plain(r["conversions"]) if goal(r["ad_group_id"]) == "CONVERT" else str(r["clicks"])
    ),
}
SHOP_METRICS: dict[str, Callable[[Row], str]] = {
    "cost": lambda r: plain(r["spend"], 2),
    "net_cost": lambda r: plain(r["spend"], 2),
    "orders": lambda r: plain(r["conversions"]),
    "gross_revenue": lambda r: plain(r["conversion_value"], 2),
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


def goal(group: str) -> str:
    """What an ad group is optimised for."""
    return "CLICK" if int(group) % 4 == 1 else "CONVERT"


def kinds(figures: AdFigures) -> dict[str, str]:
    """Campaign → how it is bought."""
    numbers = [campaign["campaign_id"] for campaign in figures.campaigns]
    return dict(zip(numbers, KINDS, strict=True))


def listing(
    figures: AdFigures, kind: str, account: str, everything: bool, bought: tuple[str, ...]
) -> list[bytes]:
    """One kind of entity of campaigns bought so; what was deleted only when asked for."""
    of = kinds(figures)
    smart = bought == ("smart_plus",)
    campaigns = [
        campaign
        for campaign in figures.of(figures.campaigns, account)
        if of[campaign["campaign_id"]] in bought
    ]
    mine = {campaign["campaign_id"] for campaign in campaigns}
    if kind == "campaign":
        cards = [campaign_card(c) for c in campaigns if everything or not deleted(c["status"])]
    elif kind == "adgroup":
        cards = [group_card(g) for g in figures.ad_groups if g["campaign_id"] in mine]
    else:
        cards = [
            ad_card(ad, smart)
            for ad in figures.of(figures.ads, account)
            if ad["campaign_id"] in mine and (everything or not deleted(ad["status"]))
        ]
    return [encode({"advertiser_id": account} | card) for card in cards]


def shop_card(campaign: Row) -> Row:
    """A GMV Max campaign: no budget in its list."""
    card = campaign_card(campaign)
    return {name: value for name, value in card.items() if "budget" not in name}


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
    return names | {
        "campaign_id": group["campaign_id"],
        "operation_status": "ENABLE",
        "secondary_status": "ADGROUP_STATUS_DELIVERY_OK",
        "optimization_goal": goal(number),
        "budget": 0.0,
        "budget_mode": "BUDGET_MODE_INFINITE",
    }


def ad_card(ad: dict[str, Any], smart_plus: bool) -> dict[str, Any]:
    """An ad as the listing has it; one of Smart+ has another name for its id and no last change."""
    card = {
        "advertiser_id": ad["account_id"],
        "campaign_id": ad["campaign_id"],
        "adgroup_id": ad["ad_group_id"],
        "smart_plus_ad_id" if smart_plus else "ad_id": ad["ad_id"],
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


def report(
    figures: AdFigures, today: date, account: str, start: date, end: date, level: str, daily: bool
) -> list[Row]:
    """The rows of one level of one service, e.g. AUCTION_AD; people are counted once in a span."""
    service, _, what = level.partition("_")
    bought = ("reservation",) if service == "RESERVATION" else ("auction", "smart_plus")
    mine = [campaign for campaign, kind in kinds(figures).items() if kind in bought]
    frame = figures.window(today, account, start, end)
    frame = frame.filter(pl.col("campaign_id").is_in(mine))
    if what == "AD":
        return frame.rows(named=True)
    keys = ["account_id", "currency_code", *(["day"] if daily else [])]
    keys += ["campaign_id"] if what == "CAMPAIGN" else []
    sums = frame.group_by(keys, maintain_order=True).agg(pl.col(name).sum() for name in SUMS)
    if what == "ADVERTISER":
        return sums.rows(named=True)
    days = (end - start).days
    month = start.day == 1 and (end + timedelta(days=1)).day == 1
    every = "1d" if daily or not days else "1w" if days == 6 else "1mo" if month else None
    begin = "day" if daily else pl.lit(start)
    people = figures.world.reach_as_of(today, every or "1d")
    people = people.select("campaign_id", "reach", begin="period_start")
    sums = sums.with_columns(begin=begin)
    sums = sums.join(people, on=["campaign_id", "begin"], how="left", maintain_order="left")
    return sums.with_columns(pl.col("reach").fill_null(0)).rows(named=True)


def record(row: Row, dimensions: list[str], metrics: list[str]) -> dict[str, Any]:
    """One row: what it is of, and how much."""
    of = {
        "ad_id": row.get("ad_id"),
        "campaign_id": row.get("campaign_id"),
        "advertiser_id": row["account_id"],
        "stat_time_day": f"{row.get('day')} 00:00:00",
    }
    return {
        "dimensions": {name: of[name] for name in dimensions},
        "metrics": {metric: (METRICS | SHOP_METRICS)[metric](row) for metric in metrics},
    }
