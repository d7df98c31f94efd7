"""Downloads of 抖音, B站 and 微博 back ends, for accounts that gave no app their consent.

- 抖音 作品列表 (xlsx): every cell is text; rates are decimals, missing is `-`; no identifier.
- B站 近期稿件对比 (csv, UTF-8 with BOM): ten videos a file at most; shares as `12.30%`.
- 微博 内容分析 (xlsx): links end in the post's number in base 62; nobody else tells 阅读数.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sandbox.papers import Book, local, write_csv
from sandbox.social import day_exports
from sandbox.social.totals import downloads, read_by

DOUYIN = [
    "作品名称", "发布时间", "体裁", "审核状态", "播放量", "完播率", "5s完播率", "封面点击率",
    "2s跳出率", "平均播放时长", "点赞量", "分享量", "评论量", "收藏量", "主页访问量", "粉丝增量",
]  # fmt: skip
BILIBILI = [
    "视频标题", "发布时间", "播放量", "游客播放占比", "3秒退出率", "互动率", "涨粉", "点赞",
    "点赞率", "评论", "弹幕", "收藏", "收藏率", "投币", "分享", "分享率", "平均播放进度",
]  # fmt: skip
WEIBO = [
    "发布时间",
    "微博内容",
    "微博链接",
    "阅读数",
    "转发数",
    "评论数",
    "点赞数",
    "互动数",
    "视频播放量",
]
KINDS = {"video": "视频", "image": "图文"}
AT_ONCE = 10
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
Download = tuple[str, date, list[dict[str, Any]]]


def write_douyin(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two downloads per account, and its days."""
    lists = [douyin(folder, *one) for one in _told(world, "douyin", today)]
    return [*lists, *day_exports.write_douyin(world, folder, today)]


def write_bilibili(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two downloads per account, several files each, and its days."""
    lists = [path for one in _told(world, "bilibili", today) for path in bilibili(folder, *one)]
    return [*lists, *day_exports.write_bilibili(world, folder, today)]


def write_weibo(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two downloads per account."""
    return [weibo(folder, *one) for one in _told(world, "weibo", today)]


def _told(world: Any, platform: str, today: date | None) -> Iterator[Download]:
    return downloads(world, platform, read_by(world, f"{platform}_exports"), today)


def douyin(folder: Path, account: str, day: date, posts: list[dict[str, Any]]) -> Path:
    """All cells are text."""
    book = Book(folder / f"{account}_抖音作品列表_{day:%Y%m%d}.xlsx")
    sheet = book.sheet("抖音作品列表")
    book.line(sheet, 0, DOUYIN)
    for row, post in enumerate(posts, 1):
        at, plays = local(post["published_at"]), post["views"]
        cells = [
            post["title"], f"{at:%Y-%m-%d %H:%M}", KINDS[post["post_type"]], "审核通过", plays,
            0.283451, "-" if post["post_type"] == "image" else 0.41, 0.064, 0.3, 14.73,
            post["likes"], post["shares"], post["comments"], post["saves"], plays // 40,
            plays // 300,
        ]  # fmt: skip
        book.line(sheet, row, [str(cell) for cell in cells])
    return book.close()


def bilibili(folder: Path, account: str, day: date, posts: list[dict[str, Any]]) -> list[Path]:
    """Ten at once; the last of a file is the first of the next, as people choose them."""
    paths = []
    for turn, first in enumerate(range(0, len(posts), AT_ONCE - 1), 1):
        rows = [BILIBILI, *(stood(post) for post in posts[first : first + AT_ONCE])]
        path = folder / f"{account}_近期稿件对比_{day:%Y%m%d}_{turn}.csv"
        paths.append(write_csv(path, rows, "utf-8-sig"))
    return paths


def stood(post: dict[str, Any]) -> list[Any]:
    """One row of a comparison."""
    at, plays = local(post["published_at"]), post["views"]
    shares = [f"{post[name] / max(plays, 1):.2%}" for name in ("likes", "saves", "shares")]
    return [
        post["title"], f"{at:%Y年%m月%d日 %H:%M:%S}", plays, "12.30%", "21.50%", "9.80%",
        plays // 300, post["likes"], shares[0], post["comments"], post["comments"] * 2,
        post["saves"], shares[1], post["likes"] // 3, post["shares"], shares[2], "43.10%",
    ]  # fmt: skip


def weibo(folder: Path, account: str, day: date, posts: list[dict[str, Any]]) -> Path:
    """One workbook."""
    book = Book(folder / f"{account}_微博内容分析_{day:%Y%m%d}.xlsx")
    sheet = book.sheet("内容分析")
    book.line(sheet, 0, WEIBO)
    for row, post in enumerate(posts, 1):
        link = f"https://weibo.com/{account}/{end_of_link(post['post_id'])}"
        sums = post["shares"] + post["comments"] + post["likes"]
        cells = [
            f"{local(post['published_at']):%Y-%m-%d %H:%M:%S}", post["title"], link, post["views"],
            post["shares"], post["comments"], post["likes"], sums,
            post["views"] // 2 if post["post_type"] == "video" else None,
        ]  # fmt: skip
        book.line(sheet, row, cells)
    return book.close()


def end_of_link(number: str) -> str:
    """Seven digits at a time, from the right, as four signs of base 62."""
    pieces = [number[max(0, end - 7) : end] for end in range(len(number), 0, -7)][::-1]
    signs = []
    for turn, piece in enumerate(pieces):
        left, text = int(piece), ""
        while left:
            left, rest = divmod(left, 62)
            text = DIGITS[rest] + text
        signs.append(text.rjust(4, "0") if turn else text)
    return "".join(signs)
