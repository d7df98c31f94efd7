"""Meta's reports, clean. Raw records: `connectors/ads/meta_ads.py`.

Every metric is text and one without a value is left out. Conversions are lists by action type; the
same purchase stands under several of them, so nobody sums over types or over windows. Campaigns
and the account tell more than the ads: also what was deleted so long ago that no ad's row has it.
"""

from types import ModuleType

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, count, day, lacks, lasting, money, number, text
from pipelines.streams.spec import Stream

WINDOWS = ("1d_click", "7d_click", "28d_click", "1d_view", "1d_ev", "skan_click", "skan_view")

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

IS_DAY = pl.col("period_start_date") == pl.col("period_end_date")

campaign_report = Stream(
    name="meta_ads__campaign_report",
    grain="one row per campaign and day, week or month; one per day of the whole account",
    keys=("period_end_date", "period_kind", "scope"),
    load="window",
    day="period_end_date",
    columns={
        "period_start_date": day("date_start"),
        "period_end_date": day("date_stop"),
        "campaign_id": text("campaign_id"),
        "impressions": lasting(count("impressions", absent=0), proof="clicks"),
        "clicks": count("clicks", absent=None),
        "spend": lasting(money("spend", absent=None), proof="clicks"),
        "currency_code": text("account_currency"),
        "reach": count("reach", absent=None),
    },
    derived={
        "scope": pl.col("campaign_id").fill_null("account"),
        "period_kind": shared.period_kind("period_start_date", "period_end_date"),
        "clicks": pl.when(IS_DAY).then(pl.col("clicks").fill_null(0)),
        "spend": pl.when(IS_DAY).then(pl.col("spend").fill_null(0).cast(MONEY)),
    },
    quarantine={
        **shared.impossible_figures("impressions", "clicks"),
        "more_people_than_impressions": pl.col("reach") > pl.col("impressions"),
    },
    ignored=REPORT,
)  # fmt: skip


def _by_action(name: str, feed: str, measure: str, what: str) -> Stream:
    """One list of a report, exploded; rows of a campaign have no ad."""
    of_ads, feed_list = (
        feed == "ad_report",
        "actions" if measure == "conversions" else "action_values",
    )
    key = "ad_id" if of_ads else "campaign_id"
    windows = {f"{measure}_{window}": number(f"{feed_list}.{window}") for window in WINDOWS}

    def expectations(gxe: ModuleType) -> list[object]:
        return shared.any_rows(gxe, "report_date", key, "action_type")

    return Stream(
        name=f"meta_ads__{name}",
        grain=f"one row per {'ad' if of_ads else 'campaign'}, day and action type: {what}",
        keys=("report_date", key, "action_type"),
        feed=feed,
        explode=feed_list,
        may_lack=True,
        load="window",
        day="report_date",
        columns={
            "report_date": day("date_start"),
            "campaign_id": text("campaign_id"),
            **({"ad_id": text("ad_id")} if of_ads else {}),
            "action_type": text(f"{feed_list}.action_type"),
            measure: number(f"{feed_list}.value", absent=0),
            **windows,
        },
        ignored=(*REPORT, "ad_id"),
        expectations=expectations,
    )


ad_actions = _by_action("ad_actions", "ad_report", "conversions", "how many")

ad_action_values = _by_action("ad_action_values", "ad_report", "value", "how much")

campaign_actions = _by_action("campaign_actions", "campaign_report", "conversions", "how many")

campaign_action_values = _by_action(
    "campaign_action_values", "campaign_report", "value", "how much"
)
