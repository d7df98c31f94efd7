"""Douyin 抖音, clean. Raw: `connectors/social/douyin.py`.

A video that its author hides shows no plays any more: what was read before stands.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, number, text, timestamp
from pipelines.streams.sheets import ZONE
from pipelines.streams.social.days import local_date
from pipelines.streams.social.readings import audience_reading, post_reading
from pipelines.streams.spec import Stream

account_days = Stream(
    name="douyin__account_days",
    grain="one row per day and kind of figure of an account",
    keys=("report_date", "kind"),
    load="merge",
    newest="report_date",
    columns={
        "report_date": day("date"),
        "kind": text("kind"),
        "followers_gained": count("new_fans", absent=None),
        "followers_total": count("total_fans", absent=None),
        "posts_published": count("new_issue", absent=None),
        "views": count("new_play", absent=None),
        "likes": count("new_like", absent=None),
        "comments": count("new_comment", absent=None),
        "shares": count("new_share", absent=None),
        "profile_views": count("profile_uv", absent=None),
    },
    quarantine={
        "negative_count": pl.min_horizontal("followers_total", "posts_published", "views") < 0
    },
    ignored=("total_issue",),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date", "kind"),
        gxe.ExpectColumnValuesToBeBetween(
            column="followers_total", min_value=1, severity="warning"
        ),
    ],
)

HIDDEN = (pl.col("plays") == 0) & (pl.col("likes_total") > 0)
videos = post_reading(
    "douyin__videos",
    {
        "post_id": text("item_id"),
        "video_id": text("video_id"),
        "title": text("title"),
        "post_url": text("share_url"),
        "published_at": timestamp("create_time", "epoch_s", required=True),
        "_kind": text("media_type"),
        "status": text("video_status"),
        "plays": count("statistics.play_count"),
        "likes_total": count("statistics.digg_count"),
        "comments_total": count("statistics.comment_count"),
        "shares_total": count("statistics.share_count"),
        "downloads_total": count("statistics.download_count", absent=None),
        "forwards_total": count("statistics.forward_count", absent=None),
        "average_view_seconds": number("base.avg_play_duration"),
    },
    derived={
        "post_type": pl.col("_kind").replace({"2": "image", "4": "video"}),
        "published_date": local_date(pl.col("published_at"), ZONE),
        "is_hidden": HIDDEN,
        "views_total": pl.when(~HIDDEN).then("plays"),
    },
    ignored=("cover", "is_top", "is_reviewed", "base", "days"),
)

video_days = Stream(
    name="douyin__video_days",
    feed="videos",
    grain="one row per video and day of its first thirty: what the day added",
    keys=("post_id", "report_date"),
    explode="days",
    may_lack=True,
    load="merge",
    newest="stat_date",
    columns={
        "stat_date": day("stat_date", required=True),
        "post_id": text("item_id"),
        "report_date": day("days.date"),
        "views": count("days.play", absent=None),
        "likes": count("days.like", absent=None),
        "comments": count("days.comment", absent=None),
        "shares": count("days.share", absent=None),
    },
    # A like may be taken back, a play not.
    quarantine={"negative_count": pl.col("views") < 0},
    ignored=(
        *("base", "title", "video_id", "share_url", "create_time", "media_type", "video_status"),
        *("statistics", "cover", "is_top", "is_reviewed"),
    ),
)

GENDERS = {"1": "male", "2": "female"}
audience = audience_reading(
    "douyin__audience",
    {
        "_breakdown": text("breakdown", required=True),
        "_item": text("item", required=True),
        "followers": count("value"),
    },
    {
        "breakdown": pl.col("_breakdown").replace({"geographical": "region"}),
        "segment": pl.when(pl.col("_breakdown") == "gender")
        .then(pl.col("_item").replace(GENDERS))
        .otherwise("_item"),
    },
)
