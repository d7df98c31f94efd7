"""Weibo 微博, clean. Raw: `connectors/social/weibo.py`. Reads come from `weibo_exports` alone."""

import polars as pl

from pipelines.streams.columns import count, text, timestamp
from pipelines.streams.sheets import ZONE
from pipelines.streams.social.days import local_date
from pipelines.streams.social.readings import account_reading, post_reading

WRITTEN = "%a %b %d %H:%M:%S %z %Y"

account = account_reading(
    "weibo__account",
    {
        "screen_name": text("screen_name"),
        "followers_total": count("followers_count"),
        "posts_total": count("statuses_count", absent=None),
    },
    ignored=("id", "idstr", "friends_count", "verified", "created_at"),
)

posts = post_reading(
    "weibo__posts",
    {
        "post_id": text("idstr"),
        "title": text("text"),
        "published_at": timestamp("created_at", WRITTEN, required=True),
        "likes_total": count("attitudes_count"),
        "comments_total": count("comments_count"),
        "shares_total": count("reposts_count"),
    },
    ignored=(
        *("id", "mid", "source", "favorited", "truncated", "pic_urls", "geo", "isLongText"),
        *("uid", "retweeted_status"),
    ),
    derived={
        "post_type": pl.lit("text"),
        "published_date": local_date(pl.col("published_at"), ZONE),
    },
    seen="likes_total",
)
