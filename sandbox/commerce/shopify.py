"""Shopify Admin REST 2026-10, as its contract tells it.

- `X-Shopify-Access-Token` per shop; an expired version is served as the oldest one that lives.
- `status` is `open` by default: without `any`, cancelled orders are missing. `limit` at most 250.
- Paging by the `Link` header; a request with `page_info` may carry only `limit` and `fields`.
- Order amounts are text, refund lines are numbers; times carry the shop's offset.
- `orders/count.json` says how many orders fit the same filters.
- A refund touches its order's `updated_at`. Failed refund attempts stand among the transactions.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.commerce.shopify_orders import Telling
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import encode, joined, mapping, played, records
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


class Shopify:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.shops = {
            a["account_id"]: a for a in records(world.accounts) if a["connector"] == "shopify"
        }
        self.told = Telling(world, self.shops)

    def guarded(self, handler: Callable[[Request, str, str], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            _, shop, _, _, version, *_ = request.path.split("/")
            if shop not in self.shops:
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

    def shop_card(self, request: Request, shop: str, version: str) -> Reply:
        card = self.shops[shop]
        body = {"id": 1, "name": card["account_name"], "currency": card["currency_code"]}
        return Reply(
            200, {"shop": body | {"iana_timezone": card["zone"], "domain": f"{shop}.example"}}
        )

    def orders(self, request: Request, shop: str, version: str) -> Reply:
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
        chosen = self.told.chosen(shop, request.today, asked)
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

    def count(self, request: Request, shop: str, version: str) -> Reply:
        """How many orders fit; it takes the filters of the list, but no order, page or fields."""
        asked = request.params
        if not set(asked) <= ASKABLE - {"limit", "order", "fields"}:
            return refuse(400, {"count": "takes only filters"})
        chosen = self.told.chosen(shop, request.today, asked)
        if chosen is None:
            return refuse(400, {"updated_at": "expected a date"})
        return Reply(200, {"count": len(chosen)})

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        api = r"/[^/]+/admin/api/\d{4}-\d{2}"
        return [
            Route("GET", "api", rf"{api}/shop\.json", self.guarded(self.shop_card)),
            Route("GET", "api", rf"{api}/orders/count\.json", self.guarded(self.count)),
            Route(
                "GET",
                "api",
                rf"{api}/orders\.json",
                self.guarded(self.orders),
                Shape("orders", link="header:Link"),
            ),
        ]


def routes(world: Any) -> list[Route]:
    return Shopify(world).routes()


def packed(asked: Mapping[str, str], start: int) -> str:
    """The opaque `page_info`: the first question and how far it has come."""
    kept = {name: value for name, value in asked.items() if name not in {"limit", "fields"}}
    return base64.urlsafe_b64encode(encode(kept | {"start": start})).decode().rstrip("=")


def unpacked(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError:
        return ""
