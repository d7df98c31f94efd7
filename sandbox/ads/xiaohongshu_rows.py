"""Xiaohongshu's records: cards of the listings, and a creative's day with its text figures."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.telling import AdFigures

Row = dict[str, Any]
# The advertiser whose second product line is sold through 乘风, and its number there.
WIND_OF, WIND, WIND_LINE = "1000001", "1900001", "BAG"
STATE = {"active": 1, "paused": 2, "ended": 2}


def of_wind(campaign: Mapping[str, Any]) -> bool:
    """Is this campaign one of 乘风: not in the listings of 聚光, but paid for all the same?"""
    return campaign["account_id"] == WIND_OF and campaign["product_line"] == WIND_LINE


def campaign_card(campaign: Row) -> Row:
    return {
        "campaign_id": int(campaign["campaign_id"]),
        "campaign_name": campaign["campaign_name"],
        "campaign_filter_state": STATE.get(campaign["status"], 1),
        "campaign_create_time": f"{campaign['start_date']} 00:00:00",
        "marketing_target": 4,
        "placement": 1,
        "optimize_target": 1,
        "limit_day_budget": 1,
        "campaign_day_budget": int(Decimal(campaign["daily_budget"]) * 100),
        "time_peroid_type": 0,
        "start_time": f"{campaign['start_date']} 00:00:00",
        "expire_time": f"{campaign['end_date']} 23:59:59" if campaign["end_date"] else "",
    }


def unit_card(group: Row) -> Row:
    return {
        "id": int(group["ad_group_id"]),
        "campaign_id": int(group["campaign_id"]),
        "name": f"人群 {group['ad_group_id']}",
        "enable": 1,
        "event_bid": 150,
        "target_type": 2,
    }


def creative_card(ad: Row, account: str) -> Row:
    return {
        "advertiser_id": int(account),
        "campaign_id": int(ad["campaign_id"]),
        "unit_id": int(ad["ad_group_id"]),
        "creative_id": int(ad["ad_id"]),
        "creative_name": ad["ad_name"],
        "creativity_status": 3 if ad["status"] == "paused" else 8,
        "note_id": note(ad["ad_id"]),
        "jump_url": ad["landing_url"],
        "programmatic": 0,
    }


def record(row: Row, split: list[str]) -> Row:
    """A creative's day: all text, thousands with commas, ratios with a percent sign."""
    spend, clicks, shown = Decimal(row["spend"]), row["clicks"], row["impressions"]
    told = {
        "time": str(row["day"]),
        "campaign_id": row["campaign_id"],
        "campaign_name": row["campaign_name"],
        "unit_id": row["ad_group_id"],
        "unit_name": f"人群 {row['ad_group_id']}",
        "creativity_id": row["ad_id"],
        "creativity_name": row["ad_name"],
        "note_id": note(row["ad_id"]),
        "fee": f"{spend:,.2f}",
        "impression": f"{shown:,}",
        "click": f"{clicks:,}",
        "ctr": f"{100 * clicks / shown:.2f}%" if shown else "0.00%",
        "acp": f"{spend / clicks:.2f}" if clicks else "-",
        "cpm": f"{1000 * spend / shown:,.2f}" if shown else "-",
        "like": f"{clicks // 3:,}",
        "comment": f"{clicks // 20}",
        "collect": f"{clicks // 8}",
        "follow": f"{clicks // 50}",
        "share": f"{clicks // 60}",
        "interaction": f"{clicks // 3 + clicks // 20 + clicks // 8 + clicks // 50 + clicks // 60}",
        "leads": f"{clicks // 90}",
        "valid_leads": f"{clicks // 200}",
        "msg_leads_num": f"{clicks // 120}",
        "message_consult": f"{clicks // 40}",
        "initiative_message": f"{clicks // 60}",
        "shopping_cart_add": f"{clicks // 15}",
        "goods_order": f"{int(row['conversions']) + clicks // 50:,}",
        "clk_live_room_order_num": "-",
        "success_goods_order": f"{int(row['conversions']):,}",
        "purchase_order_gmv_7d": f"{Decimal(str(row['conversion_value'])):,.2f}",
    }
    return told | ({"placement": "1"} if "placement" in split else {})


def keyword_record(row: Row) -> Row:
    """A keyword's day in its unit; the word is all there is to know it by."""
    return {
        "time": str(row["day"]),
        "campaign_id": row["campaign_id"],
        "campaign_name": row["campaign_name"],
        "unit_id": row["ad_group_id"],
        "unit_name": f"人群 {row['ad_group_id']}",
        "keyword": row["keyword"],
        "fee": f"{Decimal(row['spend']):,.2f}",
        "impression": f"{row['impressions']:,}",
        "click": f"{row['clicks']:,}",
        "success_goods_order": f"{int(row['conversions']):,}",
        "word_avg_location": "3" if row["clicks"] else "-",
    }


def account_record(row: Row) -> Row:
    """A day of the whole account."""
    figures = {"impression": row["impressions"], "click": row["clicks"]}
    told = {name: f"{value:,}" for name, value in figures.items()}
    return {"time": str(row["day"]), "fee": f"{Decimal(row['spend']):,.2f}"} | told


def note(ad_id: str) -> str:
    """24 hex characters."""
    return f"65f0{int(ad_id):020x}"[-24:]


def listing(figures: AdFigures, account: str, kind: str) -> list[Row]:
    """Cards of one kind; 乘风 keeps its own lists."""
    campaigns = [c for c in figures.of(figures.campaigns, account) if not of_wind(c)]
    mine = {c["campaign_id"] for c in campaigns}
    if kind == "campaign":
        return [campaign_card(c) for c in campaigns]
    if kind == "unit":
        return [unit_card(g) for g in figures.ad_groups if g["campaign_id"] in mine]
    ads = figures.of(figures.ads, account)
    return [creative_card(ad, account) for ad in ads if ad["campaign_id"] in mine]
