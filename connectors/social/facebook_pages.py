"""Facebook Pages (Graph API). Limits and quirks: docs/connectors/facebook_pages.md

- Insights want a token of the page, which a user's token gives.
- Metrics disappear for all versions on fixed days: one that is refused costs itself alone.
- A day's value carries the end of the day, midnight Pacific; lists of values never end.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from connectors.core import (
    AccessDenied,
    Api,
    Connector,
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
from connectors.social.graph import (
    PAGE_ROLE,
    Metrics,
    day_ending,
    followed,
    graph_errors,
    graph_pause,
    log,
    record_of,
    with_insights,
)

DAY = 24 * 3600.0
PAGE = "id,name,fan_count,followers_count,category,link,verification_status"
POSTS = (
    "id,created_time,message,permalink_url,status_type,is_published,shares,"
    "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
)
PAGE_METRICS = (
    *("page_follows", "page_daily_follows_unique", "page_daily_unfollows_unique"),
    *("page_post_engagements", "page_views_total", "page_video_views", "page_media_view"),
    *("page_total_media_view_unique", "page_actions_post_reactions_total"),
)
POST_METRICS = (
    *("post_media_view", "post_total_media_view_unique", "post_clicks"),
    *("post_reactions_by_type_total", "post_video_views", "post_video_avg_time_watched"),
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


facebook_pages = Connector(
    name="facebook_pages",
    urls={"api": "https://graph.facebook.com"},
    secrets=("access_token",),
    auth=page_token,
    verdict=graph_errors,
    pause=graph_pause,
    calls_per_second=5,
    burst=200,
    api_version="v25.0",
    sunset=None,
    probe="page",
)


@facebook_pages.feed()
def page(api: Api, account: str, window: Window) -> Records:
    """The page: fans and followers, as they stand."""
    told = api.record(f"/{api.version}/{account}", {"fields": PAGE})
    yield Page([with_field(told, "stat_date", str(window.end))])


@facebook_pages.feed()
def posts(api: Api, account: str, window: Window) -> Records:
    """One record per post of the last 180 days, its figures so far in it."""
    metrics, lifetime = Metrics(POST_METRICS, "posts"), {"period": "lifetime"}
    path = f"/{api.version}/{account}/posts"
    pages = api.pages(path, {"fields": POSTS}, paging=graph_paging(100), records="data")
    for page in followed(pages, "created_time", window.end):
        told = [with_insights(api, r, metrics, lifetime, window.end) for r in page.records]
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
