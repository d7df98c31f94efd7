"""Douyin 抖音 open platform: an account's days and videos. Quirks: docs/connectors/douyin.md

- HTTP 200 whatever happened; the verdict stands in `data.error_code` and in `extra.error_code`.
- Days are the trailing 7, 15 or 30 and no others: a day not pulled within 30 days is lost.
- Days of single videos and groups of fans need scopes of their own: douyin_items.
- Consent runs out and is renewed: douyin_access.
"""

from dataclasses import replace
from typing import Any

from connectors.core import (
    Api,
    Connector,
    Cursor,
    OnePage,
    Page,
    PullError,
    Records,
    Reply,
    Window,
    route,
    verdict,
    with_field,
)
from connectors.social.douyin_access import consented
from connectors.social.douyin_items import groups_of, with_days

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
