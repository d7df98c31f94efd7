"""Ocean Engine 巨量引擎, clean. Raw records: `connectors/ads/ocean_engine.py`.

Project = campaign, promotion = ad; there is nothing between them. Two conversion clocks:
`platform_conversions` on the day of the click, the other on the day of the conversion. The vendor
shows two rows with equal dimensions in its own sample: such rows are set aside as `duplicate_key`,
never added up or overwritten, and the total that the platform claims must still hold.
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
    grain="one row per project, deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("project_id"),
        "campaign_name": text("name"),
        "status": text("status_first"),
        "channel_type": text("landing_type"),
        "start_date": day("delivery_setting.start_time", "%Y-%m-%d", TIME),
        "end_date": day("delivery_setting.end_time", "%Y-%m-%d", TIME),
        "daily_budget": money("delivery_setting.budget", absent=None),
    },
    ignored=(
        "advertiser_id",
        "delivery_mode",
        "delivery_setting.budget_mode",
        "project_create_time",
    ),
    expectations=shared.campaigns,
)

ads = Stream(
    name="ocean_engine__ads",
    grain="one row per promotion, deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("promotion_id"),
        "ad_name": text("promotion_name"),
        "ad_group_id": lacks(pl.String()),
        "campaign_id": text("project_id"),
        "status": text("status_first"),
        "landing_url": text("promotion_materials.external_url_material_list", join=" "),
    },
    ignored=("advertiser_id", "promotion_create_time", "promotion_materials"),
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
