"""Orders of the four shops, their lines and refunds."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from sandbox.story.company import PRODUCTS, SEGMENT_SHOPS
from sandbox.story.draw import DAY_MS, Scale, moments, money

TAX = {"qinghe-us": 8, "lumora-eu": 19}  # percent, on top; Chinese prices include it
DOLLAR_SHOPS = {"qinghe-us", "lumora-eu"}


def orders(scale: Scale, visits: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`orders`, `order_lines`, `refunds` (one row per transaction) and `refund_lines`."""
    heads = _heads(scale, visits)
    lines = _lines(scale, heads)
    heads = _totals(scale, heads, lines)
    refunds, refund_lines = _refunds(scale, heads, lines)
    done = refunds.filter(pl.col("status") == "success").group_by("order_id")
    heads = heads.join(
        done.agg(refunded=pl.col("amount").sum(), refunded_ms=pl.col("refunded_ms").max()),
        on="order_id", how="left", maintain_order="left",
    )  # fmt: skip
    return {
        "orders": _closed(heads),
        "order_lines": lines.select(
            "order_id", "line_id", "sku", "product_id", "title", "quantity",
            unit_price=money(lines["price_cents"]), discount=money(lines["discount_cents"]),
        ),
        "refunds": refunds.drop("refunded_ms"),
        "refund_lines": refund_lines,
    }  # fmt: skip


