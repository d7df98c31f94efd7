"""Bilibili B站, clean. Raw: `connectors/social/bilibili.py`."""

import polars as pl

from pipelines.streams.columns import count, text, timestamp
from pipelines.streams.sheets import ZONE
from pipelines.streams.social.readings import account_reading, local_date, post_reading

ENVELOPE = ("code", "message", "ttl")

account = account_reading(
    "bilibili__account",
    {
        "followers_total": count("data.follower"),
        "posts_total": count("data.arc_passed_total", absent=None),
    },
    ignored=(*ENVELOPE, "data.following"),
)

videos = post_reading(
    "bilibili__videos",
    {
        "post_id": text("resource_id"),
        "title": text("data.title"),
        "published_at": timestamp("data.ptime", "epoch_s", required=True),
        "views_total": count("data.view"),
        "likes_total": count("data.like"),
        "comments_total": count("data.reply"),
        "shares_total": count("data.share"),
        "favourites_total": count("data.favorite"),
        "danmaku_total": count("data.danmaku", absent=None),
        "coins_total": count("data.coin", absent=None),
    },
    ignored=ENVELOPE,
    derived={
        "post_type": pl.lit("video"),
        "published_date": local_date(pl.col("published_at"), ZONE),
        "post_url": pl.format("https://www.bilibili.com/video/{}", "post_id"),
    },
)
