"""TikTok Ads (API for Business v1.3). Limits and quirks: docs/connectors/tiktok_ads.md

- Every reply is HTTP 200; the verdict is `code` in the body.
- List parameters travel as JSON text; every path ends in a slash.
- A daily report spans at most 30 days; conversions may arrive for 28.
"""

import json
from typing import Any

from connectors.core import (
    Api,
    Connector,
    HeaderToken,
    OnePage,
    PageNumber,
    Records,
    Window,
    code_in_body,
)

METRICS = [
    "campaign_id",
    "adgroup_id",
    "currency",
    "spend",
    "impressions",
    "clicks",
    "conversion",
    "complete_payment",
    "total_purchase_value",
]
PAGING = PageNumber(
    size=1000,
    total="data.page_info.total_page",
    echo="data.page_info.page",
    count="data.page_info.total_number",
)

tiktok_ads = Connector(
    name="tiktok_ads",
    urls={"api": "https://business-api.tiktok.com"},
    secrets=("access_token",),
    auth=lambda secrets: HeaderToken("Access-Token", secrets["access_token"]),
    verdict=code_in_body(
        "code",
        again={40100: 5.0, 40133: 5.0, 50000: 1.0, 50002: 1.0},
        less={40067},
        denied={40001, 40104, 40105},
        steps={
            40001: "Ask the advertiser to authorise the app for this account again",
            40105: "The grant was revoked: authorise the app again and store the new token",
        },
    ),
    calls_per_second=5,
    at_once=2,
    api_version="v1.3",
    sunset=None,
    probe="accounts",
)


@tiktok_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The advertiser: name, currency, time zone, status."""
    params = {"advertiser_ids": json.dumps([account])}
    return api.pages(_path(api, "advertiser/info/"), params, paging=OnePage(), records="data.list")


@tiktok_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign, deleted ones too."""
    return _listed(api, account, "campaign/get/", {"secondary_status": "CAMPAIGN_STATUS_ALL"})


@tiktok_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, deleted ones too; Smart+ ads may be absent."""
    return _listed(api, account, "ad/get/", {"secondary_status": "AD_STATUS_ALL"})


@tiktok_ads.feed(max_days=30, repull_days=28)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad per day, in the advertiser's own currency and time zone."""
    params = {
        "advertiser_id": account,
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": json.dumps(["ad_id", "stat_time_day"]),
        "metrics": json.dumps(METRICS),
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
    }
    path = _path(api, "report/integrated/get/")
    return api.pages(path, params, paging=PAGING, records="data.list")


def _listed(api: Api, account: str, path: str, filtering: dict[str, Any]) -> Records:
    params = {"advertiser_id": account, "filtering": json.dumps(filtering)}
    return api.pages(_path(api, path), params, paging=PAGING, records="data.list")


def _path(api: Api, call: str) -> str:
    return f"/open_api/{api.version}/{call}"
