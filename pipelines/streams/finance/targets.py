"""How a target is written: `≥80%`, `不超过120元`, `增长20%`.

Readers of helper columns; nothing here belongs to one file alone.
"""

import polars as pl

from pipelines.streams.columns import MONEY, WIDE
from pipelines.streams.sheets import plain_money, tight

AMOUNT = r"(\d[\d,]*(?:\.\d+)?)"
SCALED = rf"{AMOUNT}\s*(万元|亿元|万|亿|%|元|个|次|天|分|人|条)?$"
RANGE = rf"^{AMOUNT}\s*(%|万)?\s*[-~至]\s*{AMOUNT}\s*(%|万)?"
AT_LEAST = r"^(≥|>=|>|不低于|不少于|至少)"
AT_MOST = r"^(≤|<=|<|不超过|不高于|不多于|至多)"
GROWTH = r"^(?:增长|提升|增加|\+)\s*"
FALL = r"^(?:下降|降低|减少)\s*"
TIMES = {"万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
DIRECTIONS = {"越高越好": "more", "越低越好": "less", "区间": "within"}
HOW_SCORED = {
    "deduction": "扣|加分|减分",
    "steps": "阶梯|分段|分档|档位",
    "completion": "完成率|达成率|完成比例",
}
KINDS = {"定量": "quantitative", "定性": "qualitative", "质化": "qualitative"}


def operator(name: str) -> pl.Expr:
    """`more`, `less` or `within` as the sign of a target says it; null where it has none."""
    raw = tight(pl.col(name))
    return (
        pl.when(raw.str.contains(AT_LEAST)).then(pl.lit("more"))
        .when(raw.str.contains(AT_MOST) | raw.str.contains("^零")).then(pl.lit("less"))
        .when(raw.str.contains(RANGE)).then(pl.lit("within"))
    )  # fmt: skip


def is_change(name: str) -> pl.Expr:
    """Whether a target is a change of its base: `增长20%`, `下降15%`."""
    return tight(pl.col(name)).str.contains(rf"({GROWTH}|{FALL})[\d.]+%$").fill_null(False)


def changed(name: str, base: pl.Expr) -> pl.Expr:
    """The goal of a change: the base times one and the change."""
    share = plain_money(tight(pl.col(name)).str.extract(r"([\d.]+)%$")) / 100
    up = tight(pl.col(name)).str.contains(GROWTH)
    return (base.cast(WIDE) * (1 + pl.when(up).then(share).otherwise(-share))).cast(MONEY)


def goal(name: str, unit: str, part: int = 0) -> pl.Expr:
    """The figure of a target in its plain unit: yuan, count, share of one; a range by its parts.

    A bare number of 1 or less under the unit % may mean either: null.
    """
    raw = tight(pl.col(name)).str.replace(AT_LEAST, "").str.replace(AT_MOST, "")
    ends = raw.str.extract_groups(RANGE)
    if part:
        figure, mark = ends.struct.field(str(2 * part - 1)), ends.struct.field("4")
    else:
        single = raw.str.extract_groups(rf"^{SCALED}")
        figure, mark = single.struct.field("1"), single.struct.field("2")
    value = plain_money(figure)
    unit_ = tight(pl.col(unit))
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
    return pl.when(is_change(name)).then(changed(name, goal(base, unit))).otherwise(plain)


def times_base(name: str, unit: str, base: str) -> pl.Expr:
    """The figure to reach in times of its base; null without one."""
    goal_, from_ = target(name, unit, base).cast(pl.Float64), goal(base, unit).cast(pl.Float64)
    return pl.when(from_ > 0).then(goal_ / from_)


def how_scored(name: str) -> pl.Expr:
    """`completion` (also where nothing is said), `deduction`, `steps`; `manual` for other words."""
    raw = tight(pl.col(name))
    told = [
        pl.when(raw.str.contains(words)).then(pl.lit(kind)) for kind, words in HOW_SCORED.items()
    ]
    return pl.coalesce(pl.when(raw.is_null()).then(pl.lit("completion")), *told, pl.lit("manual"))


def direction(name: str) -> pl.Expr:
    """`more`, `less` or `within` in words: 越高越好, 越低越好, 区间."""
    return tight(pl.col(name)).replace_strict(DIRECTIONS, default=None, return_dtype=pl.String)
