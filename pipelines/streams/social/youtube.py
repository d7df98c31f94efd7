"""YouTube, clean. Raw records: `connectors/social/youtube.py`.

Days are Pacific days. Analytics and bulk reports differ a little: two tables, no union.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, number, text, timestamp
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

channel_daily = Stream(
    name="youtube__channel_daily",
    grain="one row per Pacific day of a channel",
    keys=("report_date",),
    load="window",
    day="report_date",
    columns={
        "report_date": day("day"),
        "views": count("views"),
        "watch_minutes": count("estimatedMinutesWatched"),
        "average_view_percentage": number("averageViewPercentage"),
        "subscribers_gained": count("subscribersGained"),
        "subscribers_lost": count("subscribersLost"),
        "likes": count("likes"),
        "comments": count("comments"),
        "shares": count("shares"),
    },
    quarantine={
        "negative_count": pl.min_horizontal("views", "watch_minutes", "subscribers_gained") < 0
    },
    ignored=("averageViewDuration",),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date"),
        gxe.ExpectColumnValuesToBeBetween(
            column="average_view_percentage", min_value=0, max_value=300, severity="warning"
        ),
    ],
)

channel_basic = Stream(
    name="youtube__channel_basic",
    grain="one row per Pacific day, video, kind of view, kind of viewer and country",
    keys=("report_date", "video_id", "live_or_on_demand", "subscribed_status", "country_code"),
    nulls=(),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date", "%Y%m%d"),
        "video_id": text("video_id"),
        "live_or_on_demand": text("live_or_on_demand"),
        "subscribed_status": text("subscribed_status"),
        "country_code": text("country_code"),
        "views": count("views"),
        "likes": count("likes"),
        "comments": count("comments"),
        "shares": count("shares"),
        "watch_minutes": number("watch_time_minutes"),
        "subscribers_gained": count("subscribers_gained"),
        "subscribers_lost": count("subscribers_lost"),
    },
    quarantine={"negative_count": pl.min_horizontal("views", "watch_minutes") < 0},
    ignored=(
        "channel_id",
        "dislikes",
        "videos_added_to_playlists",
        "videos_removed_from_playlists",
        "average_view_duration_seconds",
        "average_view_duration_percentage",
        "annotation_impressions",
        "card_impressions",
        "red_views",
        "red_watch_time_minutes",
    ),
    expectations=lambda gxe: shared.any_rows(
        gxe, "report_date", "video_id", "live_or_on_demand", "subscribed_status", "country_code"
    ),
)
