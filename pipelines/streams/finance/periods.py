"""How a period is written: `2026Q4`, `第四季度`, `11月` under a title that names the year.

Readers of the helper columns `_own_period` (the row's) and `_above_period` (the title's).
"""

from collections.abc import Mapping

import polars as pl

from pipelines.streams.columns import Column, text
from pipelines.streams.sheets import tight, typed_text

QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
COLUMNS: Mapping[str, Column] = {
    "_own_period": typed_text("period"),
    "_above_period": text("_period"),
}


def _period() -> pl.Expr:
    """The row's own period, with the year that stands above where it names none."""
    own, above = (tight(pl.col(name)) for name in COLUMNS)
    year = above.str.extract(r"(20\d\d)")
    return pl.when(own.is_null()).then(above).when(own.str.contains(r"20\d\d")).then(own).otherwise(
        pl.concat_str(year, pl.lit("年"), own)
    )  # fmt: skip


def _kind() -> pl.Expr:
    """`month`, `quarter` or `year`."""
    raw = _period()
    return (
        pl.when(_quarter(raw).is_not_null()).then(pl.lit("quarter"))
        .when(_month(raw).is_not_null()).then(pl.lit("month"))
        .when(raw.str.contains(r"^20\d\d(?:年度?)?(?:年度合计|全年合计|合计|全年)?$"))
        .then(pl.lit("year"))
    )  # fmt: skip


def _start() -> pl.Expr:
    """The first day of the period."""
    raw = _period()
    first_of_quarter = (_quarter(raw).cast(pl.Int64) - 1) * 3 + 1
    month = pl.coalesce(first_of_quarter, _month(raw).cast(pl.Int64), pl.lit(1))
    return pl.date(raw.str.extract(r"(20\d\d)").cast(pl.Int32), month, 1)


def _quarter(raw: pl.Expr) -> pl.Expr:
    named = raw.str.extract(r"第([一二三四])季度").replace_strict(
        QUARTERS, default=None, return_dtype=pl.String
    )
    return pl.coalesce(named, raw.str.extract(r"(?i)q([1-4])"))


def _month(raw: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        raw.str.extract(r"(\d{1,2})月"), raw.str.extract(r"^20\d\d[-/.]?(0[1-9]|1[0-2])(?:-\d\d)?$")
    )


DERIVED: Mapping[str, pl.Expr] = {
    "period": _period(),
    "period_kind": _kind(),
    "period_start_date": _start(),
}
UNREADABLE: Mapping[str, pl.Expr] = {"unreadable:period": pl.col("period_kind").is_null()}
