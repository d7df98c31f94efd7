"""抖店, clean. Raw records: `connectors/commerce/douyin_shop.py`, shop orders with sku orders.

All money is fen and all times seconds. Nobody is told who buys: receivers stay encrypted. The
discount is the shop's share; what 抖音 and the creators bore stands beside it.
"""

import polars as pl

from pipelines.streams.columns import Column, count, money, text, timestamp
from pipelines.streams.commerce.market import (
    LINE,
    ORDER,
    POSSIBLE,
    REFUND,
    YUAN,
    orders_in_reason,
    standing,
)
from pipelines.streams.spec import Stream

STATUSES = ("1", "105", "2", "101", "3", "4", "5")
MONEY_BACK = ("0", "1", "2")  # not an exchange, a price adjustment, goods sent again
SUCCEEDED, FAILED = "12", "28"
PAID_BACK, SETTLED = "3", ("3", "4", "5")  # failed and clawed back are settled too
TREE = (
    *("order_id", "shop_id", "order_status", "order_status_desc", "order_type", "b_type"),
    *("pay_type", "order_amount", "pay_amount", "post_amount", "promotion_amount"),
    *("shop_cost_amount", "platform_cost_amount", "author_cost_amount", "create_time"),
    *("pay_time", "update_time", "finish_time", "cancel_reason", "mask_post_receiver"),
    *("encrypt_post_tel", "sku_order_list"),
)
SKU = "sku_order_list"


def seconds(path: str, *, required: bool = False) -> Column:
    """A moment in seconds of Unix; 0 is none."""
    return timestamp(path, "epoch_s", required=required, nulls=("0",))


def fen(path: str, *, absent: int | str = "required") -> Column:
    """An amount in fen."""
    return money(path, per=100, absent=absent)


CANCELLED = pl.col("status") == "4"
IS_PAID = pl.col("paid_at").is_not_null()

orders = Stream(
    name="douyin_shop__orders",
    grain="one row per shop order, its newest version",
    columns={
        "order_id": text("order_id"),
        "status": text("order_status", required=True),
        "created_at": seconds("create_time", required=True),
        "paid_at": seconds("pay_time"),
        "updated_at": seconds("update_time", required=True),
        "ended_at": seconds("finish_time"),
        "list_amount": fen("order_amount"),
        "paid_amount": fen("pay_amount"),
        "postage": fen("post_amount", absent=0),
        "promotion_amount": fen("promotion_amount", absent=0),
        "discount": fen("shop_cost_amount", absent=0),
        "platform_amount": fen("platform_cost_amount", absent=0),
        "creator_amount": fen("author_cost_amount", absent=0),
        "business_type": text("b_type"),
    },
    derived={
        **YUAN,
        "processed_at": pl.coalesce("paid_at", "created_at"),
        "financial_status": standing(
            paid=IS_PAID, waiting=pl.col("status") == "1", closed=CANCELLED, gone=CANCELLED
        ),
        "cancelled_at": pl.when(CANCELLED & ~IS_PAID).then("updated_at"),
    },
    quarantine={
        **POSSIBLE,
        "promotion_is_not_its_parts": pl.col("promotion_amount")
        != pl.col("discount") + pl.col("platform_amount") + pl.col("creator_amount"),
    },
    ignored=TREE,
    expectations=orders_in_reason(STATUSES),
    **ORDER,
)

