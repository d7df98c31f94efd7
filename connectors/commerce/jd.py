"""京东 JD (JOS, merchants' orders). Limits and quirks: docs/connectors/jd.md

- Every call is a signed form to one address; what is asked stands in it as one JSON text.
- The root of a reply is misspelt (`…_responce`); success is true, or the text of it.
- At most 300 pages are given out: more orders than that are asked for in shorter windows.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec
from msgspec import Raw

from connectors.commerce.backwards import backwards
from connectors.commerce.jd_errors import METHODS, jd_errors
from connectors.commerce.signing import SignedForm, by_md5, china_span
from connectors.core import (
    Api,
    AskForLess,
    BadReply,
    Connector,
    Records,
    Refreshed,
    Window,
    decoder,
    refresh_grant,
)

ORDERS, REFUNDS = METHODS
MOST = 30_000
BY_MODIFIED = "0"  # the other number is by creation; which is which is to be tried once
STATES = (
    "WAIT_SELLER_STOCK_OUT,WAIT_SELLER_DELIVERY,WAIT_GOODS_RECEIVE_CONFIRM,FINISHED_L,"
    "TRADE_CANCELED,LOCKED,PAUSE,POP_ORDER_PAUSE"
)
FIELDS = (
    "orderId,venderId,orderState,orderStateRemark,orderType,orderStartTime,paymentConfirmTime,"
    "orderEndTime,modified,orderTotalPrice,orderSellerPrice,orderPayment,freightPrice,"
    "sellerDiscount,parentOrderId,directParentOrderId,payType,itemInfoList,couponDetailList,"
    "open_id_buyer"
)
AUTHORISE = "The shop must authorise the app again: store the new refresh token"


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token among the signed fields, out of a grant that may hand out its next one."""

    def place(token: str) -> SignedForm:
        common = {"app_key": secrets["app_key"], "access_token": token, "v": jd.api_version}
        return SignedForm(common, secrets["app_secret"], by_md5)

    grant = refresh_grant("/oauth2/access_token", secrets, AUTHORISE, rotates=True)
    return replace(grant, place=place)


jd = Connector(
    name="jd",
    urls={"api": "https://api.jd.com", "token": "https://open-oauth.jd.com"},
    secrets=("app_key", "app_secret", "refresh_token"),
    auth=granted,
    verdict=jd_errors,
    options=("date_type",),
    calls_per_second=2,
    burst=10,
    at_once=1,
    api_version="2.0",
    sunset=None,
    probe="orders",
)


@jd.feed(cursor=True, max_days=7, repull_days=3, weekly_days=30)
def orders(api: Api, account: str, window: Window) -> Records:
    """One record per order 订单 changed in these UTC days, with its items and coupons."""
    start, end = china_span(window.moments)
    asked = {
        "start_date": start,
        "end_date": end,
        "dateType": api.options.get("date_type") or BY_MODIFIED,
        "order_state": STATES,
        "optional_fields": FIELDS,
    }
    names = ("searchorderinfo_result", "orderTotal", "orderInfoList")
    ask = partial(_page, api, ORDERS, asked, ("page", "page_size", 100), names)
    return backwards(ask, 100, ORDERS, "orderId")


@jd.feed(cursor=True, max_days=30, repull_days=3, weekly_days=30)
def refunds(api: Api, account: str, window: Window) -> Records:
    """One record per refund 退款申请 asked for or decided in these UTC days, as it stands now."""
    start, end = china_span(window.moments)
    names, seen = ("queryResult", "totalCount", "result"), set[bytes]()
    for time in ("apply", "check"):
        asked = {f"{time}TimeStart": start, f"{time}TimeEnd": end}
        ask = partial(_page, api, REFUNDS, asked, ("pageIndex", "pageSize", 50), names)
        yield from backwards(ask, 50, REFUNDS, "id", seen)


def _page(
    api: Api,
    method: str,
    asked: Mapping[str, Any],
    paging: tuple[str, str, int],
    names: tuple[str, str, str],
    number: int,
) -> tuple[int, list[Raw]]:
    """One page: how many all hold, and its own. The JSON is signed as the text it is."""
    (page, size, most), (result, total, records) = paging, names
    params = msgspec.json.encode({**asked, page: number, size: most}).decode()
    form = {"method": method, "360buy_param_json": params}
    reply = api.post("/routerjson", form=form, reads=dict[str, dict[str, Raw]])
    root = method.replace(".", "_")
    told = reply.get(f"{root}_responce") or reply.get(f"{root}_response") or {}
    held = _fields(told.get(result))
    counted = bytes(held.get(total, b"")).strip(b'"')
    if not counted.isdigit():
        raise BadReply(method, f"the reply has no {result} with {total}")
    if int(counted) > MOST:
        raise AskForLess(method, f"{int(counted):,} orders, but the platform gives out {MOST:,}")
    return int(counted), _list(held.get(records))


def _fields(raw: Raw | None) -> dict[str, Raw]:
    is_object = raw is not None and bytes(raw)[:1] == b"{"
    return decoder(dict[str, Raw]).decode(raw) if is_object else {}


def _list(raw: Raw | None) -> list[Raw]:
    """Absent or null when nothing matches."""
    is_list = raw is not None and bytes(raw)[:1] == b"["
    return decoder(list[Raw]).decode(raw) if is_list else []
