"""Ocean Engine's records: a promotion's day, projects and promotions, 千川's plans, and the bills.

The third campaign is sold through 千川, an advertiser of its own: half of its plans are 全域推广
and stand in no report of plans. Bills tell the cost of each advertiser whole.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.story.beside import qianchuan
from sandbox.telling import AdFigures, plain

Row = dict[str, Any]
QIANCHUAN = "1780000000000001"
OWNER = "1760000000000001"
PLAN_METRICS: dict[str, Callable[[Row], Any]] = {
    "stat_cost": lambda r: float(r["spend"]),
    "show_cnt": lambda r: r["impressions"],
    "click_cnt": lambda r: r["clicks"],
    "pay_order_count": lambda r: int(r["conversions"]),
    "pay_order_amount": lambda r: float(r["conversion_value"]),
}
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
        if c["campaign_id"] != sold(figures)
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
        if ad["campaign_id"] != sold(figures)
    ]


def sold(figures: AdFigures) -> str:
    """The campaign of 千川."""
    return qianchuan(figures.world.campaigns)


def group_cards(figures: AdFigures) -> list[dict[str, Any]]:
    """千川's campaigns 广告组."""
    return [
        {
            "id": int(c["campaign_id"]),
            "name": c["campaign_name"],
            "budget": float(Decimal(str(c["daily_budget"]))),
            "budget_mode": "BUDGET_MODE_DAY",
            "marketing_goal": "VIDEO_PROM_GOODS",
            "status": "ENABLE" if c["status"] == "active" else "DISABLE",
            "create_date": str(c["start_date"]),
        }
        for c in figures.campaigns
        if c["campaign_id"] == sold(figures)
    ]


def plan_cards(figures: AdFigures) -> list[dict[str, Any]]:
    """千川's plans 计划."""
    words = {"active": "DELIVERY_OK", "deleted": "DELETED"}
    return [
        {
            "ad_id": int(ad["ad_id"]),
            "name": ad["ad_name"],
            "campaign_id": int(ad["campaign_id"]),
            "status": words.get(ad["status"], "DISABLE"),
            "opt_status": "ENABLE" if ad["status"] == "active" else "DISABLE",
            "marketing_goal": "VIDEO_PROM_GOODS",
            "ad_create_time": "2026-08-01 00:00:00",
        }
        for ad in figures.ads
        if ad["campaign_id"] == sold(figures)
    ]


def promoted(figures: AdFigures, frame: pl.DataFrame) -> pl.DataFrame:
    """What the custom report of the ad account has: neither 千川 nor what only a bill tells."""
    return frame.filter(pl.col("campaign_id").is_not_null(), pl.col("campaign_id") != sold(figures))


def plan_days(
    figures: AdFigures, today: date, start: date, end: date, fields: list[str]
) -> list[dict[str, Any]]:
    """A plan's days: numbers, not text."""
    frame = figures.window(today, OWNER, start, end)
    mine = frame.filter(pl.col("campaign_id") == sold(figures))
    return [
        {
            "stat_datetime": f"{row['day']} 00:00:00",
            "advertiser_id": int(QIANCHUAN),
            "campaign_id": int(row["campaign_id"]),
            "ad_id": int(row["ad_id"]),
            **{name: PLAN_METRICS[name](row) for name in fields},
        }
        for row in mine.iter_rows(named=True)
    ]


def bills(
    figures: AdFigures, today: date, payer: str, start: date, end: date
) -> list[dict[str, Any]]:
    """What an advertiser was billed each day."""
    account = OWNER if payer == QIANCHUAN else payer
    frame = figures.window(today, account, start, end)
    own = promoted(figures, frame)
    mine = frame.join(own, on=frame.columns, how="anti", nulls_equal=True)
    told = (mine if payer == QIANCHUAN else own).group_by("day").agg(pl.col("spend").sum())
    return [
        {
            "advertiser_id": int(payer),
            "date": str(row["day"]),
            "cost": float(row["spend"]),
            "cash_cost": float(row["spend"]),
            "reward_cost": 0.0,
            "balance": 1000.0,
        }
        for row in told.sort("day").iter_rows(named=True)
    ]
