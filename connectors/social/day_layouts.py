"""How the back ends of Chinese platforms head downloads by day, and curves of an account.

`word` is the name a back end gives to such a download; what stands before it is the account.
"""

import re
from collections.abc import Mapping

from connectors.core.layout import Layout, label
from connectors.social.headings import (
    COMMENTS,
    COVER,
    DANMAKU,
    FAVOURITES,
    FINISHED,
    FOLLOWERS,
    LIKES,
    SHARES,
    of_posts,
)

FIGURES: Mapping[str, tuple[str, ...]] = {
    "day": ("日期", "统计日期", "时间"),
    "impressions": ("曝光", "曝光量", "曝光数"),
    "views": ("播放量", "播放数", "播放", "观看量", "观看数", "观看", "阅读量", "观看次数"),
    "likes": LIKES,
    "comments": COMMENTS,
    "shares": (*SHARES, "转发量", "转发"),
    "favourites": FAVOURITES,
    "danmaku": DANMAKU,
    "coins": ("投币", "投币量", "投币数"),
    "followers_gained": (*FOLLOWERS, "新增关注", "净增粉丝", "净涨粉"),
    "followers_lost": ("取消关注", "取关", "掉粉", "流失粉丝"),
    "followers_total": ("粉丝数", "粉丝总数", "累计粉丝", "粉丝量", "粉丝"),
    "profile_views": ("主页访问量", "主页访客", "主页访问", "空间访客"),
    "posts_published": ("发布作品", "投稿量", "投稿数", "发布数"),
    "cover_click_rate": COVER,
    "completion_rate": (*FINISHED, "视频完播率"),
    "average_view_seconds": ("平均观看时长", "平均播放时长", "人均观看时长"),
    "watch_seconds": ("观看总时长", "播放总时长"),
    "value": ("数值", "数量", "数据"),
}
SPAN = re.compile(r"^近?\d+[日天]|(趋势|变化|数据)$")


def _days(name: str, word: str) -> Layout:
    return of_posts(name, word, FIGURES, ("day",))


DOUYIN = (_days("抖音按天汇总", "按天汇总"),)
# Of the two the first shows what there was by the end of each day, the second what a day added.
BILIBILI = (_days("历史累计数据趋势", "历史累计数据趋势"), _days("每日数据趋势", "每日数据趋势"))
XIAOHONGSHU = (_days("近30日数据", "近30日"), _days("近7日数据", "近7日"))
RUNNING = "历史累计数据趋势"


def curve(layout: Layout, sheet: str) -> str:
    """The figure that a sheet of two columns shows, by the name of the sheet."""
    name = label(sheet)
    while (plain := SPAN.sub("", name)) != name:
        name = plain
    return layout.column("", name) or sheet


# Downloads that stand beside the lists of posts and are not one: days, and curves of an account.
BY_DAY = Layout(
    "按天汇总",
    "按天汇总",
    {
        "day": ("日期",),
        "plays": ("播放量", "观看量", "阅读量"),
        "likes": LIKES,
        "comments": COMMENTS,
        "shares": SHARES,
        "favourites": FAVOURITES,
        "followers": ("粉丝数", "粉丝总数", "累计粉丝", "净增粉丝", *FOLLOWERS),
    },
    ("day",),
)
