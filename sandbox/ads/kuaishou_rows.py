"""Kuaishou's records: cards of the listings, and a day of a creative, a campaign or the account."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.telling import AdFigures

Row = dict[str, Any]
PUT_STATUS = {"active": 1, "paused": 2, "ended": 2}
NUMBERS = ("impressions", "clicks", "conversions", "conversion_value")
# What the files of a task are headed with; the API's own name behind it.
HEADS = {
    "日期": "stat_date",
    "广告计划ID": "campaign_id",
    "广告计划名称": "campaign_name",
    "广告组ID": "unit_id",
    "广告创意ID": "creative_id",
    "广告创意名称": "creative_name",
    "推广关键词ID": "word_info_id",
    "关键词": "word",
    "匹配方式": "match_type",
    "触发方式": "trigger_type",
    "搜索词": "query",
    "花费（元）": "charge",
    "封面曝光数": "show",
    "素材曝光数": "aclick",
    "行为数": "bclick",
    "激活数": "activation",
    "线索提交个数": "form_count",
    "表单提交数（回传时间）": "event_form_submit",
    "表单提交数（计费时间）": "direct_submit_1d_cnt",
    "付费次数": "event_pay",
    "付费金额": "event_pay_purchase_amount",
    "激活后24h付费金额": "event_pay_purchase_amount_one_day_by_conversion",
    "激活后三日付费金额": "event_pay_purchase_amount_three_day_by_conversion",
    "激活后七日付费金额": "event_pay_purchase_amount_week_by_conversion",
    "激活后15日付费金额": "event_pay_purchase_amount_15_day_by_conversion",
    "激活后30日付费金额": "event_pay_purchase_amount_30_day_by_conversion",
}
# Days after the activation → how much was paid by then, of what was paid by callback.
GROWN = {"one_day": 0.75, "three_day": 1.0, "week": 1.25, "15_day": 1.4, "30_day": 1.5}
MATCH_TYPES = {"EXACT": 1, "PHRASE": 2, "BROAD": 3}


def programmatic(figures: AdFigures) -> set[str]:
    """Groups whose creatives the platform composes: not in the list, in a report of their own."""
    return {figures.ad_groups[1]["ad_group_id"]}


def account_card(account: Row) -> Row:
    return {
        "user_id": 900_000_001,
        "user_name": account["account_name"],
        "corporation_name": "流光家居有限公司",
        "industry_id": 1001,
        "industry_name": "家居建材",
    }


def campaign_card(campaign: Row) -> Row:
    """The schedule of the week wins over the plain budget; both in 厘."""
    budget = int(Decimal(campaign["daily_budget"]) * 1000)
    return {
        "campaign_id": int(campaign["campaign_id"]),
        "campaign_name": campaign["campaign_name"],
        "put_status": PUT_STATUS.get(campaign["status"], 1),
        "status": 1,
        "campaign_type": 5,
        "day_budget": 0 if campaign["status"] == "paused" else budget,
        "day_budget_schedule": [budget] * 7 if campaign["status"] == "paused" else [],
        "create_time": f"{campaign['start_date']} 00:00:00",
        "update_time": f"{campaign['start_date']} 08:00:00",
    }


def unit_card(group: Row) -> Row:
    return {
        "campaign_id": int(group["campaign_id"]),
        "unit_id": int(group["ad_group_id"]),
        "unit_name": f"广告组 {group['ad_group_id']}",
        "put_status": 1,
        "day_budget": 0,
        "bid_type": 10,
        "create_time": "2026-08-01 00:00:00",
    }


def creative_card(ad: Row) -> Row:
    return {
        "campaign_id": int(ad["campaign_id"]),
        "unit_id": int(ad["ad_group_id"]),
        "creative_id": int(ad["ad_id"]),
        "creative_name": ad["ad_name"],
        "put_status": PUT_STATUS.get(ad["status"], 1),
        "create_time": "2026-08-01 00:00:00",
    }


def listing(figures: AdFigures, account: str, kind: str) -> list[Row]:
    """Cards of one kind."""
    campaigns = figures.of(figures.campaigns, account)
    mine, composed = {c["campaign_id"] for c in campaigns}, programmatic(figures)
    if kind == "campaign":
        return [campaign_card(c) for c in campaigns]
    if kind == "unit":
        return [unit_card(g) for g in figures.ad_groups if g["campaign_id"] in mine]
    ads = figures.of(figures.ads, account)
    return [creative_card(ad) for ad in ads if ad["ad_group_id"] not in composed]


def report(figures: AdFigures, frame: pl.DataFrame, level: str) -> list[Row]:
    """The rows of one level; sums over creatives carry the noise of doubles."""
    if level in ("creative", "program_creative"):
        is_composed = pl.col("ad_group_id").is_in(list(programmatic(figures)))
        told = frame.filter(pl.col("ad_id").is_not_null())
        told = told.filter(is_composed if level == "program_creative" else ~is_composed)
    else:
        keys = ["day", "campaign_id", "campaign_name"] if level == "campaign" else ["day"]
        sums = [pl.col(name).sum() for name in NUMBERS]
        told = frame.group_by(keys, maintain_order=True).agg(
            pl.col("spend").cast(pl.Float64).sum(), *sums
        )
    return [record(row, level) for row in told.iter_rows(named=True)]


def record(row: Row, level: str) -> Row:
    """One day; money is a double of yuan."""
    clicks, value = row["clicks"], row["conversion_value"]
    told: Row = {"stat_date": str(row["day"]), "stat_hour": 0}
    if level != "account":
        told |= {"campaign_id": int(row["campaign_id"]), "campaign_name": row["campaign_name"]}
    if "creative" in level:
        told |= {"unit_id": int(row["ad_group_id"]), "creative_id": int(row["ad_id"])}
        told |= {"creative_name": row["ad_name"]}
    return told | {
        "ad_scene": "全部",
        "charge": float(row["spend"]),
        "show": row["impressions"] * 2,
        "aclick": row["impressions"],
        "bclick": clicks,
        "photo_click": clicks,
        "activation": clicks // 40,
        "form_count": clicks // 30,
        "submit": clicks // 30,
        "event_form_submit": clicks // 35,
        "direct_submit_1d_cnt": clicks // 33,
        "event_pay": int(row["conversions"]),
        "event_pay_purchase_amount": float(value),
        **{
            f"event_pay_purchase_amount_{days}_by_conversion": round(float(value) * part, 2)
            for days, part in GROWN.items()
        },
    }


def word_record(row: Row) -> Row:
    """A keyword's day in its unit, or that of what was typed."""
    typed = "search_term" in row
    told = {
        "stat_date": str(row["day"]),
        "stat_hour": 0,
        "campaign_id": int(row["campaign_id"]),
        "campaign_name": row["campaign_name"],
        "unit_id": int(row["ad_group_id"]),
        "word_info_id": int(row["keyword_id"]),
        "word": row["keyword"],
        "trigger_type" if typed else "match_type": MATCH_TYPES[row["match_type"]],
        "ad_scene": "全部",
        "charge": float(row["spend"]),
        "show": row["impressions"] * 2,
        "aclick": row["impressions"],
        "bclick": row["clicks"],
        "event_pay": int(row["conversions"]),
    }
    return told | ({"query": row["search_term"]} if typed else {})


def as_file(rows: Iterable[Row]) -> bytes:
    """The file of a task: Chinese heads, as Excel opens it."""
    rows = list(rows)
    heads = {head: name for head, name in HEADS.items() if not rows or name in rows[0]}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([row[name] for name in heads.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")
