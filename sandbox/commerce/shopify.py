"""Shopify Admin REST 2026-10, as its contract tells it.

- `X-Shopify-Access-Token` per shop; an expired version is served as the oldest one that lives.
- `status` is `open` by default: without `any`, cancelled orders are missing. `limit` at most 250.
- Paging by the `Link` header; a request with `page_info` may carry only `limit` and `fields`.
- Order amounts are text, refund lines are numbers; times carry the shop's offset.
- A refund touches its order's `updated_at`. Failed refund attempts stand among the transactions.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import (
    Prepared,
    by,
    closing,
    encode,
    grouped,
    instant,
    joined,
    mapping,
    moment,
    offset,
    plain,
    played,
    records,
)
from sandbox.tokens import secret

LIVE = ("2026-01", "2026-04", "2026-07", "2026-10")
ASKABLE = {
    "status", "limit", "updated_at_min", "updated_at_max", "created_at_min", "created_at_max",
    "processed_at_min", "processed_at_max", "order", "fields",
}  # fmt: skip
Row = dict[str, Any]


def refuse(status: int, errors: Any) -> Reply:
    return Reply(status, {"errors": errors})


def busy() -> Reply:
    said = "Exceeded 2 calls per second for api client."
    return Reply(
        429, {"errors": said}, {"Retry-After": "2.0", "X-Shopify-Shop-Api-Call-Limit": "40/40"}
    )


WORDS = {"busy_in_body": busy}


def routes(world: Any) -> list[Route]:
    """Every call the contract names, over one world."""
    shops = {a["account_id"]: a for a in records(world.accounts) if a["connector"] == "shopify"}
    told = Telling(world, shops)

    def guarded(handler: Callable[[Request, str, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            _, shop, _, _, version, *_ = request.path.split("/")
            if shop not in shops:
                return refuse(404, "Not Found")
            token = request.headers.get("X-Shopify-Access-Token", "")
            if token != secret("shopify", "access_token", shop):
                said = (
                    "[API] Invalid API key or access token (unrecognized login or wrong password)"
                )
                return refuse(401, said)
            if harm := played(request, WORDS):
                return harm
            served = version if version in LIVE else LIVE[0]
            reply = handler(request, shop, version)
            reply.headers["X-Shopify-API-Version"] = served
            reply.headers["X-Shopify-Shop-Api-Call-Limit"] = "1/40"
            return reply

        return check

    def shop_card(request: Request, shop: str, version: str) -> Reply:
        card = shops[shop]
        body = {"id": 1, "name": card["account_name"], "currency": card["currency_code"]}
        return Reply(
            200, {"shop": body | {"iana_timezone": card["zone"], "domain": f"{shop}.example"}}
        )

    def orders(request: Request, shop: str, version: str) -> Reply:
        asked = dict(request.params)
        start = 0
        if "page_info" in asked:
            if not set(asked) <= {"page_info", "limit", "fields"}:
                return refuse(
                    400, {"page_info": "Only limit and fields may be set with page_info."}
                )
            kept = mapping(unpacked(asked["page_info"]))
            if not isinstance(kept, dict):
                return refuse(400, {"page_info": "Invalid value."})
            start = kept.pop("start")
            asked = kept | {name: asked[name] for name in ("limit", "fields") if name in asked}
        limit = asked.get("limit", "50")
        if not limit.isdigit() or not 1 <= int(limit) <= 250 or not set(asked) <= ASKABLE:
            return refuse(400, {"limit": "must be between 1 and 250, with known parameters"})
        chosen = told.chosen(shop, request.today, asked)
        if chosen is None:
            return refuse(
                400, {"updated_at": "expected a date and an order by created_at or updated_at"}
            )
        end = start + int(limit)
        ways = {"previous": start - int(limit)} if start else {}
        ways |= {"next": end} if end < len(chosen) else {}
        here = f"{request.base}{request.path}"
        links = [
            f'<{here}?limit={limit}&page_info={packed(asked, max(0, at))}>; rel="{rel}"'
            for rel, at in ways.items()
        ]
        headers = {"Link": ", ".join(links)} if links else {}
        return Reply(200, b'{"orders":' + joined(chosen[start:end]) + b"}", headers)

    api = r"/[^/]+/admin/api/\d{4}-\d{2}"
    return [
        Route("GET", "api", rf"{api}/shop\.json", guarded(shop_card)),
        Route(
            "GET",
            "api",
            rf"{api}/orders\.json",
            guarded(orders),
            Shape("orders", link="header:Link"),
        ),
    ]


def packed(asked: Mapping[str, str], start: int) -> str:
    """The opaque `page_info`: the first question and how far it has come."""
    kept = {name: value for name, value in asked.items() if name not in {"limit", "fields"}}
    return base64.urlsafe_b64encode(encode(kept | {"start": start})).decode().rstrip("=")


def unpacked(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError:
        return ""


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
            "discount_codes": [],
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
