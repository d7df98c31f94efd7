"""Downloads out of the back end of a 公众号 that has no interface.

- 全部群发详细数据: the older Excel under the newer name; a title with the range, the header from
  the second column on; per day 全部 and channels.
- 已通知内容: one row per article; the address names the message and the place in it.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.old_excel import write_xls
from sandbox.papers import local
from sandbox.social.totals import downloads, read_by
from sandbox.story.social import link_of

READER = "wechat_official_account_exports"
PLATFORM = "wechat_official_account"
DAYS = (
    *("日期", "阅读次数", "阅读人数", "分享次数", "分享人数", "阅读原文次数", "阅读原文人数"),
    *("收藏次数", "收藏人数", "群发篇数", "渠道"),
)
ARTICLES = (
    *("内容标题", "发表时间", "总阅读人数", "总阅读次数", "总分享人数", "总分享次数"),
    *("阅读后关注人数", "送达人数", "公众号消息阅读次数", "送达阅读率", "首次分享次数"),
    *("分享产生阅读次数", "首次分享率", "每次分享带来阅读次数", "阅读完成率", "内容url"),
)


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two downloads of articles per account, and one of days."""
    paths, now = [], today or world.today
    for account, day, posts in downloads(world, PLATFORM, read_by(world, READER), today):
        rows = [ARTICLES, *map(article, posts)]
        name = f"{account}_已通知内容_{day:%Y%m%d}.xls"
        paths.append(write_xls(folder / name, {"已通知内容": rows}))
        if day == now:
            paths.append(write_days(world, folder, account, now))
    return paths


def write_days(world: Any, folder: Path, account: str, today: date) -> Path:
    """Every day on which something was read."""
    mine = (pl.col("platform") == PLATFORM) & (pl.col("account_id") == account)
    days = world.post_days.filter(mine & (pl.col("day") < today)).group_by("day")
    sums = days.agg(pl.col("views", "shares", "saves").sum()).sort("day")
    lines = [line for row in sums.rows(named=True) for line in by_channel(row)]
    title = f"全部群发详细数据-日报（{world.first_day}至{today - timedelta(days=1)}）"
    sheet = [[title], [None, *DAYS], *([None, *line] for line in lines)]
    name = f"{account}_全部群发详细数据-日报_{today:%Y%m%d}.xlsx"
    return write_xls(folder / name, {"Sheet0": sheet})


def by_channel(row: dict[str, Any]) -> list[list[Any]]:
    """The whole account, and two ways by which people came."""
    told = []
    for name, share in (("全部", 1), ("公众号消息", 2), ("朋友圈", 4)):
        users, sharers = row["views"] // share, row["shares"] // share
        told.append([
            str(row["day"]), users * 4 // 3, users, sharers, sharers, users // 40, users // 50,
            row["saves"] // share, row["saves"] // share, 0, name,
        ])  # fmt: skip
    return told


def article(post: dict[str, Any]) -> list[Any]:
    at, users = local(post["published_at"]), post["views"]
    assert at
    return [
        post["title"], f"{at:%Y-%m-%d %H:%M:%S}", users, users * 4 // 3, post["shares"],
        post["shares"], users // 400, 5_120, users // 2, "12.31%", post["shares"], users // 3,
        "1.20%", "3.1", "41.00%", link_of(post["post_id"]),
    ]  # fmt: skip
