"""Instagram (Graph API, business and creator accounts). Quirks: docs/connectors/instagram.md

- Which metrics there are depends on the kind of medium; a wrong one fails the whole call.
- Totals sum over the span asked for: one call per day. Days are Pacific days.
- Stories can be read for a day only; an empty answer means no data, not zero.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from connectors.core import (
    Api,
    Page,
    Raw,
    Records,
    Window,
    dig_text,
    graph_paging,
    with_field,
    with_fields,
)
from connectors.social.graph import (
    day_ending,
    followed,
    graph_connector,
    pacific_midnight,
    record_of,
)
from connectors.social.graph_insights import Metrics, with_insights
from connectors.social.instagram_access import long_lived

ACCOUNT = "id,username,name,followers_count,follows_count,media_count,website"
MEDIA = (
    "id,caption,media_type,media_product_type,permalink,shortcode,timestamp,like_count,"
    "comments_count"
)
POST = ("views", "reach", "likes", "comments", "shares", "saved", "total_interactions")
METRICS: Mapping[str, tuple[str, ...]] = {
    "FEED": (*POST, "follows", "profile_visits", "profile_activity"),
    "REELS": (*POST, "ig_reels_avg_watch_time", "ig_reels_video_view_total_time"),
    "STORY": (
        *("views", "reach", "replies", "shares", "navigation", "follows", "profile_visits"),
        "total_interactions",
    ),
}
TOTALS = (
    *("reach", "views", "accounts_engaged", "total_interactions", "likes", "comments", "shares"),
    *("saves", "replies", "profile_links_taps", "follows_and_unfollows"),
)
FOLLOWER_DAYS = 30
BREAKDOWNS = ("age", "gender", "city", "country")


instagram = graph_connector("instagram", long_lived, probe="account")


@instagram.feed()
def account(api: Api, account: str, window: Window) -> Records:
    """The account: followers, media, as they stand."""
    told = api.record(f"/{api.version}/{account}", {"fields": ACCOUNT})
    yield Page([with_field(told, "stat_date", str(window.end))])


@instagram.feed()
def media(api: Api, account: str, window: Window) -> Records:
    """One record per medium of the last 180 days and per live story, its figures so far in it."""
    metrics = {kind: Metrics(names, kind) for kind, names in METRICS.items()}
    for path in (f"/{api.version}/{account}/media", f"/{api.version}/{account}/stories"):
        pages = api.pages(path, {"fields": MEDIA}, paging=graph_paging(100), records="data")
        for page in followed(pages, "timestamp", window.end):
            kinds = [dig_text(record, "media_product_type") or "FEED" for record in page.records]
            told = [
                # Promoted copies, kind AD, have no insights of their own.
                with_insights(api, record, metrics.get(kind), window.end)
                for record, kind in zip(page.records, kinds, strict=True)
            ]
            yield replace(page, records=told)


@instagram.feed(max_days=30, repull_days=3, is_late=True)
def account_days(api: Api, account: str, window: Window) -> Records:
    """One record per Pacific day: totals of the account, and new followers of the last 30 days."""
    path = f"/{api.version}/{account}/insights"
    totals = Metrics(TOTALS, "account days")
    gained = _new_followers(api, path, window)
    for day in window.dates():
        span = {"since": pacific_midnight(day), "until": pacific_midnight(day + timedelta(days=1))}
        asked = {"period": "day", "metric_type": "total_value", **span}
        told: dict[str, Any] = {m.name: m.single for m in totals.of(api, path, asked)}
        if day in gained:
            told["follower_count"] = gained[day]
        if told:
            yield Page([record_of({"date": str(day), **told})], window=Window(day, day))
        else:
            yield Page([], window=Window(day, day))


@instagram.feed()
def audience(api: Api, account: str, window: Window) -> Records:
    """One record per group of followers: by age, gender, city or country, as they stand."""
    path = f"/{api.version}/{account}/insights"
    for breakdown in BREAKDOWNS:
        metrics = Metrics(("follower_demographics",), f"followers by {breakdown}")
        asked = {"period": "lifetime", "metric_type": "total_value", "breakdown": breakdown}
        facts = {"stat_date": str(window.end), "breakdown": breakdown}
        groups = [group for one in metrics.of(api, path, asked) for group in one.groups]
        yield Page([with_fields(group, facts) for group in groups])


def _new_followers(api: Api, path: str, window: Window) -> dict[date, Raw]:
    """New followers by day; only the last 30 days exist, and none below 100 followers."""
    asked = window.within(api.today - timedelta(days=FOLLOWER_DAYS - 1), None)
    if asked is None:
        return {}
    until = pacific_midnight(asked.end + timedelta(days=1))
    params = {"period": "day", "since": pacific_midnight(asked.start), "until": until}
    told = Metrics(("follower_count",), "this account").of(api, path, params)
    values = (value for metric in told for value in metric.values if value.end_time)
    days = ((day_ending(value.end_time), value.value) for value in values)
    return {day: value for day, value in days if asked.start <= day <= asked.end}
