"""Douyin 抖音, clean. Raw: `connectors/social/douyin.py`.

A video that its author hides shows no plays any more: what was read before stands.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, text, timestamp
from pipelines.streams.sheets import ZONE
from pipelines.streams.social.readings import local_date, post_reading
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
    },
    derived={
        "post_type": pl.col("_kind").replace({"2": "image", "4": "video"}),
        "published_date": local_date(pl.col("published_at"), ZONE),
        "is_hidden": HIDDEN,
        "views_total": pl.when(~HIDDEN).then("plays"),
    },
    ignored=("cover", "is_top", "is_reviewed"),
)
