"""淘宝天猫 Taobao / Tmall (TOP). Limits and quirks: docs/connectors/taobao_tmall_top.md

- Every call is a signed form to one address; `method` says what is wanted.
- Only named fields come, only named kinds of trade; a list without a hit is left out.
- The newest change stands first, so pages are read backwards.
- Lists reach three months back: nothing older is asked for.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import msgspec
from msgspec import Raw

from connectors.commerce.backwards import backwards
from connectors.commerce.signing import SignedForm, by_hmac_sha256, china_span
from connectors.commerce.taobao_errors import top_errors
from connectors.core import Api, BadReply, Connector, Page, Records, Window, decoder

GATEWAY = "/router/rest"
SIZE = 100
REACH = timedelta(days=90)
ALONE = re.compile(rb'"order"\s*:\s*\{')
KINDS = "fixed,auction,guarantee_trade,auto_delivery,ec,cod,step"
TRADE = (
    "tid,tid_str,status,type,trade_from,created,pay_time,modified,end_time,consign_time,payment,"
    "total_fee,post_fee,discount_fee,received_payment,buyer_nick,buyer_open_uid,seller_nick,"
    "step_trade_status,step_paid_fee,orders"
)
REFUND = (
    "refund_id,tid,oid,total_fee,refund_fee,payment,status,good_status,has_good_return,reason,"
    "refund_phase,created,modified,end_time"
)


def signed(secrets: Mapping[str, str]) -> SignedForm:
    """The app's key and the seller's session, signed with the app's secret."""
    common = {
        "app_key": secrets["app_key"],
        "session": secrets["session"],
        "format": "json",
        "v": taobao_tmall_top.api_version,
        "sign_method": "hmac-sha256",
    }
    return SignedForm(common, secrets["app_secret"], by_hmac_sha256)


taobao_tmall_top = Connector(
    name="taobao_tmall_top",
    urls={"api": "https://gw.api.taobao.com"},
    secrets=("app_key", "app_secret", "session"),
    auth=signed,
    verdict=top_errors,
    options=("types",),
    calls_per_second=5,
    burst=20,
    at_once=2,
    api_version="2.0",
    sunset=None,
    probe="orders",
)


@taobao_tmall_top.feed(cursor=True, max_days=1, repull_days=3, weekly_days=30)
def orders(api: Api, account: str, window: Window) -> Records:
    """One record per trade 交易 changed on this UTC day, with its child orders."""
    asked = {"fields": TRADE, "type": api.options.get("types") or KINDS}
    return _changed(api, "trades.sold.increment", "trades.trade", window, "tid", asked)


@taobao_tmall_top.feed(cursor=True, max_days=30, repull_days=3, weekly_days=30)
def refunds(api: Api, account: str, window: Window) -> Records:
    """One record per refund 退款 of a child order changed in these UTC days."""
    asked = {"fields": REFUND}
    return _changed(api, "refunds.receive", "refunds.refund", window, "refund_id", asked)


def _changed(
    api: Api, what: str, records: str, window: Window, key: str, asked: Mapping[str, str]
) -> Iterator[Page]:
    told = window.within(api.today - REACH, None)
    if told is None:
        return iter(())
    method, root = f"taobao.{what}.get", f"{what.replace('.', '_')}_get_response"
    start, end = china_span(told.moments)
    asked = {**asked, "method": method, "start_modified": start, "end_modified": end}
    asked |= {"page_size": str(SIZE), "use_has_next": "false"}

    def page(number: int) -> tuple[int, list[Raw]]:
        form = {**asked, "page_no": str(number)}
        reply = api.post(GATEWAY, form=form, reads=dict[str, dict[str, Raw]])
        if root not in reply or "total_results" not in reply[root]:
            raise BadReply(method, f"the reply has no {root} with total_results")
        outer, inner = records.split(".")
        return _number(method, reply[root]["total_results"]), _held(reply[root], outer, inner)

    return backwards(page, SIZE, method, key)


def _number(method: str, raw: Raw) -> int:
    text = bytes(raw).strip(b'"')
    if not text.isdigit():
        raise BadReply(method, "total_results is no number")
    return int(text)


def _held(told: Mapping[str, Raw], outer: str, inner: str) -> list[Raw]:
    """A list inside its wrapper: absent when nothing matches, one object in place of a list."""
    found = _fields(told.get(outer)).get(inner)
    return [_with_list(record) for record in _many(found)]


def _many(raw: Raw | None) -> list[Raw]:
    if raw is None or bytes(raw) == b"null":
        return []
    return decoder(list[Raw]).decode(raw) if bytes(raw)[:1] == b"[" else [raw]


def _fields(raw: Raw | None) -> dict[str, Raw]:
    is_object = raw is not None and bytes(raw)[:1] == b"{"
    return decoder(dict[str, Raw]).decode(raw) if is_object else {}


def _with_list(record: Raw) -> Raw:
    """The record; child orders that came as one object stand in a list, as they do elsewhere."""
    if not ALONE.search(bytes(record)):
        return record
    told = _fields(record)
    children = {"order": _many(_fields(told.get("orders")).get("order"))}
    return Raw(msgspec.json.encode({**told, "orders": children}))
