"""Shopify orders (Admin REST). Limits and quirks: docs/connectors/shopify.md

- An order comes whole, with lines and refunds; a refund touches its order's `updated_at`.
- Without `status=any` closed and cancelled orders are missing.
- A page says nothing of how many there are: a count is asked for, and compared.
- A version that ended is served by another one in silence: the answer says which.
"""

from datetime import date

import msgspec

from connectors.core import (
    Api,
    BadReply,
    Connector,
    HeaderToken,
    LinkHeader,
    PullError,
    Records,
    Reply,
    TryAgain,
    Window,
    dig_text,
    verdict,
)

VERSION = "2026-10"


class Count(msgspec.Struct):
    count: int


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
    changed = {
        "status": "any",
        "updated_at_min": f"{window.start}T00:00:00Z",
        "updated_at_max": f"{window.end}T23:59:59Z",
    }
    params, came = {**changed, "order": "updated_at asc"}, set[str | None]()
    path, counted = f"/admin/api/{api.version}/orders.json", _count(api, changed)
    for page in api.pages(path, params, paging=LinkHeader(size=250), records="orders"):
        came |= {dig_text(order, "id") for order in page.records}
        yield page
    # An order that changed meanwhile has left these days, so the smaller count decides.
    if len(came) < counted and len(came) < (counted := min(counted, _count(api, changed))):
        what = f"{len(came)} orders came, the shop counts {counted}"
        raise TryAgain(path, what, restart=True)


def _count(api: Api, changed: dict[str, str]) -> int:
    return api.get(f"/admin/api/{api.version}/orders/count.json", changed, reads=Count).count
