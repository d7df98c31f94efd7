"""What streams of running totals share: one reading per object and day, kept for ever.

A reading says how much there was at the end of its `stat_date`; marts take the growth between two.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, day
from pipelines.streams.spec import Stream

PACIFIC = "America/Los_Angeles"


def negative(columns: Mapping[str, Column]) -> Mapping[str, pl.Expr]:
    """Fewer than nothing of anything counted."""
    counts = [pl.col(name) < 0 for name, one in columns.items() if one.dtype == pl.Int64()]
    return {"negative_count": pl.any_horizontal(counts)} if counts else {}


def local_date(moment: pl.Expr, zone: str) -> pl.Expr:
    """The day of a moment on the clock of `zone`."""
    return moment.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()


def day_beginning(moment: Column) -> Column:
    """The UTC day that begins at a moment."""
    return replace(moment, dtype=pl.Date(), read=lambda raw: moment.read(raw).dt.date())


def day_ending(moment: Column, zone: str) -> Column:
    """The day that ends at a moment, midnight of `zone`."""

    def read(raw: pl.Expr) -> pl.Expr:
        return local_date(moment.read(raw), zone) - timedelta(days=1)

    return replace(moment, dtype=pl.Date(), read=read)


def account_reading(
    name: str,
    columns: Mapping[str, Column],
    ignored: tuple[str, ...],
    *,
    derived: Mapping[str, pl.Expr] | None = None,
    balances: tuple[str, ...] = (),
) -> Stream:
    """How an account stood at the end of a day; `balances` may be negative."""
    counted = {column: one for column, one in columns.items() if column not in balances}
    return Stream(
        name=name,
        grain="one row per account and day on which it was read: followers at its end",
        keys=("stat_date",),
        load="merge",
        newest="stat_date",
        columns={"stat_date": day("stat_date", required=True), **columns},
        derived=derived or {},
        quarantine=negative(counted),
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
        expectations=lambda gxe: shared.any_rows(gxe, "stat_date", "breakdown", "segment"),
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
        quarantine=negative(columns),
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(gxe, "post_id", "stat_date"),
            gxe.ExpectColumnValuesToNotBeNull(column="published_date"),
            gxe.ExpectColumnValuesToNotBeNull(column=seen, mostly=0.5, severity="warning"),
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
    counted = {column: one for column, one in columns.items() if column not in balances}
    return Stream(
        name=name,
        grain=grain,
        keys=("report_date",),
        load="window",
        day="report_date",
        columns=columns,
        derived=derived or {},
        quarantine=negative(counted),
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(gxe, "report_date"),
            gxe.ExpectColumnValuesToNotBeNull(column=seen, mostly=0.5, severity="warning"),
        ],
    )
