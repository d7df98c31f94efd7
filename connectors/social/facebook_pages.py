"""Facebook Pages (Graph API). Limits and quirks: docs/connectors/facebook_pages.md

- Insights want a token of the page, which a user's token gives.
- Posts, reels and stories are three lists: facebook_lists.
- Metrics disappear for all versions on fixed days: one that is refused costs itself alone.
- A day's value carries the end of the day, midnight Pacific; lists of values never end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from connectors.core import (
    AccessDenied,
    Api,
    Page,
    Records,
    Refreshed,
    Token,
    Window,
    bearer,
    graph_paging,
    pages_to,
    with_field,
)
from connectors.social.facebook_lists import POSTS, REELS, STORIES, Listed
from connectors.social.graph import (
    PAGE_ROLE,
    day_ending,
    followed,
    graph_connector,
    record_of,
)
from connectors.social.graph_insights import Metrics, log, with_insights

DAY = 24 * 3600.0
PAGE = "id,name,fan_count,followers_count,category,link,verification_status"
PAGE_METRICS = (
    *("page_follows", "page_daily_follows_unique", "page_daily_unfollows_unique"),
    *("page_post_engagements", "page_views_total", "page_video_views", "page_media_view"),
    *("page_total_media_view_unique", "page_actions_post_reactions_total"),
)
LATEST_DAYS = 2


def page_token(secrets: Mapping[str, str]) -> Refreshed:
    """The page's own token, out of the list of pages that the user may see."""
    first = secrets["access_token"]
    header = {"Authorization": f"Bearer {first}"}

    def fetch(api: Api, _last: Token | None) -> Token:
        path = f"/{api.version}/me/accounts"
        asked: dict[str, Any] = {"fields": "id,name,access_token", "limit": 100}
        while True:
            told = api.get(path, asked, signed=False, headers=header)
            for page in told["data"]:
                if page["id"] == api.account and page.get("access_token"):
                    return Token(page["access_token"], api.wall() + DAY)
            paging = told.get("paging") or {}
            if not paging.get("next"):
                break
            asked["after"] = paging["cursors"]["after"]
        raise AccessDenied(path, f"the token does not list page {api.account}", PAGE_ROLE)

    return Refreshed(bearer, fetch, (first,), by_account=True)


facebook_pages = graph_connector("facebook_pages", page_token, probe="page")


@facebook_pages.feed()
def page(api: Api, account: str, window: Window) -> Records:
    """The page: fans and followers, as they stand."""
    told = api.record(f"/{api.version}/{account}", {"fields": PAGE})
    yield Page([with_field(told, "stat_date", str(window.end))])


@facebook_pages.feed()
def posts(api: Api, account: str, window: Window) -> Records:
    """One record per post and reel of the last 180 days and per story, its figures so far in it."""
    yield from _listed(api, account, POSTS, window.end)
    for one in (REELS, STORIES):
        try:
            yield from list(_listed(api, account, one, window.end))
        except AccessDenied as error:
            if error.is_expired:
                raise
            log.warning("%s: %s are not told: %s", error.where, one.edge, error.what)


def _listed(api: Api, account: str, one: Listed, day: date) -> Iterator[Page]:
    """A list of what was published, the list's name in front of each item."""
    metrics = Metrics(one.metrics, one.edge, documented=one.documented)
    path, asked = f"/{api.version}/{account}/{one.edge}", {"fields": one.fields}
    pages = api.pages(path, asked, paging=graph_paging(100), records="data")
    for page in followed(pages, one.since, day):
        told = [
            with_insights(
                *(api, with_field(record, "list", one.edge), metrics, day),
                key=one.key,
                edge=one.insights,
                period="lifetime",
            )
            for record in page.records
        ]
        yield replace(page, records=told)


@facebook_pages.feed(max_days=90, repull_days=7, is_late=True)
def page_days(api: Api, account: str, window: Window) -> Records:
    """One record per Pacific day of the page; a page with fewer than 100 likes has none."""
    span = {"since": str(window.start), "until": str(window.end + timedelta(days=1))}
    path = f"/{api.version}/{account}/insights"
    days: dict[date, dict[str, Any]] = {}
    for metric in Metrics(PAGE_METRICS, "page days").of(api, path, {"period": "day", **span}):
        for value in metric.values:
            if window.start <= (day := day_ending(value.end_time)) <= window.end:
                told = days.setdefault(day, {"end_time": value.end_time})
                told[metric.name] = value.value
    if not days:
        log.info("%s: no insights; pages with fewer than 100 likes have none", path)
        return [Page([])]
    settled = api.today - timedelta(days=1 + LATEST_DAYS)
    records = [record_of(days[day]) for day in sorted(days)]
    return pages_to(records, window, max(days), settled)
