"""Kuaishou's reports 快手磁力引擎, clean. Raw records: `connectors/ads/kuaishou_ads.py`.

Impressions are material exposures (`aclick`), clicks are actions (`bclick`); cover exposures stand
apart. No order between them holds. Conversions have three clocks, named in the columns: callback,
billing, and days after the activation. Rows of one scene are never added to those of all scenes.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

ALL_SCENES = "全部"
AFTER_ACTIVATION = {1: "one_day", 3: "three_day", 7: "week", 15: "15_day", 30: "30_day"}
MATCH_TYPES = {"1": "EXACT", "2": "PHRASE", "3": "BROAD"}
FIGURES: dict[str, Column] = {
    "impressions": count("aclick"),
    "clicks": count("bclick"),
    "cover_impressions": count("show", absent=None),
    "spend": money("charge"),
    "platform_conversions": lacks(pl.Float64()),
    "platform_conversion_value": lacks(pl.Float64()),
    "activations": count("activation", absent=None),
    "forms": count("form_count", absent=None),
    "forms_by_callback": count("event_form_submit", absent=None),
    "forms_by_billing_1d": count("direct_submit_1d_cnt", absent=None),
    "payments_by_callback": count("event_pay", absent=None),
    "payment_value_by_callback": number("event_pay_purchase_amount"),
    **{
        f"payment_value_{days}d_after_activation": number(
            f"event_pay_purchase_amount_{said}_by_conversion"
        )
        for days, said in AFTER_ACTIVATION.items()
    },
    "_scene": text("ad_scene"),
    "_scene_too": text("adScene"),
}
WHOLE = {
    "one_of_several_scenes": pl.coalesce("_scene", "_scene_too") != ALL_SCENES,
    **shared.impossible_figures("impressions", "clicks"),
}
SAID_ELSEWHERE = (
    *("stat_hour", "photo_click", "submit", "placement_type", "like", "comment", "share", "follow"),
    *("campaign_name", "unit_name", "unit_id"),
)


def _report(table: str, grain: str, columns: dict[str, Column], *keys: str) -> Stream:
    return Stream(
        name=f"kuaishou_ads__{table}",
        grain=f"one row per {grain} per day, in yuan, Chinese days",
        keys=("report_date", *keys),
        nulls=("", "-"),
        load="window",
        day="report_date",
        versions="ad_id" in keys,
        columns={"report_date": day("stat_date"), **columns, **FIGURES},
        derived={"currency_code": pl.lit("CNY")},
        quarantine=WHOLE,
        ignored=(*SAID_ELSEWHERE, "creative_id", "creative_name", "campaign_id"),
        expectations=lambda gxe: [
            *shared.some_rows(gxe, "report_date", *keys),
            *shared.spend_in_reason(gxe),
        ],
    )


account_report = _report("account_report", "account", {})

campaign_report = _report(
    "campaign_report", "campaign", {"campaign_id": text("campaign_id")}, "campaign_id"
)

ad_report = _report(
    "ad_report",
    "creative, programmatic ones too,",
    {
        "ad_id": text("creative_id"),
        "ad_name": text("creative_name"),
        "ad_group_id": text("unit_id"),
        "campaign_id": text("campaign_id"),
    },
    "ad_id",
)


def _words(table: str, grain: str, columns: dict[str, Column], *keys: str) -> Stream:
    """A report of the search: its words, or what people typed."""
    return Stream(
        name=f"kuaishou_ads__{table}",
        grain=f"one row per {grain} per day, in yuan, Chinese days",
        keys=("report_date", "ad_group_id", "keyword_id", "match_type", *keys),
        nulls=("", "-"),
        load="window",
        day="report_date",
        columns={
            "report_date": day("stat_date"),
            "campaign_id": text("campaign_id"),
            "ad_group_id": text("unit_id"),
            "keyword_id": text("word_info_id"),
            "keyword": text("word"),
            "impressions": count("aclick"),
            "clicks": count("bclick"),
            "spend": money("charge"),
            "payments_by_callback": count("event_pay", absent=None),
            "_scene": text("ad_scene"),
            "_scene_too": text("adScene"),
            **columns,
        },
        derived={
            "match_type": pl.col("_match").replace(MATCH_TYPES).fill_null("UNKNOWN"),
            "currency_code": pl.lit("CNY"),
        },
        quarantine=WHOLE,
        ignored=(*SAID_ELSEWHERE, "show"),
        expectations=lambda gxe: shared.keywords_daily(
            gxe, "ad_group_id", "keyword_id", "match_type", *keys
        ),
    )


keyword_report = _words("keyword_report", "keyword of a unit", {"_match": text("match_type")})
search_term_report = _words(
    "search_term_report",
    "unit, keyword and what was typed",
    {"_match": text("trigger_type"), "search_term": text("query")},
    "search_term",
)
