"""巨量星图 Xingtu: orders with creators on Douyin. Limits and quirks: docs/connectors/xingtu.md

- The grant is one of 巨量引擎: a day of access, each refresh kills the refresh token before it.
- Demands lead to orders, an order to its report: one call each. Very long ranges time out.
- Rates are percent × 100, money is fen, ids are 64-bit numbers.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec

from connectors.core import (
    Api,
    Connector,
    HeaderToken,
    Page,
    PageNumber,
    Records,
    Refreshed,
    Window,
    code_in_body,
    dig_text,
    rotating,
    with_fields,
)
from connectors.core.verdicts import REGRANT

DEMAND_DAYS = 180  # how far back demands are looked for
DAILY_DAYS, WEEKLY_DAYS = 30, 90  # how long a video's report is read every day, then on Sundays
MONTH, SUNDAY = 30, 6
ROLE = "The app lacks 星图 permissions, or this is not the 星图 account of the grant"
APP = "Compare app_id and secret with the app at open.oceanengine.com"
INFO = "data.page_info"
LISTED = PageNumber(
    50, total=f"{INFO}.total_page", echo=f"{INFO}.page", count=f"{INFO}.total_number"
)


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token in a header, from a grant that rotates."""
    body = {"app_id": secrets["app_id"], "secret": secrets["secret"], "grant_type": "refresh_token"}
    place = partial(HeaderToken, "Access-Token")
    return rotating(secrets, place, "/open_api/oauth2/refresh_token/", body)


xingtu = Connector(
    name="xingtu",
    urls={"api": "https://api.oceanengine.com"},
    secrets=("app_id", "secret", "refresh_token"),
    auth=granted,
    verdict=code_in_body(
        "code",
        again={40100: 5.0, 40110: 2.0, 50000: 1.0},
        expired={40102, 40103, 40104, 40105},
        denied={40002, 40107, 40113},
        steps={**dict.fromkeys(range(40102, 40108), REGRANT), 40002: ROLE, 40113: APP},
    ),
    calls_per_second=5,
    burst=20,
    at_once=2,
    api_version="2",
    sunset=None,
    probe="orders",
)


@xingtu.feed()
def orders(api: Api, account: str, window: Window) -> Records:
    """One record per order of the last half year, what its video brought so far in `report`."""
    half_year = Window(window.end - timedelta(days=DEMAND_DAYS), window.end)
    for month in half_year.pieces(MONTH):
        for demand in _demands(api, account, month):
            asked = {"star_id": account, "demand_id": demand["demand_id"]}
            path = f"/open_api/{api.version}/star/demand/order/list/"
            for page in api.pages(path, asked, paging=LISTED, records="data.list"):
                told = [_reported(api, account, one, demand, window.end) for one in page.records]
                yield Page(told, repeats=page.repeats)


def _demands(api: Api, account: str, month: Window) -> Iterator[dict[str, Any]]:
    """What was ordered in these days."""
    span = {"start_time": f"{month.start} 00:00:00", "end_time": f"{month.end} 23:59:59"}
    asked = {"star_id": account, "filtering": json.dumps({"query_time_range": span})}
    path = f"/open_api/{api.version}/star/demand/list/"
    for page in api.pages(path, asked, paging=LISTED, records="data.list"):
        yield from (msgspec.json.decode(one) for one in page.records)


def _reported(
    api: Api, account: str, order: msgspec.Raw, demand: Mapping[str, Any], day: date
) -> msgspec.Raw:
    """The order, its demand's name and, while figures still move, its report put beside it."""
    told = {"stat_date": str(day), "demand_name": demand.get("demand_name") or demand.get("name")}
    released = dig_text(order, "release_time")
    if released and _is_read(date.fromisoformat(released[:10]), day):
        asked = {"star_id": account, "order_id": dig_text(order, "order_id")}
        path = f"/open_api/{api.version}/star/report/order_overview/get/"
        told["report"] = api.get(path, asked)["data"]
    return with_fields(order, told)


def _is_read(released: date, day: date) -> bool:
    """A young video every day, one of three months on Sundays."""
    age = (day - released).days
    return age <= DAILY_DAYS or (age <= WEEKLY_DAYS and day.weekday() == SUNDAY)
