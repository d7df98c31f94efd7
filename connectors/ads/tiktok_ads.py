"""TikTok Ads (API for Business v1.3). Limits and quirks: docs/connectors/tiktok_ads.md

- Every reply is HTTP 200; the verdict is `code` in the body.
- List parameters travel as JSON text; every path ends in a slash.
- A daily report spans at most 30 days; conversions may arrive for 28.
- Auction ads are not all: Smart+ has lists, reservation a service, GMV Max a report of its own.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from connectors.ads.tiktok_access import GRANTS, code_or_fine, granted
from connectors.ads.tiktok_lists import as_text, listed, once
from connectors.ads.tiktok_reports import (
    AD_METRICS,
    CAMPAIGN_METRICS,
    COUNTED,
    PEOPLE,
    gmv_max,
    reported,
    services,
    stores,
    with_told,
)
from connectors.core import (
    Api,
    Connector,
    OnePage,
    Page,
    Records,
    Window,
)

RESERVED = {"buying_types": ["RESERVATION_RF", "RESERVATION_TOP_VIEW"]}
GMV_MAX = {"gmv_max_promotion_types": ["PRODUCT_GMV_MAX", "LIVE_GMV_MAX"]}

tiktok_ads = Connector(
    name="tiktok_ads",
    urls={"api": "https://business-api.tiktok.com"},
    secrets=("access_token", "app_id", "secret", "refresh_token"),
    grants=GRANTS,
    options=("smart_plus", "reservation", "store_ids"),
    auth=granted,
    verdict=code_or_fine,
    calls_per_second=5,
    at_once=2,
    api_version="v1.3",
    sunset=None,
    probe="accounts",
)


@tiktok_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The advertiser: name, currency, time zone, status."""
    path = f"/open_api/{api.version}/advertiser/info/"
    return api.pages(
        path, {"advertiser_ids": as_text([account])}, paging=OnePage(), records="data.list"
    )


@tiktok_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign, deleted ones too; also of Smart+, reservation and GMV Max."""
    found = _entities(api, account, "campaign")
    if stores(api):
        found = chain(found, listed(api, account, "gmv_max/campaign/get/", GMV_MAX))
    return once(found, "campaign_id")


@tiktok_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per ad group, deleted ones too; also of Smart+ and reservation."""
    return once(_entities(api, account, "adgroup"), "adgroup_id")


@tiktok_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per ad, deleted ones too; also of Smart+ and reservation."""
    return once(_entities(api, account, "ad"), "ad_id", "smart_plus_ad_id")


@tiktok_ads.feed(max_days=30, repull_days=28)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per ad per day, in the advertiser's own currency and time zone."""
    for service in services(api):
        yield from reported(api, account, window, service, "AD", AD_METRICS)


@tiktok_ads.feed(max_days=30, repull_days=28)
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per campaign per day with its reach, of the whole account per day without one,
    and of each campaign per week and month that ended: people are counted once in a period.
    """
    for service in services(api):
        told = {"service_type": service}
        days = reported(api, account, window, service, "CAMPAIGN", CAMPAIGN_METRICS)
        whole = reported(api, account, window, service, "ADVERTISER", COUNTED)
        yield from with_told(told, chain(days, whole))
        for span in (*window.over("week"), *window.over("month")):
            met = reported(api, account, span, service, "CAMPAIGN", PEOPLE, daily=False)
            yield from with_told(told | {"start": str(span.start), "end": str(span.end)}, met)


@tiktok_ads.feed(max_days=30, repull_days=28)
def gmv_max_report(api: Api, account: str, window: Window) -> Records:
    """One record per GMV Max campaign per day; none unless the account names its shops."""
    return gmv_max(api, account, window) if stores(api) else iter(())


def _entities(api: Api, account: str, kind: str) -> Iterator[Page]:
    """Auction, reservation, then Smart+: the last ones may or may not be in the first list."""
    everything: dict[str, Any] = {"secondary_status": f"{kind.upper()}_STATUS_ALL"}
    yield from listed(api, account, f"{kind}/get/", everything)
    if "RESERVATION" in services(api):
        yield from listed(api, account, f"{kind}/get/", everything | RESERVED)
    if api.options.get("smart_plus") != "no":
        yield from listed(api, account, f"smart_plus/{kind}/get/", everything)
