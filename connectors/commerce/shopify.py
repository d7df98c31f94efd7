"""Shopify orders (Admin REST). Limits and quirks: docs/connectors/shopify.md

- An order comes whole, with lines and refunds; a refund touches its order's `updated_at`.
- Without `status=any` closed and cancelled orders are missing.
- A version that ended is served by another one in silence: the answer says which.
"""

from datetime import date

from connectors.core import (
    Api,
    BadReply,
    Connector,
    HeaderToken,
    LinkHeader,
    PullError,
    Records,
    Reply,
    Window,
    verdict,
)

VERSION = "2026-10"


@verdict()
def served_version(reply: Reply) -> PullError | None:
    """The answer must come from the version that was asked for."""
    served = reply.headers.get("x-shopify-api-version", VERSION)
    if served == VERSION:
        return None
    step = "Raise the version: the one asked for has ended"
    return BadReply(reply.where, f"{VERSION} was asked for, {served} answered", step)


shopify = Connector(
    name="shopify",
    urls={"api": "https://{account}.myshopify.com"},
    secrets=("access_token",),
    auth=lambda secrets: HeaderToken("X-Shopify-Access-Token", secrets["access_token"]),
    verdict=served_version,
    calls_per_second=2,
    burst=30,
    at_once=2,
    api_version=VERSION,
    sunset=date(2027, 10, 1),
    probe="orders",
)


@shopify.feed(cursor=True, max_days=7, repull_days=7)
def orders(api: Api, account: str, window: Window) -> Records:
    """One record per order changed in these UTC days, with its lines and refunds."""
    params = {
        "status": "any",
        "updated_at_min": f"{window.start}T00:00:00Z",
        "updated_at_max": f"{window.end}T23:59:59Z",
        "order": "updated_at asc",
    }
    path = f"/admin/api/{api.version}/orders.json"
    return api.pages(path, params, paging=LinkHeader(size=250), records="orders")
