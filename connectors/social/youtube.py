"""YouTube (Data v3, Analytics v2, Reporting v1). Quirks: docs/connectors/youtube.md

- Tables name their columns once: rows are mapped by header, never by position.
- A day is issued again when it was wrong: of its reports the one created last counts.
- Days are Pacific days and arrive two or three days late.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
)

METRICS = (
    "views,estimatedMinutesWatched,averageViewPercentage,"
    "subscribersGained,subscribersLost,likes,comments,shares"
)
REPORT_TYPE = "channel_basic_a3"
PACIFIC = ZoneInfo("America/Los_Angeles")
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
            yield from api.pages(
                "/youtube/v3/videos", wanted, paging=OnePage(), records="items", url="data"
            )


@youtube.feed(max_days=90, repull_days=7)
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
    params = {
        "startTimeAtOrAfter": _midnight(window.start),
        "startTimeBefore": _midnight(window.end + timedelta(days=1)),
    }
    latest: dict[str, tuple[str, str]] = {}
    path = f"/v1/jobs/{_job(api)}/reports"
    for report in _items(api, path, "reports", params):
        issued = (report["createTime"], report["downloadUrl"])
        latest[report["startTime"]] = max(issued, latest.get(report["startTime"], issued))
    links = {_day(start): link for start, (_, link) in latest.items()}
    for day in window.dates():
        if day in links:
            body = api.download(links[day], url="reporting").decode()
            head, *rows = csv.reader(io.StringIO(body))
            yield Page(table_records(head, rows), window=Window(day, day))
        else:
            yield Page([], provisional=True, window=Window(day, day))


def _job(api: Api) -> str:
    """The reporting job of this channel, set up on first use: nothing is written before it."""
    for job in _items(api, "/v1/jobs", "jobs", {}):
        if job["reportTypeId"] == REPORT_TYPE:
            return job["id"]
    body = {"reportTypeId": REPORT_TYPE, "name": "marketing-warehouse"}
    return api.post("/v1/jobs", json=body, url="reporting")["id"]


def _items(api: Api, path: str, name: str, params: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What a list of the Reporting API holds; an empty one comes without its name."""
    for page in api.pages(
        path, params, paging=BY_TOKEN, records=name, url="reporting", may_lack=True
    ):
        yield from (msgspec.json.decode(record) for record in page.records)


def _midnight(day: date) -> str:
    start = datetime.combine(day, time(), PACIFIC).astimezone(ZoneInfo("UTC"))
    return start.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(start: str) -> date:
    return datetime.fromisoformat(start).astimezone(PACIFIC).date()
