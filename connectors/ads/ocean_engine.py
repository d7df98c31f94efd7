"""Ocean Engine 巨量引擎 (open_api, upgraded accounts). Quirks: docs/connectors/ocean_engine.md

- Access lives 24 hours; each refresh kills the refresh token before it (core/tokens.py).
- HTTP 200 whatever happened; the verdict is `code`. All figures are text, money is yuan.
- Two conversion clocks: `convert_cnt` by conversion day, `attribution_convert_cnt` by click day.
- 千川, 本地推 and brand buying are advertisers of their own: their plans, or at least their bills.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from connectors.ads.ocean_lists import as_text, counted, days_by_state, named, paging
from connectors.core import (
    Api,
    Connector,
    HeaderToken,
    OnePage,
    Records,
    Refreshed,
    Window,
    code_in_body,
    rotating,
)
from connectors.core.verdicts import REGRANT

FIRST_DAY = date(2016, 10, 26)
DIMENSIONS = ["stat_time_day", "cdp_project_id", "cdp_promotion_id"]
METRICS = ["stat_cost", "show_cnt", "click_cnt", "convert_cnt", "attribution_convert_cnt"]
PLAN_METRICS = ["stat_cost", "show_cnt", "click_cnt", "pay_order_count", "pay_order_amount"]


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token in a header, from a grant that rotates."""
    body = {"app_id": secrets["app_id"], "secret": secrets["secret"], "grant_type": "refresh_token"}
    place = partial(HeaderToken, "Access-Token")
    return rotating(secrets, place, "/open_api/oauth2/refresh_token/", body)


ocean_engine = Connector(
    name="ocean_engine",
    urls={"api": "https://api.oceanengine.com"},
    secrets=("app_id", "secret", "refresh_token"),
    options=("qianchuan_advertiser_ids", "billed_advertiser_ids"),
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
    params = {"advertiser_ids": as_text([int(account)])}
    return api.pages("/open_api/2/advertiser/info/", params, paging=OnePage(), records="data")


@ocean_engine.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per project 项目, and per campaign 广告组 of 千川; deleted ones too."""
    shown = {"filtering": as_text({"status_first": "PROJECT_STATUS_ALL"})}
    yield from counted(api, account, f"{api.version}/project/list/", shown)
    for seller in named(api, "qianchuan"):
        shown = {"filter": as_text({"status": "ALL"})}
        yield from counted(api, seller, "v1.0/qianchuan/campaign_list/get/", shown)


@ocean_engine.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per promotion 广告 (20 a page, 10,000 in all), and per plan 计划 of 千川."""
    shown = {"filtering": as_text({"status_first": "PROMOTION_STATUS_ALL"})}
    few = paging(20, most=500)
    yield from counted(api, account, f"{api.version}/promotion/list/", shown, few)
    for seller in named(api, "qianchuan"):
        shown = {"filtering": as_text({"status": "ALL"})}
        yield from counted(api, seller, "v1.0/qianchuan/ad/get/", shown)


@ocean_engine.feed(max_days=7, repull_days=30, since=FIRST_DAY)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per promotion per day; the platform's own totals come along."""
    for part, is_open in days_by_state(api, window):
        params = {
            "advertiser_id": account,
            "data_topic": "BASIC_DATA",
            "dimensions": as_text(DIMENSIONS),
            "metrics": as_text(METRICS),
            "filters": "[]",
            "start_time": f"{part.start} 00:00:00",
            "end_time": f"{part.end} 23:59:59",
            "order_by": as_text([{"field": "stat_time_day", "type": "ASC"}]),
        }
        path = f"/open_api/{api.version}/report/custom/get/"
        totals = "data.total_metrics"
        for page in api.pages(path, params, paging=paging(100), records="data.rows", totals=totals):
            yield replace(page, provisional=is_open, window=part)


@ocean_engine.feed(max_days=30, repull_days=30, since=FIRST_DAY)
def qianchuan_report(api: Api, account: str, window: Window) -> Records:
    """One record per plan 计划 of 千川 per day; none unless the account names its advertisers."""
    asked = {
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
        "time_granularity": "TIME_GRANULARITY_DAILY",
        "fields": as_text(PLAN_METRICS),
        "filtering": as_text({"order_platform": "ALL"}),
    }
    for seller in named(api, "qianchuan"):
        yield from counted(api, seller, "v1.0/qianchuan/report/ad/get/", asked)


@ocean_engine.feed(max_days=30, repull_days=30, since=FIRST_DAY)
def account_report(api: Api, account: str, window: Window) -> Records:
    """One record per advertiser per day: the bill 日流水, of 千川 and the other advertisers too."""
    asked = {"start_date": window.start.isoformat(), "end_date": window.end.isoformat()}
    for payer in (account, *named(api, "qianchuan"), *named(api, "billed")):
        yield from counted(api, payer, "2/advertiser/fund/daily_stat/", asked)
