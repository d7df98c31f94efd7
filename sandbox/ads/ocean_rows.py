"""Ocean Engine's records: a promotion's day, projects and promotions in the listings."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.telling import AdFigures, plain

Row = dict[str, Any]
METRICS: dict[str, Callable[[Row], str]] = {
    "stat_cost": lambda r: plain(r["spend"], 2),
    "show_cnt": lambda r: str(r["impressions"]),
    "click_cnt": lambda r: str(r["clicks"]),
    "convert_cnt": lambda r: plain(r["conversions_by_conversion_date"] or 0),
    "attribution_convert_cnt": lambda r: plain(r["conversions"] or 0),
    "ctr": lambda r: f"{100 * r['clicks'] / r['impressions']:.2f}" if r["impressions"] else "0.00",
    "conversion_rate": lambda r: (
        f"{100 * float(r['conversions'] or 0) / r['clicks']:.2f}" if r["clicks"] else "0.00"
    ),
}


def record(row: Row, metrics: list[str]) -> dict[str, Any]:
    """One promotion's day."""
    return {
        "dimensions": {
            "stat_time_day": str(row["day"]),
            "cdp_project_id": row["campaign_id"],
            "cdp_promotion_id": row["ad_id"],
        },
        "metrics": {metric: METRICS[metric](row) for metric in metrics},
    }


def gone(card: Row) -> bool:
    return str(card["status_first"]).endswith("DELETED")


def state(kind: str, status: str) -> str:
    words = {"active": "ENABLE", "enabled": "ENABLE", "deleted": "DELETED", "removed": "DELETED"}
    return f"{kind}_STATUS_{words.get(status.lower(), 'DISABLE')}"


def project_cards(figures: AdFigures, account: str) -> list[dict[str, Any]]:
    return [
        {
            "project_id": int(c["campaign_id"]),
            "advertiser_id": int(account),
            "name": c["campaign_name"],
            "status_first": state("PROJECT", c["status"]),
            "delivery_mode": "MANUAL",
            "landing_type": "LINK",
            "delivery_setting": {
                "start_time": str(c["start_date"]),
                "end_time": str(c["end_date"] or ""),
                "budget_mode": "BUDGET_MODE_DAY",
                "budget": float(Decimal(str(c["daily_budget"]))),
            },
            "project_create_time": f"{c['start_date']} 00:00:00",
        }
        for c in figures.of(figures.campaigns, account)
    ]


def promotion_cards(figures: AdFigures, account: str) -> list[dict[str, Any]]:
    return [
        {
            "promotion_id": int(ad["ad_id"]),
            "promotion_name": ad["ad_name"],
            "project_id": int(ad["campaign_id"]),
            "advertiser_id": int(account),
            "status_first": state("PROMOTION", ad["status"]),
            "promotion_create_time": "2026-08-01 00:00:00",
            "promotion_materials": {"external_url_material_list": [ad["landing_url"]]},
        }
        for ad in figures.of(figures.ads, account)
    ]
