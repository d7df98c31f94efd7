"""Downloads by day of Chinese back ends: headings, sheets of one curve, and what they are not."""

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply
from connectors.social.day_layouts import FIGURES

NAMES = {
    "douyin_exports": "a_按天汇总_20261114.csv",
    "bilibili_exports": "a_每日数据趋势_20261114.csv",
    "xiaohongshu": "a_近30日观看数据_20261114.csv",
}
POSTS = {
    "douyin_exports": ("videos", "抖音作品列表", "作品名称,发布时间,播放量"),
    "bilibili_exports": ("videos", "近期稿件对比", "视频标题,发布时间,播放量"),
    "xiaohongshu": ("notes", "笔记列表明细表", "笔记标题,首次发布时间,观看量"),
}


def told(record: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in record.items() if name[0] != "_"}


@pytest.mark.parametrize("folder", NAMES)
@pytest.mark.parametrize("place", range(max(map(len, FIGURES.values()))))
def test_every_variant_of_every_heading(tmp_path, folder, place):
    heads = {name: all_[min(place, len(all_) - 1)] for name, all_ in FIGURES.items()}
    del heads["value"]
    cells = ["2026-11-12", *(f"<{name}>" for name in list(heads)[1:])]
    path = csv(tmp_path / NAMES[folder], ",".join(heads.values()), ",".join(cells))
    [day] = rows(folder, "account_days", path)
    assert told(day) == dict(zip(heads, cells, strict=True))
    assert (day["_account"], day["_exported_on"]) == ("a", "2026-11-14")


@pytest.mark.parametrize(
    ("sheet", "figure"),
    [
        ("曝光趋势", "impressions"), ("近30日观看数据", "views"), ("取消关注", "followers_lost"),
        ("封面点击率趋势", "cover_click_rate"), ("新指标趋势", "新指标趋势"),
    ],
)  # fmt: skip
def test_sheets_of_one_curve_stand_side_by_side(tmp_path, sheet, figure):
    path = workbook(
        tmp_path / "a_近7日观看数据_20261114.xlsx",
        [["日期", "数值"], ["2026年11月12日", 7], ["2026年11月13日", 8]],
        [["导出的数据"], ["日期", "数值"], ["2026年11月13日", 9]],
        names=("点赞趋势", sheet),
    )
    first, second = rows("xiaohongshu", "account_days", path)
    assert told(first) == {"day": "2026年11月12日", "likes": "7"}
    assert told(second) == {"day": "2026年11月13日", "likes": "8", figure: "9"}


@pytest.mark.parametrize(("word", "running"), [("历史累计数据趋势", "yes"), ("每日数据趋势", None)])
def test_the_name_says_whether_figures_add_up(tmp_path, word, running):
    path = csv(tmp_path / f"a_{word}_20261114.csv", "日期,播放,粉丝", "2026/11/12,3,4")
    [day] = rows("bilibili_exports", "account_days", path)
    assert (day["views"], day["followers_total"], day.get("_running")) == ("3", "4", running)


@pytest.mark.parametrize("folder", NAMES)
def test_days_are_no_posts_and_posts_no_days(tmp_path, folder):
    feed, word, head = POSTS[folder]
    days = csv(tmp_path / NAMES[folder], "日期,播放量,点赞", "2026-11-12,3,4")
    posts = csv(tmp_path / f"a_{word}_20261114.csv", head, "一,2026-11-12 18:30:05,3")
    assert rows(folder, feed, days) == []
    assert [told(one)["title"] for one in rows(folder, feed, posts)] == ["一"]
    assert rows(folder, "account_days", posts) == []


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("a_下载_20261114.csv", "日期,播放量,点赞", "does not say whose posts it holds"),
        ("a_按天汇总.csv", "日子,播放量,点赞", "missing: 日期.*not known: 日子"),
        ("a_按天汇总.csv", "<html><title>登录</title>", "web page"),
        ("a_按天汇总.csv", "笔记标题,首次发布时间,观看量,曝光", "holds 笔记列表明细表"),
    ],
)
def test_what_is_no_download_by_day_is_refused_whole(tmp_path, name, head, said):
    with pytest.raises(BadReply, match=f"(?s){said}"):
        rows("douyin_exports", "account_days", csv(tmp_path / name, head, "1,2026-11-12,3,4"))
