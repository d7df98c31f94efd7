"""Downloads by day of 抖音, B站 and 小红书, as people take them beside the lists of posts.

- 抖音 按天汇总 (xlsx): 日期 and what each day added.
- B站 历史累计数据趋势 (csv with BOM): 日期 and what there was by the end of each day.
- 小红书 近30日 (xlsx): a sheet for each curve, 日期 and 数值; followers in a file of their own.
"""

from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from sandbox.papers import Book, write_csv
from sandbox.social.accounts import Shown
from sandbox.social.totals import read_by

Row = dict[str, Any]
TOLD = 30
DOUYIN = {
    "播放量": "views", "点赞量": "likes", "评论量": "comments", "分享量": "shares",
    "主页访问量": "profile_views", "新增粉丝": "gained", "粉丝总数": "total",
}  # fmt: skip
BILIBILI = {"播放": "views", "点赞": "likes", "评论": "comments", "分享": "shares"}
XIAOHONGSHU = {
    "观看数据": {"曝光趋势": "impressions", "观看趋势": "views"},
    "涨粉数据": {"新增关注趋势": "gained", "取消关注趋势": "lost"},
}


def write_douyin(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Today's download of each account."""
    paths = []
    for account, day, days in _told(world, "douyin", "douyin_exports", today):
        book = Book(folder / f"{account}_按天汇总_{day:%Y%m%d}.xlsx")
        sheet = book.sheet("按天汇总")
        book.line(sheet, 0, ["日期", *DOUYIN])
        for row, told in enumerate(days[-TOLD:], 1):
            cells = [str(told[name]) for name in DOUYIN.values()]
            book.line(sheet, row, [f"{told['day']:%Y-%m-%d}", *cells])
        paths.append(book.close())
    return paths


def write_bilibili(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Today's download of each account."""
    paths = []
    for account, day, days in _told(world, "bilibili", "bilibili_exports", today):
        sums = [accumulate([told[name] for told in days]) for name in BILIBILI.values()]
        stock = [told["total"] for told in days]
        rows = list(zip((f"{told['day']:%Y/%m/%d}" for told in days), *sums, stock, strict=True))
        path = folder / f"{account}_历史累计数据趋势_{day:%Y%m%d}.csv"
        head = ["日期", *BILIBILI, "粉丝"]
        paths.append(write_csv(path, [head, *rows[-TOLD:]], "utf-8-sig"))
    return paths


def write_xiaohongshu(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Today's two downloads of the first account: nobody takes them for the other."""
    paths = []
    for account, day, days in list(_told(world, "xiaohongshu", "xiaohongshu", today))[:1]:
        for name, curves in XIAOHONGSHU.items():
            book = Book(folder / f"{account}_近30日{name}_{day:%Y%m%d}.xlsx")
            for title, figure in curves.items():
                sheet = book.sheet(title)
                book.line(sheet, 0, ["日期", "数值"])
                for row, told in enumerate(days[-TOLD:], 1):
                    book.line(sheet, row, [f"{told['day']:%Y年%m月%d日}", told[figure]])
            paths.append(book.close())
    return paths


def _told(
    world: Any, platform: str, reader: str, today: date | None
) -> list[tuple[str, date, list[Row]]]:
    now, shown = today or world.today, Shown(world, platform)
    last = now - timedelta(days=1)
    return [
        (account, now, shown.days(account, date.min, last)) for account in read_by(world, reader)
    ]
