"""Kuaishou Ads 快手磁力引擎 (DSP). Limits and quirks: docs/connectors/kuaishou_ads.md

- HTTP 200 whatever happened; the verdict is `code`, whose list is not published.
- Both tokens are renewed by a refresh; the old refresh token is dead.
- Reports answer at once for the last week, for older days through a task and a CSV file.
- Creatives add up to less than the account: 程序化创意 have a report of their own, 省心投 is told
  per campaign only. Reports tell yuan, budgets 厘 (1/1000 yuan).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from connectors.ads.kuaishou_tasks import through_task
from connectors.ads.uncoded import by_words, number, one_object
from connectors.core import (
    Api,
    AskForLess,
    Connector,
    HeaderToken,
    Page,
    PageNumber,
    PullError,
    Records,
    Refreshed,
    Reply,
    Window,
    rotating,
    verdict,
)

QUOTA_OF_THE_DAY = 401000
REGRANT = "Authorise the app again for this advertiser and store the new refresh token"
LONGEST_SYNC = 7
LONGEST_TASK = 180
LISTED = PageNumber(size=200, count="data.total_count")
REPORTED = PageNumber(size=2000, count="data.total_count")
# Report → how a task calls the same level.
VIEWS = {"account": 1, "campaign": 2, "creative": 4, "program_creative": 10}


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """A token in a header, from a grant that rotates."""
    body = {"app_id": number(secrets["app_id"]), "secret": secrets["secret"]}
    place = partial(HeaderToken, "Access-Token")
    path = "/rest/openapi/oauth2/authorize/refresh_token"
    return rotating(secrets, place, path, body, "access_token_expires_in")


@verdict("code")
def code_or_words(reply: Reply) -> PullError | None:
    """One code is known: the operations of the day are used up."""
    code = reply.value("code")
    if code in (None, 0):
        return None
    message = reply.value("message")
    return by_words(reply, code, message, step=REGRANT, tomorrow=(QUOTA_OF_THE_DAY,))


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


@kuaishou_ads.feed(max_days=LONGEST_TASK, repull_days=LONGEST_SYNC)
def account_report(api: Api, account: str, window: Window) -> Records:
    """One record per day of the whole account: what everything must add up to."""
    return _reported(api, account, window, "account")


@kuaishou_ads.feed(max_days=LONGEST_TASK, repull_days=LONGEST_SYNC)
def campaign_report(api: Api, account: str, window: Window) -> Records:
    """One record per campaign per day, with 省心投, which no creative tells."""
    return _reported(api, account, window, "campaign")


@kuaishou_ads.feed(max_days=LONGEST_TASK, repull_days=LONGEST_SYNC)
def ad_report(api: Api, account: str, window: Window) -> Records:
    """One record per creative per day, programmatic ones 程序化创意 after the others."""
    for level in ("creative", "program_creative"):
        yield from _reported(api, account, window, level)


def _reported(api: Api, account: str, window: Window, level: str) -> list[Page]:
    """At once where the platform does so; through a task for longer spans and older weeks."""
    if window.days <= LONGEST_SYNC:
        asked = {
            "advertiser_id": number(account),
            "start_date": window.start.isoformat(),
            "end_date": window.end.isoformat(),
            "temporal_granularity": "DAILY",
            "report_dims": [],
        }
        path = f"/rest/openapi/{api.version}/report/{level}_report"
        try:
            return list(_details(api, path, asked, REPORTED))
        except AskForLess:
            pass  # a week that is over: only a task tells it
    return [through_task(api, account, window, VIEWS[level])]


def _listed(api: Api, account: str, kind: str) -> Iterator[Page]:
    asked = {"advertiser_id": number(account), "status": -2}
    return _details(api, f"/rest/openapi/gw/dsp/{kind}/list", asked, LISTED)


def _details(api: Api, path: str, asked: Mapping[str, Any], paging: PageNumber) -> Iterator[Page]:
    return api.pages(path, json=asked, paging=paging, records="data.details", may_lack=True)
