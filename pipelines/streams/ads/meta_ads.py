"""Meta Ads, clean. Raw records: `connectors/ads/meta_ads.py`.

Every metric is text and one without a value is left out. Conversions are lists by action type; the
same purchase stands under several of them, so nobody sums over types or over windows.
"""

from types import ModuleType

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, day, lacks, lasting, money, number, text
from pipelines.streams.spec import Stream

STAMP = "%Y-%m-%dT%H:%M:%S%z"
REPORT = (
    "account_id",
    "account_currency",
    "campaign_id",
    "campaign_name",
    "adset_id",
    "ad_name",
    "impressions",
    "clicks",
    "inline_link_clicks",
    "spend",
    "reach",
    "frequency",
    "actions",
    "action_values",
    "date_stop",
    "attribution_setting",
)
ENTITY = ("account_id", "objective", "created_time", "updated_time", "effective_status", "creative")

accounts = Stream(
    name="meta_ads__accounts",
    grain="one row per ad account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("account_id"),
        "account_name": text("name"),
        "currency_code": text("currency", required=True),
        "time_zone": text("timezone_name"),
        "status": text("account_status"),
    },
    ignored=("id", "timezone_offset_hours_utc", "amount_spent"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="meta_ads__campaigns",
    grain="one row per campaign, archived and deleted ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("id"),
        "campaign_name": text("name"),
        "status": text("effective_status"),
        "channel_type": text("objective"),
        "start_date": day("start_time", STAMP),
        "end_date": day("stop_time", STAMP),
        "daily_budget": money("daily_budget", per=100, absent=None),
    },
    ignored=(*ENTITY, "status"),
    expectations=shared.campaigns,
)

ads = Stream(
    name="meta_ads__ads",
    grain="one row per ad, archived and deleted ones too",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("id"),
        "ad_name": text("name"),
        "ad_group_id": text("adset_id"),
        "campaign_id": text("campaign_id"),
        "status": text("effective_status"),
        "landing_url": text("creative.link_url"),
    },
    ignored=(*ENTITY, "status"),
    expectations=shared.ads,
)

ad_report = Stream(
    name="meta_ads__ad_report",
    grain="one row per ad per day, in the account's currency and time zone",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    columns={
        "report_date": day("date_start"),
        "ad_id": text("ad_id"),
        "ad_group_id": text("adset_id"),
        "campaign_id": text("campaign_id"),
        "impressions": lasting(count("impressions", absent=0), proof="clicks"),
        "clicks": count("clicks", absent=0),
        "spend": lasting(money("spend", absent=0), proof="clicks"),
        "currency_code": text("account_currency", required=True),
        "platform_conversions": lacks(pl.Float64()),
        "platform_conversion_value": lacks(pl.Float64()),
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=REPORT,
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)


def _by_action(name: str, feed_list: str, columns: dict[str, Column], what: str) -> Stream:
    def expectations(gxe: ModuleType) -> list[object]:
        return shared.any_rows(gxe, "report_date", "ad_id", "action_type")

    return Stream(
        name=f"meta_ads__{name}",
        grain=f"one row per ad, day and action type: {what}",
        keys=("report_date", "ad_id", "action_type"),
        feed="ad_report",
        explode=feed_list,
        may_lack=True,
        load="window",
        day="report_date",
        columns={
            "report_date": day("date_start"),
            "ad_id": text("ad_id"),
            "action_type": text(f"{feed_list}.action_type"),
            **columns,
        },
        ignored=(*REPORT, "ad_id"),
        expectations=expectations,
    )


ad_actions = _by_action(
    "ad_actions",
    "actions",
    {
        "conversions": number("actions.value", absent=0),
        "conversions_1d_click": number("actions.1d_click"),
        "conversions_7d_click": number("actions.7d_click"),
        "conversions_1d_view": number("actions.1d_view"),
    },
    "how many",
)

ad_action_values = _by_action(
    "ad_action_values",
    "action_values",
    {
        "value": number("action_values.value", absent=0),
        "value_1d_click": number("action_values.1d_click"),
        "value_7d_click": number("action_values.7d_click"),
        "value_1d_view": number("action_values.1d_view"),
    },
    "how much",
)
