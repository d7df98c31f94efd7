"""How the back ends of Chinese platforms head their figures, and how a list of posts is known.

`word` is the name a back end gives to such a download; what stands before it is the account.
"""

import re
from collections.abc import Mapping

from connectors.core.layout import Layout, label

AROUND = "【】[]「」<>《》"
UNIT = re.compile(r"\((次|人|个|条|秒|%|s|元|篇)\)$")


def of_posts(
    name: str, word: str, fields: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> Layout:
    """A list of posts; a heading may stand in brackets or carry the unit of its figures."""
    known = {label(v): field for field, all_ in fields.items() for v in (field, *all_)}

    def bare(upper: str, lower: str) -> str | None:
        return known.get(UNIT.sub("", (lower or upper).strip(AROUND)))

    return Layout(name, word, fields, required, pattern=bare)


LIKES = ("点赞量", "点赞数", "点赞", "获赞", "赞")
COMMENTS = ("评论量", "评论数", "评论")
SHARES = ("分享量", "分享数", "分享", "分享次数")
FAVOURITES = ("收藏量", "收藏数", "收藏", "收藏人数")
PUBLISHED = ("发布时间", "发表时间", "首次发布时间", "创建时间")
FOLLOWERS = ("涨粉", "涨粉量", "粉丝增量", "新增粉丝", "关注量")
POST_TYPE = ("体裁", "作品类型", "内容类型", "类型")
FINISHED = ("完播率",)
COVER = ("封面点击率",)
DANMAKU = ("弹幕", "弹幕量", "弹幕数")
