"""Downloads by day out of the back ends of 抖音, B站 and 小红书, clean.

Raw: `connectors/social/{douyin_exports,bilibili_exports,xiaohongshu}.py`. Where `is_running`, a
figure is what there was by the end of the day; its growth is worked out in staging.
"""

import polars as pl

from pipelines.streams.columns import text
from pipelines.streams.sheets import typed_day
from pipelines.streams.social.exports import day_list
from pipelines.streams.social.figures import BLANK, figure
from pipelines.streams.spec import Stream


def _of(connector: str) -> Stream:
    return day_list(
        f"{connector}__account_days",
        "one row per file and day of an account",
        {
            "report_date": typed_day("day", nulls=BLANK, required=True),
            "impressions": figure("impressions"),
            "views": figure("views"),
            "likes": figure("likes"),
            "comments": figure("comments"),
            "shares": figure("shares"),
            "favourites": figure("favourites"),
            "followers_gained": figure("followers_gained"),
            "followers_lost": figure("followers_lost"),
            "followers_total": figure("followers_total"),
            "profile_views": figure("profile_views"),
            "_running": text("_running"),
        },
        derived={"is_running": pl.col("_running").is_not_null()},
        # Reactions may be taken back, and 净增 is a balance.
        balances=("likes", "comments", "shares", "favourites", "followers_gained"),
        ignored=(
            *("danmaku", "coins", "posts_published", "cover_click_rate", "completion_rate"),
            *("average_view_seconds", "watch_seconds"),
        ),
    )


douyin = _of("douyin_exports")
bilibili = _of("bilibili_exports")
xiaohongshu = _of("xiaohongshu")
