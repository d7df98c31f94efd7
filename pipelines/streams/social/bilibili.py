"""Bilibili B站, clean. Raw: `connectors/social/bilibili.py`.

`*_increment` is what the platform calls added, in days that it does not name: kept, in no mart.
"""

import polars as pl

from pipelines.streams.columns import Column, count, text, timestamp
from pipelines.streams.sheets import ZONE
from pipelines.streams.social.days import local_date
from pipelines.streams.social.readings import account_reading, post_reading

ENVELOPE = ("code", "message", "ttl")
KINDS = ("video", "article")
ADDED = {
    **{"views": "inc_click", "danmaku": "inc_dm", "favourites": "inc_fav", "coins": "inc_coin"},
    **{"likes": "inc_like", "shares": "inc_share", "charges": "inc_elec"},
    **{"_comments": "inc_reply", "_misspelt": "icn_reply"},
}


def _increments(kind: str) -> dict[str, Column]:
    names = {name: f"_{kind}{name}" if name[0] == "_" else f"{kind}_{name}" for name in ADDED}
    return {
        f"{names[ours]}_increment": count(f"{kind}_increments.{theirs}", absent=None)
        for ours, theirs in ADDED.items()
    }


INCREMENTS = _increments("video") | _increments("article")

account = account_reading(
    "bilibili__account",
    {
        "followers_total": count("data.follower"),
        "posts_total": count("data.arc_passed_total", absent=None),
        "account_name": text("profile.name"),
        "scopes": text("granted.scopes", join=" "),
        **INCREMENTS,
    },
    derived={
        f"{kind}_comments_increment": pl.coalesce(
            f"_{kind}_comments_increment", f"_{kind}_misspelt_increment"
        )
        for kind in KINDS
    },
    balances=tuple(INCREMENTS),
    ignored=(
        *ENVELOPE,
        *("data.following", "profile", "granted", "video_increments", "article_increments"),
    ),
)

FIGURES = {
    "post_id": text("resource_id"),
    "title": text("data.title"),
    "published_at": timestamp("data.ptime", "epoch_s", required=True),
    "views_total": count("data.view"),
    "likes_total": count("data.like"),
    "comments_total": count("data.reply"),
    "shares_total": count("data.share"),
    "favourites_total": count("data.favorite"),
    "coins_total": count("data.coin", absent=None),
}

videos = post_reading(
    "bilibili__videos",
    {**FIGURES, "danmaku_total": count("data.danmaku", absent=None)},
    ignored=ENVELOPE,
    derived={
        "post_type": pl.lit("video"),
        "published_date": local_date(pl.col("published_at"), ZONE),
        "post_url": pl.format("https://www.bilibili.com/video/{}", "post_id"),
    },
)

articles = post_reading(
    "bilibili__articles",
    FIGURES,
    ignored=(*ENVELOPE, "data"),
    derived={
        "post_type": pl.lit("article"),
        "published_date": local_date(pl.col("published_at"), ZONE),
        "post_url": pl.format("https://www.bilibili.com/read/{}", "post_id"),
    },
)
