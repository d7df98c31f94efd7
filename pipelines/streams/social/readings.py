"""What streams of running totals share: one reading per object and day, kept for ever.

A reading says how much there was at the end of its `stat_date`; marts take the growth between two.
"""

from collections.abc import Mapping
from types import ModuleType

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, day
from pipelines.streams.spec import Stream


def account_reading(
    name: str,
    columns: Mapping[str, Column],
    ignored: tuple[str, ...],
    *,
    derived: Mapping[str, pl.Expr] | None = None,
    balances: tuple[str, ...] = (),
) -> Stream:
    """How an account stood at the end of a day; `balances` may be negative."""
    return Stream(
        name=name,
        grain="one row per account and day on which it was read: followers at its end",
        keys=("stat_date",),
        load="merge",
        newest="stat_date",
        columns={"stat_date": day("stat_date", required=True), **columns},
        derived=derived or {},
        quarantine=shared.negative(columns, balances),
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.some_rows(gxe, "stat_date"),
            gxe.ExpectColumnValuesToBeBetween(
                column="followers_total", min_value=1, severity="warning"
            ),
        ],
    )


def audience_reading(
    name: str,
    columns: Mapping[str, Column],
    derived: Mapping[str, pl.Expr],
    *,
    ignored: tuple[str, ...] = (),
) -> Stream:
    """How many of an account's followers belonged to a group when it was read."""
    return Stream(
        name=name,
        grain="one row per day on which it was read, breakdown and group of followers",
        keys=("stat_date", "breakdown", "segment"),
        load="merge",
        newest="stat_date",
        columns={"stat_date": day("stat_date", required=True), **columns},
        derived=derived,
        quarantine={"negative_count": pl.col("followers") < 0},
        ignored=ignored,
    )


def post_reading(
    name: str,
    columns: Mapping[str, Column],
    *,
    ignored: tuple[str, ...],
    derived: Mapping[str, pl.Expr],
    seen: str = "views_total",
    newest: str = "stat_date",
) -> Stream:
    """How much a post had gained by the end of a day.

    `seen` counts how often it was shown; of two readings of one day the `newest` counts.
    """
    return Stream(
        name=name,
        grain="one row per post and day on which it was read, running totals",
        keys=("post_id", "stat_date"),
        load="merge",
        newest=newest,
        columns={"stat_date": day("stat_date", required=True), **columns},
        derived=derived,
        quarantine=shared.negative(columns),
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(gxe, "post_id", "stat_date"),
            gxe.ExpectColumnValuesToNotBeNull(column="published_date"),
            _often_told(gxe, seen),
        ],
    )


def daily(
    name: str,
    grain: str,
    columns: Mapping[str, Column],
    *,
    seen: str = "views",
    derived: Mapping[str, pl.Expr] | None = None,
    balances: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
) -> Stream:
    """What a day added to an account; `seen` is nearly always told, `balances` may be negative."""
    return Stream(
        name=name,
        grain=grain,
        keys=("report_date",),
        load="window",
        day="report_date",
        columns=columns,
        derived=derived or {},
        quarantine=shared.negative(columns, balances),
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(gxe, "report_date"),
            _often_told(gxe, seen),
        ],
    )


def _often_told(gxe: ModuleType, seen: str) -> object:
    return gxe.ExpectColumnValuesToNotBeNull(column=seen, mostly=0.5, severity="warning")
