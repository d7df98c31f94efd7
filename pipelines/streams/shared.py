"""What one kind of stream shares: row rules and expectations, said once."""

from collections.abc import Collection, Mapping
from types import ModuleType

import polars as pl

from pipelines.streams.columns import Column

MANY_ROWS = 20_000_000
MUCH_SPEND = 50_000_000
# What a report of a past day must be able to ask: what was it called, did it run, on how much?
ACCOUNT_HISTORY = ("account_name", "status")
CAMPAIGN_HISTORY = ("campaign_name", "status", "daily_budget")
AD_GROUP_HISTORY = ("ad_group_name", "status", "daily_budget")
AD_HISTORY = ("ad_name", "status", "landing_url")


def impossible_figures(*counts: str) -> Mapping[str, pl.Expr]:
    """Money paid back by a report, and fewer than nothing of what is counted."""
    return {
        "negative_spend": pl.col("spend") < 0,
        "negative_count": pl.any_horizontal(pl.col(name) < 0 for name in counts),
    }


def negative(
    columns: Mapping[str, Column], balances: Collection[str] = ()
) -> Mapping[str, pl.Expr]:
    """Fewer than nothing of anything counted; `balances` may be."""
    counted = (name for name, one in columns.items() if one.dtype == pl.Int64())
    counts = [pl.col(name) < 0 for name in counted if name not in balances]
    return {"negative_count": pl.any_horizontal(counts)} if counts else {}


def period_kind(start: str, end: str) -> pl.Expr:
    """`day`, `week` or `month` by how many days lie between; no days at all is a day."""
    days = (pl.col(end) - pl.col(start)).dt.total_days().fill_null(0)
    longer = pl.when(days == 6).then(pl.lit("week")).otherwise(pl.lit("month"))
    return pl.when(days == 0).then(pl.lit("day")).otherwise(longer)


def daily_only(budget: str, mode: str) -> pl.Expr:
    """A budget of a day; one of a whole run, or of no limit, is none. No mode means a day."""
    is_daily = pl.col(mode).fill_null("DAY").str.contains("DAY|DAILY")
    return pl.when(is_daily & (pl.col(budget) > 0)).then(budget)


def ends_before_start(start: str, end: str) -> Mapping[str, pl.Expr]:
    """A period that is over before it begins."""
    return {f"{end}_before_{start}": pl.col(end) < pl.col(start)}


def never(gxe: ModuleType, *marks: str) -> list[object]:
    """Warnings for rows that bear one of these marks."""
    return [
        gxe.ExpectColumnValuesToBeInSet(column=mark, value_set=[False], severity="warning")
        for mark in marks
    ]


def grain(gxe: ModuleType, *keys: str) -> list[object]:
    """One row per account and key."""
    columns = list(dict.fromkeys(["account_id", *keys]))
    if len(columns) == 1:
        return [gxe.ExpectColumnValuesToBeUnique(column="account_id")]
    return [gxe.ExpectCompoundColumnsToBeUnique(column_list=columns)]


def some_rows(gxe: ModuleType, *keys: str) -> list[object]:
    """A list that is never empty over all accounts of a run."""
    rows = gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=MANY_ROWS)
    return [rows, *grain(gxe, *keys)]


def any_rows(gxe: ModuleType, *keys: str) -> list[object]:
    """A list that may be empty: nothing changed, or nobody wrote."""
    rows = gxe.ExpectTableRowCountToBeBetween(min_value=0, max_value=MANY_ROWS)
    return [rows, *grain(gxe, *keys)]


def ads_daily(gxe: ModuleType, *keys: str, tells_currency: bool = True) -> list[object]:
    """A daily ad report: rows, whole keys, money that is there and in reason."""
    return [
        *some_rows(gxe, "report_date", *keys),
        *spend_in_reason(gxe, tells_currency=tells_currency),
        gxe.ExpectColumnValuesToNotBeNull(column="campaign_id", mostly=0.99),
        gxe.ExpectColumnSumToBeBetween(column="impressions", min_value=1, severity="warning"),
    ]


def spend_daily(gxe: ModuleType, *keys: str) -> list[object]:
    """What was spent by day: there may be nothing, else it is in reason."""
    return [*any_rows(gxe, "report_date", *keys), *spend_in_reason(gxe)]


def keywords_daily(gxe: ModuleType, *keys: str) -> list[object]:
    """A daily report of what people searched for; an account may buy no words at all."""
    return [
        *spend_daily(gxe, *keys),
        gxe.ExpectColumnValuesToNotBeNull(column="ad_group_id", mostly=0.99),
    ]


def spend_in_reason(gxe: ModuleType, *, tells_currency: bool = True) -> list[object]:
    """Money that is there, not below zero, and not a company's whole year.

    In a currency, unless the platform tells it with the account only.
    """
    currency = gxe.ExpectColumnValuesToNotBeNull(column="currency_code", severity="warning")
    return [
        gxe.ExpectColumnValuesToNotBeNull(column="spend"),
        *([currency] if tells_currency else []),
        gxe.ExpectColumnValuesToBeBetween(column="spend", min_value=0),
        gxe.ExpectColumnSumToBeBetween(
            column="spend", min_value=0, max_value=MUCH_SPEND, severity="warning"
        ),
    ]


def accounts(gxe: ModuleType) -> list[object]:
    """The accounts we report on: each there, with its currency and zone."""
    return [
        *some_rows(gxe, "account_id"),
        gxe.ExpectColumnValuesToMatchRegex(column="currency_code", regex="^[A-Z]{3}$"),
        gxe.ExpectColumnValuesToNotBeNull(column="time_zone"),
    ]


def campaigns(gxe: ModuleType) -> list[object]:
    """Campaigns have a name to read a plan from."""
    return [
        *some_rows(gxe, "campaign_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="campaign_name", mostly=0.99),
    ]


def ad_groups(gxe: ModuleType) -> list[object]:
    """Ad groups belong to a campaign."""
    return [
        *some_rows(gxe, "ad_group_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="campaign_id", mostly=0.99),
    ]


def ads(gxe: ModuleType) -> list[object]:
    """Ads belong to a campaign."""
    return [
        *some_rows(gxe, "ad_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="campaign_id", mostly=0.99),
    ]
