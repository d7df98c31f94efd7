"""Shopify's orders as they stand on a given day: the tree with lines and refunds."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from sandbox.story.orders import coupon_code
from sandbox.telling import (
    Prepared,
    by,
    closing,
    encode,
    grouped,
    instant,
    mapping,
    moment,
    offset,
    plain,
    records,
)

Row = dict[str, Any]


class Telling:
    """Orders as they stand on a given day, rendered once per shop and day."""

    def __init__(self, world: Any, shops: Mapping[str, Row]) -> None:
        self.shops = shops
        self.orders = grouped(records(world.orders), "shop")
        self.lines = grouped(records(world.order_lines), "order_id")
        self.refunds = grouped(records(world.refunds), "order_id")
        self.refund_lines = grouped(records(world.refund_lines), "refund_id")
        self.people = by(world.people, "person_id")
        self.prepared = Prepared(keep=32)

    def chosen(self, shop: str, today: date, asked: Mapping[str, str]) -> list[bytes] | None:
        """The bodies that fit, in the order asked for; None for a question that cannot be read."""
        column, _, direction = asked.get("order", "created_at desc").partition(" ")
        edges = {n: instant(v) for n, v in asked.items() if n.endswith(("_at_min", "_at_max"))}
        if column not in {"created_at", "updated_at", "processed_at"} or None in edges.values():
            return None
        status, fields = asked.get("status", "open"), asked.get("fields", "")

        def make() -> list[bytes]:
            rows = [r for r in self.as_of(shop, today) if status in {"any", r["status"]}]
            for name, edge in edges.items():
                at, least = name[:-4], name.endswith("_min")
                rows = [r for r in rows if (r[at] >= edge if least else r[at] <= edge)]
            rows.sort(key=lambda r: (r[column], r["order_id"]), reverse=direction.lower() != "asc")
            if not fields:
                return [r["body"] for r in rows]
            names = set(fields.split(","))
            trees = (mapping(r["body"].decode()) for r in rows)
            return [encode({k: v for k, v in tree.items() if k in names}) for tree in trees]

        key = (shop, today, tuple(sorted((k, v) for k, v in asked.items() if k != "limit")))
        return self.prepared.get(key, make)

    def as_of(self, shop: str, today: date) -> list[dict[str, Any]]:
        """What has happened by `today`; a later change has not touched its order yet."""
        now, zone = closing(today), self.shops[shop]["zone"]

        def make() -> list[dict[str, Any]]:
            return [
                self.told(order, zone, now)
                for order in self.orders.get(shop, [])
                if happened(order["created_at"], now)
            ]

        return self.prepared.get((shop, today), make)

    def told(self, order: Row, zone: str, now: datetime) -> dict[str, Any]:
        """One order at one moment."""
        refunds = grouped(
            (r for r in self.refunds.get(order["order_id"], []) if happened(r["refunded_at"], now)),
            "refund_id",
        )
        cancelled = order["cancelled_at"] if happened(order["cancelled_at"], now) else None
        whole = happened(order["updated_at"], now)
        status = order["financial_status"] if whole else "paid"
        updated = (
            order["updated_at"]
            if whole
            else max(order["processed_at"], cancelled or order["processed_at"])
        )
        body = self.head(order, zone) | {
            "updated_at": offset(updated, zone),
            "cancelled_at": offset(cancelled, zone),
            "financial_status": status,
            "line_items": [line_of(line) for line in self.lines.get(order["order_id"], [])],
            "refunds": [
                refund_of(number, transactions, self.refund_lines.get(number, []), zone)
                for number, transactions in refunds.items()
            ],
        }
        return {
            "order_id": order["order_id"],
            "created_at": moment(order["created_at"]),
            "processed_at": moment(order["processed_at"]),
            "updated_at": moment(updated),
            "status": "cancelled" if cancelled else "open",
            "body": encode(body),
        }

    def head(self, order: Row, zone: str) -> dict[str, Any]:
        """What never changes about an order."""
        person = self.people.get(order["person_id"], {})
        contact = {"email": person.get("email"), "phone": person.get("phone")}
        landing = urlsplit(order["landing_url"] or "")
        shipping = {"amount": plain(order["shipping"], 2), "currency_code": order["currency_code"]}
        return {
            "id": int(order["order_id"]),
            "name": order["order_name"],
            **contact,
            "created_at": offset(order["created_at"], zone),
            "processed_at": offset(order["processed_at"], zone),
            "currency": order["currency_code"],
            "total_price": plain(order["paid"], 2),
            "subtotal_price": plain(order["subtotal"], 2),
            "total_discounts": plain(order["discount"], 2),
            "total_tax": plain(order["tax"], 2),
            "total_shipping_price_set": {"shop_money": shipping},
            "taxes_included": False,
            "test": bool(order["is_test"]),
            "landing_site": landing.path + (f"?{landing.query}" if landing.query else "") or None,
            "referring_site": order["referrer"] or None,
            "source_name": order["source_name"],
            "tags": "",
            "note_attributes": [],
            "discount_codes": codes_of(order),
            "customer": {"id": int(person["shopify_customer_id"]), **contact} if person else None,
        }


def happened(value: datetime | None, now: datetime) -> bool:
    at = moment(value)
    return at is not None and at < now


def line_of(line: Row) -> dict[str, Any]:
    return {
        "id": int(line["line_id"]),
        "sku": line["sku"],
        "title": line["title"],
        "quantity": line["quantity"],
        "price": plain(line["unit_price"], 2),
        "total_discount": plain(line["discount"], 2),
        "product_id": int(line["product_id"]),
        "variant_id": int(line["product_id"]) * 10 + 1,
    }


def refund_of(number: str, transactions: list[Row], lines: list[Row], zone: str) -> dict[str, Any]:
    """Amounts of lines are numbers; the rest is an adjustment, negative as in REST."""
    paid = sum((t["amount"] for t in transactions if t["status"] == "success"), Decimal(0))
    left = paid - sum((line["subtotal"] + line["total_tax"] for line in lines), Decimal(0))
    adjustment = {"id": int(number) * 10, "kind": "shipping_refund", "amount": plain(-left, 2)}
    return {
        "id": int(number),
        "created_at": offset(transactions[0]["refunded_at"], zone),
        "refund_line_items": [
            {
                "id": int(line["refund_line_id"]),
                "line_item_id": int(line["line_id"]),
                "quantity": line["quantity"],
                "subtotal": float(line["subtotal"]),
                "total_tax": float(line["total_tax"]),
                "restock_type": line["restock_type"],
            }
            for line in lines
        ],
        "transactions": [
            {
                "id": int(t["transaction_id"]),
                "kind": t["kind"],
                "status": t["status"],
                "amount": plain(t["amount"], 2),
            }
            for t in transactions
        ],
        "order_adjustments": [adjustment | {"tax_amount": "0.00"}] if left else [],
    }


def codes_of(order: Row) -> list[dict[str, str]]:
    """The code a buyer typed, with what it took off."""
    code = coupon_code(order)
    return (
        [{"code": code, "amount": plain(order["discount"], 2), "type": "percentage"}]
        if code
        else []
    )
