"""Shopify, clean. Raw records: `connectors/commerce/shopify.py`, whole order trees.

A refund touches its order, so a tree replaces all children of that order. Money is shop money;
refunded money is what successful refund transactions paid back.
"""

from typing import Any

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, boolean, count, money, person, text, timestamp
from pipelines.streams.spec import Stream

TREE = (
    *("name", "email", "phone", "created_at", "updated_at", "processed_at", "cancelled_at"),
    *("financial_status", "currency", "total_price", "subtotal_price", "total_discounts"),
    *("total_tax", "total_shipping_price_set", "taxes_included", "test", "landing_site"),
    *("referring_site", "source_name", "tags", "note_attributes", "discount_codes"),
    *("customer", "line_items", "refunds"),
)
ADDRESS = ("name", "first_name", "last_name", "company", "address1", "address2", "zip", "phone")
ORDER = {"order_id": text("id", required=True)}
UPDATED = {"_updated_at": timestamp("updated_at", required=True)}
# All children of an order come from its newest tree.
OF_A_TREE: dict[str, Any] = {
    "feed": "orders",
    "load": "merge",
    "newest": "_updated_at",
    "replace_by": ("order_id",),
    "ignored": TREE,
}

orders = Stream(
    name="shopify__orders",
    grain="one row per order, its newest version",
    keys=("order_id",),
    load="merge",
    newest="updated_at",
    columns={
        "order_id": text("id"),
        "order_name": text("name"),
        "created_at": timestamp("created_at", required=True),
        "processed_at": timestamp("processed_at", required=True),
        "updated_at": timestamp("updated_at", required=True),
        "cancelled_at": timestamp("cancelled_at"),
        "financial_status": text("financial_status"),
        "currency_code": text("currency", required=True),
        "total_price": money("total_price"),
        "subtotal_price": money("subtotal_price"),
        "total_discounts": money("total_discounts"),
        "total_tax": money("total_tax"),
        "shipping": money("total_shipping_price_set.shop_money.amount", absent=0),
        "_tip": money("total_tip_received", absent=0),
        "_is_with_tax": boolean("taxes_included", absent=False),
        "is_test": boolean("test", absent=False),
        "customer_id": text("customer.id"),
        "email_hash": person("email", "email"),
        "phone_hash": person("phone", "phone"),
        "landing_url": text("landing_site"),
        "referrer_url": text("referring_site"),
        "source_name": text("source_name"),
    },
    derived={
        "unexplained": (
            pl.col("total_price")
            - pl.sum_horizontal("subtotal_price", "shipping", "_tip")
            - pl.when("_is_with_tax").then(0).otherwise("total_tax")
        ).cast(MONEY)
    },
    quarantine={
        "negative_price": pl.col("total_price") < 0,
        "updated_before_created": pl.col("updated_at") < pl.col("created_at"),
    },
    ignored=TREE,
    private=(
        *("customer.email", "customer.phone", "customer.first_name", "customer.last_name"),
        "customer.note",
        *(f"customer.default_address.{name}" for name in ADDRESS),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "order_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="processed_at"),
        gxe.ExpectColumnValuesToMatchRegex(column="currency_code", regex="^[A-Z]{3}$"),
        gxe.ExpectColumnValuesToBeBetween(
            column="unexplained", min_value=-0.01, max_value=0.01, mostly=0.95, severity="warning"
        ),
        gxe.ExpectColumnSumToBeBetween(
            column="total_price", min_value=0, max_value=500_000_000, severity="warning"
        ),
    ],
)

order_lines = Stream(
    name="shopify__order_lines",
    grain="one row per order and line",
    keys=("line_id",),
    explode="line_items",
    columns={
        **ORDER,
        "line_id": text("line_items.id"),
        "sku": text("line_items.sku"),
        "product_id": text("line_items.product_id"),
        "title": text("line_items.title"),
        "quantity": count("line_items.quantity"),
        "unit_price": money("line_items.price"),
        "discount": money("line_items.total_discount", absent=0),
        **UPDATED,
    },
    quarantine={
        "negative_price": pl.col("unit_price") < 0,
        "negative_quantity": pl.col("quantity") < 0,
    },
    **OF_A_TREE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "line_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="sku", mostly=0.9, severity="warning"),
    ],
)

refunds = Stream(
    name="shopify__refunds",
    grain="one row per refund transaction that succeeded",
    keys=("transaction_id",),
    explode=("refunds", "refunds.transactions"),
    keep={"refunds.transactions.kind": ("refund",), "refunds.transactions.status": ("success",)},
    columns={
        **ORDER,
        "refund_id": text("refunds.id", required=True),
        "transaction_id": text("refunds.transactions.id"),
        "refunded_at": timestamp("refunds.created_at", required=True),
        "amount": money("refunds.transactions.amount"),
        **UPDATED,
    },
    quarantine={"negative_refund": pl.col("amount") < 0},
    **OF_A_TREE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "transaction_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="refunded_at"),
    ],
)

refund_lines = Stream(
    name="shopify__refund_lines",
    grain="one row per refund and order line",
    keys=("refund_line_id",),
    explode=("refunds", "refunds.refund_line_items"),
    columns={
        **ORDER,
        "refund_id": text("refunds.id", required=True),
        "refund_line_id": text("refunds.refund_line_items.id"),
        "line_id": text("refunds.refund_line_items.line_item_id"),
        "quantity": count("refunds.refund_line_items.quantity"),
        "subtotal": money("refunds.refund_line_items.subtotal"),
        "total_tax": money("refunds.refund_line_items.total_tax"),
        "restock_type": text("refunds.refund_line_items.restock_type"),
        "refunded_at": timestamp("refunds.created_at", required=True),
        **UPDATED,
    },
    quarantine={"negative_quantity": pl.col("quantity") < 0},
    **OF_A_TREE,
)

discount_codes = Stream(
    name="shopify__discount_codes",
    grain="one row per order and discount code it was given",
    keys=("order_id", "code"),
    explode="discount_codes",
    may_lack=True,
    columns={
        **ORDER,
        "code": text("discount_codes.code", required=True),
        "kind": text("discount_codes.type"),
        "amount": money("discount_codes.amount"),
        **UPDATED,
    },
    quarantine={"negative_discount": pl.col("amount") < 0},
    **OF_A_TREE,
)
