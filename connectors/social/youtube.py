"""YouTube (Data v3, Analytics v2, Reporting v1). Quirks: docs/connectors/youtube.md

- Tables name their columns once: rows are mapped by header, never by position.
- A day is issued again when it was wrong: of its reports the one created last counts.
- Days are Pacific days and arrive two or three days late.
"""

import csv
import io
from datetime import date, timedelta

import msgspec

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
    dig_text,
    google_oauth,
    route,
    table_records,
    verdict,
    with_field,
)
from connectors.social.youtube_reports import report_links

METRICS = (
    "views,estimatedMinutesWatched,averageViewPercentage,"
    "subscribersGained,subscribersLost,likes,comments,shares"
)
LATEST_DAYS = 4
BY_TOKEN = Cursor("pageToken", "nextPageToken")


class Header(msgspec.Struct):
    name: str


class Table(msgspec.Struct, rename="camel"):
    column_headers: list[Header]
    rows: list[list[msgspec.Raw]] = []


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
    probe="videos",
)


@youtube.feed()
def videos(api: Api, account: str, window: Window) -> Records:
    """One record per uploaded video with its counters so far; a deleted one drops out."""
    params = {"part": "contentDetails", "mine": "true"}
    channel = api.get("/youtube/v3/channels", params, url="data")["items"][0]
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    listed = {"part": "contentDetails", "maxResults": 50, "playlistId": uploads}
    path = "/youtube/v3/playlistItems"
    for page in api.pages(path, listed, paging=BY_TOKEN, records="items", url="data"):
        # Fifty ids a call: the list of uploads holds nothing else that we want.
        ids = ",".join(dig_text(item, "contentDetails.videoId") or "" for item in page.records)
        if ids:
            wanted = {"part": "snippet,statistics,contentDetails,status", "id": ids}
            told = api.pages(
                "/youtube/v3/videos", wanted, paging=OnePage(), records="items", url="data"
            )
            for one in told:
                dated = [with_field(r, "stat_date", str(window.end)) for r in one.records]
                yield Page(dated, repeats=one.repeats)


@youtube.feed(max_days=90, repull_days=7, weekly_days=35)
def channel_daily(api: Api, account: str, window: Window) -> Records:
    """One record per day of the channel; the answer stops at the last day that is complete."""
    params = {
        "ids": "channel==MINE",
        "startDate": window.start.isoformat(),
        "endDate": window.end.isoformat(),
        "metrics": METRICS,
        "dimensions": "day",
        "sort": "day",
    }
    table = api.get("/v2/reports", params, reads=Table)
    records = table_records((header.name for header in table.column_headers), table.rows)
    last = dig_text(records[-1], "day") if records else None
    told = date.fromisoformat(last) if last else window.start - timedelta(days=1)
    if told == window.end or (window.end - told).days > LATEST_DAYS:
        yield Page(records, window=window)
        return
    if told >= window.start:
        yield Page(records, window=Window(window.start, told))
    yield Page([], provisional=True, window=Window(told + timedelta(days=1), window.end))


@youtube.feed(max_days=30, repull_days=30)
def channel_basic(api: Api, account: str, window: Window) -> Records:
    """One record per day, video and audience slice, read from the last report of each day."""
    links = report_links(api, window)
    for day in window.dates():
        if day in links:
            body = api.download(links[day], url="reporting").decode()
            head, *rows = csv.reader(io.StringIO(body))
            yield Page(table_records(head, rows), window=Window(day, day))
        else:
            yield Page([], provisional=True, window=Window(day, day))
