"""Tencent Ads 腾讯广告 (Marketing API v3.0). Quirks: docs/connectors/tencent_ads.md

- Every call carries token, time and a nonce in its query; a retry builds new ones.
- HTTP 200 whatever happened; the verdict is `code`, `code_type` says whether time heals it.
- No campaign layer: an adgroup 广告 is the campaign, a dynamic creative 创意 the ad. Money is fen.
- Lists go by cursor; reports: `tencent_reports.py`.
"""

import json
from dataclasses import replace
from itertools import chain
from typing import Any

from connectors.ads.tencent_access import breather, granted, judged
from connectors.ads.tencent_reports import PAGES, report
from connectors.core import Api, Connector, Cursor, OnePage, Page, Records, Window

CURSOR = "data.cursor_page_info"
BY_CURSOR = Cursor(
    param="cursor",
    path=f"{CURSOR}.cursor",
    more=f"{CURSOR}.has_more",
    count=f"{CURSOR}.total_number",
    size_param="page_size",
    size=100,
    start={"pagination_mode": "PAGINATION_MODE_CURSOR"},
)
FANS = replace(PAGES, size=100)
DELIVERY = ["view_count", "valid_click_count", "cost"]
CLAIMS = ["conversions_count", "deep_conversions_count", "order_amount"]
tencent_ads = Connector(
    name="tencent_ads",
    urls={"api": "https://api.e.qq.com", "files": "https://dl.e.qq.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=granted,
    verdict=judged,
    pause=breather,
    calls_per_second=5,
    paths_per_second={"daily_reports": 3},
    at_once=2,
    api_version="v3.0",
    sunset=None,
    probe="accounts",
    options=("refresh_path", "video_channels"),
)


@tencent_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The advertiser itself; its daily budget is fen."""
    fields = ["account_id", "corporation_name", "system_status", "daily_budget"]
    return _listed(api, account, "advertiser/get", fields, OnePage())


@tencent_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per adgroup 广告, the top of the tree; deleted ones are a listing of their own."""
    fields = ["adgroup_id", "adgroup_name", "configured_status", "system_status", "is_deleted"]
    fields += ["begin_date", "end_date", "daily_budget", "marketing_goal"]
    return _both(api, account, "adgroups/get", fields)


@tencent_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per dynamic creative 创意, deleted ones too."""
    fields = ["dynamic_creative_id", "dynamic_creative_name", "adgroup_id", "configured_status"]
    return _both(api, account, "dynamic_creatives/get", [*fields, "is_deleted"])


@tencent_ads.feed(max_days=30, repull_days=30)
def account_report(api: Api, account: str, window: Window) -> Records:
    """One record per day of the whole account: what its creatives must add up to."""
    return report(api, account, window, "ADVERTISER", "REQUEST_TIME", DELIVERY)


@tencent_ads.feed(max_days=30, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per day; conversions on the day of the impression."""
    figures = [*DELIVERY, *CLAIMS]
    return report(api, account, window, "DYNAMIC_CREATIVE", "REQUEST_TIME", figures)


@tencent_ads.feed(max_days=30, repull_days=30)
def clock_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative, day and other clock: of the callback, of the activation."""
    for clock in ("REPORTING_TIME", "ACTIVE_TIME"):
        yield from report(api, account, window, "DYNAMIC_CREATIVE", clock, CLAIMS)


@tencent_ads.feed(max_days=30, repull_days=3)
def channel_fans(api: Api, account: str, window: Window) -> Records:
    """One record per day and bound 视频号 account: its fans; only where `video_channels` is yes."""
    if api.options.get("video_channels") != "yes":
        return [Page([], window=window)]
    days = {"start_date": int(f"{window.start:%Y%m%d}"), "end_date": int(f"{window.end:%Y%m%d}")}
    asked = {"account_id": int(account), **days}
    path = f"/{api.version}/video_channel_fans_data/get"
    return api.pages(path, json=asked, paging=FANS, records="data.fans_info_list", may_lack=True)


def _both(api: Api, account: str, call: str, fields: list[str]) -> Records:
    """What stands and what was deleted."""
    return chain.from_iterable(
        _listed(api, account, call, fields, BY_CURSOR, is_deleted=gone)
        for gone in ("false", "true")
    )


def _listed(
    api: Api, account: str, call: str, fields: list[str], paging: Any, **more: str
) -> Records:
    params = {"account_id": account, "fields": json.dumps(fields), **more}
    return api.pages(f"/{api.version}/{call}", params, paging=paging, records="data.list")
