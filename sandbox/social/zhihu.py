"""知乎 创作中心 → 内容分析 → 导出: a workbook or, saved again, a GBK file; headings differ.

Nobody has published this file's form: two plausible ones are played.
"""

from datetime import date
from pathlib import Path
from typing import Any

from sandbox.papers import Book, local, thousands, write_csv
from sandbox.social.totals import downloads, read_by

NAME = "zhihu"
NEW = [
    "标题",
    "内容类型",
    "发布时间",
    "链接",
    "曝光量",
    "阅读量",
    "赞同数",
    "喜欢数",
    "评论数",
    "收藏数",
    "分享数",
]
OLD = [
    "内容标题",
    "类型",
    "发布日期",
    "内容链接",
    "展现量",
    "阅读数",
    "赞同",
    "喜欢",
    "评论",
    "收藏",
    "分享",
]
KINDS = {"answer": "回答", "article": "文章", "idea": "想法"}
LINKS = {
    "answer": "https://www.zhihu.com/question/60{:07d}/answer/{}",
    "article": "https://zhuanlan.zhihu.com/p/{1}",
    "idea": "https://www.zhihu.com/pin/{1}",
}


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two downloads per account; last week's was saved as CSV by an Excel."""
    paths = []
    for account, day, posts in downloads(world, NAME, read_by(world, NAME), today):
        stem = f"{account}_知乎内容数据_{day:%Y-%m-%d}"
        if day == (today or world.today):
            book = Book(folder / f"{stem}.xlsx")
            sheet = book.sheet("内容分析")
            book.line(sheet, 0, NEW, book.bold)
            for row, post in enumerate(posts, 1):
                book.line(sheet, row, piece(post))
            paths.append(book.close())
        else:
            rows = [[typed(cell) for cell in piece(post)] for post in posts]
            paths.append(write_csv(folder / f"{stem}.csv", [OLD, *rows]))
    return paths


def piece(post: dict[str, Any]) -> list[Any]:
    """One row."""
    link = LINKS[post["post_type"]].format(int(post["post_id"][-5:]), post["post_id"])
    at = local(post["published_at"])
    return [
        post["title"], KINDS[post["post_type"]], f"{at:%Y-%m-%d %H:%M:%S}", link,
        post["impressions"], post["views"], post["likes"], post["likes"] // 4, post["comments"],
        post["saves"], post["shares"],
    ]  # fmt: skip


def typed(cell: Any) -> Any:
    """Numbers as an Excel saves formatted cells: thousands apart, nothing as a dash."""
    if not isinstance(cell, int):
        return cell
    return thousands(cell, 0) if cell else "-"
