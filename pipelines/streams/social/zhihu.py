"""知乎 Zhihu posts, clean. Raw: `connectors/social/zhihu.py`."""

import polars as pl

from pipelines.streams.sheets import hashed
from pipelines.streams.social.exports import kind, post_list
from pipelines.streams.social.figures import figure, published_second, words

NUMBER = r"/(?:answer|p|pin|zvideo|question)/(\d+)/?(?:[?#].*)?$"

posts = post_list(
    "zhihu__posts",
    grain="one row per file and answer, article, idea or video, running totals up to the download",
    columns={
        "title": words("title"),
        "post_url": words("url"),
        "_published": published_second(),
        "_kind": words("post_type"),
        "impressions_total": figure("impressions"),
        "views_total": figure("views", required=True),
        "plays_total": figure("plays"),
        "likes_total": figure("likes"),
        "thanks_total": figure("thanks"),
        "comments_total": figure("comments"),
        "favourites_total": figure("favourites"),
        "shares_total": figure("shares"),
    },
    translated={"_key": hashed("owner_id", "title", "_published")},
    derived={
        "post_id": pl.coalesce(pl.col("post_url").str.extract(NUMBER), "_key"),
        "post_type": kind("unknown"),
    },
)
