"""YouTube's bulk reports, clean. Raw records: `connectors/social/youtube_reports.py`.

Days are Pacific days. Few viewers are withheld: parts are less than the whole, and a video's id may
be empty.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, number, text
from pipelines.streams.spec import Stream

REPORTED = {"report_date": day("date", "%Y%m%d", "%Y-%m-%d"), "video_id": text("video_id")}
SLICE = {
    "live_or_on_demand": text("live_or_on_demand"),
    "subscribed_status": text("subscribed_status"),
    "country_code": text("country_code"),
}
SLICED = ("report_date", "video_id", *SLICE)
CAME_BY = ("traffic_source_type", "traffic_source_detail")
AVERAGES = ("average_view_duration_seconds", "average_view_duration_percentage")
PREMIUM = ("engaged_views", "red_views", "red_watch_time_minutes")
CARDS = (
    *("annotation_impressions", "annotation_clickable_impressions", "annotation_clicks"),
    *("annotation_closable_impressions", "annotation_closes", "annotation_click_through_rate"),
    *("annotation_close_rate", "card_impressions", "card_teaser_impressions", "card_clicks"),
    *("card_teaser_clicks", "card_click_rate", "card_teaser_click_rate"),
)
# What the number of a way stands for; one that is new stays a number.
WAYS = {
    "0": "direct or unknown",
    "1": "YouTube advertising",
    "3": "browse features",
    "4": "YouTube channels",
    "5": "YouTube search",
    "7": "suggested videos",
    "8": "other YouTube features",
    "9": "external",
    "11": "video cards and annotations",
    "14": "playlists",
    "17": "notifications",
    "18": "playlist pages",
    "20": "end screens",
    "24": "Shorts",
}
RATE = pl.when(pl.col("_rate").max() > 1).then(pl.col("_rate") / 100).otherwise("_rate")

channel_basic = Stream(
    name="youtube__channel_basic",
    grain="one row per Pacific day, video, kind of view, kind of viewer and country",
    keys=SLICED,
    nulls=(),
    load="window",
    day="report_date",
    columns={
        **REPORTED,
        **SLICE,
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
        *("channel_id", "dislikes", "videos_added_to_playlists", "videos_removed_from_playlists"),
        *(*AVERAGES, *PREMIUM, *CARDS),
    ),
    expectations=lambda gxe: shared.any_rows(gxe, *SLICED),
)

channel_reach = Stream(
    name="youtube__channel_reach",
    grain="one row per Pacific day and video",
    keys=("report_date", "video_id"),
    nulls=(),
    load="window",
    day="report_date",
    columns={
        **REPORTED,
        "impressions": count("video_thumbnail_impressions"),
        "_rate": number("video_thumbnail_impressions_ctr", nulls=("",)),
    },
    derived={"impression_clicks": (RATE * pl.col("impressions")).round().cast(pl.Int64)},
    quarantine={"negative_count": pl.col("impressions") < 0},
    ignored=("channel_id", "engaged_views"),
)

channel_traffic = Stream(
    name="youtube__channel_traffic",
    grain="one row per Pacific day, video, slice of viewers and way by which they came",
    keys=(*SLICED, *CAME_BY),
    nulls=(),
    load="window",
    day="report_date",
    columns={
        **REPORTED,
        **SLICE,
        "traffic_source_type": text("traffic_source_type"),
        "traffic_source_detail": text("traffic_source_detail"),
        "views": count("views"),
        "watch_minutes": number("watch_time_minutes"),
    },
    derived={"traffic_source": pl.col("traffic_source_type").replace(WAYS)},
    quarantine={"negative_count": pl.min_horizontal("views", "watch_minutes") < 0},
    ignored=("channel_id", *AVERAGES, *PREMIUM),
)

channel_demographics = Stream(
    name="youtube__channel_demographics",
    grain="one row per Pacific day, video, slice of viewers, age and gender",
    keys=(*SLICED, "age_group", "gender"),
    nulls=(),
    load="window",
    day="report_date",
    columns={
        **REPORTED,
        **SLICE,
        "age_group": text("age_group"),
        "gender": text("gender"),
        "views_percentage": number("views_percentage"),
    },
    quarantine={"no_percentage": ~pl.col("views_percentage").is_between(0, 100)},
    ignored=("channel_id",),
)
