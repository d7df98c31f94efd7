"""Kuaishou Ads 快手磁力引擎 (DSP). Limits and quirks: docs/connectors/kuaishou_ads.md

- HTTP 200 whatever happened; the verdict is `code`, whose list is not published.
- Both tokens are renewed by a refresh; the old refresh token is dead.
- Reports answer at once for the last week, for older days through a task and a CSV file.
- Creatives add up to less than the account: 程序化创意 have a report of their own, 省心投 is told
  per campaign only. Reports tell yuan, budgets 厘 (1/1000 yuan).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from connectors.ads.kuaishou_access import code_or_words, granted
from connectors.ads.kuaishou_tasks import through_task
from connectors.ads.uncoded import number, one_object
from connectors.core import Api, AskForLess, Connector, Page, PageNumber, Records, Window

LONGEST_SYNC = 7
LONGEST_TASK = 180
LISTED = PageNumber(size=200, count="data.total_count")
REPORTED = PageNumber(size=2000, count="data.total_count")
AFTER_ACTIVATION = 30  # days for which figures grow
# Report → where it answers at once, and how a task calls the same level.
LEVELS = {
    "account": ("v1/report/account_report", 1),
    "campaign": ("v1/report/campaign_report", 2),
    "creative": ("v1/report/creative_report", 4),
    "program_creative": ("v1/report/program_creative_report", 10),
    "keyword": ("gw/dsp/v1/report/word_info_report", 21),
    "search_term": ("gw/dsp/v1/report/query_word_report", 25),
}
REPORT: dict[str, Any] = {
    "max_days": LONGEST_TASK,
    "repull_days": LONGEST_SYNC,
    "weekly_days": AFTER_ACTIVATION,
}


kuaishou_ads = Connector(
    name="kuaishou_ads",
    urls={"api": "https://ad.e.kuaishou.com"},
    secrets=("app_id", "secret", "refresh_token"),
    auth=granted,
    verdict=code_or_words,
    calls_per_second=5,
    at_once=1,
    api_version="v1",
    sunset=None,
    probe="accounts",
)


@kuaishou_ads.feed()
def accounts(api: Api, account: str, window: Window) -> Records:
    """The advertiser: its company and industry."""
    yield one_object(api, f"/rest/openapi/{api.version}/advertiser/info", account)


@kuaishou_ads.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 广告计划, deleted ones too; budgets in 厘."""
    return _listed(api, account, "campaign")


@kuaishou_ads.feed()
def ad_groups(api: Api, account: str, window: Window) -> Records:
    """One record per unit 广告组, deleted ones too; budgets in 厘."""
    return _listed(api, account, "unit")


@kuaishou_ads.feed()
def ads(api: Api, account: str, window: Window) -> Records:
    """One record per creative 创意, deleted ones too; programmatic ones are only in the report."""
    return _listed(api, account, "creative")


@kuaishou_ads.feed(**REPORT)
def account_report(api: Api, account: str, window: Window) -> Records:
    """One record per day of the whole account: what everything must add up to."""
    return _reported(api, account, window, "account")


@kuaishou_ads.feed(**REPORT)
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per campaign per day, with 省心投, which no creative tells."""
    return _reported(api, account, window, "campaign")


@kuaishou_ads.feed(**REPORT)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per day, programmatic ones 程序化创意 after the others."""
    for level in ("creative", "program_creative"):
        yield from _reported(api, account, window, level)


@kuaishou_ads.feed(**REPORT)
def keyword_report(api: Api, account: str, window: Window) -> Records:
    """One record per keyword of a unit per day; none where nothing is bought in the search."""
    return _reported(api, account, window, "keyword", detailed=True)


@kuaishou_ads.feed(**REPORT)
def search_term_report(api: Api, account: str, window: Window) -> Records:
    """One record per unit, keyword and what people typed per day."""
    return _reported(api, account, window, "search_term", detailed=True)


def _reported(api: Api, account: str, window: Window, level: str, **more: Any) -> Iterator[Page]:
    """The last week at once, older days through a task."""
    edge = api.today - timedelta(days=LONGEST_SYNC)
    older, young = window.within(None, edge - timedelta(days=1)), window.within(edge, None)
    path, view = LEVELS[level]
    if older:
        yield through_task(api, account, older, view)
    if not young:
        return
    asked = {
        "advertiser_id": number(account),
        "start_date": young.start.isoformat(),
        "end_date": young.end.isoformat(),
        "temporal_granularity": "DAILY",
        "report_dims": [],
        **more,
    }
    try:
        pages = list(_details(api, f"/rest/openapi/{path}", asked, REPORTED))
    except AskForLess:  # the platform's week is another one: only a task tells it
        pages = [through_task(api, account, young, view)]
    yield from pages


def _listed(api: Api, account: str, kind: str) -> Iterator[Page]:
    asked = {"advertiser_id": number(account), "status": -2}
    return _details(api, f"/rest/openapi/gw/dsp/{kind}/list", asked, LISTED)


def _details(api: Api, path: str, asked: Mapping[str, Any], paging: PageNumber) -> Iterator[Page]:
    return api.pages(path, json=asked, paging=paging, records="data.details", may_lack=True)
