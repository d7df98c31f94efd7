"""On which day of which clock something happened, was counted, or begins."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from pipelines.streams.columns import Column

PACIFIC = "America/Los_Angeles"


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
