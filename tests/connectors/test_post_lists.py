"""Lists of posts out of back ends: every heading, encoding and oddness their contracts name."""

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply
from connectors.core.layout import Layout
from connectors.social import analytics_layouts as analytics
from connectors.social import layouts, wechat_layouts
from sandbox.old_excel import write_xls

# folder, feed, layout; one whole row under the first variant of each heading
KINDS = {
    "视频号": ("wechat_channels", "videos", layouts.WECHAT_CHANNELS),
    "小红书": ("xiaohongshu", "notes", layouts.XIAOHONGSHU),
    "知乎": ("zhihu", "posts", layouts.ZHIHU),
    "抖音": ("douyin_exports", "videos", layouts.DOUYIN),
    "B站": ("bilibili_exports", "videos", layouts.BILIBILI),
    "微博": ("weibo_exports", "posts", layouts.WEIBO),
    "公众号 days": ("wechat_official_account_exports", "account_days", wechat_layouts.DAYS),
    "公众号 articles": ("wechat_official_account_exports", "articles", wechat_layouts.ARTICLES),
    "LinkedIn posts": ("linkedin_pages_exports", "posts", analytics.LINKEDIN_POSTS),
    "LinkedIn metrics": ("linkedin_pages_exports", "page_days", analytics.LINKEDIN_METRICS),
    "LinkedIn followers": ("linkedin_pages_exports", "page_days", analytics.LINKEDIN_FOLLOWERS),
    "LinkedIn visitors": ("linkedin_pages_exports", "page_days", analytics.LINKEDIN_VISITORS),
    "X posts": ("x_twitter_exports", "posts", analytics.X_POSTS),
    "X days": ("x_twitter_exports", "account_days", analytics.X_DAYS),
}
CELLS = {"published_at": "2026-11-12 18:30:05", "post_type": "视频"}


def heads(layout: Layout) -> list[str]:
    return [variants[0] for variants in layout.fields.values()]


def cells(layout: Layout) -> list[str]:
    return [CELLS.get(field, f"<{field}>") for field in layout.fields]


def named(layout: Layout, suffix: str = "csv", day: str = "_20261114") -> str:
    return f"acc_1_{layout.word}{day}.{suffix}"


def told(record: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in record.items() if name[0] != "_"}


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_in_every_encoding(tmp_path, kind, encoding):
    folder, feed, layout = kind
    path = csv(
        tmp_path / named(layout),
        ",".join(heads(layout)),
        ",".join(cells(layout)),
        encoding=encoding,
    )
    [record] = rows(folder, feed, path)
    assert told(record) == dict(zip(layout.fields, cells(layout), strict=True))
    assert (record["_account"], record["_exported_on"]) == ("acc_1", "2026-11-14")


def variants() -> list:
    return [
        pytest.param(folder, feed, layout, field, text, id=f"{name}-{field}-{text}")
        for name, (folder, feed, layout) in KINDS.items()
        for field, all_ in layout.fields.items()
        for text in all_[1:]
    ]


@pytest.mark.parametrize(("folder", "feed", "layout", "field", "text"), variants())
def test_every_variant_of_a_heading(tmp_path, folder, feed, layout, field, text):
    others = [one if name != field else text for name, one in zip(
        layout.fields, heads(layout), strict=True)]  # fmt: skip
    path = csv(tmp_path / named(layout), ",".join(others), ",".join(cells(layout)))
    assert told(rows(folder, feed, path)[0]) == dict(zip(layout.fields, cells(layout), strict=True))


def test_headings_in_brackets_with_units_blanks_and_in_any_order(tmp_path):
    path = csv(
        tmp_path / named(layouts.WECHAT_CHANNELS),
        "播放量（次）,【视频ID】, 发布 时间 ,平均播放时长(秒)",
        "12,export/1,2026/11/12,14.7",
    )
    [record] = rows("wechat_channels", "videos", path)
    assert told(record) == {
        "plays": "12",
        "video_id": "export/1",
        "published_at": "2026/11/12",
        "average_play_seconds": "14.7",
    }


def test_a_description_holds_commas_quotes_and_line_breaks(tmp_path):
    path = csv(
        tmp_path / named(layouts.WECHAT_CHANNELS),
        "视频描述,视频ID,发布时间,播放量",
        '"秋冬, 新品\n#围巾 ""好""",export/1,2026/11/12,3',
        '"",export/2,2026/11/12,4',
    )
    found = rows("wechat_channels", "videos", path)
    assert [row["description"] for row in found] == ['秋冬, 新品\n#围巾 "好"', ""]


