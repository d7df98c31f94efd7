"""Baidu's records: what each column of a report says of a row, accounts and campaigns."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

Row = dict[str, Any]


REPORTS = {2665235: "creative", 2602783: "keyword", 2307838: "query"}
UNDEFINED = 1.7976931348623158e303
DELETED = "[已删除]"
LABELS = {"EXACT": "精确匹配", "PHRASE": "短语匹配", "BROAD": "智能匹配"}
ORDERS = (pl.col("conversions") * 2 / 3).floor().cast(pl.Int64)
CT_ORDERS = (pl.col("conversions_by_conversion_date") * 2 / 3).floor().cast(pl.Int64)
METRICS: Mapping[str, pl.Expr] = {
    "impression": pl.col("impressions"),
    "click": pl.col("clicks"),
    "cost": pl.col("spend").cast(pl.Float64),
    "ocpcConversions": pl.col("conversions").cast(pl.Int64),
}
DETAILS: Mapping[str, pl.Expr] = {  # 14 order submitted, 18 lead left
    "ocpcConversionsDetail14": ORDERS,
    "ocpcConversionsDetail18": pl.col("conversions").cast(pl.Int64) - ORDERS,
    "ctOcpcConversionsDetail14": CT_ORDERS,
    "ctOcpcConversionsDetail18": pl.col("conversions_by_conversion_date").cast(pl.Int64)
    - CT_ORDERS,
}
PLACE: Mapping[str, pl.Expr] = {
    "date": pl.col("day").cast(pl.String),
    "userId": pl.col("user_number"),
    "userName": pl.col("account_id"),
    "campaignId": pl.col("campaign_id").cast(pl.Int64),
    "campaignNameStatus": pl.col("campaign_name"),
    "adGroupId": pl.col("ad_group_id").cast(pl.Int64),
    "adGroupNameStatus": pl.format("单元 {}", "ad_group_id"),
}
WORD: Mapping[str, pl.Expr] = {
    "wInfoId": pl.col("keyword_id").cast(pl.Int64),
    "wInfoNameStatus": pl.when(pl.col("match_type") == "BROAD")
    .then(pl.col("keyword") + DELETED)
    .otherwise("keyword"),
    "mixWmatchEnum": pl.col("match_type").replace_strict(LABELS, return_dtype=pl.String),
}
COLUMNS: Mapping[str, Mapping[str, pl.Expr]] = {
    "creative": {
        **PLACE,
        "ideaId": pl.col("ad_id").cast(pl.Int64),
        "ideaInfo": pl.struct(title="ad_name"),
        **METRICS,
        **DETAILS,
    },
    "keyword": {
        **PLACE,
        **WORD,
        "device": pl.col("device"),
        "avgRank": pl.when(pl.col("clicks") == 0)
        .then(UNDEFINED)
        .otherwise(1 + pl.col("impressions") % 7 / 2),
        **METRICS,
    },
    "query": {**PLACE, **WORD, "queryWord": pl.col("search_term"), **METRICS},
}


def account_cards(number: int, fields: Iterable[str]) -> list[dict[str, Any]]:
    """The account, as its fields were asked for."""
    told = {"userId": number, "balance": 8213.4, "budget": 5000.0}
    return [{field: told[field] for field in fields if field in told}]


def campaign_cards(rows: list[Row], fields: Iterable[str]) -> list[dict[str, Any]]:
    """Campaigns; 21 runs, 23 is paused."""
    cards = (
        {
            "campaignId": int(row["campaign_id"]),
            "campaignName": row["campaign_name"],
            "budget": float(Decimal(str(row["daily_budget"]))),
            "status": 21 if row["status"] == "active" else 23,
        }
        for row in rows
    )
    return [{field: card[field] for field in fields if field in card} for card in cards]


def group_cards(rows: list[Row], fields: Iterable[str]) -> list[dict[str, Any]]:
    """Ad groups; 31 runs."""
    cards = (
        {
            "adgroupId": int(row["ad_group_id"]),
            "adgroupName": f"单元 {row['ad_group_id']}",
            "campaignId": int(row["campaign_id"]),
            "status": 31,
        }
        for row in rows
    )
    return [{field: card[field] for field in fields if field in card} for card in cards]
