"""Orders out of sellers' back ends, clean. Records: `commerce/seller_backend_exports.py`.

Every file is loaded by its name; an order that stands in several, or that an interface tells, is
chosen in staging. A buyer is a hash of the name, or nobody where the name is masked.
"""

from typing import Any

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, Column, person, text
from pipelines.streams.commerce.exported import LEFT_OUT, NOTHING, PLACE, amount, file_time
from pipelines.streams.commerce.market import BUYER, POSSIBLE, standing
from pipelines.streams.sheets import contact, currency, typed_count, typed_text
from pipelines.streams.spec import Stream

WAITING = ("等待买家付款", "待支付", "待付款", "pending", "authorized")
CLOSED = ("交易关闭", "已关闭", "已取消", "voided", "expired")


CLOSED_NOW = pl.col("status").is_in(list(CLOSED))
IS_PAID = pl.col("paid_at").is_not_null()
ZERO = pl.lit(0).cast(MONEY)
# An older list does not say what went back: of an order closed after payment all did.
GONE = pl.coalesce("_refunded", pl.when(CLOSED_NOW & IS_PAID).then("paid_amount"), ZERO)
ALL_OFF = pl.coalesce(
    "_discount", pl.col("_listed") + pl.col("postage") - pl.col("paid_amount"), ZERO
)
OFF = ALL_OFF - pl.col("platform_discount").fill_null(0)  # the platform bore it, not the shop


orders = Stream(
    name="seller_backend_exports__orders",
    grain="one row per file and order",
    keys=("order_id",),
    nulls=NOTHING,
    newest="_number",
    columns={
        **PLACE,
        "status": text("status", required=True),
        "created_at": file_time("created_at", required=True),
        "paid_at": file_time("paid_at"),
        "_cancelled_at": file_time("cancelled_at"),
        "currency_code": currency("currency"),
        "paid_amount": amount("paid", required=True),
        "postage": amount("postage", 0),
        "tax": amount("tax", 0),
        "_listed": amount("listed"),
        "_discount": amount("discount"),
        "platform_discount": amount("platform_discount"),
        "coupon_code": typed_text("coupon"),
        "_refunded": amount("refunded"),
        "buyer_hash": person("buyer", BUYER),
        "email_hash": contact("buyer_email", "email"),
        "source": typed_text("source"),
    },
    derived={
        "processed_at": pl.coalesce("paid_at", "created_at"),
        "discount": OFF.cast(MONEY),
        "refunded_amount": GONE.cast(MONEY),
        "financial_status": standing(
            paid=IS_PAID,
            waiting=pl.col("status").is_in(list(WAITING)),
            closed=CLOSED_NOW,
            gone=CLOSED_NOW | (pl.col("status") == "refunded"),
        ),
        "cancelled_at": pl.coalesce(
            "_cancelled_at", pl.when(CLOSED_NOW & ~IS_PAID).then("created_at")
        ),
    },
    quarantine=POSSIBLE,
    ignored=(*LEFT_OUT, "lines"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "order_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="processed_at"),
        gxe.ExpectColumnValuesToNotBeNull(column="paid_amount"),
    ],
)

LINE: dict[str, Any] = {
    "nulls": NOTHING,
    "newest": "_number",
    "quarantine": {"negative_quantity": pl.col("quantity") < 0},
    "expectations": lambda gxe: [
        *shared.any_rows(gxe, "line_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="sku", mostly=0.9, severity="warning"),
    ],
}


def line_columns(place: str) -> dict[str, Column]:
    """What a line of an order tells, below a path."""
    return {
        **PLACE,
        "_line_no": text(f"{place}line_no", required=True),
        "_line_id": text(f"{place}line_id"),
        "sku": typed_text(f"{place}sku"),
        "product_id": typed_text(f"{place}product_id"),
        "title": typed_text(f"{place}title"),
        "quantity": typed_count(f"{place}quantity", nulls=NOTHING),
        "unit_price": amount(f"{place}price"),
    }


LINE_ID = {
    "line_id": pl.coalesce(
        pl.col("_line_id").str.extract(r"(\d{9,20})"),
        pl.format("{}-{}", "order_id", "_line_no"),
    ),
}

order_lines = Stream(
    name="seller_backend_exports__order_lines",
    grain="one row per file, order and line",
    keys=("line_id",),
    feed="orders",
    explode="lines",
    columns=line_columns("lines."),
    derived=LINE_ID,
    ignored=(
        *LEFT_OUT,
        *("status", "created_at", "paid_at", "cancelled_at", "currency", "paid", "listed"),
        *("postage", "tax", "discount", "platform_discount", "refunded", "buyer"),
        *("buyer_email", "source"),
    ),
    **LINE,
)

items = Stream(
    name="seller_backend_exports__items",
    grain="one row per file, order and line",
    keys=("line_id",),
    columns=line_columns(""),
    derived=LINE_ID,
    ignored=(*LEFT_OUT, "attributes", "status", "套餐信息"),
    **LINE,
)
