"""小红书 RED own notes, clean. Raw: `connectors/social/xiaohongshu.py`.

A note is known by its account and the second it came out: titles are edited, the second is not.
"""

import polars as pl

from pipelines.streams.sheets import hashed
from pipelines.streams.social.exports import kind, post_list
from pipelines.streams.social.figures import duration, figure, published_second, rate, words

notes = post_list(
    "xiaohongshu__notes",
    grain="one row per file and note, running totals up to the download",
    columns={
        "title": words("title"),
        "_published": published_second(),
        "_kind": words("post_type"),
        "impressions_total": figure("impressions"),
        "views_total": figure("views", required=True),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "favourites_total": figure("favourites"),
        "shares_total": figure("shares"),
        "danmaku_total": figure("danmaku"),
        "followers_gained_total": figure("followers_gained"),
        "cover_click_rate": rate("cover_click_rate"),
        "average_view_seconds": duration("average_view_seconds"),
    },
    translated={"_key": hashed("owner_id", "_published")},
    derived={"post_id": pl.col("_key"), "post_type": kind("image")},
)