def test_a_banner_of_merged_cells_stands_above(tmp_path):
    head = heads(layouts.XIAOHONGSHU)

    def write(book, sheet):
        sheet.merge_range(0, 0, 0, len(head) - 1, "最多导出排序后前1000条笔记")
        sheet.write_row(1, 0, head)
        sheet.write_row(2, 0, cells(layouts.XIAOHONGSHU))

    path = workbook(tmp_path / "acc_笔记列表明细表 (1).xlsx", write)
    [record] = rows("xiaohongshu", "notes", path)
    assert record["impressions"] == "<impressions>"
    assert "_exported_on" not in record


@pytest.mark.parametrize("note", ["数据说明：不含头条、西瓜", "导出时间：2026-11-14 09:00"])
def test_a_note_stands_above(tmp_path, note):
    layout = layouts.DOUYIN
    path = csv(
        tmp_path / named(layout, day=""),
        note,
        ",".join(heads(layout)),
        ",".join(cells(layout)),
        encoding="gb18030",
    )
    [record] = rows("douyin_exports", "videos", path)
    assert record["title"] == "<title>"
    assert record.get("_as_of") == ("2026-11-14 09:00" if "导出" in note else None)


def test_a_post_may_be_called_a_total(tmp_path):
    path = csv(
        tmp_path / named(layouts.XIAOHONGSHU),
        "笔记标题,首次发布时间,观看量",
        "双11战报总计,2026年11月12日15时39分28秒,7",
        "第二篇,2026年11月11日15时39分28秒,8",
        "合计,,15",
    )
    found = rows("xiaohongshu", "notes", path)
    assert [(row["title"], row["_no"]) for row in found] == [("双11战报总计", "1"), ("第二篇", "2")]


def test_no_post_in_the_chosen_days_is_no_error(tmp_path, kind):
    folder, feed, layout = kind
    assert rows(folder, feed, csv(tmp_path / named(layout), ",".join(heads(layout)))) == []


@pytest.mark.parametrize(
    ("name", "account", "day"),
    [
        ("sph01_视频号动态数据明细_20261114.csv", "sph01", "2026-11-14"),
        ("sph01-视频号动态数据明细 (1).csv", "sph01", None),
        ("_000Qinghe_a视频号动态数据明细 2026-11-14.csv", "000Qinghe_a", "2026-11-14"),
        ("青禾_视频号动态数据明细_2026年11月14日.csv", "青禾", "2026-11-14"),
        ("a_视频号动态数据明细_(1)~2026111499990000.csv", "a", None),
        ("a_视频号动态数据明细_20261399.csv", "a", None),
    ],
)
def test_the_file_says_whose_it_is_and_of_which_day(tmp_path, name, account, day):
    path = csv(tmp_path / name, "视频ID,发布时间,播放量", "export/1,2026/11/12,3")
    [record] = rows("wechat_channels", "videos", path)
    assert (record["_account"], record.get("_exported_on")) == (account, day)


