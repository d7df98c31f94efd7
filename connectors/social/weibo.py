"""Weibo 微博, commercial API. Limits and quirks: docs/connectors/weibo.md

- A token cannot be renewed: when it has run out, a person logs in again.
- A timeline is read backwards by `max_id`, which names the newest post to be told; it ends with an
  empty page, never by its own `total_number`.
- Reads (阅读数) are in no reply: `weibo_exports` brings them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from connectors.core import (
    Api,
    Connector,
    HeaderToken,
    Page,
    PullError,
    Records,
    Reply,
    Window,
    route,
    verdict,
    with_field,
)
from connectors.core.verdicts import http_status

READ_DAYS = 90
WRITTEN = "%a %b %d %H:%M:%S %z %Y"
LOG_IN = "The token has run out or was taken back: log in again and store the new token"
LEVEL = "The app lacks this interface: ask for the commercial API, or set path = basic"
HOUR = 3600.0
ROUTES: dict[str, Any] = {
    "again": dict.fromkeys((10001, 10002, 10003, 10009, 10010, 10011), 2.0)
    | dict.fromkeys((10022, 10023, 10024), HOUR),
    "denied": {10005, 10006, 10014, 20003, *range(21314, 21318), 21321, 21327},
    "steps": {
        **dict.fromkeys((10005, 10014), LEVEL),
        **dict.fromkeys((10006, 21327, *range(21314, 21318)), LOG_IN),
        20003: "There is no such account: compare the uid in sources.toml",
        21321: "A test app reads registered testers only: add it, or have the app approved",
    },
}


@verdict("error_code", "error")
def weibo_code(reply: Reply) -> PullError | None:
    """The code of a refusal, a number or its text; without one the HTTP status counts."""
    code = reply.value("error_code")
    if code is None:
        return http_status(reply)
    number = int(code) if str(code).isdigit() else code
    return route(reply, number, reply.value("error"), **ROUTES)


@dataclass(frozen=True)
class Backwards:
    """The next page begins below the oldest post of this one, down to a day."""

    down_to: date
    size: int = 100
    size_param: str | None = "count"
    empties: int = 0
    count: str | None = None
    paths: tuple[str, ...] = ()

    def first(self) -> dict[str, Any]:
        return {"count": self.size}

    def next(self, step: Any, reply: Reply, records: list[msgspec.Raw]) -> dict[str, Any] | None:
        posts = [msgspec.json.decode(record) for record in records]
        if not posts or min(_day(post) for post in posts) < self.down_to:
            return None
        return {**step, "max_id": min(int(post["id"]) for post in posts) - 1}

    def ahead(self, step: Any, reply: Reply) -> list[Any]:
        return []

    def link(self, reply: Reply) -> str | None:
        return None


def _day(post: Mapping[str, Any]) -> date:
    return datetime.strptime(post["created_at"], WRITTEN).date()  # noqa: DTZ007 - %z is in it


weibo = Connector(
    name="weibo",
    urls={"api": "https://c.api.weibo.com", "basic": "https://api.weibo.com"},
    secrets=("access_token",),
    auth=lambda secrets: HeaderToken("Authorization", f"OAuth2 {secrets['access_token']}"),
    verdict=weibo_code,
    calls_per_second=2,
    burst=20,
    at_once=1,
    api_version="2",
    sunset=None,
    probe="account",
    options=("path", "consented_on", "consent_days"),
    consent_days=30,
)


@weibo.feed()
def account(api: Api, account: str, window: Window) -> Records:
    """The account: followers up to `stat_date`."""
    path = f"/{api.version}/users/show.json"
    told = api.record(path, {"uid": account}, url="basic")
    yield Page([with_field(told, "stat_date", str(window.end))])


@weibo.feed()
def posts(api: Api, account: str, window: Window) -> Records:
    """One record per post of the last 90 days with its totals up to `stat_date`."""
    basic = api.options.get("path") == "basic"
    path = f"/{api.version}/statuses/user_timeline{'' if basic else '/biz'}.json"
    paging = Backwards(window.end - timedelta(days=READ_DAYS))
    asked = {"uid": account, "feature": 0, "trim_user": 1}
    url = "basic" if basic else "api"
    for page in api.pages(path, asked, paging=paging, records="statuses", url=url):
        told = [with_field(one, "stat_date", str(window.end)) for one in page.records]
        yield replace(page, records=told)
