"""Bilibili B站 open platform (arcopen). Limits and quirks: docs/connectors/bilibili.md

- Every call is signed over its own time and a number that no other call repeats.
- A refresh token works once; the pair it brings is written down before anybody uses it.
- Figures are totals per video, one call each: old videos are read on Sundays only.
- No call lists articles: `options.article_ids` names them. Increments do not say of which days.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from connectors.core import (
    Api,
    Connector,
    Page,
    PageNumber,
    PullError,
    Records,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    Window,
    route,
    said,
    token_from,
    verdict,
    with_field,
    with_fields,
)
from connectors.social.bilibili_beside import article_of, beside
from connectors.social.bilibili_signature import Signed

YOUNG_DAYS = 180
SUNDAY = 6
REGRANT = "The grant is dead: the creator must authorise the app again"
ROUTES: dict[str, Any] = {
    "again": {-500: 1.0, -503: 1.0, -504: 1.0},
    "expired": {-101},
    "denied": {-403, -412},
    "steps": {
        -101: REGRANT,
        -403: "Ask for the scopes USER_INFO, USER_DATA, ARC_BASE, ARC_DATA, ATC_BASE and ATC_DATA, "
        "then authorise again",
        -412: "The platform blocks this address: stop, and ask its support",
    },
}
SIGNATURE_ERRORS = range(123_000, 124_000)


def once_only(secrets: Mapping[str, str]) -> Refreshed:
    """Each refresh token works once and brings the next."""

    def place(token: str) -> Signed:
        return Signed(secrets["client_id"], secrets["client_secret"], token)

    def fetch(api: Api, last: Token | None) -> Token:
        refresh = last.refresh if last else secrets["refresh_token"]
        path = "/x/account-oauth2/v1/refresh_token"
        asked = {name: secrets[name] for name in ("client_id", "client_secret")}
        asked |= {"grant_type": "refresh_token", "refresh_token": refresh}
        reply = api.post(path, params=asked, url="token", signed=False)
        return token_from(reply.get("data"), path, api.wall())

    return Refreshed(place, fetch, (secrets["client_id"], secrets["refresh_token"]), kept=True)


@verdict("code", "message")
def bili_code(reply: Reply) -> PullError | None:
    """Zero is fine; a signature that is refused is made anew."""
    code, words = reply.value("code"), reply.value("message")
    if code == 0:
        return None
    if isinstance(code, int) and code in SIGNATURE_ERRORS:
        step = "Compare client_id and client_secret, and set this machine's clock"
        return TryAgain(reply.where, said(code, words), step)
    return route(reply, code, words, **ROUTES)


bilibili = Connector(
    name="bilibili",
    urls={"api": "https://member.bilibili.com", "token": "https://api.bilibili.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=once_only,
    verdict=bili_code,
    calls_per_second=1,
    burst=30,
    at_once=1,
    api_version="arcopen",
    sunset=None,
    probe="account",
    options=("article_ids",),
)


@bilibili.feed()
def account(api: Api, account: str, window: Window) -> Records:
    """The account: followers up to `stat_date`, its name, its scopes, and increments as told."""
    told = api.record(f"/{api.version}/fn/data/user/stat")
    yield Page([with_fields(told, {"stat_date": str(window.end), **beside(api)})])


@bilibili.feed()
def articles(api: Api, account: str, window: Window) -> Records:
    """One record per article that `article_ids` names, with its totals up to `stat_date`."""
    named = api.options.get("article_ids", "").replace(" ", "")
    for number in filter(None, named.split(",")):
        if told := article_of(api, number):
            facts = {"stat_date": str(window.end), "resource_id": number, "data": told}
            yield Page([msgspec.Raw(msgspec.json.encode(facts))])


@bilibili.feed()
def videos(api: Api, account: str, window: Window) -> Records:
    """One record per video with its totals up to `stat_date`."""
    listed = f"/{api.version}/fn/archive/viewlist"
    paging = PageNumber(50, page="pn", page_size="ps", count="data.page.total")
    for page in api.pages(listed, {"status": "all"}, paging=paging, records="data.list"):
        known = [msgspec.json.decode(one) for one in page.records]
        read = [str(one["resource_id"]) for one in known if _is_read(one["ptime"], window.end)]
        told = [_totals(api, number, window.end) for number in read]
        yield replace(page, records=told)


def _is_read(published: int, day: date) -> bool:
    """Young videos every day, all of them on Sundays."""
    born = datetime.fromtimestamp(published, UTC).date()
    young = born > day - timedelta(days=YOUNG_DAYS)
    return young or day.weekday() == SUNDAY


def _totals(api: Api, number: str, day: date) -> msgspec.Raw:
    told = api.record(f"/{api.version}/fn/data/arc/stat", {"resource_id": number})
    return with_field(with_field(told, "stat_date", str(day)), "resource_id", number)
