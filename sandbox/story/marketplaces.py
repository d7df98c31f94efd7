"""Shops on marketplaces: their buyers, orders and refunds. Nobody is known there from elsewhere.

A marketplace tells no e-mail, number or cookie of a buyer, only its own mark of one, so the buyers
of a shop are people of their own: what they buy counts, and no touch leads to it.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sandbox.story.company import PRODUCTS
from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, choose, moments, money, season, time_of_day

CHINA_MS = 8 * HOUR_MS
MINUTE_MS = 60_000
PEOPLE_PER_ORDER = 40  # how many of the company's people stand for one order of a shop
PAID, UNPAID, CLOSED = 0, 1, 2


@dataclass(frozen=True)
class Shop:
    """One shop; `tag` begins the marks of its buyers, `order` and `line` its numbers.

    Without a tag nobody is told who buys. Of a shop by file money goes back at once, whole lines of
    an order not yet sent, and no more is told than the sum.
    """

    connector: str
    account_id: str
    brand_id: str
    tag: str
    order: int
    line: int
    by_file: bool = False
    tells_lines: bool = True  # of what went back
    gives_coupons: bool = False  # of the platform's own, which lessen what the buyer pays
    beside: tuple[str, ...] = ()  # orders of their own: asked back and undecided, exchanged


SHOPS = (
    Shop("taobao_tmall_top", "60412345", "qinghe", "T", 3301122330000000000, 3301122330500000000,
         beside=("pending",)),
    Shop("seller_backend_exports", "58800123", "lumora", "L", 3402233440000000000, 0, by_file=True),
    Shop("seller_backend_exports", "4455668", "qinghe", "", 6920112230000000000,
         6920112230500000000, by_file=True, gives_coupons=True),
    Shop("jd", "10099", "qinghe", "J", 298812345000, 0, tells_lines=False, gives_coupons=True,
         beside=("pending",)),
    Shop("douyin_shop", "4455667", "qinghe", "", 6920334450000000000, 6920334450500000000,
         gives_coupons=True, beside=("pending", "exchanged")),
)  # fmt: skip
FIRST_REFUND = 770_000_000_000
REASONS = ("changed_mind", "does_not_fit", "broken", "late")
LONGEST_MS = 72 * HOUR_MS  # from the question to the money


def marketplaces(scale: Scale) -> dict[str, pl.DataFrame]:
    """`orders`, `order_lines`, `refunds` and `refund_lines`, in the columns of the own shops."""
    told = [_shop(scale, shop, number) for number, shop in enumerate(SHOPS)]
    return {name: pl.concat([one[name] for one in told]) for name in told[0]}


def _shop(scale: Scale, shop: Shop, number: int) -> dict[str, pl.DataFrame]:
    dice = scale.dice(f"marketplace {shop.account_id}")
    heads = _heads(scale, dice, shop)
    lines = _lines(dice, shop, heads)
    sums = lines.group_by("order_id").agg(
        list_cents=(pl.col("price_cents") * pl.col("quantity")).sum(),
        discount_cents=pl.col("discount_cents").sum(),
        coupon_cents=pl.col("coupon_cents").sum(),
    )
    goods = pl.col("list_cents") - pl.col("discount_cents") - pl.col("coupon_cents")
    heads = heads.join(sums, on="order_id", maintain_order="left").with_columns(
        paid_cents=goods + pl.col("shipping_cents")
    )
    first = FIRST_REFUND + number * 10_000_000
    back = _refunds(scale, dice, heads, lines, first)
    alone = [_alone(heads, lines, back, status, first) for status in shop.beside]
    back = _asked(scale.dice(f"asked back {shop.account_id}"), pl.concat([back, *alone]))
    tells_lines = shop.tells_lines and not shop.by_file
    if shop.by_file:
        back = _at_once(heads, back)
    return {
        "orders": _orders(heads, back),
        "order_lines": lines.select(
            "order_id", "line_id", "sku", "product_id", "title", "quantity",
            unit_price=money(lines["price_cents"]), discount=money(lines["discount_cents"]),
        ),
        "refunds": back.select(
            "refund_id", "order_id", "status", transaction_id="refund_id",
            refunded_at=moments(back["refunded_ms"]), amount=money(back["cents"]),
            kind=pl.lit("refund"), after_sale="after_sale", reason="reason", units="quantity",
            requested_at=moments(back["requested_ms"]),
        ),
        "refund_lines": back.filter((pl.col("status") == "success") & pl.lit(tells_lines)).select(
            "refund_id", "order_id", "line_id", "quantity", refund_line_id="refund_id",
            subtotal="amount", total_tax=pl.lit(0).cast(pl.Decimal(18, 6)),
            restock_type=pl.when("returned").then(pl.lit("return")).otherwise(pl.lit("no_restock")),
            refunded_at="at",
        ),
    }  # fmt: skip


def _heads(scale: Scale, dice: np.random.Generator, shop: Shop) -> pl.DataFrame:
    count = max(40, scale.people // PEOPLE_PER_ORDER)
    day = choose(dice, season(scale.calendar), count)
    at = scale.first_ms - CHINA_MS + day * DAY_MS + time_of_day(dice, count)
    early = scale.first_ms + dice.integers(0, HOUR_MS, count)
    at = np.sort(np.minimum(np.maximum(at, early), scale.end_ms - HOUR_MS)) // 1000 * 1000
    state = np.where(dice.random(count) < 0.04, CLOSED, PAID)
    state = np.where(dice.random(count) < 0.02, UNPAID, state)
    paid = at + dice.integers(10, 1_200, count) * 1000
    number = np.arange(count)
    buyer = dice.integers(0, count * 7 // 10, count)
    mark = f"{shop.tag}{shop.account_id}"
    return pl.DataFrame({
        "order_id": [str(shop.order + 137 * int(n)) for n in number],
        "person_id": [f"{mark}-{int(n):06d}" if shop.tag else None for n in buyer],
        "at": at,
        "state": state,
        "processed_ms": np.where(state == PAID, paid, at),
        "closed_ms": at + DAY_MS // 2,
        "shipping_cents": np.where(dice.random(count) < 0.3, 800, 0),
    }).with_columns(shop=pl.lit(shop.account_id), source_name=pl.lit(shop.connector))  # fmt: skip


def _lines(dice: np.random.Generator, shop: Shop, heads: pl.DataFrame) -> pl.DataFrame:
    per_order = np.minimum(dice.geometric(0.7, len(heads)), 3)
    row = np.repeat(np.arange(len(heads)), per_order)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(per_order) - per_order, per_order)
    half = len(PRODUCTS) // 2
    first = dice.integers(0, half, len(heads))[row]
    product = (first + turn) % half + (half if shop.brand_id == "lumora" else 0)
    price = np.array([entry[3] for entry in PRODUCTS])[product]
    quantity = np.minimum(dice.geometric(0.88, len(row)), 3)
    given = np.zeros(len(row), bool)
    if shop.gives_coupons:  # of a shop by file on every fifth order
        given = row % 5 == 2 if shop.by_file else dice.random(len(heads))[row] < 0.2
    percent = np.where(dice.random(len(heads)) < 0.5, dice.integers(1, 6, len(heads)) * 5, 0)[row]
    return pl.DataFrame(
        {
            "order_id": heads["order_id"].gather(row),
            "line_id": [str(shop.line + 71 * n) for n in range(len(row))],
            "sku": [PRODUCTS[each][0] for each in product],
            "product_id": [f"61234567{each:04d}" for each in product],
            "title": [PRODUCTS[each][2] for each in product],
            "quantity": quantity,
            "price_cents": price,
            "discount_cents": price * quantity * percent // 100,
            "turn": turn,
            "coupon_cents": np.where((turn == 0) & given, 1000, 0),
        }
    ).with_columns(
        line_id="line_id" if shop.line else pl.format("{}-{}", "order_id", pl.col("turn") + 1)
    )


def _refunds(
    scale: Scale, dice: np.random.Generator, heads: pl.DataFrame, lines: pl.DataFrame, first: int
) -> pl.DataFrame:
    """One row per line asked back: about 12 % of paid orders, all lines or one; some are refused.

    The postage stays paid.
    """
    wanted = heads.filter(
        (pl.col("state") == PAID) & pl.Series(dice.random(len(heads)) < 0.12)
    ).select("order_id", "processed_ms")
    asked = wanted["processed_ms"].to_numpy() + dice.integers(HOUR_MS, 9 * DAY_MS, len(wanted))
    wanted = wanted.with_columns(
        refunded_ms=pl.Series(asked // 1000 * 1000),
        whole=pl.Series(dice.random(len(wanted)) < 0.5),
        status=pl.Series(np.where(dice.random(len(wanted)) < 0.1, "failure", "success")),
        returned=pl.Series(dice.random(len(wanted)) < 0.6),
    ).filter(pl.col("refunded_ms") < scale.end_ms - MINUTE_MS)
    back = lines.join(wanted, on="order_id", how="inner", maintain_order="left")
    back = back.filter(pl.col("whole") | (pl.col("turn") == 0)).with_columns(
        cents=pl.col("price_cents") * pl.col("quantity")
        - pl.col("discount_cents")
        - pl.col("coupon_cents"),
        refund_id=(pl.int_range(pl.len()) * 31 + first).cast(pl.String),
    )
    return back.with_columns(amount=money(back["cents"]), at=moments(back["refunded_ms"]))


def _alone(
    heads: pl.DataFrame, lines: pl.DataFrame, back: pl.DataFrame, status: str, first: int
) -> pl.DataFrame:
    """The first line of an order that was paid and not asked back.

    Of the last such order it was asked back a minute later, and nobody has decided: its moment is
    that of the question. Of the first one it was exchanged two days later, for no money.
    """
    free = heads.filter(pl.col("state") == PAID).join(back, on="order_id", how="anti")
    free, waits = free.sort("processed_ms"), status == "pending"
    chosen = (free.tail(1) if waits else free.head(1)).select("order_id", "processed_ms")
    asked = lines.filter(pl.col("turn") == 0).join(chosen, on="order_id", how="inner")
    goods = pl.col("price_cents") * pl.col("quantity")
    worth = goods - pl.col("discount_cents") - pl.col("coupon_cents")
    asked = asked.with_columns(
        refunded_ms=pl.col("processed_ms") + (MINUTE_MS if waits else 2 * DAY_MS),
        whole=pl.lit(False),
        status=pl.lit(status),
        returned=pl.lit(False),
        cents=worth if waits else worth * 0,
        refund_id=pl.lit(str(first - (31 if waits else 62))),
    )
    asked = asked.with_columns(amount=money(asked["cents"]), at=moments(asked["refunded_ms"]))
    return asked.select(back.columns).cast(dict(back.schema))


def _asked(dice: np.random.Generator, back: pl.DataFrame) -> pl.DataFrame:
    """When each was asked for, an hour to three days before it ended, for what and why."""
    lag = pl.Series(dice.integers(HOUR_MS, LONGEST_MS, len(back)) // 1000 * 1000)
    asked = pl.max_horizontal(pl.col("refunded_ms") - lag, "processed_ms")
    exchanged, returned = pl.col("status") == "exchanged", pl.col("returned")
    return back.with_columns(
        requested_ms=pl.when(pl.col("status") == "pending").then("refunded_ms").otherwise(asked),
        reason=pl.Series([REASONS[each] for each in dice.integers(0, len(REASONS), len(back))]),
        after_sale=pl.when(exchanged)
        .then(pl.lit("exchange"))
        .otherwise(pl.when(returned).then(pl.lit("return")).otherwise(pl.lit("refund_only"))),
    )


def _at_once(heads: pl.DataFrame, back: pl.DataFrame) -> pl.DataFrame:
    """One refund an order, of its first line, in the moment it was paid."""
    paid = heads.select("order_id", refunded_ms="processed_ms", requested_ms="processed_ms")
    first = back.filter(pl.col("turn") == 0).drop("refunded_ms", "requested_ms", "at")
    first = first.join(paid, on="order_id", how="left", maintain_order="left")
    return first.with_columns(at=moments(first["refunded_ms"]))


def _orders(heads: pl.DataFrame, back: pl.DataFrame) -> pl.DataFrame:
    done = back.filter(pl.col("status") == "success").group_by("order_id")
    heads = heads.join(
        done.agg(back_cents=pl.col("cents").sum(), back_ms=pl.col("refunded_ms").max()),
        on="order_id", how="left", maintain_order="left",
    )  # fmt: skip
    gone = pl.when(pl.col("state") == CLOSED).then("closed_ms")
    returned = pl.col("back_cents").fill_null(0)
    status = (
        pl.when(pl.col("state") == CLOSED)
        .then(pl.lit("voided"))
        .when(pl.col("state") == UNPAID)
        .then(pl.lit("pending"))
        .when(returned >= pl.col("paid_cents"))
        .then(pl.lit("refunded"))
        .when(returned > 0)
        .then(pl.lit("partially_refunded"))
        .otherwise(pl.lit("paid"))
    )
    table = heads.with_columns(
        cancelled_ms=gone,
        updated_ms=pl.max_horizontal("processed_ms", "back_ms", gone),
    )
    nothing = pl.lit(None, pl.String)
    return table.select(
        "order_id", "shop", "person_id", "source_name",
        order_name="order_id", visit_id=nothing, currency_code=pl.lit("CNY"),
        landing_url=nothing, referrer=nothing,
        created_at=moments(table["at"]),
        processed_at=moments(table["processed_ms"]),
        cancelled_at=moments(table["cancelled_ms"]),
        updated_at=moments(table["updated_ms"]),
        is_test=pl.lit(False), financial_status=status,
        list_total=money(table["list_cents"]),
        discount=money(table["discount_cents"]),
        subtotal=money(table["list_cents"] - table["discount_cents"]),
        tax=money(table["list_cents"] * 0),
        shipping=money(table["shipping_cents"]),
        paid=money(table["paid_cents"]),
    )  # fmt: skip
