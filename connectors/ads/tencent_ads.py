"""Tencent Ads 腾讯广告 (Marketing API v3.0). Quirks: docs/connectors/tencent_ads.md

- Every call carries token, time and a nonce in its query; a retry builds new ones.
- HTTP 200 whatever happened; the verdict is `code`, `code_type` says whether time heals it.
- No campaign layer: an adgroup 广告 is the campaign, a dynamic creative 创意 the ad. Money is fen.
- Columns come only when named; `page` × `page_size` ends at 10,000 rows.
"""

import json
from itertools import chain

from connectors.ads.tencent_access import breather, granted, judged
from connectors.core import Api, Connector, PageNumber, Records, Window

PAGE = "data.page_info"
KEYS = ["date", "adgroup_id", "dynamic_creative_id"]
FIGURES = ["view_count", "valid_click_count", "cost"]
CLAIMS = ["conversions_count", "deep_conversions_count", "order_amount"]
tencent_ads = Connector(
    name="tencent_ads",
    urls={"api": "https://api.e.qq.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=granted,
    verdict=judged,
    pause=breather,
    calls_per_second=5,
    at_once=2,
    api_version="v3.0",
    sunset=None,
    probe="accounts",
)


@tencent_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The advertiser itself."""
    fields = ["account_id", "corporation_name", "system_status"]
    return _listed(api, account, "advertiser/get", fields)


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
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per day; conversions on the day of the impression."""
    return _report(api, account, window, "REQUEST_TIME", [*KEYS, *FIGURES, *CLAIMS])


@tencent_ads.feed(max_days=30, repull_days=3)
def callback_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per day; conversions on the day they were called back."""
    return _report(api, account, window, "REPORTING_TIME", [*KEYS, *CLAIMS])


def _report(api: Api, account: str, window: Window, clock: str, fields: list[str]) -> Records:
    days = {"start_date": str(window.start), "end_date": str(window.end)}
    params = {
        "account_id": account,
        "level": "REPORT_LEVEL_DYNAMIC_CREATIVE",
        "date_range": json.dumps(days),
        "group_by": json.dumps(KEYS),
        "fields": json.dumps(fields),
        "time_line": clock,
    }
    return api.pages(
        _path(api, "daily_reports/get"), params, paging=_paging(1000), records="data.list"
    )


def _both(api: Api, account: str, call: str, fields: list[str]) -> Records:
    """What stands and what was deleted."""
    return chain.from_iterable(
        _listed(api, account, call, fields, is_deleted=gone) for gone in ("false", "true")
    )


def _listed(api: Api, account: str, call: str, fields: list[str], **more: str) -> Records:
    params = {"account_id": account, "fields": json.dumps(fields), **more}
    paging = _paging(100, most=100)
    return api.pages(_path(api, call), params, paging=paging, records="data.list")


def _paging(size: int, most: int | None = None) -> PageNumber:
    total, echo, count = f"{PAGE}.total_page", f"{PAGE}.page", f"{PAGE}.total_number"
    return PageNumber(size=size, total=total, echo=echo, count=count, most=most)


def _path(api: Api, call: str) -> str:
    return f"/{api.version}/{call}"
