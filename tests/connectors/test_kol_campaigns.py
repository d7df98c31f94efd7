"""Lists of creators as agencies keep them: headers of two rows, totals, days and fees as typed."""

import json

import pytest
from dropped import csv, pages, rows, workbook

from connectors.core import BadReply
from connectors.social.kol_layouts import PLACEMENTS

FEED = ("kol_campaigns", "placements")
HEAD = "平台,达人昵称,报价,平台服务费,发布链接,发布时间,播放量"
NAME = "双11_达人投放_20261114.csv"


def told(tmp_path, *lines: str, name: str = NAME) -> list[dict[str, str]]:
    return rows(*FEED, csv(tmp_path / name, *lines))


VARIANTS = [
    (field, text) for field, all_ in PLACEMENTS.fields.items() for text in all_ if field != "note"
]


@pytest.mark.parametrize(("field", "text"), VARIANTS)
def test_every_variant_of_a_heading(tmp_path, field, text):
    needed = {"creator_name": "达人昵称", "published_at": "发布时间", "views": "播放量"}
    heads = {**needed, field: text}
    [record] = told(tmp_path, ",".join(heads.values()), ",".join(f"<{name}>" for name in heads))
    assert {name: record[name] for name in heads} == {name: f"<{name}>" for name in heads}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_name_of_the_file_tells_campaign_day_and_year(tmp_path, encoding):
    line = "抖音,营地小记,100,5,,11月6日,7"
    path = csv(tmp_path / NAME, HEAD, line, encoding=encoding)
    [record] = rows(*FEED, path)
    assert (record["_campaign"], record["_exported_on"]) == ("双11", "2026-11-14")
    assert (record["_year"], record["published_at"]) == ("2026", "11月6日")


def test_subtotals_and_notes_are_no_creators_and_the_fees_are_a_control(tmp_path):
    path = csv(
        tmp_path / NAME,
        HEAD,
        '抖音,甲,"￥12,000",600,https://v.douyin.com/a,2026.11.06,7',
        "抖音,乙,8000,400,https://v.douyin.com/b,2026.11.07,8",
        "抖音,小计,20000,1000,,,15",
        "小红书,丙,500,0,https://xhslink.com/c,2026.11.08,9",
        "合计,,20500,1000,,,24",
        "注：数据以后台为准,,,,,,",
    )
    [page] = pages(*FEED, path)
    assert [row["creator_name"] for row in rows(*FEED, path)] == ["甲", "乙", "丙"]
    assert page.totals == {"quote": "20500", "platform_fee": "1000"}


def test_a_total_that_is_not_the_sum_of_its_creators_refuses_the_file(tmp_path):
    with pytest.raises(BadReply, match="states 21000"):
        told(tmp_path, HEAD, "抖音,甲,12000,0,,2026.11.06,7", "合计,,21000,0,,,7")


def test_sheets_with_a_title_and_a_header_of_two_rows(tmp_path):
    def sheet(book, page):
        page.merge_range(0, 0, 0, 5, "2026年双11达人投放明细")
        for column, text in enumerate(["序号", "达人信息", "", "费用", "发布时间", "数据"]):
            page.write(1, column, text)
        page.merge_range(1, 1, 1, 2, "达人信息")
        lower = ["", "达人昵称", "粉丝数", "报价(元)", "", "播放量"]
        page.write_row(2, 0, lower)
        page.write_row(3, 0, [1, "甲", "12.3万", 12000, "11月6日", 5])

    path = workbook(tmp_path / "双11_达人投放.xlsx", sheet, sheet, names=("抖音", "小红书"))
    found = rows(*FEED, path)
    assert [(row["_sheet"], row["creator_name"], row["quote"]) for row in found] == [
        ("抖音", "甲", "12000"),
        ("小红书", "甲", "12000"),
    ]
    assert {row["_year"] for row in found} == {"2026"}
    assert not {"序号", "CPM"} & set(found[0])


