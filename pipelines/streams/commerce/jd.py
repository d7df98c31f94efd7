"""京东, clean. Raw records: `connectors/commerce/jd.py`, orders with their items.

Paid is what the buyer paid; what 京东's own coupons paid is part of `seller_amount`. An order that
was split stands beside its parts: `parent_order_id` tells, and staging counts the parts only.
"""

from typing import Any

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, Column, china, count, money, person, text
from pipelines.streams.commerce.market import (
    BUYER,
    LINE,
    ORDER,
    POSSIBLE,
    REFUND,
    YUAN,
    orders_in_reason,
    standing,
)
from pipelines.streams.spec import Stream

UNTOLD = ("", "0", "1970-01-01 08:00:00")
LOCKED = ("LOCKED", "PAUSE", "POP_ORDER_PAUSE")  # a cancellation may be on its way
STATUSES = (
    *("WAIT_SELLER_STOCK_OUT", "WAIT_SELLER_DELIVERY", "WAIT_GOODS_RECEIVE_CONFIRM"),
    *("FINISHED_L", "TRADE_CANCELED", *LOCKED),
)
TREE = (
    *("orderId", "venderId", "orderState", "orderStateRemark", "orderType", "orderStartTime"),
    *("paymentConfirmTime", "orderEndTime", "modified", "orderTotalPrice", "orderSellerPrice"),
    *("orderPayment", "freightPrice", "sellerDiscount", "balanceUsed", "parentOrderId"),
    *("directParentOrderId", "payType", "itemInfoList", "couponDetailList", "consigneeInfo"),
    "open_id_buyer",
)
IS_PAID = pl.col("paid_at").is_not_null()
CANCELLED = pl.col("status") == "TRADE_CANCELED"

orders = Stream(
    name="jd__orders",
    grain="one row per order, its newest version",
    columns={
        "order_id": text("orderId"),
        "parent_order_id": text("directParentOrderId", nulls=UNTOLD),
        "status": text("orderState", required=True),
        "created_at": china("orderStartTime", required=True),
        "paid_at": china("paymentConfirmTime", nulls=UNTOLD),
        "updated_at": china("modified", required=True),
        "ended_at": china("orderEndTime", nulls=UNTOLD),
        "list_amount": money("orderTotalPrice"),
        "seller_amount": money("orderSellerPrice"),
        "paid_amount": money("orderPayment"),
        "postage": money("freightPrice", absent=0),
        "discount": money("sellerDiscount", absent=0),
        "_pay_type": text("payType"),
        "buyer_hash": person("open_id_buyer", BUYER),
    },
    derived={
        **YUAN,
        "pay_type_id": pl.col("_pay_type").str.extract(r"^([^-]+)"),
        "processed_at": pl.coalesce("paid_at", "created_at"),
        "financial_status": standing(
            paid=IS_PAID,
            waiting=pl.col("status").is_in(list(LOCKED)),
            closed=CANCELLED,
            gone=CANCELLED,
        ),
        "cancelled_at": pl.when(CANCELLED & ~IS_PAID).then(pl.coalesce("ended_at", "updated_at")),
    },
    quarantine={
        **POSSIBLE,
        "sold_above_list": pl.col("seller_amount") > pl.col("list_amount"),
    },
    ignored=TREE,
    expectations=orders_in_reason(STATUSES),
    **ORDER,
)

order_lines = Stream(
    name="jd__order_lines",
    grain="one row per order and stock number",
    explode="itemInfoList",
    may_lack=True,
    columns={
        "order_id": text("orderId", required=True),
        "_sku_id": text("itemInfoList.skuId", required=True),
        "sku": text("itemInfoList.outerSkuId"),
        "product_id": text("itemInfoList.wareId"),
        "title": text("itemInfoList.skuName"),
        "quantity": count("itemInfoList.itemTotal"),
        "unit_price": money("itemInfoList.jdPrice"),
        "_updated_at": china("modified", required=True),
    },
    derived={"line_id": pl.format("{}-{}", "order_id", "_sku_id")},
    ignored=TREE,
    **LINE,
)


COUPON: dict[str, Any] = {
    **LINE,
    "quarantine": {"negative_discount": pl.col("amount") < 0},
    "expectations": lambda gxe: shared.any_rows(gxe, "line_id"),
}

coupons = Stream(
    name="jd__coupons",
    grain="one row per order, item and coupon that lessened what the buyer paid",
    explode="couponDetailList",
    may_lack=True,
    columns={
        "order_id": text("orderId", required=True),
        "_sku_id": text("couponDetailList.skuId"),
        "_type": text("couponDetailList.couponType", required=True),
        "amount": money("couponDetailList.couponPrice"),
        "_updated_at": china("modified", required=True),
    },
    derived={
        "line_id": pl.concat_str(
            "order_id",
            "_sku_id",
            "_type",
            pl.col("amount").cast(pl.String),
            separator="-",
            ignore_nulls=True,
        ),
        "kind_id": pl.col("_type").str.extract(r"^([^-]+)"),
        "kind": pl.col("_type").str.extract(r"-(.+)$"),
    },
    ignored=(*TREE, "couponDetailList.orderId"),
    **COUPON,
)


def fen_or_yuan(path: str) -> Column:
    """An amount: whole numbers are fen, those with a point yuan."""

    def read(raw: pl.Expr) -> pl.Expr:
        plain = raw.cast(pl.Decimal(38, 12), strict=False)
        in_yuan = pl.when(raw.str.contains(".", literal=True)).then(plain).otherwise(plain / 100)
        return in_yuan.cast(MONEY, strict=False)

    return Column(path, MONEY, read, required=True)


IS_BACK = pl.col("status") == "3"
UNDECIDED = {"paid_back_undecided": IS_BACK & pl.col("decided_at").is_null()}
TOLD_BY_STATE: dict[str, Any] = {**REFUND, "quarantine": {**REFUND["quarantine"], **UNDECIDED}}

refunds = Stream(
    name="jd__refunds",
    grain="one row per refund that was asked for, its newest version",
    columns={
        "refund_id": text("id"),
        "order_id": text("orderId", required=True),
        "status": text("status", required=True),
        "amount": fen_or_yuan("applyRefundSum"),
        "requested_at": china("applyTime", required=True),
        "decided_at": china("checkTime", nulls=UNTOLD),
        "reason": text("reason"),
    },
    derived={
        "is_decided": pl.col("decided_at").is_not_null(),
        "is_done": IS_BACK,
        "refunded_at": pl.when(IS_BACK).then("decided_at"),
        "updated_at": pl.coalesce("decided_at", "requested_at"),
    },
    ignored=("buyerId", "checkUserName"),
    **TOLD_BY_STATE,
)
