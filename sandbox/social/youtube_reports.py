"""YouTube's Reporting API: which report of a day there is, and the CSV behind it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.telling import zulu

Row = dict[str, Any]
JOB = "8d1b0c1e-5a5b-4a52-9f0c-71a6c0f0d001"
MEDIA = f"/v1/media/CHANNEL/{{}}/jobs/{JOB}/reports"
CSV = (
    "date,channel_id,video_id,live_or_on_demand,subscribed_status,country_code,views,comments,likes,"
    "dislikes,videos_added_to_playlists,videos_removed_from_playlists,shares,watch_time_minutes,"
    "average_view_duration_seconds,average_view_duration_percentage,annotation_impressions,"
    "card_impressions,subscribers_gained,subscribers_lost,red_views,red_watch_time_minutes"
)
SPLITS = (("subscribed", "US", 3), ("not_subscribed", "US", 5), ("not_subscribed", "DE", 2))
COUNTS = ("views", "comments", "likes", "shares", "subs_gained", "subs_lost")


def reports_of(day: date, rows: list[Row], wrong: list[Row]) -> list[dict[str, Any]]:
    """A day's report, and again some days later where the first one was wrong."""
    created = datetime(day.year, day.month, day.day, 11, 42, 7, 123000, tzinfo=UTC) + timedelta(
        days=1
    )
    number = 12345678901 + day.toordinal() * 10
    first = {"id": str(number), "day": day, "created": created, "rows": rows}
    if not wrong:
        return [first]
    on = wrong[0]["reissued_on"]
    again = datetime(on.year, on.month, on.day, 3, 15, tzinfo=UTC)
    return [first | {"rows": wrong}, first | {"id": str(number + 1), "created": again}]


def card_of(report: dict[str, Any], channel: str, base: str) -> dict[str, str]:
    """A report as the job lists it; its day begins at Pacific midnight."""
    midnight = datetime.combine(report["day"], datetime.min.time(), ZoneInfo("America/Los_Angeles"))
    ends = datetime.combine(report["day"] + timedelta(days=1), datetime.min.time(), midnight.tzinfo)
    return {
        "id": report["id"],
        "jobId": JOB,
        "startTime": zulu(midnight) or "",
        "endTime": zulu(ends) or "",
        "createTime": zulu(report["created"], 3) or "",
        "downloadUrl": f"{base}{MEDIA.format(channel)}/{report['id']}?alt=media",
    }


def csv_of(report: dict[str, Any], channel: str) -> bytes:
    """The file behind one report; the parts of each video add up exactly."""
    lines = [CSV]
    for row in report["rows"]:
        parts = {name: shares(int(row[name])) for name in COUNTS}
        hundredths = shares(round(float(row["watch_minutes"]) * 100))
        for turn, (status, country, _) in enumerate(SPLITS):
            n = {name: parts[name][turn] for name in COUNTS}
            if not any(n.values()) and not hundredths[turn]:
                continue
            lines.append(
                f"{report['day']:%Y%m%d},{channel},{row['video_id']},on_demand,{status},{country},"
                f"{n['views']},{n['comments']},{n['likes']},0,0,0,{n['shares']},"
                f"{hundredths[turn] // 100}.{hundredths[turn] % 100:02d},135.1,41.2,0,0,"
                f"{n['subs_gained']},{n['subs_lost']},0,0.0"
            )
    return ("\n".join(lines) + "\n").encode()


def shares(whole: int) -> list[int]:
    """A count split over SPLITS, the remainder at the first."""
    weight = sum(share for *_, share in SPLITS)
    parts = [whole * share // weight for *_, share in SPLITS]
    return [parts[0] + whole - sum(parts), *parts[1:]]