def test_a_creator_merged_over_several_posts_stands_in_each(tmp_path):
    def sheet(book, page):
        page.write_row(0, 0, ["平台", "达人昵称", "报价", "发布链接", "发布时间", "播放量"])
        page.merge_range(1, 0, 2, 0, "抖音")
        page.merge_range(1, 1, 2, 1, "甲")
        page.write_row(1, 2, [100, "https://v.douyin.com/a", "2026.11.06", 5])
        page.write_row(2, 2, [200, "https://v.douyin.com/b", "2026.11.07", 6])
        page.write_row(3, 0, ["抖音", "小计", 300])

    path = workbook(tmp_path / "双11_KOL.xlsx", sheet)
    found = rows(*FEED, path)
    assert [(row["platform"], row["creator_name"], row["quote"]) for row in found] == [
        ("抖音", "甲", "100"),
        ("抖音", "甲", "200"),
    ]
    assert pages(*FEED, path)[0].totals == {"quote": "300"}


def test_a_post_without_its_creator_stays_to_be_set_aside(tmp_path):
    found = told(tmp_path, HEAD, "抖音,,100,0,https://v.douyin.com/a,2026.11.06,5")
    assert [row["creator_name"] for row in found] == [""]


def test_quotients_are_left_out(tmp_path):
    [record] = told(tmp_path, "达人,发布时间,CPM,CPE(元),互动率", "甲,2026.11.06,35.2,1.1,3.5%")
    assert not [name for name in record if name[0] != "_" and name not in PLACEMENTS.fields]


def test_a_list_without_creators_is_refused_by_name(tmp_path):
    with pytest.raises(BadReply, match=r"(?s)nearest is 达人投放表.*missing: 达人昵称"):
        told(tmp_path, "平台,网红,发布时间,播放量", "抖音,甲,2026.11.06,3")


GROUPS = [
    ("基础信息", "笔记信息", "笔记ID"), ("基础信息", "笔记信息", "发布时间"),
    ("基础信息", "博主信息", "博主昵称"), ("基础信息", "订单信息", "博主报价"),
    ("传播数据", "自然流量", "曝光量"), ("传播数据", "整体", "曝光量"),
    ("传播数据", "整体", "阅读量"), ("传播数据", "内容加热", "曝光量"),
    ("传播数据", "广告投放", "曝光量"), ("传播数据", "曝光来源", "搜索页"),
    ("互动数据", "", "点赞"),
]  # fmt: skip


def pugongying(tmp_path, *lines: list, name: str = "Q4_蒲公英_20261114.xlsx"):
    """A workbook with its groups merged over their columns."""

    def sheet(book, page):
        for level in (0, 1):
            names = [path[: level + 1] for path in GROUPS]
            for group in dict.fromkeys(names):
                first, last = names.index(group), names.index(group) + names.count(group) - 1
                if first < last:
                    page.merge_range(level, first, level, last, group[level])
                else:
                    page.write(level, first, group[level])
        page.write_row(2, 0, [path[2] for path in GROUPS])
        for row, line in enumerate(lines, 3):
            page.write_row(row, 0, line)

    return workbook(tmp_path / name, sheet)


def test_three_rows_of_headings_are_one_name_and_what_we_do_not_know_stands_aside(tmp_path):
    note = ["69", "2026/01/15", "甲", 12000, 1, 10, 5, 2, 7, "2.00%", 3]
    path = pugongying(tmp_path, note, ["合计", "", "", 12000])
    [record] = rows(*FEED, path)
    told = {name: text for name, text in record.items() if name[0] != "_"}
    assert json.loads(told.pop("extras")) == {"传播数据/曝光来源/搜索页": "2.00%"}
    assert told == {
        "content_id": "69",
        "published_at": "2026/01/15",
        "creator_name": "甲",
        "quote": "12000",
        "natural_impressions": "1",
        "impressions": "10",
        "heat_impressions": "2",
        "paid_impressions": "7",
        "views": "5",
        "likes": "3",
        "platform": "小红书",
    }
    assert (record["_campaign"], record["_exported_on"]) == ("Q4", "2026-11-14")
    assert pages(*FEED, path)[0].totals == {"quote": "12000"}


def test_a_workbook_of_pugongying_without_creators_is_refused(tmp_path):
    path = csv(tmp_path / "Q4_蒲公英.csv", "笔记ID,发布时间,曝光量", "69,2026/01/15,3")
    with pytest.raises(BadReply, match=r"nearest is 蒲公英笔记数据.*missing: 博主昵称"):
        rows(*FEED, path)
