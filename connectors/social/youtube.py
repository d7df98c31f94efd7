"""YouTube (Data v3, Analytics v2, Reporting v1). Quirks: docs/connectors/youtube.md

- Tables name their columns once: rows are mapped by header, never by position.
- A day is issued again when it was wrong: of its reports the one created last counts.
- Days are Pacific days and arrive two or three days late.
"""

from connectors.core import (
    Api,
    Connector,
    OnePage,
    Page,
    PullError,
    Records,
    Reply,
    Window,
    google_oauth,
    route,
    verdict,
    with_field,
)
from connectors.social.youtube_analytics import days_of, told_so_far, with_revenue
from connectors.social.youtube_data import own_channel, uploads
from connectors.social.youtube_reports import BASIC, DEMOGRAPHICS, REACH, TRAFFIC, report_pages


@verdict("error")
def google_reasons(reply: Reply) -> PullError | None:
    """Route on the first reason."""
    error = reply.value("error")
    if not isinstance(error, dict):
        return None
    reason = next((e.get("reason") for e in error.get("errors", [])), error.get("status"))
    return route(
        reply,
        reason,
        error.get("message"),
        again={"rateLimitExceeded", "userRateLimitExceeded", "backendError"},
        tomorrow={"quotaExceeded", "dailyLimitExceeded"},
        denied={"forbidden", "insufficientPermissions"},
        expired={"authError"},
    )


youtube = Connector(
    name="youtube",
    urls={
        "analytics": "https://youtubeanalytics.googleapis.com",
        "reporting": "https://youtubereporting.googleapis.com",
        "data": "https://www.googleapis.com",
        "token": "https://oauth2.googleapis.com",
    },
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=google_oauth,
    verdict=google_reasons,
    calls_per_second=20,
    api_version="v3",
    sunset=None,
    probe="channel",
    options=("revenue", "video_days"),
)


@youtube.feed()
def channel(api: Api, account: str, window: Window) -> Records:
    """The channel: its subscribers, views and videos as they stand."""
    for page in own_channel(api, "snippet,statistics"):
        yield Page([with_field(one, "stat_date", str(window.end)) for one in page.records])


@youtube.feed()
def videos(api: Api, account: str, window: Window) -> Records:
    """One record per uploaded video with its counters so far; a deleted one drops out."""
    for ids in uploads(api):
        wanted = {"part": "snippet,statistics,contentDetails,status", "id": ",".join(ids)}
        path, paging = "/youtube/v3/videos", OnePage()
        for one in api.pages(path, wanted, paging=paging, records="items", url="data"):
            dated = [with_field(r, "stat_date", str(window.end)) for r in one.records]
            yield Page(dated, repeats=one.repeats)


@youtube.feed(max_days=90, repull_days=7, weekly_days=35)
def channel_daily(api: Api, account: str, window: Window) -> Records:
    """One record per day of the channel; the answer stops at the last day that is complete."""
    return told_so_far(with_revenue(api, window, days_of(api, window)), window)


@youtube.feed(max_days=90, repull_days=7, weekly_days=35)
def video_daily(api: Api, account: str, window: Window) -> Records:
    """One record per day and uploaded video, one call each: for `options.video_days` only."""
    if api.options.get("video_days") != "yes":
        return
    found = [
        with_field(one, "video_id", video)
        for ids in uploads(api)
        for video in ids
        for one in days_of(api, window, filters=f"video=={video}")
    ]
    yield from told_so_far(found, window)


@youtube.feed(max_days=30, repull_days=30, weekly_days=60)
def channel_basic(api: Api, account: str, window: Window) -> Records:
    """One record per day, video and audience slice, read from the last report of each day."""
    return report_pages(api, window, BASIC)


@youtube.feed(max_days=30, repull_days=30, weekly_days=60)
def channel_reach(api: Api, account: str, window: Window) -> Records:
    """One record per day and video: how often its thumbnail was shown, and clicked."""
    return report_pages(api, window, REACH)


@youtube.feed(max_days=30, repull_days=30, weekly_days=60)
def channel_traffic(api: Api, account: str, window: Window) -> Records:
    """One record per day, video, audience slice and way by which viewers came."""
    return report_pages(api, window, TRAFFIC)


@youtube.feed(max_days=30, repull_days=30, weekly_days=60)
def channel_demographics(api: Api, account: str, window: Window) -> Records:
    """One record per day, video, audience slice, age and gender: its percentage of the views."""
    return report_pages(api, window, DEMOGRAPHICS)