def _heads(scale: Scale, visits: pl.DataFrame) -> pl.DataFrame:
    dice = scale.dice("orders")
    bought = visits.filter("ordered")
    place = pl.col("page_views") + pl.col("added_to_cart").cast(pl.Int64)
    web = bought.select(
        "number", "person_id", "brand_id", "region_id", "visit_id", "landing_url", "referrer",
        at=(pl.col("start_ms") + place * pl.col("step_ms")) // 1000 * 1000,
        source_name=pl.lit("web"),
    )  # fmt: skip
    asked = visits.filter("known").unique("number", keep="first", maintain_order=True)
    asked = asked.filter(pl.Series(dice.random(len(asked)) < 0.025))
    later = asked["start_ms"].to_numpy() + dice.integers(DAY_MS, 20 * DAY_MS, len(asked))
    phoned = asked.select(
        "number", "person_id", "brand_id", "region_id",
        visit_id=pl.lit(None, pl.String), landing_url=pl.lit(None, pl.String),
        referrer=pl.lit(None, pl.String), at=pl.Series(later // 1000 * 1000),
        source_name=pl.lit("shopify_draft_order"),
    ).filter(pl.col("at") < scale.end_ms - 1000)  # fmt: skip
    table = pl.concat([web, phoned]).sort("at", "number")
    shops = [SEGMENT_SHOPS[key] for key in table.select("brand_id", "region_id").rows()]
    state = np.random.Generator.random(dice, len(table))
    number = pl.int_range(pl.len())
    return table.with_columns(shop=pl.Series(shops, dtype=pl.String)).with_columns(
        order_id=pl.format("55{}", (number + 10_000_001).cast(pl.String)),
        order_name=pl.format("#{}", number.over("shop") + 1001),
        currency_code=pl.when(pl.col("shop").is_in(list(DOLLAR_SHOPS)))
        .then(pl.lit("USD"))
        .otherwise(pl.lit("CNY")),
        state=pl.Series(
            np.where(state < 0.006, 1, np.where(state < 0.022, 2, np.where(state < 0.03, 3, 0)))
        ),
        processed_ms=pl.col("at") + pl.Series(dice.integers(0, 40, len(table))) * 1000,
    )


def _lines(scale: Scale, heads: pl.DataFrame) -> pl.DataFrame:
    dice = scale.dice("order lines")
    per_order = np.minimum(dice.geometric(0.65, len(heads)), 3)
    row = np.repeat(np.arange(len(heads)), per_order)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(per_order) - per_order, per_order)
    table = heads[row].select("order_id", "brand_id", "shop", "at")
    half = len(PRODUCTS) // 2
    first = dice.integers(0, half, len(heads))[row]
    product = (first + turn) % half + np.where(table["brand_id"].to_numpy() == "lumora", half, 0)
    cny = np.array([entry[3] for entry in PRODUCTS])[product]
    usd = np.round(cny / 700) * 100 - 1
    price = np.where(table["shop"].is_in(list(DOLLAR_SHOPS)).to_numpy(), usd, cny).astype(np.int64)
    quantity = np.minimum(dice.geometric(0.85, len(row)), 4)
    day = (table["at"].to_numpy() - scale.first_ms) // DAY_MS
    sale = np.array([entry.month == 11 and entry.day <= 11 for entry in scale.calendar])[day]
    percent = np.where(dice.random(len(heads)) < 0.35, dice.integers(1, 7, len(heads)) * 5, 0)[row]
    percent = np.where(sale & (percent == 0), 12, percent)
    return table.select("order_id").with_columns(
        line_id=pl.Series([f"14{number:010d}" for number in range(len(row))], dtype=pl.String),
        sku=pl.Series([PRODUCTS[each][0] for each in product], dtype=pl.String),
        product_id=pl.Series([f"88{each:06d}" for each in product], dtype=pl.String),
        title=pl.Series([PRODUCTS[each][2] for each in product], dtype=pl.String),
        quantity=pl.Series(quantity),
        price_cents=pl.Series(price),
        discount_cents=pl.Series(price * quantity * percent // 100),
    )


def _totals(scale: Scale, heads: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    sums = lines.group_by("order_id").agg(
        list_cents=(pl.col("price_cents") * pl.col("quantity")).sum(),
        discount_cents=pl.col("discount_cents").sum(),
    )
    percent = pl.col("shop").replace_strict(TAX, default=0, return_dtype=pl.Int64)
    subtotal = pl.col("list_cents") - pl.col("discount_cents")
    freight = pl.when(pl.col("currency_code") == "USD").then(590).otherwise(1200)
    return (
        heads.join(sums, on="order_id", how="left", maintain_order="left")
        .with_columns(subtotal_cents=subtotal)
        .with_columns(
            tax_cents=pl.col("subtotal_cents") * percent // 100,
            shipping_cents=pl.when(pl.col("subtotal_cents") < 20_000).then(freight).otherwise(0),
        )
        .with_columns(paid_cents=pl.sum_horizontal("subtotal_cents", "tax_cents", "shipping_cents"))
    )


def _refunds(
    scale: Scale, heads: pl.DataFrame, lines: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """About 8 % of paid orders: all of it, or the first line. Some first tries fail at the bank."""
    dice = scale.dice("refunds")
    back = heads.filter((pl.col("state") == 0) & pl.Series(dice.random(len(heads)) < 0.095))
    at = (
        back["processed_ms"].to_numpy()
        + dice.integers(2 * DAY_MS, 20 * DAY_MS, len(back)) // 1000 * 1000
    )
    back = back.with_columns(
        refunded_ms=pl.Series(at), whole=pl.Series(dice.random(len(back)) < 0.5)
    )
    back = back.filter(pl.col("refunded_ms") < scale.end_ms - 10_000)
    number = pl.int_range(pl.len())
    back = back.with_columns(refund_id=pl.format("93{}", (number + 1_000_001).cast(pl.String)))
    share = pl.col("price_cents") * pl.col("quantity") - pl.col("discount_cents")
    items = lines.with_columns(share=share, turn=number.over("order_id")).join(
        back.select("order_id", "refund_id", "refunded_ms", "whole", "shop"),
        on="order_id",
        how="inner",
    )
    items = items.filter(pl.col("whole") | (pl.col("turn") == 0)).sort("refund_id", "line_id")
    partial = items.group_by("refund_id").agg(part_cents=pl.col("share").sum())
    back = back.join(partial, on="refund_id", how="left", maintain_order="left").with_columns(
        cents=pl.when("whole").then(pl.col("paid_cents")).otherwise(pl.col("part_cents"))
    )
    return _transactions(dice, back), _refund_lines(items)


def _transactions(dice: np.random.Generator, back: pl.DataFrame) -> pl.DataFrame:
    good = back.with_columns(status=pl.lit("success"), turn=pl.lit(1))
    bad = back.filter(pl.Series(dice.random(len(back)) < 0.06))
    bad = bad.with_columns(status=pl.lit("failure"), turn=pl.lit(0))
    table = pl.concat([good, bad]).sort("refund_id", "turn")
    return table.select(
        "refund_id",
        "order_id",
        "refunded_ms",
        "status",
        transaction_id=pl.format("61{}{}", pl.col("refund_id").str.slice(2), "turn"),
        refunded_at=moments(table["refunded_ms"]),
        amount=money(table["cents"]),
        kind=pl.lit("refund"),
        after_sale=pl.lit(None, pl.String),
        reason=pl.lit(None, pl.String),
        units=pl.lit(None, pl.Int64),
        requested_at=moments(table["refunded_ms"] * 0 - 1),
    )


def _refund_lines(items: pl.DataFrame) -> pl.DataFrame:
    percent = pl.col("shop").replace_strict(TAX, default=0, return_dtype=pl.Int64)
    tax = items.select(tax=pl.when("whole").then(pl.col("share") * percent // 100).otherwise(0))[
        "tax"
    ]
    return items.select(
        "refund_id",
        "order_id",
        "line_id",
        "quantity",
        refund_line_id=pl.format("94{}", (pl.int_range(pl.len()) + 1_000_001).cast(pl.String)),
        subtotal=money(items["share"]),
        total_tax=money(tax),
        restock_type=pl.when(pl.col("turn") % 2 == 0)
        .then(pl.lit("return"))
        .otherwise(pl.lit("no_restock")),
        refunded_at=moments(items["refunded_ms"]),
    )


def _closed(heads: pl.DataFrame) -> pl.DataFrame:
    """States: 0 paid, 1 test, 2 cancelled, 3 still waiting for the money."""
    cancelled = pl.when(pl.col("state") == 2).then(pl.col("processed_ms") + 600_000)
    paid = money(heads["paid_cents"])
    refunded = pl.col("refunded").fill_null(0)
    status = (
        pl.when(pl.col("state") == 2)
        .then(pl.lit("voided"))
        .when(pl.col("state") == 3)
        .then(pl.lit("pending"))
        .when(refunded >= paid)
        .then(pl.lit("refunded"))
        .when(refunded > 0)
        .then(pl.lit("partially_refunded"))
        .otherwise(pl.lit("paid"))
    )
    table = heads.with_columns(cancelled_ms=cancelled).with_columns(
        updated_ms=pl.max_horizontal("processed_ms", "refunded_ms", "cancelled_ms") + 2_000
    )
    return table.select(
        "order_id", "order_name", "shop", "person_id", "visit_id", "currency_code", "source_name",
        "landing_url", "referrer",
        created_at=moments(table["at"]),
        processed_at=moments(table["processed_ms"]),
        cancelled_at=moments(table["cancelled_ms"]),
        updated_at=moments(table["updated_ms"]),
        is_test=pl.col("state") == 1,
        financial_status=status,
        list_total=money(table["list_cents"]),
        discount=money(table["discount_cents"]),
        subtotal=money(table["subtotal_cents"]),
        tax=money(table["tax_cents"]),
        shipping=money(table["shipping_cents"]),
        paid=paid,
    )  # fmt: skip


def coupon_code(order: Mapping[str, Any]) -> str | None:
    """What a buyer typed for a discount of an own shop; every fourth was given without a code."""
    number = int(order["order_id"])
    if not order["discount"] or number % 4 == 0:
        return None
    return ("WELCOME10", "BF25", "VIPDAY")[number % 3]
