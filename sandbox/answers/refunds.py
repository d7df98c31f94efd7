"""True refunds: what was asked back, for what and why, when, and what became of it."""

import polars as pl

from sandbox.commerce.stalls import REASONS
from sandbox.world import World

TELLS_KIND = ("taobao_tmall_top", "douyin_shop")  # 京东 does not
TELLS_UNITS = "douyin_shop"


def asked_back(world: World) -> pl.DataFrame:
    """Every refund that somebody tells of, in the order's currency.

    An own shop tells of those that were paid back, with their lines; a file of their sum alone,
    by order; a marketplace of every one that was asked for.
    """
    platforms = world.accounts.select(shop="account_id", platform="connector")
    orders = world.orders.select("order_id", "shop").join(platforms, on="shop")
    lines = world.refund_lines.group_by("refund_id").agg(
        line_units=pl.col("quantity").sum(),
        line_kind=pl.when((pl.col("restock_type") == "return").any())
        .then(pl.lit("return"))
        .otherwise(pl.lit("refund_only")),
    )
    is_done, platform = pl.col("status") == "success", pl.col("platform")
    is_own, is_file = platform == "shopify", platform == "seller_backend_exports"
    is_asked = ~is_own & ~is_file
    words = pl.DataFrame(
        [(name, *one) for name, told in REASONS.items() for one in told.items()],
        schema=["platform", "reason", "words"],
        orient="row",
    )
    told = world.refunds.join(orders, on="order_id").filter(is_done | is_asked)
    told = told.join(lines, on="refund_id", how="left")
    told = told.join(words, on=["platform", "reason"], how="left")
    kind = pl.when(is_own).then("line_kind").when(platform.is_in(TELLS_KIND)).then("after_sale")
    return told.select(
        "order_id", "shop", "refunded_at",
        refund_id=pl.when(is_file).then("order_id").otherwise("refund_id"),
        kind=kind.otherwise(pl.lit("unknown")),
        reason=pl.when(is_asked).then("words").otherwise(pl.lit("unknown")),
        is_done=is_done,
        is_open=pl.col("status") == "pending",
        requested_at=pl.when(is_asked).then("requested_at"),
        units=pl.when(is_own).then("line_units").when(platform == TELLS_UNITS).then("units"),
        asked_native="amount",
        amount_native=pl.when(is_done).then("amount"),
    ).with_columns(refunded_at=pl.when("is_done").then("refunded_at"))  # fmt: skip
