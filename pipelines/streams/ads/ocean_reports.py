"""Ocean Engine's reports 巨量引擎, clean. Raw records: `connectors/ads/ocean_engine.py`.

Two conversion clocks: `platform_conversions` on the day of the click, the other on the day of the
conversion. The vendor shows two rows with equal dimensions in its own sample: such rows are set
aside as `duplicate_key`, never added up or overwritten, and the total that the platform claims
must still hold.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.ocean_engine import TIME
from pipelines.streams.columns import count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

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
    expectations=lambda gxe: shared.spend_daily(gxe, "ad_id"),
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
    expectations=lambda gxe: shared.spend_daily(gxe, "payer_id"),
)
