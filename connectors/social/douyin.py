"""Douyin 抖音 open platform: an account's days and videos. Quirks: docs/connectors/douyin.md

- HTTP 200 whatever happened; the verdict stands in `data.error_code` and in `extra.error_code`.
- Days are the trailing 7, 15 or 30 and no others: a day not pulled within 30 days is lost.
- Days of single videos and groups of fans need scopes of their own: douyin_items.
- A refresh token lives 30 days and can be renewed five times; then the creator consents again.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Cursor,
    HeaderToken,
    OnePage,
    Page,
    PullError,
    Records,
    Refreshed,
    Reply,
    Token,
    Window,
    route,
    token_from,
    verdict,
    with_field,
)
from connectors.social.douyin_items import groups_of, with_days

DAY = 86_400
WEEK, LIFE = 7 * DAY, 30 * DAY  # how early a refresh token is renewed, how long it lives
RENEWALS = 5
DAYS = ("item", "fans", "like", "comment", "share", "profile")
REGRANT = "The consent has run out: the creator must authorise the app again"
SCOPE = (
    "A scope is missing: data.external.user for days, video.list.bind for videos, "
    "data.external.item for days of videos, fans.data.bind for groups of fans"
)
ROUTES: dict[str, Any] = {
    "again": {2100004: 1.0, 28001005: 1.0, 28001006: 1.0},
    "expired": {2190002, 28001003, 2190008, 28001008, 10008},
    "tomorrow": {2190001, 28003017},
    "denied": {
        *(10010, 10020, 2190003, 2190004, 28001014, 28001018, 2100007),
        *(2190015, 2190016, 28001016, 28001019),
    },
    "steps": {
        **dict.fromkeys((10010, 10020), REGRANT),
        **dict.fromkeys((2190003, 2190004, 28001014, 28001018, 2100007), SCOPE),
        2190015: "The open_id is not the one that gave this token: compare sources.toml",
    },
}


@verdict("data.error_code", "extra.error_code", "data.description", "extra.description")
def either_code(reply: Reply) -> PullError | None:
    """The first code that is not zero; codes may be text, `extra` may be missing."""
    for place in ("data", "extra"):
        code = str(reply.value(f"{place}.error_code") or 0)
        if code != "0":
            number = int(code) if code.isdigit() else code
            return route(reply, number, reply.value(f"{place}.description"), **ROUTES)
    return None


def consented(secrets: Mapping[str, str]) -> Refreshed:
    """Access lives 15 days and is renewed three days early, the refresh token a week early."""

    def fetch(api: Api, last: Token | None) -> Token:
        last = last or Token("", 0.0, secrets["refresh_token"])
        form = {"client_key": secrets["client_key"], "refresh_token": last.refresh}
        path = "/oauth/refresh_token/"
        full = {**form, "grant_type": "refresh_token"}
        told = api.post(path, form=full, signed=False).get("data")
        token = token_from(told, path, api.wall() - 3 * DAY)
        left = float(told.get("refresh_expires_in") or LIFE)
        refresh, renewals = last.refresh, last.renewals
        if left < WEEK:
            refresh, renewals = _renewed(api, form, renewals)
            left = LIFE if refresh != last.refresh else left
        ends = api.wall() + left + (RENEWALS - renewals) * (LIFE - WEEK)
        return replace(token, refresh=refresh, renewals=renewals, consent_ends_at=ends)

    seeds = (secrets["client_key"], secrets["refresh_token"])
    return Refreshed(lambda token: HeaderToken("access-token", token), fetch, seeds, kept=True)


def _renewed(api: Api, form: Mapping[str, str], renewals: int) -> tuple[str, int]:
    """The refresh token of the next 30 days; after five of them the old one serves to its end."""
    try:
        told = api.post("/oauth/renew_refresh_token/", form=form, signed=False)["data"]
    except AccessDenied:
        return form["refresh_token"], RENEWALS
    return str(told["refresh_token"]), min(renewals + 1, RENEWALS)


douyin = Connector(
    name="douyin",
    urls={"api": "https://open.douyin.com"},
    secrets=("client_key", "refresh_token"),
    auth=consented,
    verdict=either_code,
    calls_per_second=5,
    burst=50,
    at_once=2,
    api_version="v1",
    sunset=None,
    probe="videos",
)


@douyin.feed()
def account_days(api: Api, account: str, window: Window) -> Records:
    """One record per day and kind of figure (`kind`), the last 30 days."""
    asked = {"open_id": account, "date_type": 30}
    for kind in DAYS:
        path = f"/data/external/user/{kind}/"
        for page in api.pages(path, asked, paging=OnePage(), records="data.result_list"):
            told = [with_field(record, "kind", kind) for record in page.records]
            yield replace(page, records=told)


@douyin.feed()
def videos(api: Api, account: str, window: Window) -> Records:
    """One record per video or picture set, its figures up to `stat_date`; young ones by day too."""
    path = f"/api/douyin/{api.version}/video/video_list/"
    paging = Cursor(
        "cursor", "data.cursor", "count", 20, empties=1, start={"cursor": 0}, more="data.has_more"
    )
    listed = list(api.pages(path, {"open_id": account}, paging=paging, records="data.list"))
    for page in listed:
        yield replace(page, records=with_days(api, account, page.records, window.end))


@douyin.feed()
def audience(api: Api, account: str, window: Window) -> Records:
    """One record per group of fans: by gender, age, place, device, interest, activity; as now."""
    yield Page(groups_of(api, account, window.end))
