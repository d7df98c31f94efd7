"""返点, what the agency of a creator gives back: how much of the fee, and whether it has come.

A cell holds a share (`10%`, `0.1`) or an amount (`￥4,200`), a state (`已返`), or both of them.
Without a state a rebate is agreed, not received.
"""

import polars as pl

from pipelines.streams.columns import MONEY
from pipelines.streams.sheets import in_yuan, plain_money, tight
from pipelines.streams.social import placement
from pipelines.streams.social.figures import BLANK

NONE = (*BLANK, "无")
STATE = r"(?:返点)?(已|未|待|不)(?:返点|返还|返|收到|收|到账|抵扣|结清)"
PLEDGE = r"^(¥?)(-?\d[\d,]*(?:\.\d+)?)(%|元?)$"
MOST_SHARE, MOST_PERCENT = 1, 100


def rate() -> pl.Expr:
    """The share of the fee; bare numbers by the largest of their column: `0.1`, else `10`."""
    bare = _bare()
    most = bare.max().over("_file", "_sheet")
    share = pl.when(most <= MOST_SHARE).then(bare).when(most <= MOST_PERCENT).then(bare / 100)
    return pl.coalesce(pl.when(_part("3") == "%").then(_number() / 100), share).cast(MONEY)


def agreed() -> pl.Expr:
    """What is to come back, in yuan: as told, else that share of the fee to the cent."""
    told = pl.when(rate().is_null()).then(_number() * pl.col("_unit_factor"))
    part = (placement.fee().cast(pl.Float64) * rate().cast(pl.Float64)).round(2)
    return pl.coalesce(in_yuan("_rebate_amount"), told.cast(MONEY), part.cast(MONEY))


def is_received() -> pl.Expr:
    """Whether it has come: by the amount that came, else by the state; null where none is told."""
    state = pl.coalesce(_state(pl.col("_rebate_state")), _state(pl.col("_rebate")))
    return pl.coalesce(pl.col("_rebate_received") > 0, state)


def received() -> pl.Expr:
    """What has come back, in yuan."""
    came = pl.coalesce(in_yuan("_rebate_received"), agreed())
    return pl.when(is_received()).then(came)


def is_unreadable() -> pl.Expr:
    """A cell that is neither a share, an amount nor a state, or a state that is none."""
    pledge = (_pledge() != "") & _number().is_null()
    state = pl.col("_rebate_state").is_not_null() & _state(pl.col("_rebate_state")).is_null()
    return pledge.fill_null(False) | state


def is_negative() -> pl.Expr:
    """Less than nothing comes back: a deduction, or a cost that stands in the wrong column."""
    return pl.min_horizontal(agreed(), in_yuan("_rebate_received")) < 0


def is_too_much() -> pl.Expr:
    """More comes back than the fee."""
    return pl.max_horizontal(agreed(), received()) > placement.fee()


def _state(cell: pl.Expr) -> pl.Expr:
    return tight(cell).str.extract(STATE) == "已"


def _pledge() -> pl.Expr:
    """The cell without its state."""
    return tight(pl.col("_rebate")).str.replace_all(STATE, "").str.strip_chars("(),;:")


def _part(group: str) -> pl.Expr:
    return _pledge().str.extract_groups(PLEDGE).struct.field(group)


def _number() -> pl.Expr:
    return plain_money(_part("2"))


def _bare() -> pl.Expr:
    """A number without ￥, 元 or %."""
    return pl.when((_part("1") == "") & (_part("3") == "")).then(_number())
