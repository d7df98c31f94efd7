"""How a target, a weight and a period are written: `≥80%`, `不超过120元`, `增长20%`, `2026Q4`.

Readers of helper columns; nothing here belongs to one file alone.
"""

import polars as pl

from pipelines.streams.columns import MONEY, WIDE, Column
from pipelines.streams.sheets import BLANK, plain_money, tidy

AMOUNT = r"(\d[\d,]*(?:\.\d+)?)"
SCALED = rf"{AMOUNT}\s*(万元|亿元|万|亿|%|元|个|次|天|分|人|条)?$"
RANGE = rf"^{AMOUNT}\s*(%|万)?\s*[-~至]\s*{AMOUNT}\s*(%|万)?"
AT_LEAST = r"^(≥|>=|>|不低于|不少于|至少)"
AT_MOST = r"^(≤|<=|<|不超过|不高于|不多于|至多)"
GROWTH = r"^(?:增长|提升|增加|\+)\s*"
FALL = r"^(?:下降|降低|减少)\s*"
TIMES = {"万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
DIRECTIONS = {"越高越好": "more", "越低越好": "less", "区间": "within"}
QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
KINDS = {"定量": "quantitative", "定性": "qualitative", "质化": "qualitative"}


def tight(name: str) -> pl.Expr:
    """A helper column without blanks and full-width forms."""
    return tidy(pl.col(name)).str.replace_all(r"\s", "")


def operator(name: str) -> pl.Expr:
    """`more`, `less` or `within` as the sign of a target says it; null where it has none."""
    raw = tight(name)
    return (
        pl.when(raw.str.contains(AT_LEAST)).then(pl.lit("more"))
        .when(raw.str.contains(AT_MOST) | raw.str.contains("^零")).then(pl.lit("less"))
        .when(raw.str.contains(RANGE)).then(pl.lit("within"))
    )  # fmt: skip


def is_change(name: str) -> pl.Expr:
    """Whether a target is a change of its base: `增长20%`, `下降15%`."""
    return tight(name).str.contains(rf"({GROWTH}|{FALL})[\d.]+%$").fill_null(False)


def changed(name: str, base: str) -> pl.Expr:
    """The goal of a change: the base times one and the change."""
    share = plain_money(tight(name).str.extract(r"([\d.]+)%$")) / 100
    up = tight(name).str.contains(GROWTH)
    return (pl.col(base) * (1 + pl.when(up).then(share).otherwise(-share))).cast(MONEY)


def goal(name: str, unit: str, part: int = 0) -> pl.Expr:
    """The figure of a target in its plain unit: yuan, count, share of one; a range by its parts.

    A bare number of 1 or less under the unit % may mean either: null.
    """
    raw = tight(name).str.replace(AT_LEAST, "").str.replace(AT_MOST, "")
    ends = raw.str.extract_groups(RANGE)
    if part:
        figure, mark = ends.struct.field(str(2 * part - 1)), ends.struct.field("4")
    else:
        single = raw.str.extract_groups(rf"^{SCALED}")
        figure, mark = single.struct.field("1"), single.struct.field("2")
    value = plain_money(figure)
    unit_ = tight(unit)
    factor = pl.coalesce(
        one.replace_strict(TIMES, default=None, return_dtype=pl.Int64) for one in (mark, unit_)
    )
    is_percent = (mark == "%").fill_null(False)
    bare_percent = ~is_percent & (unit_ == "%").fill_null(False)
    told = (
        pl.when(is_percent).then(value / 100)
        .when(bare_percent & (value > 1)).then(value / 100)
        .when(~bare_percent).then(value * factor.fill_null(1))
    )  # fmt: skip
    if part:
        return told.cast(MONEY)
    return pl.when(raw.str.contains("^零")).then(pl.lit(0).cast(WIDE)).otherwise(told).cast(MONEY)


def target(name: str, unit: str, base: str) -> pl.Expr:
    """The figure to reach: of a change the base changed, of a range its lower end."""
    plain = pl.coalesce(goal(name, unit, 1), goal(name, unit))
    return pl.when(is_change(name)).then(changed(name, base)).otherwise(plain)


def direction(name: str) -> pl.Expr:
    """`more`, `less` or `within` in words: 越高越好, 越低越好, 区间."""
    return tight(name).replace_strict(DIRECTIONS, default=None, return_dtype=pl.String)


def weight(path: str) -> Column:
    """A share: `30%`, `0.3`, `30`."""

    def read(raw: pl.Expr) -> pl.Expr:
        word = tidy(raw)
        value = plain_money(word.str.strip_suffix("%"))
        is_percent = word.str.ends_with("%") | (value > 1)
        return pl.when(is_percent).then(value / 100).otherwise(value).cast(MONEY)

    return Column(path, MONEY, read, nulls=BLANK)


def period_text() -> pl.Expr:
    """The row's own period, with the year that stands above where it names none."""
    own, above = tight("_own_period"), tight("_above_period")
    year = above.str.extract(r"(20\d\d)")
    return pl.when(own.is_null()).then(above).when(own.str.contains(r"20\d\d")).then(own).otherwise(
        pl.concat_str(year, pl.lit("年"), own)
    )  # fmt: skip


def period_kind() -> pl.Expr:
    """`month`, `quarter` or `year`."""
    raw = period_text()
    return (
        pl.when(_quarter(raw).is_not_null()).then(pl.lit("quarter"))
        .when(_month(raw).is_not_null()).then(pl.lit("month"))
        .when(raw.str.contains(r"^20\d\d(?:年度?)?(?:年度合计|全年合计|合计|全年)?$"))
        .then(pl.lit("year"))
    )  # fmt: skip


def period_start() -> pl.Expr:
    """The first day of the period."""
    raw = period_text()
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
