"""Ocean Engine 巨量引擎 (open_api, upgraded accounts). Quirks: docs/connectors/ocean_engine.md

- Access lives 24 hours; each refresh kills the refresh token before it (core/tokens.py).
- HTTP 200 whatever happened; the verdict is `code`. All figures are text, money is yuan.
- Two conversion clocks: `convert_cnt` by conversion day, `attribution_convert_cnt` by click day.
"""

import json
from collections.abc import Mapping
from functools import partial

from connectors.core import (
    Api,
    Connector,
    HeaderToken,
    OnePage,
    PageNumber,
    Records,
    Refreshed,
    Window,
    code_in_body,
    rotating,
)

DIMENSIONS = ["stat_time_day", "cdp_project_id", "cdp_promotion_id"]
METRICS = ["stat_cost", "show_cnt", "click_cnt", "convert_cnt", "attribution_convert_cnt"]
PAGE = "data.page_info"
REGRANT = "The grant is dead: a person must authorise the app again and store the new refresh token"


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token in a header, from a grant that rotates."""
    body = {"app_id": secrets["app_id"], "secret": secrets["secret"], "grant_type": "refresh_token"}
    place = partial(HeaderToken, "Access-Token")
    return rotating(secrets, place, "/open_api/oauth2/refresh_token/", body)


ocean_engine = Connector(
    name="ocean_engine",
    urls={"api": "https://api.oceanengine.com"},
    secrets=("app_id", "secret", "refresh_token"),
    auth=granted,
    verdict=code_in_body(
        "code",
        again={40100: 5.0, 40110: 2.0, 40130: 30.0, 50000: 1.0},
        expired={40102},
        denied={40002, 40103, 40104, 40105, 40107, 40113, 40115, 40118, 40119},
        steps={40103: REGRANT, 40107: REGRANT},
    ),
    calls_per_second=10,
    at_once=2,
    api_version="v3.0",
    sunset=None,
    probe="accounts",
)


@ocean_engine.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The ad account itself."""
    params = {"advertiser_ids": json.dumps([int(account)])}
    return api.pages("/open_api/2/advertiser/info/", params, paging=OnePage(), records="data")


@ocean_engine.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per project 项目, deleted ones too."""
    params = _filtered(account, "PROJECT_STATUS_ALL")
    return api.pages(_path(api, "project/list/"), params, paging=_paging(100), records="data.list")


@ocean_engine.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per promotion 广告, deleted ones too; 20 a page, 10,000 in all."""
    params = _filtered(account, "PROMOTION_STATUS_ALL")
    paging = _paging(20, most=500)
    return api.pages(_path(api, "promotion/list/"), params, paging=paging, records="data.list")


@ocean_engine.feed(max_days=7, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per promotion per day; the platform's own totals come along."""
    params = {
        "advertiser_id": account,
        "data_topic": "BASIC_DATA",
        "dimensions": json.dumps(DIMENSIONS),
        "metrics": json.dumps(METRICS),
        "filters": "[]",
        "start_time": f"{window.start} 00:00:00",
        "end_time": f"{window.end} 23:59:59",
        "order_by": json.dumps([{"field": "stat_time_day", "type": "ASC"}]),
    }
    path = _path(api, "report/custom/get/")
    totals = "data.total_metrics"
    return api.pages(path, params, paging=_paging(100), records="data.rows", totals=totals)


def _filtered(account: str, status: str) -> dict[str, str]:
    return {"advertiser_id": account, "filtering": json.dumps({"status_first": status})}


def _paging(size: int, most: int | None = None) -> PageNumber:
    total, echo, count = f"{PAGE}.total_page", f"{PAGE}.page", f"{PAGE}.total_number"
    return PageNumber(size=size, total=total, echo=echo, count=count, most=most)


def _path(api: Api, call: str) -> str:
    return f"/open_api/{api.version}/{call}"