order_lines = Stream(
    name="douyin_shop__order_lines",
    grain="one row per sku order",
    explode=SKU,
    columns={
        "order_id": text("order_id", required=True),
        "line_id": text(f"{SKU}.order_id"),
        "sku": text(f"{SKU}.code"),
        "product_id": text(f"{SKU}.product_id_str"),
        "quantity": count(f"{SKU}.item_num"),
        "unit_price": fen(f"{SKU}.origin_amount"),
        "paid_amount": fen(f"{SKU}.sum_amount"),
        "creator_id": text(f"{SKU}.author_id", nulls=("0",)),
        "live_room_id": text(f"{SKU}.room_id_str", nulls=("0",)),
        "video_id": text(f"{SKU}.video_id", nulls=("0",)),
        "_gift": text(f"{SKU}.given_product_type", nulls=("0",)),
        "_updated_at": seconds("update_time", required=True),
    },
    derived={"is_gift": pl.col("_gift").is_not_null()},
    ignored=(
        *TREE,
        *(f"{SKU}.{name}" for name in ("parent_order_id", "product_id", "sku_id", "author_name")),
        *(f"{SKU}.{name}" for name in ("cid", "c_biz", "theme_type", "after_sale_info")),
        *(f"{SKU}.after_sale_info.{name}" for name in ("after_sale_status", "after_sale_type")),
        f"{SKU}.after_sale_info.refund_status",
    ),
    **LINE,
)

IS_MONEY = pl.col("kind").is_in(list(MONEY_BACK))
IS_SUCCESS = pl.col("status") == SUCCEEDED
ITEMS = "order_info.related_order_info"
AFTER_SALE = (
    *("aftersale_info", "order_info", "text_part", "aftersale_info.create_time"),
    *("aftersale_info.refund_post_amount", "aftersale_info.refund_tax_amount"),
    "text_part.aftersale_status_text",
)

refunds = Stream(
    name="douyin_shop__refunds",
    grain="one row per after-sale, its newest version",
    feed="after_sales",
    columns={
        "refund_id": text("aftersale_info.aftersale_id"),
        "order_id": text("order_info.shop_order_id", required=True),
        "line_id": text("aftersale_info.related_id"),
        "kind": text("aftersale_info.aftersale_type", required=True),
        "status": text("aftersale_info.aftersale_status", required=True),
        "refund_status": text("aftersale_info.refund_status"),
        "amount": fen("aftersale_info.refund_amount"),
        "requested_at": seconds("aftersale_info.apply_time", required=True),
        "updated_at": seconds("aftersale_info.update_time", required=True),
        "reason": text("text_part.reason_text"),
    },
    derived={
        "is_done": IS_MONEY
        & IS_SUCCESS
        & (pl.col("refund_status") == PAID_BACK).fill_null(value=False),
        "is_open": ~pl.col("status").is_in([SUCCEEDED, FAILED])
        | (IS_MONEY & IS_SUCCESS)
        & ~pl.col("refund_status").is_in(list(SETTLED)).fill_null(value=False),
        "is_returned": pl.col("kind") == "0",
        "refunded_at": pl.when(IS_SUCCESS).then("updated_at"),
    },
    ignored=(
        *(*AFTER_SALE, ITEMS),
        *(f"{ITEMS}.{name}" for name in ("sku_order_id", "product_id", "aftersale_item_num")),
        f"{ITEMS}.sku_pay_amount",
    ),
    **REFUND,
)

refund_lines = Stream(
    name="douyin_shop__refund_lines",
    grain="one row per after-sale and sku order it is about",
    keys=("refund_id", "line_id"),
    feed="after_sales",
    explode=ITEMS,
    load="merge",
    newest="_updated_at",
    replace_by=("refund_id",),
    columns={
        "refund_id": text("aftersale_info.aftersale_id", required=True),
        "order_id": text("order_info.shop_order_id", required=True),
        "line_id": text(f"{ITEMS}.sku_order_id"),
        "quantity": count(f"{ITEMS}.aftersale_item_num"),
        "_updated_at": seconds("aftersale_info.update_time", required=True),
    },
    quarantine={"negative_quantity": pl.col("quantity") < 0},
    ignored=(
        *AFTER_SALE,
        *(f"aftersale_info.{name}" for name in ("aftersale_type", "aftersale_status")),
        *(f"aftersale_info.{name}" for name in ("related_id", "apply_time", "refund_amount")),
        *("aftersale_info.refund_status", "text_part.reason_text"),
        *(f"{ITEMS}.{name}" for name in ("product_id", "sku_pay_amount")),
    ),
)