REFUSED = {
    "no account in the name": (
        "视频号动态数据明细.csv",
        "视频ID,发布时间,播放量",
        "does not say whose posts it holds",
    ),
    "another name": ("sph01_下载.csv", "视频ID,发布时间,播放量", "视频号动态数据明细"),
    "a required column is missing": (
        "a_视频号动态数据明细.csv",
        "视频描述,发布时间,播放量",
        "nearest is 视频号动态数据明细.*missing: 视频id",
    ),
    "a list of another platform": (
        "a_视频号动态数据明细.csv",
        "笔记标题,首次发布时间,体裁,曝光,观看量",
        "holds 笔记列表明细表, not 视频号动态数据明细",
    ),
    "a heading nobody knows": (
        "a_视频号动态数据明细.csv",
        "视频描述,发布时间,播放次数,新指标",
        "nearest is 视频号动态数据明细.*missing: 视频id, 播放量; not known: 播放次数, 新指标",
    ),
    "days in place of posts": ("a_视频号动态数据明细.csv", "日期,播放量,点赞量", "holds 按天汇总"),
    "a page of the login": ("a_视频号动态数据明细.csv", "<html><title>登录</title>", "web page"),
    "no table at all": ("a_视频号动态数据明细.csv", "你好", "holds no table"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_list_of_posts_is_refused_whole(tmp_path, case):
    name, head, said = REFUSED[case]
    line = "1,2026-11-12,3,4,5"
    with pytest.raises(BadReply, match=f"(?s){said}"):
        rows("wechat_channels", "videos", csv(tmp_path / name, head, line))


@pytest.mark.parametrize("suffix", ["xls", "xlsx"])
def test_a_sentence_stands_above_both_sheets_of_a_linkedin_download(tmp_path, suffix):
    path = tmp_path / f"acme_content_1763424000000.{suffix}"
    head, lines = heads(analytics.LINKEDIN_POSTS), cells(analytics.LINKEDIN_POSTS)
    sheets = {
        "Metrics": [["Metrics of all"], ["Date", "Impressions (organic)"], ["11/18/2026", 7]],
        "All posts": [["All posts, 我们"], head, lines],
    }
    if suffix == "xls":
        write_xls(path, sheets)
    else:
        workbook(path, *sheets.values(), names=tuple(sheets))
    [post] = rows("linkedin_pages_exports", "posts", path)
    assert told(post) == dict(zip(analytics.LINKEDIN_POSTS.fields, lines, strict=True))
    assert (post["_account"], post["_exported_on"]) == ("acme", "2025-11-18")
    [day] = rows("linkedin_pages_exports", "page_days", path)
    assert told(day) == {"day": "11/18/2026", "impressions_organic": "7"}


def test_of_a_span_in_the_name_the_last_day_is_that_of_the_download(tmp_path):
    path = csv(
        tmp_path / "brand_analytics_overview_2026-10-20_2026-11-18.csv",
        "Date,Impressions,Likes",
        '"Wed, Nov 18, 2026",3,4',
    )
    [day] = rows("x_twitter_exports", "account_days", path)
    assert (day["day"], day["_exported_on"]) == ("Wed, Nov 18, 2026", "2026-11-18")
    assert rows("x_twitter_exports", "posts", path) == []


@pytest.mark.parametrize(
    ("folder", "name", "head", "said"),
    [
        (
            *("linkedin_pages_exports", "acme_content_1.csv", "Post id,Date,Impressions,Post text"),
            "holds X, posts, not LinkedIn, All posts",
        ),
        (
            *("x_twitter_exports", "a_analytics.csv", "Date,Post link,Created date,Clicks"),
            "nearest is X, posts.*missing: post id.*impressions; not known: clicks, created date",
        ),
        (
            *("x_twitter_exports", "a_analytics.csv", "Post id,Date,Likes,Shown"),
            "nearest is X, posts.*missing: impressions; not known: shown",
        ),
        (
            *("linkedin_pages_exports", "acme_visitors_1.csv", "Date,Total unique visitors"),
            "nearest is LinkedIn, Visitor metrics.*missing: total page views",
        ),
        ("linkedin_pages_exports", "acme.csv", "Date,Impressions", "acme.*content"),
    ],
)
def test_what_is_no_analytics_download_is_refused_whole(tmp_path, folder, name, head, said):
    path = csv(tmp_path / name, head, "1,11/18/2026,3,4")
    with pytest.raises(BadReply, match=f"(?is){said}"):
        rows(folder, "posts", path)


def test_the_older_excel_under_the_newer_name_below_a_title(tmp_path):
    head = [None, "日期", "阅读次数", "阅读人数", "分享次数", "分享人数", "渠道"]
    title = ["全部群发详细数据-日报（2025-10-01至2025-11-01）"]
    path = tmp_path / "gh_club_全部群发详细数据-日报（2025-10-01至2025-11-01）_20251102.xlsx"
    write_xls(path, {"Sheet0": [title, head, [None, "2025-10-01", 40, 30, 2, 1, "全部"]]})
    [record] = rows("wechat_official_account_exports", "account_days", path)
    assert (record["_account"], record["read_users"], record["channel"]) == (
        "gh_club",
        "30",
        "全部",
    )
    assert record["_exported_on"] == "2025-11-02"
    write_xls(path, {"Sheet0": [title, head, [None, "2025-10-01", 0, 0, 0, 0, "全部"]]})
    with pytest.raises(BadReply, match="nothing but zeros"):
        rows("wechat_official_account_exports", "account_days", path)
