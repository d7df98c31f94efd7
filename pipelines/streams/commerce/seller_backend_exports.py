"""Orders out of sellers' back ends, clean. Records: `commerce/seller_backend_exports.py`.

Every file is loaded by its name; an order that stands in several, or that an interface tells, is
chosen in staging. A buyer is a hash of the name, or nobody where the name is masked.
"""

from typing import Any

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, UTC_TIME, Column, day, person, text
from pipelines.streams.commerce.market import BUYER, POSSIBLE, standing
from pipelines.streams.sheets import (
    BLANK,
    contact,
    currency,
    full_moment,
    in_utc,
    plain_money,
    tidy,
    typed_count,
    typed_text,
)
from pipelines.streams.spec import Stream

WAITING = ("等待买家付款", "待支付", "待付款", "pending", "authorized")
CLOSED = ("交易关闭", "已关闭", "已取消", "voided", "expired")
NOTHING = (*BLANK, "--", "N/A", "#N/A", "#DIV/0!", "暂无", "null")
FRAME = ("_file", "_sheet", "_encoding", "_day", "_as_of", "_hidden", "_unit", "_unit_factor")
LEFT_OUT = (
    *FRAME,
    *("goods_payable", "quantity", "shop_id", "shop_name", "close_reason", "is_mobile", "stages"),
    *("after_sale", "author_id", "author_name", "platform_discount", "name", "subtotal", "coupon"),
    *("商家编码", "外部系统编号"),
    *(
        "买家支付积分",
        "返点积分",
        "买家实际支付积分",
        "运送方式",
        "宝贝标题",
        "宝贝种类",
        "物流单号",
    ),
    *("物流公司", "卖家服务费", "买家服务费", "定金排名", "修改后的sku", "异常信息", "卡券抵扣"),
    *("积分抵扣", "是否是O2O交易", "确认收货打款金额", "子订单编号", "APP渠道", "支付方式"),
)


def order_number(path: str) -> Column:
    """The number of an order: digits only."""
    return Column(path, pl.String(), lambda raw: raw.str.extract(r"^(\d{9,20})$"), required=True)


def file_time(path: str, *, required: bool = False) -> Column:
    """A moment on Chinese clocks, or with its own offset; in UTC."""

    def read(raw: pl.Expr) -> pl.Expr:
        text = tidy(raw)
        own = text.str.to_datetime("%Y-%m-%d %H:%M:%S %z", strict=False, time_unit="us")
        return pl.coalesce(in_utc(full_moment(text)), own.dt.replace_time_zone(None))

    return Column(path, UTC_TIME, read, required=required, nulls=NOTHING)


PLACE: dict[str, Column] = {
    "platform": text("_platform", required=True),
    "shop_id": text("_account", required=True),
    "order_id": order_number("order_id"),
    "exported_date": day("_exported_on"),
    "_number": Column("_row", pl.Int64(), lambda raw: raw.cast(pl.Int64, strict=False)),
}
CLOSED_NOW = pl.col("status").is_in(list(CLOSED))
IS_PAID = pl.col("paid_at").is_not_null()
ZERO = pl.lit(0).cast(MONEY)
# An older list does not say what went back: of an order closed after payment all did.
GONE = pl.coalesce("_refunded", pl.when(CLOSED_NOW & IS_PAID).then("paid_amount"), ZERO)
OFF = pl.coalesce("_discount", pl.col("_listed") + pl.col("postage") - pl.col("paid_amount"), ZERO)


def amount(path: str, absent: int | None = None, *, required: bool = False) -> Column:
    """An amount as exported, nothing for the marks of nothing."""

    def read(raw: pl.Expr) -> pl.Expr:
        return plain_money(raw).cast(MONEY, strict=False)

    return Column(path, MONEY, read, required, absent, NOTHING)


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
        *("postage", "tax", "discount", "refunded", "buyer", "buyer_email", "source"),
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
