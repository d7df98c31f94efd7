"""Baidu Marketing 百度营销, search 搜索 and feed 信息流. Quirks: docs/connectors/baidu.md

- An account is its user name; it travels, as does the token, in the `header` of a JSON body.
- HTTP 200 whatever happened: `header.status`, left out when it is 0; 1 is a partial failure.
- Search and feed are two trees under one account; each tells its own spend.
- Reports, and why their numbers are settings: `baidu_reports.py`.
"""

from dataclasses import replace

from connectors.ads import baidu_tree as tree
from connectors.ads.baidu_access import judged, number, rotating
from connectors.ads.baidu_reports import (
    ACCOUNT,
    CREATIVE,
    FIGURES,
    KEYWORD,
    PLACE,
    REPORTS,
    SETTINGS,
    products,
    report,
)
from connectors.core import (
    Api,
    Connector,
    Page,
    Records,
    Window,
    with_field,
)

baidu = Connector(
    name="baidu",
    urls={
        "api": "https://api.baidu.com",
        "token": "https://u.baidu.com",
        "files": "https://api.baidu.com",
    },
    secrets=("app_id", "secret_key", "refresh_token", "user_id"),
    auth=rotating,
    verdict=judged,
    calls_per_second=10,
    at_once=2,
    api_version="sms/service",
    sunset=None,
    probe="accounts",
    options=(*REPORTS, *SETTINGS),
)


@baidu.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The ad account: its number, balance and budget; `userName` is what we asked by."""
    number(api, account)
    yield Page([with_field(record, "userName", account) for record in tree.account(api, account)])


@baidu.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 推广计划 of search, then of the feed."""
    for product in products(api):
        yield Page(tree.campaigns(api, account, product))


@baidu.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per ad group 推广单元, asked for by a hundred campaigns."""
    for product in products(api):
        yield Page(tree.groups(api, account, product))


@baidu.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per creative 创意 that stands, with the campaign of its group."""
    for product in products(api):
        yield from tree.creatives(api, account, product)


@baidu.feed()
def keywords(api: Api, account: str, window: Window) -> Records:
    """One record per keyword 关键词 that is bought: its bid, match type, state and quality."""
    return tree.keywords(api, account) if "search" in products(api) else ()


@baidu.feed(max_days=31, repull_days=30)
def account_report(api: Api, account: str, window: Window) -> Records:
    """One record per product and day of the whole account: what everything must add up to."""
    for product in products(api):
        for page in report(api, account, window, ACCOUNT[product], ["date", "userId", *FIGURES]):
            yield Page([with_field(record, "product", product) for record in page.records])


@baidu.feed(max_days=31, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative 创意 per day, with its name; the platform's totals come along."""
    for product in products(api):
        kind, columns = CREATIVE[product]
        named = [*PLACE, "ideaId", "ideaInfo", *columns]
        for page in report(api, account, window, kind, named):
            records = [with_field(one, product, "1") for one in page.records]
            yield replace(page, records=records)


@baidu.feed(max_days=31, repull_days=30)
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, match type and device per day; those without a click may lack."""
    columns = [*PLACE, *KEYWORD, "device", "avgRank", *FIGURES, "ocpcConversions"]
    return _of_search(api, account, window, "keyword_report", columns)


@baidu.feed(max_days=31, repull_days=30)
def search_term_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword and what people typed per day."""
    columns = [*PLACE, *KEYWORD, "queryWord", *FIGURES, "ocpcConversions"]
    return _of_search(api, account, window, "query_report", columns)


def _of_search(api: Api, account: str, window: Window, kind: str, columns: list[str]) -> Records:
    return report(api, account, window, kind, columns) if "search" in products(api) else ()
