"""Baidu Marketing 百度营销, search. Quirks: docs/connectors/baidu.md

- An account is its user name; it travels, as does the token, in the `header` of a JSON body.
- HTTP 200 whatever happened: `header.status`, left out when it is 0; 1 is a partial failure.
- Conversions on the day of the click, and again (`ct…`) on the day they happened.
- Report types are numbers that the vendor changes without a new version: options replace them.
"""

from collections.abc import Mapping
from typing import Any

from connectors.ads.baidu_access import judged, rotating
from connectors.core import (
    Api,
    Connector,
    Offset,
    OnePage,
    Page,
    Records,
    Window,
    dig_text,
    with_field,
)

SERVICE = "/json/sms/service"
REPORTS = {"creative_report": 2665235, "keyword_report": 2602783, "query_report": 2307838}
PLACE = ["date", "userId", "campaignId", "campaignNameStatus", "adGroupId", "adGroupNameStatus"]
KEYWORD = ["wInfoId", "wInfoNameStatus", "mixWmatchEnum"]
FIGURES = ["impression", "click", "cost", "ocpcConversions"]
ORDERS, LEADS = "14", "18"
CLAIMS = [
    *(f"ocpcConversionsDetail{kind}" for kind in (ORDERS, LEADS)),
    *(f"ctOcpcConversionsDetail{kind}" for kind in (ORDERS, LEADS)),
]
MOST_CAMPAIGNS = 100
ONE_REPORT = "body.data[]"
baidu = Connector(
    name="baidu",
    urls={"api": "https://api.baidu.com", "token": "https://u.baidu.com"},
    secrets=("app_id", "secret_key", "refresh_token", "user_id"),
    auth=rotating,
    verdict=judged,
    calls_per_second=10,
    at_once=2,
    api_version="sms/service",
    sunset=None,
    probe="accounts",
    options=tuple(REPORTS),
)


@baidu.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The ad account: its number, balance and budget; `userName` is what we asked by."""
    body = {"accountFields": ["userId", "balance", "budget"]}
    for page in _listed(api, account, "AccountService/getAccountInfo", body):
        yield Page([with_field(record, "userName", account) for record in page.records])


@baidu.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per search campaign 推广计划."""
    fields = ["campaignId", "campaignName", "budget", "status"]
    body = {"campaignFields": fields, "campaignIds": []}
    return _listed(api, account, "CampaignService/getCampaign", body)


@baidu.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per ad group 推广单元, asked for by a hundred campaigns."""
    listed = [record for page in campaigns(api, account, window) for record in page.records]
    numbers = [int(dig_text(record, "campaignId") or 0) for record in listed]
    fields = ["adgroupId", "adgroupName", "campaignId", "status"]
    for start in range(0, len(numbers), MOST_CAMPAIGNS):
        asked = numbers[start : start + MOST_CAMPAIGNS]
        body = {"adgroupFields": fields, "ids": asked, "idType": 3}
        yield from _listed(api, account, "AdgroupService/getAdgroup", body)


@baidu.feed(max_days=31, repull_days=30)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative 创意 per day, with its name; the platform's totals come along."""
    return _report(
        api, account, window, "creative_report", [*PLACE, "ideaId", "ideaInfo", *FIGURES, *CLAIMS]
    )


@baidu.feed(max_days=31, repull_days=30)
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword, match type and device per day; those without a click may lack."""
    columns = [*PLACE, *KEYWORD, "device", "avgRank", *FIGURES]
    return _report(api, account, window, "keyword_report", columns)


@baidu.feed(max_days=31, repull_days=30)
def search_term_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword and what people typed per day."""
    return _report(api, account, window, "query_report", [*PLACE, *KEYWORD, "queryWord", *FIGURES])


def _listed(api: Api, account: str, call: str, body: Mapping[str, Any]) -> Records:
    asked = {"header": {"userName": account}, "body": body}
    return api.pages(f"{SERVICE}/{call}", json=asked, paging=OnePage(), records="body.data")


def _report(api: Api, account: str, window: Window, kind: str, columns: list[str]) -> Records:
    body = {
        "reportType": int(api.options.get(kind) or REPORTS[kind]),
        "startDate": str(window.start),
        "endDate": str(window.end),
        "timeUnit": "DAY",
        "columns": columns,
        "filters": [],
        "sorts": [{"column": "date", "sortRule": "ASC"}],
        "needSum": True,
    }
    total = f"{ONE_REPORT}.totalRowCount"
    paging = Offset(200, total, "startRow", "rowCount", inside="body", count=total)
    return api.pages(
        f"{SERVICE}/OpenApiReportService/getReportData",
        json={"header": {"userName": account}, "body": body},
        paging=paging,
        records=f"{ONE_REPORT}.rows",
        totals=f"{ONE_REPORT}.summary",
    )
