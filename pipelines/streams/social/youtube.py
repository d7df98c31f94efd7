"""YouTube, clean. Raw records: `connectors/social/youtube.py`.

Days are Pacific days. Analytics and bulk reports (`youtube_reports`) differ a little: of a day one
of them counts.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, money, number, text, timestamp
from pipelines.streams.spec import Stream

videos = Stream(
    name="youtube__videos",
    grain="one row per video and day on which it was read, counters over its whole life",
    keys=("video_id", "stat_date"),
    load="merge",
    newest="stat_date",
    columns={
        "stat_date": day("stat_date", required=True),
        "video_id": text("id"),
        "title": text("snippet.title"),
        "published_at": timestamp("snippet.publishedAt"),
        "duration": text("contentDetails.duration"),
        "views_total": count("statistics.viewCount"),
        "likes_total": count("statistics.likeCount", absent=None),
        "comments_total": count("statistics.commentCount", absent=None),
        "privacy_status": text("status.privacyStatus"),
    },
    derived={"is_hidden": (pl.col("privacy_status") == "private").fill_null(value=False)},
    ignored=("kind", "etag", "snippet", "contentDetails", "statistics.favoriteCount", "status"),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "video_id", "stat_date"),
        gxe.ExpectColumnValuesToNotBeNull(column="published_at"),
    ],
)

channel = Stream(
    name="youtube__channel",
    grain="one row per day on which the channel was read",
    keys=("stat_date",),
    load="merge",
    newest="stat_date",
    columns={
        "stat_date": day("stat_date", required=True),
        "followers_total": count("statistics.subscriberCount", absent=None),
        "views_total": count("statistics.viewCount", absent=None),
        "videos_total": count("statistics.videoCount", absent=None),
    },
    ignored=(
        *("kind", "etag", "id", "snippet", "contentDetails"),
        *("statistics.hiddenSubscriberCount", "statistics.commentCount"),
    ),
    expectations=lambda gxe: shared.some_rows(gxe, "stat_date"),
)

DAY = {
    "report_date": day("day"),
    "views": count("views"),
    "watch_minutes": count("estimatedMinutesWatched"),
    "average_view_percentage": number("averageViewPercentage"),
    "subscribers_gained": count("subscribersGained"),
    "subscribers_lost": count("subscribersLost"),
    "likes": count("likes"),
    "comments": count("comments"),
    "shares": count("shares"),
}
FEWER_THAN_NONE = {
    "negative_count": pl.min_horizontal("views", "watch_minutes", "subscribers_gained") < 0
}

channel_daily = Stream(
    name="youtube__channel_daily",
    grain="one row per Pacific day of a channel",
    keys=("report_date",),
    load="window",
    day="report_date",
    columns={**DAY, "ad_income": money("estimatedRevenue", absent=None)},
    quarantine=FEWER_THAN_NONE,
    ignored=("averageViewDuration",),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date"),
        gxe.ExpectColumnValuesToBeBetween(
            column="average_view_percentage", min_value=0, max_value=300, severity="warning"
        ),
    ],
)

video_daily = Stream(
    name="youtube__video_daily",
    grain="one row per Pacific day of a video, where days of videos are asked for",
    keys=("report_date", "video_id"),
    load="window",
    day="report_date",
    columns={"video_id": text("video_id", required=True), **DAY},
    quarantine=FEWER_THAN_NONE,
    ignored=("averageViewDuration",),
)
