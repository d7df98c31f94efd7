"""Xiaohongshu Ads 小红书聚光, clean. Raw records: `connectors/ads/xiaohongshu_ads.py`.

Figures are text with thousands commas; reports tell yuan, balances and budgets fen. Goals are
columns, each with its own window: none of them is "the" conversion. 乘风 rows look the same.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

NULLS = ("", "-")
TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
CHINA = {"currency_code": pl.lit("CNY"), "time_zone": pl.lit("Asia/Shanghai")}
RATIOS = ("ctr", "acp", "cpm", "cpi", "placement", "optimize_target", "note_title")
GOALS = {
    "likes": "like",
    "comments": "comment",
    "collects": "collect",
    "follows": "follow",
    "shares": "share",
    "interactions": "interaction",
    "leads": "leads",
    "message_leads_7d": "msg_leads_num",
    "paid_orders_7d": "success_goods_order",
    "external_conversions": "external_leads",
    "external_orders_15d": "external_goods_order_15",
    "external_orders_30d": "external_goods_order_30",
}
VALUES = {
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


accounts = Stream(
    name="xiaohongshu_ads__accounts",
    grain="one row per advertiser, with its balance in yuan",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("advertiser_id"),
        "account_name": lacks(pl.String()),
        "status": lacks(pl.String()),
        "balance_total": money("total_balance", per=100, absent=None),
    },
    derived=CHINA,
    ignored=(
        *("cash_balance", "return_balance", "freeze_balance", "compensate_return_balance"),
        *("available_balance", "today_spend"),
    ),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="xiaohongshu_ads__campaigns",
    grain="one row per campaign, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("campaign_id"),
        "campaign_name": text("campaign_name"),
        "status": text("campaign_filter_state"),
        "channel_type": text("marketing_target"),
        "start_date": day("start_time", *TIMES),
        "end_date": day("expire_time", *TIMES),
        "daily_budget": money("campaign_day_budget", per=100, absent=None),
    },
    ignored=(
        *("campaign_create_time", "campaign_enable", "placement", "optimize_target"),
        *("promotion_target", "bidding_strategy", "limit_day_budget", "time_peroid_type"),
        *("constrait_type", "constraint_type", "constraint_value", "budget_state", "build_type"),
    ),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="xiaohongshu_ads__ad_groups",
    grain="one row per unit, deleted ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("id"),
        "ad_group_name": text("name"),
        "campaign_id": text("campaign_id"),
        "status": text("enable"),
        "daily_budget": lacks(pl.Decimal(18, 6)),
    },
    ignored=("event_bid", "target_type", "note_ids", "item_ids", "create_time", "update_time"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="xiaohongshu_ads__ads",
    grain="one row per creative with its note, deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "_creative": text("creative_id"),
        "_creativity": text("creativity_id"),
        "ad_name": text("creative_name"),
        "ad_group_id": text("unit_id"),
        "campaign_id": text("campaign_id"),
        "status": text("creativity_status"),
        "landing_url": text("jump_url"),
        "note_id": text("note_id"),
    },
    derived={"ad_id": pl.coalesce("_creativity", "_creative")},
    ignored=(
        *("advertiser_id", "creativity_enable", "creativity_create_time", "material_type"),
        *("conversion_type", "audit_status", "programmatic", "creativity_name"),
    ),
    expectations=shared.ads,
)

wind_report = _report("wind_report", "乘风", may_be_empty=True)
ad_report = _report("ad_report", "聚光")
