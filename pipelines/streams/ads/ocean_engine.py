"""Ocean Engine 巨量引擎, clean. Raw records: `connectors/ads/ocean_engine.py`.

Project = campaign, promotion = ad; there is nothing between them. Two conversion clocks:
`platform_conversions` on the day of the click, the other on the day of the conversion. The vendor
shows two rows with equal dimensions in its own sample: such rows are set aside as `duplicate_key`,
never added up or overwritten, and the total that the platform claims must still hold.

千川 calls a campaign 广告组, an ad 计划, and writes other names for the same fields; `asked_of` is
the advertiser whose list a record stands in, which may be one of 千川.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

TIME = "%Y-%m-%d %H:%M:%S"

accounts = Stream(
    name="ocean_engine__accounts",
    grain="one row per advertiser",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("id"),
        "account_name": text("name"),
        "currency_code": text("currency"),
        "time_zone": text("timezone"),
        "status": text("status"),
    },
    derived={
        "currency_code": pl.col("currency_code").fill_null("CNY"),
        "time_zone": pl.col("time_zone").fill_null("Asia/Shanghai"),
    },
    ignored=("role",),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="ocean_engine__campaigns",
    grain="one row per project, or campaign of 千川, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "_project_id": text("project_id"),
        "_own_id": text("id"),
        "campaign_name": text("name"),
        "_status_first": text("status_first"),
        "_status": text("status"),
        "_landing_type": text("landing_type"),
        "_marketing_goal": text("marketing_goal"),
        "_start_time": day("delivery_setting.start_time", "%Y-%m-%d", TIME),
        "_create_date": day("create_date", "%Y-%m-%d", TIME),
        "end_date": day("delivery_setting.end_time", "%Y-%m-%d", TIME),
        "_set_budget": money("delivery_setting.budget", absent=None),
        "_set_mode": text("delivery_setting.budget_mode"),
        "_own_budget": money("budget", absent=None),
        "_own_mode": text("budget_mode"),
    },
    derived={
        "campaign_id": pl.coalesce("_project_id", "_own_id"),
        "status": pl.coalesce("_status_first", "_status"),
        "channel_type": pl.coalesce("_landing_type", "_marketing_goal"),
        "start_date": pl.coalesce("_start_time", "_create_date"),
        "daily_budget": pl.coalesce(
            shared.daily_only("_set_budget", "_set_mode"),
            shared.daily_only("_own_budget", "_own_mode"),
        ),
    },
    ignored=("advertiser_id", "asked_of", "delivery_mode", "project_create_time"),
    expectations=shared.campaigns,
)

ads = Stream(
    name="ocean_engine__ads",
    grain="one row per promotion, or plan of 千川, deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "_promotion_id": text("promotion_id"),
        "_plan_id": text("ad_id"),
        "_promotion_name": text("promotion_name"),
        "_plan_name": text("name"),
        "ad_group_id": lacks(pl.String()),
        "_project_id": text("project_id"),
        "_campaign_id": text("campaign_id"),
        "_status_first": text("status_first"),
        "_status": text("status"),
        "landing_url": text("promotion_materials.external_url_material_list", join=" "),
    },
    derived={
        "ad_id": pl.coalesce("_promotion_id", "_plan_id"),
        "ad_name": pl.coalesce("_promotion_name", "_plan_name"),
        "campaign_id": pl.coalesce("_project_id", "_campaign_id"),
        "status": pl.coalesce("_status_first", "_status"),
    },
    ignored=(
        *("advertiser_id", "asked_of", "promotion_create_time", "promotion_materials"),
        *("opt_status", "marketing_goal", "ad_create_time", "delivery_setting"),
    ),
    expectations=shared.ads,
)

ad_report = Stream(
    name="ocean_engine__ad_report",
    grain="one row per promotion per day, in yuan, Chinese days",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    controls={"spend": "stat_cost"},
    columns={
        "report_date": day("dimensions.stat_time_day"),
        "ad_id": text("dimensions.cdp_promotion_id"),
        "ad_group_id": lacks(pl.String()),
        "campaign_id": text("dimensions.cdp_project_id"),
        "impressions": count("metrics.show_cnt"),
        "clicks": count("metrics.click_cnt"),
        "spend": money("metrics.stat_cost"),
        "platform_conversions": number("metrics.attribution_convert_cnt", absent=0),
        "platform_conversion_value": lacks(pl.Float64()),
        "platform_conversions_by_conversion_date": number("metrics.convert_cnt", absent=0),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=("metrics.",),
    ignored=("metrics.ctr", "metrics.conversion_rate"),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)

qianchuan_report = Stream(
    name="ocean_engine__qianchuan_report",
    grain="one row per plan of 千川 per day, in yuan, Chinese days",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    columns={
        "report_date": day("stat_datetime", TIME, "%Y-%m-%d"),
        "ad_id": text("ad_id"),
        "ad_group_id": lacks(pl.String()),
        "campaign_id": text("campaign_id"),
        "impressions": count("show_cnt", absent=0),
        "clicks": count("click_cnt", absent=0),
        "spend": money("stat_cost"),
        "platform_conversions": lacks(pl.Float64()),
        "platform_conversion_value": lacks(pl.Float64()),
        "orders": number("pay_order_count", absent=0),
        "order_value": number("pay_order_amount", absent=0),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=("advertiser_id", "asked_of"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date", "ad_id"),
        *shared.spend_in_reason(gxe),
    ],
)

account_report = Stream(
    name="ocean_engine__account_report",
    grain="one row per advertiser (千川 and others too) per day: what was billed, in yuan",
    keys=("report_date", "payer_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date"),
        "payer_id": text("asked_of"),
        "spend": money("cost"),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine={"negative_spend": pl.col("spend") < 0},
    ignored=(
        *(
            "advertiser_id",
            "balance",
            "cash_cost",
            "reward_cost",
            "shared_wallet_cost",
            "frozen",
            "income",
        ),
        *("transfer_in", "transfer_out", "return_goods_cost"),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date", "payer_id"),
        *shared.spend_in_reason(gxe),
    ],
)
