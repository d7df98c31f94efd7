"""Xiaohongshu's reports 小红书聚光, clean. Raw records: `connectors/ads/xiaohongshu_ads.py`.

Figures are text with thousands commas, in yuan. Goals are columns, each with its own window: none
of them is "the" conversion. 乘风 rows look the same.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

NULLS = ("", "-")
RATIOS = ("ctr", "acp", "cpm", "cpi", "placement", "optimize_target", "note_title")
GOALS = {
    "likes": "like",
    "comments": "comment",
    "collects": "collect",
    "follows": "follow",
    "shares": "share",
    "interactions": "interaction",
    "leads": "leads",
    "valid_leads_7d": "valid_leads",
    "message_consults_24h": "message_consult",
    "message_openings_24h": "initiative_message",
    "message_leads_7d": "msg_leads_num",
    "cart_adds_7d": "shopping_cart_add",
    "orders_7d": "goods_order",
    "live_orders_24h": "clk_live_room_order_num",
    "paid_orders_7d": "success_goods_order",
    "external_conversions": "external_leads",
    "external_orders_15d": "external_goods_order_15",
    "external_orders_30d": "external_goods_order_30",
}
VALUES = {
    "order_value_7d": "rgmv",
    "live_order_value_24h": "clk_live_room_rgmv",
    "paid_value_7d": "purchase_order_gmv_7d",
    "external_value_15d": "external_rgmv_15",
    "external_value_30d": "external_rgmv_30",
}


def _figures() -> dict[str, Column]:
    """What both products tell of a creative's day."""
    goals = {name: count(path, absent=None, thousands=",") for name, path in GOALS.items()}
    values = {name: number(path, thousands=",") for name, path in VALUES.items()}
    return {
        "report_date": day("time"),
        "ad_id": text("creativity_id"),
        "ad_name": text("creativity_name"),
        "ad_group_id": text("unit_id"),
        "ad_group_name": text("unit_name"),
        "campaign_id": text("campaign_id"),
        "campaign_name": text("campaign_name"),
        "note_id": text("note_id"),
        "impressions": count("impression", thousands=","),
        "clicks": count("click", thousands=","),
        "spend": money("fee", thousands=","),
        "platform_conversions": lacks(pl.Float64()),
        "platform_conversion_value": lacks(pl.Float64()),
        **goals,
        **values,
    }


def _report(table: str, product: str, *, may_be_empty: bool = False) -> Stream:
    return Stream(
        name=f"xiaohongshu_ads__{table}",
        grain=f"one row per {product} creative per day, in yuan, Chinese days",
        keys=("report_date", "ad_id"),
        nulls=NULLS,
        load="window",
        day="report_date",
        versions=True,
        columns=_figures(),
        derived={"currency_code": pl.lit("CNY")},
        quarantine=shared.impossible_figures("impressions", "clicks"),
        ignored=RATIOS,
        expectations=lambda gxe: [
            *(shared.any_rows if may_be_empty else shared.some_rows)(gxe, "report_date", "ad_id"),
            *shared.spend_in_reason(gxe),
        ],
    )


account_report = Stream(
    name="xiaohongshu_ads__account_report",
    grain="one row per product (聚光 jg, 乘风 wind) of the account per day, in yuan",
    keys=("report_date", "product"),
    nulls=NULLS,
    load="window",
    day="report_date",
    columns={
        "report_date": day("time"),
        "product": text("product"),
        "impressions": count("impression", thousands=","),
        "clicks": count("click", thousands=","),
        "spend": money("fee", thousands=","),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=(*RATIOS, *GOALS.values(), *VALUES.values()),
    expectations=lambda gxe: shared.spend_daily(gxe, "product"),
)

keyword_report = Stream(
    name="xiaohongshu_ads__keyword_report",
    grain="one row per keyword of a unit per day, in yuan, Chinese days",
    keys=("report_date", "ad_group_id", "keyword"),
    nulls=NULLS,
    load="window",
    day="report_date",
    columns={
        "report_date": day("time"),
        "campaign_id": text("campaign_id"),
        "ad_group_id": text("unit_id"),
        "keyword": text("keyword"),
        "impressions": count("impression", thousands=","),
        "clicks": count("click", thousands=","),
        "spend": money("fee", thousands=","),
        "paid_orders_7d": count("success_goods_order", absent=None, thousands=","),
        "average_position": number("word_avg_location", thousands=","),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=(*RATIOS, *GOALS.values(), *VALUES.values(), "campaign_name", "unit_name"),
    expectations=lambda gxe: shared.keywords_daily(gxe, "ad_group_id", "keyword"),
)

wind_report = _report("wind_report", "乘风", may_be_empty=True)
ad_report = _report("ad_report", "聚光")
