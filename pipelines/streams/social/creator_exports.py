"""Lists of posts out of the back ends of 抖音, B站 and 微博, clean.

Raw: `connectors/social/{douyin,bilibili,weibo}_exports.py`.
"""

import polars as pl

from pipelines.streams.sheets import hashed
from pipelines.streams.social.exports import kind, post_list
from pipelines.streams.social.figures import duration, figure, published_second, rate, words

GRAIN = "one row per file and {}, running totals up to the download"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
LINK = r"weibo\.c(?:om|n)/(?:u/)?\d+/([0-9A-Za-z]+)"

douyin = post_list(
    "douyin_exports__videos",
    grain=GRAIN.format("抖音 video or picture set"),
    columns={
        "title": words("title"),
        "_published": published_second(),
        "_kind": words("post_type"),
        "review_status": words("review_status"),
        "views_total": figure("plays", required=True),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "shares_total": figure("shares"),
        "favourites_total": figure("favourites"),
        "profile_views_total": figure("profile_views"),
        "followers_gained_total": figure("followers_gained"),
        "completion_rate": rate("completion_rate"),
        "completion_rate_5s": rate("completion_rate_5s"),
        "cover_click_rate": rate("cover_click_rate"),
        "bounce_rate_2s": rate("bounce_rate_2s"),
        "average_play_seconds": duration("average_play_seconds"),
    },
    translated={"_key": hashed("owner_id", "title", "_published")},
    derived={"post_id": pl.col("_key"), "post_type": kind("video")},
)

bilibili = post_list(
    "bilibili_exports__videos",
    grain=GRAIN.format("B站 video"),
    columns={
        "title": words("title"),
        "_published": published_second(),
        "views_total": figure("plays", required=True),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "shares_total": figure("shares"),
        "favourites_total": figure("favourites"),
        "danmaku_total": figure("danmaku"),
        "coins_total": figure("coins"),
        "followers_gained_total": figure("followers_gained"),
        "guest_play_share": rate("guest_play_share"),
        "exit_rate_3s": rate("exit_rate_3s"),
        "average_progress": rate("average_progress"),
    },
    translated={"_key": hashed("owner_id", "title", "_published")},
    derived={"post_id": pl.col("_key"), "post_type": pl.lit("video")},
    ignored=("engagement_rate", "like_rate", "favourite_rate", "share_rate"),
)


def number_of(word: str) -> str:
    """The number of a post out of the end of its link: base 62, four signs for seven digits."""
    if word.isdigit() and len(word) > 10:
        return word
    pieces = [word[max(0, end - 4) : end] for end in range(len(word), 0, -4)][::-1]
    digits = "".join(f"{_base62(piece):07d}" for piece in pieces)
    return digits.lstrip("0")


def _base62(piece: str) -> int:
    number = 0
    for sign in piece:
        number = number * 62 + DIGITS.index(sign)
    return number


weibo = post_list(
    "weibo_exports__posts",
    grain=GRAIN.format("微博 post"),
    columns={
        "title": words("text"),
        "post_url": words("url"),
        "views_total": figure("views", required=True),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "shares_total": figure("reposts"),
        "interactions_total": figure("interactions"),
        "video_plays_total": figure("video_plays"),
    },
    translated={"_key": (pl.col("post_url").str.extract(LINK), number_of)},
    derived={"post_id": pl.col("_key"), "post_type": pl.lit("text")},
)
