"""Baidu's records: what each column of a report says of a row, and the cards of the account."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

Row = dict[str, Any]


# Report number → what it tells of, and of which product.
REPORTS = {
    2208157: ("account", "search"),
    2665235: ("creative", "search"),
    2602783: ("keyword", "search"),
    2307838: ("query", "search"),
    2149145: ("account", "feed"),
    2094816: ("feed_creative", "feed"),
}
UNDEFINED = 1.7976931348623158e303
DELETED = "[已删除]"
LABELS = {"EXACT": "精确匹配", "PHRASE": "短语匹配", "BROAD": "智能匹配"}
# matchType, phraseType and, where the keyword has one of its own, the bid.
WORD_CODES = {"EXACT": (1, 1, 5.2), "PHRASE": (2, 1, 4.1), "BROAD": (2, 3, None)}
COUNTED = pl.col("conversions").cast(pl.Int64)
LATER = pl.col("conversions_by_conversion_date").cast(pl.Int64)
ORDERS = (pl.col("conversions") * 2 / 3).floor().cast(pl.Int64)
CT_ORDERS = (pl.col("conversions_by_conversion_date") * 2 / 3).floor().cast(pl.Int64)
NEVER = pl.lit(0, pl.Int64)
OTHER_KINDS = (2, 5, 9, 17, 19, 30, 46, 50, 56, 79, 90, 92)
DELIVERY: Mapping[str, pl.Expr] = {
    "impression": pl.col("impressions"),
    "click": pl.col("clicks"),
    "cost": pl.col("spend").cast(pl.Float64),
}
METRICS: Mapping[str, pl.Expr] = {**DELIVERY, "ocpcConversions": COUNTED}
DETAILS: Mapping[str, pl.Expr] = {  # 1 consult button, 14 order submitted, 18 lead left
    "ocpcConversionsDetail1": pl.col("clicks") // 12,
    "ocpcConversionsDetail14": ORDERS,
    "ocpcConversionsDetail18": COUNTED - ORDERS,
    "ctOcpcConversionsDetail1": pl.col("clicks") // 14,
    "ctOcpcConversionsDetail14": CT_ORDERS,
    "ctOcpcConversionsDetail18": LATER - CT_ORDERS,
    **{f"{clock}ConversionsDetail{n}": NEVER for clock in ("ocpc", "ctOcpc") for n in OTHER_KINDS},
}
FEED_METRICS: Mapping[str, pl.Expr] = {
    **DELIVERY,
    "ocpcTargetTrans": COUNTED,
    "convertTimeOCPCTargetTrans": LATER,
    "aggrOrderSubmitSuccess": ORDERS,
    "advisoryClueCount": COUNTED - ORDERS,
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
IDEA: Mapping[str, pl.Expr] = {
    "ideaId": pl.col("ad_id").cast(pl.Int64),
    "ideaInfo": pl.struct(ideaTitle="ad_name"),
}
COLUMNS: Mapping[str, Mapping[str, pl.Expr]] = {
    "account": {**{name: PLACE[name] for name in ("date", "userId", "userName")}, **DELIVERY},
    "creative": {**PLACE, **IDEA, **METRICS, **DETAILS},
    "feed_creative": {**PLACE, **IDEA, **FEED_METRICS},
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
COUNTS = {*METRICS, *DETAILS, *FEED_METRICS}


def product_of(campaign: Mapping[str, Any]) -> str:
    """Which of the two trees a campaign stands in."""
    return "feed" if campaign["channel_id"] == "baidu_feed" else "search"


def shown(cards: Iterable[Row], fields: Iterable[str]) -> list[Row]:
    """The cards with the fields that were asked for, where they have them."""
    asked = list(fields)
    return [{name: card[name] for name in asked if name in card} for card in cards]


def account_card(number: int) -> Row:
    return {"userId": number, "balance": 8213.4, "budget": 5000.0}


def campaign_card(row: Row, mark: str) -> Row:
    """A campaign; of search 21 runs and 23 is paused, of the feed 0 and 2."""
    runs, stands = (0, 2) if mark else (21, 23)
    return {
        f"campaign{mark}Id": int(row["campaign_id"]),
        f"campaign{mark}Name": row["campaign_name"],
        "budget": float(Decimal(str(row["daily_budget"]))),
        "status": runs if row["status"] == "active" else stands,
        "starttime": str(row["start_date"]),
        "endtime": str(row["end_date"] or ""),
    }


def group_card(row: Row, mark: str) -> Row:
    """An ad group that runs."""
    return {
        f"adgroup{mark}Id": int(row["ad_group_id"]),
        f"adgroup{mark}Name": f"单元 {row['ad_group_id']}",
        f"campaign{mark}Id": int(row["campaign_id"]),
        "status": 0 if mark else 31,
    }


def creative_card(row: Row, mark: str) -> Row:
    """A creative; of search 51 runs and 52 is paused, of the feed 0 and 1."""
    runs, stands = (0, 1) if mark else (51, 52)
    return {
        f"creative{mark}Id": int(row["ad_id"]),
        f"adgroup{mark}Id": int(row["ad_group_id"]),
        "creativeFeedName" if mark else "title": row["ad_name"],
        "status": runs if row["status"] == "active" else stands,
        "mobileDestinationUrl": row["landing_url"],
    }


def keyword_card(row: Row) -> Row:
    """A keyword; without a bid of its own that of the group holds."""
    match, phrase, bid = WORD_CODES[row["match_type"]]
    card = {
        "keywordId": int(row["keyword_id"]),
        "keyword": row["keyword"],
        "adgroupId": int(row["ad_group_id"]),
        "campaignId": int(row["campaign_id"]),
        "matchType": match,
        "phraseType": phrase,
        "pause": False,
        "status": 41,
        "quality": 7,
    }
    return card | ({"price": bid} if bid else {})
