"""What the shops on Chinese marketplaces share: their money, the buyer's mark, their settings."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY

BUYER = "buyer"
YUAN = {"currency_code": pl.lit("CNY")}
MONTHS_OF_A_SHOP = 500_000_000  # yuan that no load of one brand's shops reaches


def standing(*, paid: pl.Expr, waiting: pl.Expr, closed: pl.Expr, gone: pl.Expr) -> pl.Expr:
    """The state of the money in the shops' own words; `gone`: all of it was given back.

    An order that was closed without having been paid is void; one nobody knows counts by `paid`.
    """
    return (
        pl.when(closed & ~paid)
        .then(pl.lit("voided"))
        .when(gone & paid)
        .then(pl.lit("refunded"))
        .when(paid & ~waiting)
        .then(pl.lit("paid"))
        .otherwise(pl.lit("pending"))
    )


def off_the_list(price: str, quantity: str, paid: pl.Expr) -> pl.Expr:
    """What a line costs less than its list price."""
    return (pl.col(price) * pl.col(quantity) - paid).cast(MONEY)


POSSIBLE: Mapping[str, pl.Expr] = {
    "negative_price": pl.col("paid_amount") < 0,
    "paid_before_created": pl.col("paid_at") < pl.col("created_at"),
}


def orders_in_reason(statuses: tuple[str, ...]) -> Callable[[ModuleType], list[object]]:
    """Whole keys, a day for each, money in reason, and only states that the contract names."""
    return lambda gxe: [
        *shared.any_rows(gxe, "order_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="processed_at"),
        gxe.ExpectColumnValuesToNotBeNull(column="paid_amount", mostly=0.99),
        gxe.ExpectColumnValuesToBeInSet(
            column="status", value_set=list(statuses), severity="warning"
        ),
        gxe.ExpectColumnSumToBeBetween(
            column="paid_amount", min_value=0, max_value=MONTHS_OF_A_SHOP, severity="warning"
        ),
    ]


def lines_in_reason(gxe: ModuleType) -> list[object]:
    """Whole keys, and a stock number of ours on nearly all lines."""
    return [
        *shared.any_rows(gxe, "line_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="order_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="sku", mostly=0.9, severity="warning"),
    ]


def refunds_in_reason(gxe: ModuleType) -> list[object]:
    """Whole keys, and an order for each."""
    return [
        *shared.any_rows(gxe, "refund_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="order_id"),
    ]


ORDER: dict[str, Any] = {"keys": ("order_id",), "load": "merge", "newest": "updated_at"}
# All lines of an order come from its newest version.
LINE: dict[str, Any] = {
    "keys": ("line_id",),
    "feed": "orders",
    "load": "merge",
    "newest": "_updated_at",
    "replace_by": ("order_id",),
    "quarantine": {
        "negative_price": pl.col("unit_price") < 0,
        "negative_quantity": pl.col("quantity") < 0,
    },
    "expectations": lines_in_reason,
}
REFUND: dict[str, Any] = {
    "keys": ("refund_id",),
    "load": "merge",
    "newest": "updated_at",
    "quarantine": {"negative_refund": pl.col("amount") < 0},
    "expectations": refunds_in_reason,
}
