"""Kuaishou Ads 快手磁力引擎, clean. Raw records: `connectors/ads/kuaishou_ads.py`.

Impressions are material exposures (`aclick`), clicks are actions (`bclick`); cover exposures stand
apart. No order between them holds. Conversions have three clocks, named in the columns: callback,
billing, and days after the activation. Rows of one scene are never added to those of all scenes.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

ALL_SCENES = "全部"
STAMP = "%Y-%m-%d %H:%M:%S"
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
    "payment_value_7d_after_activation": number("event_pay_purchase_amount_week_by_conversion"),
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
ENTITY = (
    *("create_channel", "create_time", "update_time", "put_status", "day_budget_schedule"),
    *("campaign_type", "campaign_sub_type"),
)


def _budget() -> dict[str, Column]:
    """厘; the schedule of the week wins over the plain one, and 0 is no limit."""
    return {
        "_day_budget": money("day_budget", per=1000, absent=None),
        "_schedule": text("day_budget_schedule", join=" "),
    }


SCHEDULED = pl.col("_schedule").str.extract(r"([1-9]\d*)", 1).cast(pl.Decimal(38, 6), strict=False)
BUDGET = {
    "daily_budget": pl.coalesce(
        (SCHEDULED / 1000).cast(pl.Decimal(18, 6)),
        pl.when(pl.col("_day_budget") > 0).then("_day_budget"),
    )
}

accounts = Stream(
    name="kuaishou_ads__accounts",
    grain="one row per advertiser",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("advertiser_id"),
        "account_name": text("user_name"),
        "status": lacks(pl.String()),
    },
    derived={"currency_code": pl.lit("CNY"), "time_zone": pl.lit("Asia/Shanghai")},
    ignored=(
        *("user_id", "corporation_name", "industry_id", "industry_name", "primary_industry_id"),
        "primary_industry_name",
    ),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="kuaishou_ads__campaigns",
    grain="one row per campaign, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("campaign_id"),
        "campaign_name": text("campaign_name"),
        "status": text("put_status"),
        "channel_type": text("campaign_type"),
        "start_date": day("create_time", STAMP),
        "end_date": lacks(pl.Date()),
        **_budget(),
    },
    derived=BUDGET,
    ignored=(*ENTITY, "status"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="kuaishou_ads__ad_groups",
    grain="one row per unit, deleted ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("unit_id"),
        "ad_group_name": text("unit_name"),
        "campaign_id": text("campaign_id"),
        "status": text("put_status"),
        **_budget(),
    },
    derived=BUDGET,
    ignored=(*ENTITY, "status", "bid_type", "bid", "cpa_bid", "ocpx_action_type", "unit_type"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="kuaishou_ads__ads",
    grain="one row per creative, deleted ones too; programmatic ones are not listed",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("creative_id"),
        "ad_name": text("creative_name"),
        "ad_group_id": text("unit_id"),
        "campaign_id": text("campaign_id"),
        "status": text("put_status"),
        "landing_url": lacks(pl.String()),
    },
    ignored=(*ENTITY, "status", "photo_id", "creative_material_type"),
    expectations=lambda gxe: shared.any_rows(gxe, "ad_id"),
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
