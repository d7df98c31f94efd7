"""抖店 Douyin shop (open platform). Limits and quirks: docs/connectors/douyin_shop.md

- Every call is one JSON text, signed with who asks; HTTP 200 whatever happened.
- Amounts are whole fen, times seconds of Unix, 0 where there is none; pages begin at 0.
- Deep pages are refused: more than 5,000 orders are asked for in shorter windows.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec
from msgspec import Raw

from connectors.commerce.backwards import backwards
from connectors.commerce.douyin_shop_access import VERSION, douyin_shop_errors, granted
from connectors.core import Api, AskForLess, BadReply, Connector, Page, Records, Window, decoder

SIZE, MOST = 100, 5_000

douyin_shop = Connector(
    name="douyin_shop",
    urls={"api": "https://openapi-fxg.jinritemai.com"},
    secrets=("app_key", "app_secret"),
    auth=granted,
    verdict=douyin_shop_errors,
    calls_per_second=5,
    burst=10,
    at_once=1,
    api_version=VERSION,
    sunset=None,
    probe="orders",
)


@douyin_shop.feed(cursor=True, max_days=7, repull_days=3, weekly_days=30)
def orders(api: Api, account: str, window: Window) -> Records:
    """One record per shop order 店铺单 changed in these UTC days, with its sku orders 商品单."""
    start, end = _seconds(window)
    asked: dict[str, Any] = {"update_time_start": start, "update_time_end": end}
    asked |= {"order_by": "update_time", "order_asc": True}
    return _pages(api, "/order/searchList", asked, "shop_order_list", "order_id")


@douyin_shop.feed(cursor=True, max_days=7, repull_days=3, weekly_days=30)
def after_sales(api: Api, account: str, window: Window) -> Records:
    """One record per after-sale 售后单 changed in these UTC days."""
    start, end = _seconds(window)
    asked = {"update_start_time": start, "update_end_time": end, "order_by": ["update_time asc"]}
    return _pages(api, "/afterSale/List", asked, "items", "aftersale_info.aftersale_id")


def _seconds(window: Window) -> tuple[int, int]:
    """The first and the last second of the days."""
    start, after = window.milliseconds
    return start // 1000, after // 1000 - 1


def _pages(api: Api, path: str, asked: Mapping[str, Any], records: str, key: str) -> Iterator[Page]:
    return backwards(partial(_page, api, path, asked, records), SIZE, path, key)


def _page(
    api: Api, path: str, asked: Mapping[str, Any], records: str, number: int
) -> tuple[int, list[Raw]]:
    """One page: how many all hold, and its own."""
    body = {**asked, "page": number - 1, "size": SIZE}
    told = api.post(path, json=body, reads=Told).data
    counted = told.get("total")
    if counted is None or not bytes(counted).isdigit():
        raise BadReply(path, "the reply has no data.total")
    if int(bytes(counted)) > MOST:
        raise AskForLess(path, f"{int(bytes(counted)):,} records in one window, at most {MOST:,}")
    found = told.get(records)
    is_list = found is not None and bytes(found)[:1] == b"["
    return int(bytes(counted)), decoder(list[Raw]).decode(found) if is_list else []


class Told(msgspec.Struct):
    """What every reply holds."""

    data: dict[str, Raw]
