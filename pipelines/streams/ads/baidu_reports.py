"""Baidu's reports 百度营销, clean. Raw records: `connectors/ads/baidu_reports.py`.

Yuan and Chinese days. Names of deleted things end in [已删除]. Conversions count on the day of the
click, those `…_when_converted` on the day they happened. Rows of search and of the feed stand in
one table; their columns differ where the platform's do. Words: `baidu_words.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, day, lacks, lasting, money, number, text
from pipelines.streams.spec import Stream

DELETED = "[已删除]"
# Kind of conversion → the column it is counted in.
KINDS = {
    **{1: "consult_clicks", 2: "phone_clicks", 5: "form_clicks", 9: "ecommerce_orders"},
    **{14: "orders_submitted", 17: "three_sentence_consults", 18: "leads_left"},
    **{19: "one_sentence_consults", 30: "phones_connected", 46: "carts_added"},
    **{50: "appointments", 56: "store_visits", 79: "wechats_added", 90: "payments"},
    92: "valid_consults",
}
PLACE = {
    "report_date": day("date"),
    "campaign_id": text("campaignId"),
    "ad_group_id": text("adGroupId"),
}
FIGURES = {
    "impressions": count("impression"),
    "clicks": count("click"),
    "spend": money("cost"),
}
BESIDE = ("userId", "campaignNameStatus", "adGroupNameStatus")


def _claims() -> dict[str, Column]:
    """Each kind of conversion by both clocks; the feed names some of them otherwise."""
    told = {}
    for kind, name in KINDS.items():
        told[f"_{name}"] = number(f"ocpcConversionsDetail{kind}")
        told[f"{name}_when_converted"] = number(f"ctOcpcConversionsDetail{kind}", absent=0)
    return told


OF_THE_FEED = {
    "_feed_conversions": number("ocpcTargetTrans"),
    "conversions_when_converted": number("convertTimeOCPCTargetTrans"),
    "_feed_orders_submitted": number("aggrOrderSubmitSuccess"),
    "_feed_leads_left": number("advisoryClueCount"),
}
IN_BOTH = {"orders_submitted", "leads_left"}
READ_CLAIMS = {
    "platform_conversions": pl.coalesce("_conversions", "_feed_conversions", pl.lit(0.0)),
    **{
        name: pl.coalesce(f"_{name}", *([f"_feed_{name}"] if name in IN_BOTH else []), pl.lit(0.0))
        for name in KINDS.values()
    },
}


account_report = Stream(
    name="baidu__account_report",
    grain="one row per product (search, feed) of the account per day, in yuan",
    keys=("report_date", "product"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date"),
        "product": text("product"),
        **FIGURES,
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("userId",),
    expectations=lambda gxe: shared.spend_daily(gxe, "product"),
)

ad_report = Stream(
    name="baidu__ad_report",
    grain="one row per creative per day, in yuan, Chinese days",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    controls={"spend": "cost"},
    columns={
        **PLACE,
        "ad_id": text("ideaId"),
        "_title": text("ideaInfo.ideaTitle"),
        "_short_title": text("ideaInfo.title"),
        **FIGURES,
        "_is_search": text("search"),
        "_conversions": lasting(number("ocpcConversions"), proof="_is_search"),
        "platform_conversion_value": lacks(pl.Float64()),
        **_claims(),
        **OF_THE_FEED,
    },
    derived={
        "ad_name": pl.coalesce("_title", "_short_title").str.strip_suffix(DELETED),
        "currency_code": pl.lit("CNY"),
        **READ_CLAIMS,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=(*BESIDE, "ideaInfo", "feed"),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)
