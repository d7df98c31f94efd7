"""Articles, followers and videos of the company's own accounts."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, MONEY, Scale, moments

WECHAT = {"gh_qinghe": 58_213, "gh_lumora": 21_777}
SUBSCRIBERS = 41_000  # of the channel, before the story begins
ARTICLE_LIFE = 8  # days for which the platform keeps counting
FOLLOW_SOURCES = [0, 1, 17, 30, 57, 100, 161]
TITLES = [
    "露营装备清单🏕️",
    "如何挑一顶帐篷",
    "“光”的生活方式",
    "双11会员日预热",
    "秋日香薰指南",
    "读者问答：灯具\t选购",
]
VIDEO_TITLES = [
    "Pitching in the rain ☔",
    "Sleeping warm at −15°C",
    "Tent vs. tarp: an honest test",
    "Packing list (4 min)",
]


def social(scale: Scale) -> dict[str, pl.DataFrame]:
    articles = _articles(scale)
    videos = _videos(scale)
    days, reissued = _video_days(scale, videos)
    return {
        "articles": articles,
        "article_days": _article_days(scale, articles),
        "follower_days": _follower_days(scale),
        "message_days": _message_days(scale),
        "videos": videos,
        "video_days": days,
        "video_reissues": reissued,
    }


def _articles(scale: Scale) -> pl.DataFrame:
    """Two a week per account; two pieces may go out in one message."""
    rows = []
    for turn, account in enumerate(WECHAT):
        for offset in range(1 + turn, scale.days, 3):
            day = scale.first_day + timedelta(days=offset)
            for piece in range(1 + offset % 2):
                msgid = f"22474{turn}{offset:04d}_{piece + 1}"
                title = f"{TITLES[(offset + piece) % len(TITLES)]} {day:%m%d}"
                rows.append((account, msgid, day, title, link_of(msgid)))
    columns = ["account_id", "msgid", "published_on", "title", "url"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def link_of(msgid: str) -> str:
    """The address names the message and the place in it."""
    message, _, place = msgid.partition("_")
    return f"http://mp.weixin.qq.com/s?__biz=MzA5&mid={message}&idx={place}&sn=0a1b2c3d"


def _message_days(scale: Scale) -> pl.DataFrame:
    """What followers wrote, texts and pictures, and calls of the account's server that failed."""
    dice = scale.dice("follower messages")
    rows = []
    for account in WECHAT:
        for day in scale.calendar:
            for kind, most in ((1, 40), (2, 9)):
                users = int(dice.poisson(most))
                failed = int(dice.poisson(0.6)) if kind == 1 else 0
                rows.append((account, day, kind, users, users + int(dice.poisson(most)), failed))
    columns = ["account_id", "day", "msg_type", "users", "messages", "failed"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _article_days(scale: Scale, articles: pl.DataFrame) -> pl.DataFrame:
    """What each article gained on each of its first days; the platform shows running totals."""
    dice = scale.dice("article days")
    table = articles.select("account_id", "msgid", "published_on").join(
        pl.DataFrame({"age": range(ARTICLE_LIFE)}), how="cross", maintain_order="left_right"
    )
    table = table.with_columns(stat_date=pl.col("published_on") + pl.duration(days=pl.col("age")))
    table = table.filter(pl.col("stat_date") <= scale.last_day)
    fresh = 0.45 ** table["age"].to_numpy()
    read = dice.poisson(900 * fresh)

    def part(share: float) -> pl.Series:
        return pl.Series(dice.binomial(read, share))

    fen = dice.binomial(read, 0.002) * 200
    return table.drop("age").with_columns(
        read_users=pl.Series(read),
        share_users=part(0.04),
        like_users=part(0.03),
        zaikan_users=part(0.015),
        comments=part(0.01),
        favourites=part(0.02),
        praise=(pl.Series(fen) / 100).cast(MONEY),
    )


def _follower_days(scale: Scale) -> pl.DataFrame:
    dice = scale.dice("followers")
    pieces = []
    for account, stock in WECHAT.items():
        shape = (scale.days, len(FOLLOW_SOURCES))
        gained, lost = dice.poisson(9, shape), dice.poisson(2.2, shape)
        total = stock + np.cumsum((gained - lost).sum(axis=1))
        pieces.append(
            pl.DataFrame(
                {
                    "account_id": [account] * gained.size,
                    "day": np.repeat(np.array(scale.calendar, dtype="datetime64[D]"), shape[1]),
                    "user_source": np.tile(np.array(FOLLOW_SOURCES), scale.days),
                    "gained": gained.ravel(),
                    "lost": lost.ravel(),
                    "total": np.repeat(total, shape[1]),
                }
            )
        )
    return pl.concat(pieces).with_columns(
        pl.col("day").cast(pl.Date), pl.col("user_source").cast(pl.String)
    )


def _videos(scale: Scale) -> pl.DataFrame:
    count = 12
    start = scale.first_ms - 200 * DAY_MS
    published = [start + turn * 17 * DAY_MS + 9 * HOUR_MS for turn in range(count)]
    return pl.DataFrame(
        {
            "video_id": [f"vQh{turn:02d}-Ab_{turn * 37 % 97:02d}x" for turn in range(count)],
            "title": [f"{VIDEO_TITLES[turn % 4]} #{turn + 1}" for turn in range(count)],
            "duration": [f"PT{4 + turn % 9}M{turn * 7 % 60}S" for turn in range(count)],
            "published_at": moments(np.array(published)),
            "privacy_status": ["public"] * count,
        }
    )


def earned(views: Any) -> Any:
    """What ads on a day's views earn, in dollars: 2.10 a thousand, whole cents."""
    return views * 21 // 100 / 100


def subscribers(world: Any, today: date) -> int:
    """The channel's subscribers before `today`, rounded to three digits as it shows them."""
    days = world.video_days.filter(pl.col("day") < today)
    return round(SUBSCRIBERS + int((days["subs_gained"] - days["subs_lost"]).sum()), -2)


def _video_days(scale: Scale, videos: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Final figures per video and day, and the wrong first issue of one day's report."""
    dice = scale.dice("videos")
    table = videos.select("video_id", "published_at").join(
        pl.DataFrame({"day": scale.calendar}), how="cross", maintain_order="left_right"
    )
    table = table.filter(pl.col("published_at").dt.date() <= pl.col("day")).drop("published_at")
    views = dice.poisson(120, len(table))

    def part(share: float) -> pl.Series:
        return pl.Series(dice.binomial(views, share))

    table = table.with_columns(
        views=pl.Series(views),
        likes=part(0.04),
        comments=part(0.01),
        shares=part(0.015),
        watch_minutes=pl.Series(views * dice.integers(10, 40, len(table)) // 10),
        subs_gained=part(0.02),
        subs_lost=part(0.004),
    )
    shown = scale.dice("thumbnails").poisson(900, len(table))
    clicked = scale.dice("clicks on thumbnails").binomial(shown, 0.06)
    table = table.with_columns(impressions=pl.Series(shown), impression_clicks=pl.Series(clicked))
    wrong_day = scale.today - timedelta(days=9)
    wrong = table.filter(pl.col("day") == wrong_day).with_columns(
        views=pl.col("views") // 2,
        likes=pl.col("likes") // 2,
        watch_minutes=pl.col("watch_minutes") // 2,
        reissued_on=pl.lit(wrong_day + timedelta(days=4)),
    )
    return table, wrong
