"""淘宝天猫, clean. Raw records: `connectors/commerce/taobao_tmall_top.py`, trades with children.

Numbers of trades pass what a double holds: read as text, they stay exact. The buyer is the app's
own open uid, as a keyed hash; the masked nick says nothing. A trade counts from when it was paid.
"""

import polars as pl

from pipelines.streams.columns import MONEY, boolean, china, count, money, person, text
from pipelines.streams.commerce.market import (
    BUYER,
    LINE,
    ORDER,
    POSSIBLE,
    REFUND,
    YUAN,
    off_the_list,
    orders_in_reason,
    standing,
)
from pipelines.streams.spec import Stream

WAITING = ("TRADE_NO_CREATE_PAY", "WAIT_BUYER_PAY", "PAY_PENDING")
CLOSED = ("TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO")
STATUSES = (
    *WAITING,
    *CLOSED,
    *("WAIT_SELLER_SEND_GOODS", "SELLER_CONSIGNED_PART", "WAIT_BUYER_CONFIRM_GOODS"),
    *("TRADE_BUYER_SIGNED", "TRADE_FINISHED", "PAID_FORBID_CONSIGN"),
)
TREE = (
    *("tid", "tid_str", "status", "type", "trade_from", "created", "pay_time", "modified"),
    *("end_time", "consign_time", "payment", "total_fee", "post_fee", "discount_fee"),
    *("received_payment", "buyer_nick", "buyer_open_uid", "seller_nick", "step_trade_status"),
    *("step_paid_fee", "orders"),
)
ORDER_ID = {"order_id": text("tid", required=True)}
PAID = pl.coalesce("_own_share", "_paid")  # old trades do not say a child's own share

orders = Stream(
    name="taobao_tmall_top__orders",
    grain="one row per trade, its newest version",
    columns={
        **ORDER_ID,
        "status": text("status", required=True),
        "trade_type": text("type"),
        "created_at": china("created", required=True),
        "paid_at": china("pay_time"),
        "updated_at": china("modified", required=True),
        "ended_at": china("end_time"),
        "paid_amount": money("payment"),
        "list_amount": money("total_fee"),
        "postage": money("post_fee", absent=0),
        "step_status": text("step_trade_status"),
        "step_paid_amount": money("step_paid_fee", absent=None),
        "buyer_hash": person("buyer_open_uid", BUYER),
    },
    derived={
        **YUAN,
        "processed_at": pl.coalesce("paid_at", "created_at"),
        "discount": (pl.col("list_amount") + pl.col("postage") - pl.col("paid_amount")).cast(MONEY),
        "financial_status": standing(
            paid=pl.col("paid_at").is_not_null(),
            waiting=pl.col("status").is_in(list(WAITING)),
            closed=pl.col("status").is_in(list(CLOSED)),
            gone=pl.col("status") == "TRADE_CLOSED",
        ),
        "cancelled_at": pl.when(
            pl.col("status").is_in(list(CLOSED)) & pl.col("paid_at").is_null()
        ).then(pl.coalesce("ended_at", "updated_at")),
    },
    quarantine=POSSIBLE,
    ignored=TREE,
    expectations=orders_in_reason(STATUSES),
    **ORDER,
)

order_lines = Stream(
    name="taobao_tmall_top__order_lines",
    grain="one row per trade and child order",
    explode="orders.order",
    columns={
        **ORDER_ID,
        "line_id": text("orders.order.oid"),
        "sku": text("orders.order.outer_sku_id"),
        "product_id": text("orders.order.num_iid"),
        "title": text("orders.order.title"),
        "quantity": count("orders.order.num"),
        "unit_price": money("orders.order.price"),
        "line_status": text("orders.order.status"),
        "refund_status": text("orders.order.refund_status"),
        "_own_share": money("orders.order.divide_order_fee", absent=None),
        "_paid": money("orders.order.payment"),
        "_updated_at": china("modified", required=True),
    },
    derived={
        "paid_amount": PAID,
        "discount": off_the_list("unit_price", "quantity", PAID),
    },
    ignored=(
        *TREE,
        *(f"orders.order.{name}" for name in ("oid_str", "sku_id", "part_mjz_discount")),
    ),
    **LINE,
)

refunds = Stream(
    name="taobao_tmall_top__refunds",
    grain="one row per refund of a child order, its newest version",
    columns={
        "refund_id": text("refund_id"),
        "order_id": text("tid", required=True),
        "line_id": text("oid"),
        "status": text("status", required=True),
        "amount": money("refund_fee"),
        "requested_at": china("created", required=True),
        "updated_at": china("modified", required=True),
        "_ended_at": china("end_time"),
        "is_returned": boolean("has_good_return", absent=False),
        "reason": text("reason"),
        "phase": text("refund_phase"),
    },
    derived={
        "is_done": pl.col("status") == "SUCCESS",
        "is_open": ~pl.col("status").is_in(["SUCCESS", "CLOSED"]),
        "refunded_at": pl.when(pl.col("status") == "SUCCESS").then(
            pl.coalesce("_ended_at", "updated_at")
        ),
    },
    ignored=("total_fee", "payment", "good_status"),
    **REFUND,
)
