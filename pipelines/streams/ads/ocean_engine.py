"""Ocean Engine 巨量引擎, clean. Raw records: `connectors/ads/ocean_engine.py`.

Project = campaign, promotion = ad; there is nothing between them. Reports: `ocean_reports.py`.

千川 calls a campaign 广告组, an ad 计划, and writes other names for the same fields; `asked_of` is
the advertiser whose list a record stands in, which may be one of 千川.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import day, lacks, money, text
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
