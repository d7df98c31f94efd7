"""YouTube: Analytics v2, Reporting v1 and Data v3, as their contract tells them.

- OAuth as everywhere at Google; `channel==MINE`, Pacific days.
- Analytics has no `rows` when there is nothing, and stops at the last day it has (two days ago).
- Reporting lists CSV files by `createTime`; a corrected day comes again as a new report, later.
- Data v3 statistics are text; like and comment counts are missing where hidden.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.social.youtube_reports import (
    BACKFILL,
    BASIC,
    JOBS,
    MEDIA,
    card_of,
    csv_of,
    job_of,
    reports_of,
)
from sandbox.story.social import earned, subscribers
from sandbox.telling import Prepared, cursor, day_or_none, grouped, played, position, records, zulu
from sandbox.tokens import GoogleTokens

SCOPE = " ".join(
    f"https://www.googleapis.com/auth/{name}"
    for name in ("yt-analytics.readonly", "yt-analytics-monetary.readonly", "youtube.readonly")
)
DELAY = timedelta(days=2)
METRICS = {
    "views": ("views", "INTEGER"),
    "estimatedMinutesWatched": ("watch_minutes", "INTEGER"),
    "averageViewDuration": (None, "INTEGER"),
    "averageViewPercentage": (None, "FLOAT"),
    "estimatedRevenue": (None, "FLOAT"),
    "subscribersGained": ("subs_gained", "INTEGER"),
    "subscribersLost": ("subs_lost", "INTEGER"),
    "likes": ("likes", "INTEGER"),
    "comments": ("comments", "INTEGER"),
    "shares": ("shares", "INTEGER"),
}
Row = dict[str, Any]


def refuse(status: int, reason: str, message: str) -> Reply:
    errors = [{"message": message, "domain": "global", "reason": reason}]
    return Reply(status, {"error": {"code": status, "message": message, "errors": errors}})


WORDS = {
    "busy_in_body": lambda: refuse(403, "rateLimitExceeded", "Rate limit exceeded"),
    "daily_quota": lambda: refuse(403, "quotaExceeded", "The request exceeded your quota."),
}


class Youtube:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.tokens = GoogleTokens("YOUTUBE", SCOPE)
        self.channel = world.accounts.filter(pl.col("connector") == "youtube")["account_id"][0]
        self.videos = records(world.videos)
        self.days = grouped(records(world.video_days.sort("day", "video_id")), "day")
        self.wrong = grouped(records(world.video_reissues.sort("day", "video_id")), "day")
        self.prepared = Prepared(keep=256)

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if self.tokens.valid(request):
                return played(request, WORDS) or handler(request)
            return refuse(401, "authError", "Invalid Credentials")

        return check

    def analytics(self, request: Request) -> Reply:
        asked = request.params
        start, end = day_or_none(asked.get("startDate")), day_or_none(asked.get("endDate"))
        metrics = [name for name in asked.get("metrics", "").split(",") if name]
        if asked.get("ids") not in {"channel==MINE", f"channel=={self.channel}"}:
            return refuse(403, "forbidden", "Forbidden")
        if start is None or end is None or end < start:
            return refuse(400, "badRequest", "Invalid date range.")
        if not metrics or not set(metrics) <= set(METRICS) or asked.get("dimensions") != "day":
            return refuse(400, "badRequest", "The query is not supported.")
        chosen = asked.get("filters", "").removeprefix("video==")
        only = set(chosen.split(",")) if chosen else None
        last = min(end, request.today - DELAY)
        if "estimatedRevenue" in metrics:  # a day later than the others, which it holds up
            last = min(end, request.today - DELAY - timedelta(days=1))
        heads = [{"name": "day", "columnType": "DIMENSION", "dataType": "STRING"}]
        heads += [{"name": m, "columnType": "METRIC", "dataType": METRICS[m][1]} for m in metrics]
        rows = [
            [str(day), *(metric_of(name, found) for name in metrics)]
            for day, all_rows in self.days.items()
            if start <= day <= last
            and (found := [r for r in all_rows if only is None or r["video_id"] in only])
        ]
        body: dict[str, Any] = {"kind": "youtubeAnalytics#resultTable", "columnHeaders": heads}
        return Reply(200, body | ({"rows": rows} if rows else {}))

    def issued(self, kind: str, today: date) -> list[dict[str, Any]]:
        """Every report of a kind there is by now, the corrected ones after the first ones."""

        def make() -> list[dict[str, Any]]:
            now = datetime(today.year, today.month, today.day, tzinfo=UTC)
            begins = self.world.first_day if kind == BASIC else self.world.last_day - BACKFILL
            found = [
                report
                for day in self.days
                if day >= begins
                for report in reports_of(kind, day, self.days[day], self.wrong.get(day, []))
            ]
            return [report for report in found if report["created"] <= now]

        return self.prepared.get(("issued", kind, today), make)

    def reports(self, request: Request) -> Reply:
        asked, job = request.params, request.path.split("/")[-2]
        kind = next((kind for kind, known in JOBS.items() if known == job), None)
        if kind is None:
            return refuse(404, "notFound", "The job does not exist.")
        after, low, high = (
            asked.get(name, "")
            for name in ("createdAfter", "startTimeAtOrAfter", "startTimeBefore")
        )
        found = [card_of(r, self.channel, request.base) for r in self.issued(kind, request.today)]
        found = [
            card
            for card in found
            if card["createTime"] > after
            and card["startTime"] >= low
            and (not high or card["startTime"] < high)
        ]
        start, size = position(asked.get("pageToken")), int(asked.get("pageSize", 50))
        if start is None:
            return refuse(400, "badRequest", "Invalid page token.")
        body: dict[str, Any] = {"reports": found[start : start + size]} if found else {}
        if start + size < len(found):
            body["nextPageToken"] = cursor(start + size)
        return Reply(200, body)

    def media(self, request: Request) -> Reply:
        *_, job, _, number = request.path.split("/")
        kind = next((kind for kind, known in JOBS.items() if known == job), BASIC)
        for report in self.issued(kind, request.today):
            if report["id"] == number:
                text = self.prepared.get(number, lambda r=report: csv_of(r, self.channel))
                return Reply(200, text, {"Content-Type": "text/csv"})
        return refuse(404, "notFound", "The report does not exist.")

    def report_types(self, request: Request) -> Reply:
        old = {"id": "channel_basic_a2", "deprecateTime": "2025-12-31T00:00:00Z"}
        types = [*({"id": kind} for kind in JOBS), old]
        return Reply(200, {"reportTypes": [one | {"name": "User activity"} for one in types]})

    def jobs(self, request: Request) -> Reply:
        if request.method == "POST":
            return refuse(409, "alreadyExists", "Requested entity already exists")
        return Reply(200, {"jobs": [job_of(kind, self.world.last_day) for kind in JOBS]})

    def channels(self, request: Request) -> Reply:
        past = self.world.video_days.filter(pl.col("day") < request.today)
        item = {
            "kind": "youtube#channel",
            "id": self.channel,
            "snippet": {"title": "Qinghe Outdoors"},
            "contentDetails": {"relatedPlaylists": {"uploads": f"UU{self.channel[2:]}"}},
            "statistics": {
                "viewCount": str(past["views"].sum()),
                "subscriberCount": str(subscribers(self.world, request.today)),
                "hiddenSubscriberCount": False,
                "videoCount": str(len(self.videos)),
            },
        }
        return listed("youtube#channelListResponse", [item])

    def playlist_items(self, request: Request) -> Reply:
        if request.params.get("playlistId") != f"UU{self.channel[2:]}":
            return refuse(404, "playlistNotFound", "The playlist cannot be found.")
        start, size = (
            position(request.params.get("pageToken")) or 0,
            int(request.params.get("maxResults", 5)),
        )
        if size > 50:
            return refuse(400, "invalidValue", "maxResults must be between 0 and 50.")
        shown = [v for v in self.videos if v["published_at"].date() < request.today]
        items = [
            {
                "kind": "youtube#playlistItem",
                "contentDetails": {
                    "videoId": video["video_id"],
                    "videoPublishedAt": zulu(video["published_at"]),
                },
            }
            for video in shown[start : start + size]
        ]
        more = {"nextPageToken": cursor(start + size)} if start + size < len(shown) else {}
        return listed("youtube#playlistItemListResponse", items, len(shown), more)

    def video_list(self, request: Request) -> Reply:
        wanted = [i for i in request.params.get("id", "").split(",") if i]
        if len(wanted) > 50:
            return refuse(400, "invalidFilters", "At most 50 ids.")
        sums = self.prepared.get(
            ("sums", request.today), lambda: totals_of(self.world, request.today)
        )
        items = [
            video_of(v, n, self.channel, sums)
            for n, v in enumerate(self.videos)
            if v["video_id"] in wanted
        ]
        return listed("youtube#videoListResponse", items)

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        return [
            Route("POST", "token", "/token", self.tokens.answer),
            Route("GET", "analytics", "/v2/reports", self.guarded(self.analytics), Shape("rows")),
            Route("GET", "reporting", "/v1/reportTypes", self.guarded(self.report_types)),
            Route("GET", "reporting", "/v1/jobs", self.guarded(self.jobs)),
            Route("POST", "reporting", "/v1/jobs", self.guarded(self.jobs)),
            Route(
                "GET",
                "reporting",
                "/v1/jobs/[^/]+/reports",
                self.guarded(self.reports),
                Shape("reports", "nextPageToken"),
            ),
            Route(
                "GET",
                "reporting",
                MEDIA.format(self.channel, "[^/]+") + r"/\d+",
                self.guarded(self.media),
            ),
            Route("GET", "data", "/youtube/v3/channels", self.guarded(self.channels)),
            Route(
                "GET",
                "data",
                "/youtube/v3/playlistItems",
                self.guarded(self.playlist_items),
                Shape("items", "nextPageToken"),
            ),
            Route(
                "GET", "data", "/youtube/v3/videos", self.guarded(self.video_list), Shape("items")
            ),
        ]


def routes(world: Any) -> list[Route]:
    return Youtube(world).routes()


def metric_of(name: str, rows: list[Row]) -> Any:
    """One metric of one day over some videos."""
    column, _ = METRICS[name]
    if column:
        return round(sum(row[column] for row in rows))
    views, minutes = sum(r["views"] for r in rows), sum(r["watch_minutes"] for r in rows)
    if name == "estimatedRevenue":
        return earned(int(views))
    seconds = 60 * float(minutes) / views if views else 0.0
    return round(seconds) if name == "averageViewDuration" else round(min(99.0, seconds / 4.2), 2)


def totals_of(world: Any, today: date) -> dict[str, Row]:
    """Lifetime counters of each video by today."""
    sums = world.video_days.filter(pl.col("day") < today).group_by("video_id").agg(
        pl.col("views", "likes", "comments").sum()
    )  # fmt: skip
    return {row["video_id"]: row for row in records(sums)}


def video_of(video: Row, number: int, channel: str, sums: dict[str, Row]) -> dict[str, Any]:
    """A video resource; every ninth hides its likes."""
    total = sums.get(video["video_id"], {"views": 0, "likes": 0, "comments": 0})
    counts = {
        "viewCount": str(total["views"]),
        "likeCount": str(total["likes"]),
        "favoriteCount": "0",
        "commentCount": str(total["comments"]),
    }
    if number % 9 == 8:
        del counts["likeCount"]
    return {
        "kind": "youtube#video",
        "etag": "y",
        "id": video["video_id"],
        "snippet": {
            "publishedAt": zulu(video["published_at"]),
            "channelId": channel,
            "title": video["title"],
            "description": "",
            "categoryId": "19",
        },
        "contentDetails": {"duration": video["duration"], "definition": "hd"},
        "status": {"privacyStatus": video["privacy_status"]},
        "statistics": counts,
    }


def listed(kind: str, items: list[Any], total: int | None = None, more: Row | None = None) -> Reply:
    info = {"totalResults": len(items) if total is None else total, "resultsPerPage": len(items)}
    return Reply(200, {"kind": kind, "etag": "x", **(more or {}), "items": items, "pageInfo": info})
