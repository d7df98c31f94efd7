"""YouTube's Reporting API: its jobs, which report of a day there is, and the CSV behind it.

Only the first job has been there from the start; the others were set up on the last day, and have
the thirty days before it. Nothing is told of the ages of few viewers.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.story.viewers import FEWEST, GROUPS, LARGEST, SLICES, WAYS, parted
from sandbox.telling import zulu

Row = dict[str, Any]
BASIC = "channel_basic_a3"
JOBS = {
    BASIC: "8d1b0c1e-5a5b-4a52-9f0c-71a6c0f0d001",
    "channel_reach_basic_a1": "8d1b0c1e-5a5b-4a52-9f0c-71a6c0f0d002",
    "channel_traffic_source_a3": "8d1b0c1e-5a5b-4a52-9f0c-71a6c0f0d003",
    "channel_demographics_a1": "8d1b0c1e-5a5b-4a52-9f0c-71a6c0f0d004",
}
MEDIA = "/v1/media/CHANNEL/{}/jobs/{}/reports"
BACKFILL = timedelta(days=30)
PACIFIC = ZoneInfo("America/Los_Angeles")
SLICED = "date,channel_id,video_id,live_or_on_demand,subscribed_status,country_code,"
HEADS = {
    BASIC: f"{SLICED}views,comments,likes,"
    "dislikes,videos_added_to_playlists,videos_removed_from_playlists,shares,watch_time_minutes,"
    "average_view_duration_seconds,average_view_duration_percentage,annotation_impressions,"
    "card_impressions,subscribers_gained,subscribers_lost,red_views,red_watch_time_minutes",
    "channel_reach_basic_a1": "date,channel_id,video_id,video_thumbnail_impressions,"
    "video_thumbnail_impressions_ctr",
    "channel_traffic_source_a3": f"{SLICED}traffic_source_type,traffic_source_detail,"
    "engaged_views,views,watch_time_minutes,average_view_duration_seconds,"
    "average_view_duration_percentage,red_views,red_watch_time_minutes",
    "channel_demographics_a1": f"{SLICED}age_group,gender,views_percentage",
}
COUNTS = ("views", "comments", "likes", "shares", "subs_gained", "subs_lost")
SHARES = [share for *_, share in SLICES]


def job_of(kind: str, last_day: date) -> dict[str, str]:
    """A job as it is listed."""
    created = "2026-01-05T00:00:00Z" if kind == BASIC else f"{last_day}T20:00:00Z"
    told = {"id": JOBS[kind], "reportTypeId": kind, "name": "marketing-pipeline"}
    return told | {"createTime": created}


def reports_of(kind: str, day: date, rows: list[Row], wrong: list[Row]) -> list[dict[str, Any]]:
    """A day's report, and again some days later where the first one was wrong."""
    created = datetime(day.year, day.month, day.day, 11, 42, 7, 123000, tzinfo=UTC) + timedelta(
        days=1
    )
    number = (12345 + list(JOBS).index(kind)) * 1_000_000_000 + day.toordinal() * 10
    first = {"kind": kind, "id": str(number), "day": day, "created": created, "rows": rows}
    if not wrong or kind != BASIC:
        return [first]
    on = wrong[0]["reissued_on"]
    again = datetime(on.year, on.month, on.day, 3, 15, tzinfo=UTC)
    return [first | {"rows": wrong}, first | {"id": str(number + 1), "created": again}]


def card_of(report: dict[str, Any], channel: str, base: str) -> dict[str, str]:
    """A report as the job lists it; its day begins at Pacific midnight."""
    midnight = datetime.combine(report["day"], datetime.min.time(), PACIFIC)
    ends = datetime.combine(report["day"] + timedelta(days=1), datetime.min.time(), PACIFIC)
    job = JOBS[report["kind"]]
    return {
        "id": report["id"],
        "jobId": job,
        "startTime": zulu(midnight) or "",
        "endTime": zulu(ends) or "",
        "createTime": zulu(report["created"], 3) or "",
        "downloadUrl": f"{base}{MEDIA.format(channel, job)}/{report['id']}?alt=media",
    }


def csv_of(report: dict[str, Any], channel: str) -> bytes:
    """The file behind one report; the parts of each video add up exactly."""
    told = LINES[report["kind"]]
    lines = [
        f"{report['day']:%Y%m%d},{channel},{row['video_id']},{line}"
        for row in report["rows"]
        for line in told(row)
    ]
    return ("\n".join([HEADS[report["kind"]], *lines]) + "\n").encode()


def activity(row: Row) -> Iterator[str]:
    """A video's day by slice."""
    parts = {name: parted(int(row[name]), SHARES) for name in COUNTS}
    hundredths = parted(round(float(row["watch_minutes"]) * 100), SHARES)
    for turn, (status, country, _) in enumerate(SLICES):
        n = {name: parts[name][turn] for name in COUNTS}
        if any(n.values()) or hundredths[turn]:
            yield (
                f"on_demand,{status},{country},"
                f"{n['views']},{n['comments']},{n['likes']},0,0,0,{n['shares']},"
                f"{minutes(hundredths[turn])},135.1,41.2,0,0,"
                f"{n['subs_gained']},{n['subs_lost']},0,0.0"
            )


def thumbnails(row: Row) -> Iterator[str]:
    """How often a video was offered that day, and the share that was clicked."""
    shown = row["impressions"]
    rate = row["impression_clicks"] / shown if shown else 0
    yield f"{shown},{rate:.8f}"


def ways(row: Row) -> Iterator[str]:
    """By which way viewers came; all of them in one slice."""
    views = parted(int(row["views"]), [share for *_, share in WAYS])
    watched = parted(round(float(row["watch_minutes"]) * 100), [share for *_, share in WAYS])
    for (number, _, detail, _), n, hundredths in zip(WAYS, views, watched, strict=True):
        if n:
            told = f"{n},{n},{minutes(hundredths)},135.1,41.2,0,0.0"
            yield f"on_demand,not_subscribed,US,{number},{detail},{told}"


def ages(row: Row) -> Iterator[str]:
    """Who the viewers of the largest slice were, unless they were few."""
    if row["views"] >= FEWEST:
        status, country, _ = SLICES[LARGEST]
        for age, gender, share in GROUPS:
            yield f"on_demand,{status},{country},{age},{gender},{share}"


def minutes(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


LINES: dict[str, Callable[[Row], Iterator[str]]] = dict(
    zip(JOBS, (activity, thumbnails, ways, ages), strict=True)
)
