"""笔记列表明细表.xlsx, as the contract shows it.

- A merged banner over everything, headings in the second row, data from the third.
- The time is text, `2026年05月19日15时39分28秒`; the rate a decimal, the length seconds.
- No identifier of a note. A browser adds ` (1)` to a second download.
"""

from datetime import date
from pathlib import Path
from typing import Any

from sandbox.papers import Book, local
from sandbox.social.day_exports import write_xiaohongshu
from sandbox.social.totals import downloads, read_by

NAME = "xiaohongshu"
BANNER = "最多导出排序后前1000条笔记"
HEADING = [
    "笔记标题", "首次发布时间", "体裁", "曝光", "观看量", "封面点击率", "点赞", "评论", "收藏",
    "涨粉", "分享", "人均观看时长", "弹幕",
]  # fmt: skip
KINDS = {"image": "图文", "video": "视频"}


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two lists per account, and the days of one."""
    paths = []
    for account, day, posts in downloads(world, NAME, read_by(world, NAME), today):
        again = " (1)" if day == (today or world.today) else ""
        book = Book(folder / f"{account}_笔记列表明细表_{day:%Y%m%d}{again}.xlsx")
        sheet = book.sheet("Sheet1")
        sheet.merge_range(0, 0, 0, len(HEADING) - 1, BANNER)
        book.line(sheet, 1, HEADING, book.bold)
        for row, post in enumerate(posts, 2):
            book.line(sheet, row, note(post))
        paths.append(book.close())
    return [*paths, *write_xiaohongshu(world, folder, today)]


def note(post: dict[str, Any]) -> list[Any]:
    """One row: 曝光 is ten times 观看量."""
    at, views = local(post["published_at"]), post["views"]
    return [
        post["title"], f"{at:%Y年%m月%d日%H时%M分%S秒}", KINDS[post["post_type"]],
        post["impressions"], views, 0.18, post["likes"], post["comments"], post["saves"],
        views // 250, post["shares"], 9 + views % 30, 0 if post["post_type"] == "image" else 2,
    ]  # fmt: skip
