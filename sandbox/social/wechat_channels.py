"""视频号动态数据明细.csv, as the contract shows it.

- UTF-8 with BOM, quoted, the first row is the heading; descriptions hold line breaks and commas.
- One row per video, cumulative at the download. No total row. Times are Chinese, mostly days only.
- The four columns of links and contacts stand in newer files only.
"""

from datetime import date
from pathlib import Path
from typing import Any

from sandbox.papers import local, write_csv
from sandbox.social.totals import downloads, read_by

NAME = "wechat_channels"
HEADING = [
    "视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量",
    "分享量", "关注量", "转发聊天和朋友圈", "设为铃声", "设为状态", "设为朋友圈封面",
]  # fmt: skip
NEWER = ["企微链接点击次数", "企微链接点击人数", "添加到通讯录次数", "添加到通讯录人数"]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Two downloads per account; the older one lacks the newer columns."""
    paths = []
    for account, day, posts in downloads(world, NAME, read_by(world, NAME), today):
        newer = NEWER if day == (today or world.today) else []
        rows = [video(post, nth)[: len(HEADING) + len(newer)] for nth, post in enumerate(posts)]
        path = folder / f"{account}_视频号动态数据明细_{day:%Y%m%d}.csv"
        paths.append(write_csv(path, [[*HEADING, *newer], *rows], "utf-8-sig"))
    return paths


def video(post: dict[str, Any], nth: int) -> list[Any]:
    """One row; 推荐 is not 喜欢."""
    at, plays = local(post["published_at"]), post["views"]
    assert at
    when = f"{at:%Y/%m/%d %H:%M:%S}" if nth % 5 == 4 else f"{at:%Y/%m/%d}"
    return [
        post["title"], post["post_id"], when, f"{12 + nth % 40}.{plays % 100:02d}%",
        f"{4 + plays % 20}.{plays % 97:02d}秒", plays, post["likes"] // 2, post["likes"],
        post["comments"], post["shares"], plays // 300, post["shares"] // 3, 0, plays // 5_000, 0,
        plays // 400, plays // 500, plays // 900, plays // 1_000,
    ]  # fmt: skip
