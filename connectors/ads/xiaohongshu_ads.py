"""Xiaohongshu Ads 小红书聚光 (Juguang Marketing API). Quirks: docs/connectors/xiaohongshu_ads.md

- The verdict stands in three places: `success`, `code` and `errorCode`; codes are not published.
- Both tokens are renewed by a refresh; the old refresh token is dead.
- Figures are text with commas and percent signs; reports tell yuan, balances and budgets fen.
- 乘风 is a product with accounts of its own: its spend comes from `wind_report`.
- Reports by day: of the account, of keywords 关键词, of creatives. What people typed is not told.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.ads.uncoded import number, one_object
from connectors.ads.xiaohongshu_access import granted, three_places
from connectors.core import (
    Api,
    BadReply,
    Connector,
    Page,
    PageNumber,
    Records,
    Window,
    with_field,
)

NOT_DELETED, DELETED = {"status": 6}, {"status": 3}
NESTED = PageNumber(
    size=50, count="data.page.total_count", page="page_index", page_size="page_size", inside="page"
)
FLAT = PageNumber(size=50, count="data.total_count")
REPORT = PageNumber(size=500, count="data.total_count", page="page_num")


xiaohongshu_ads = Connector(
    name="xiaohongshu_ads",
    urls={"api": "https://adapi.xiaohongshu.com"},
    secrets=("app_id", "secret", "refresh_token"),
    options=("wind_advertiser_id", "creative_path"),
    auth=granted,
    verdict=three_places,
    calls_per_second=1,
    burst=4,
    at_once=1,
    api_version="jg",
    sunset=None,
    probe="accounts",
)


@xiaohongshu_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The advertiser with its balances in fen."""
    yield one_object(api, "/api/open/jg/account/balance/info", account)


@xiaohongshu_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 计划, deleted ones too; the budget in fen."""
    for shown in (NOT_DELETED, DELETED):
        yield from _listed(api, account, "campaign/list", shown, NESTED, "base_campaign_dtos")


@xiaohongshu_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per unit 单元, deleted ones too."""
    for shown in ({}, {"unit_filter_state": 1}):
        yield from _listed(api, account, "unit/list", shown, FLAT, "unit_dtos", "unit_infos")


@xiaohongshu_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per creative 创意 with its note, deleted ones too."""
    for shown in ({"status": 2}, {"status": 1}):
        yield from _listed(api, account, "creativity/search", shown, NESTED, "creativity_dtos")


@xiaohongshu_ads.feed(max_days=30, repull_days=30)
def account_report(api: Api, account: str, window: Window) -> Records:
    """One record per product and day of the whole account: what its creatives must add up to."""
    products = {"jg": account, "wind": api.options.get("wind_advertiser_id")}
    for product, owner in products.items():
        if owner:
            path = f"/api/open/{product}/data/report/offline/account"
            for page in _reported(api, owner, window, path):
                yield Page([with_field(record, "product", product) for record in page.records])


@xiaohongshu_ads.feed(max_days=30, repull_days=30)
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword of a unit per day; none where nothing is bought in the search."""
    return _reported(api, account, window, "/api/open/jg/data/report/offline/keyword")


@xiaohongshu_ads.feed(max_days=30, repull_days=30)
def wind_report(api: Api, account: str, window: Window) -> Records:
    """One record per 乘风 creative per day; none unless the account names its 乘风 advertiser."""
    if own := api.options.get("wind_advertiser_id"):
        return _reported(api, own, window, "/api/open/wind/data/report/offline/creativity")
    return iter(())


@xiaohongshu_ads.feed(max_days=30, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per day, Chinese days."""
    word = api.options.get("creative_path") or "creativity"
    return _reported(api, account, window, f"/api/open/jg/data/report/offline/{word}")


def _reported(api: Api, account: str, window: Window, path: str) -> Iterator[Page]:
    asked = {
        "advertiser_id": number(account),
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
        "time_unit": "DAY",
    }
    return api.pages(path, json=asked, paging=REPORT, records="data.data_list", may_lack=True)


def _listed(
    api: Api, account: str, path: str, shown: Mapping[str, Any], paging: PageNumber, *names: str
) -> Iterator[Page]:
    """A list under the first of its names that the platform uses; an empty one has none."""
    asked = {"advertiser_id": number(account), **shown}
    path = f"/api/open/jg/{path}"
    for name in names[:-1]:
        try:
            yield from api.pages(path, json=asked, paging=paging, records=f"data.{name}")
        except BadReply as error:
            if f"no data.{name}" not in error.what:
                raise
        else:
            return
    records = f"data.{names[-1]}"
    yield from api.pages(path, json=asked, paging=paging, records=records, may_lack=True)
