"""Reports by day of 生意参谋, 京东商智 and 抖音罗盘: every heading and oddness of the contract."""

import json
from pathlib import Path

import pytest
from dropped import csv, pages, rows, workbook

from connectors.commerce.day_cells import bounds, day_of
from connectors.commerce.day_layouts import REPORTS
from connectors.core import BadReply
from connectors.core.layout import Layout
from sandbox.old_excel import write_xls

FOLDER, FEED = "seller_backend_exports", "shop_days"
DAYS = "60412345_生意参谋店铺日报_2026-11-17_2026-11-18"
HEAD = "统计日期,访客数,浏览量,支付买家数,支付金额,支付转化率,客单价,成功退款金额"
FIRST = '2026-11-17,"12,408","38,115",403,"116,467.00",3.25%,289.00,"4,046.00"'
SECOND = '2026-11-18,"9,950","30,001",298,"86,122.00",2.99%,289.00,-'
TOTAL = '合计,"22,100","68,116",701,"202,589.00",3.14%,289.00,"4,046.00"'
ONE_DAY = "统计日期,访客数,支付买家数,支付金额"
KINDS = [(word, report.layout) for word, all_ in REPORTS.items() for report in all_]


def told(path: Path) -> list[dict]:
    return rows(FOLDER, FEED, path)


def split(line: str) -> list[str]:
    """The cells of a line; a comma between quotes belongs to its cell."""
    parts = line.split('"')
    return [
        cell
        for n, part in enumerate(parts)
        for cell in ([part] if n % 2 else part.strip(",").split(","))
        if cell
    ]


def variants() -> list:
    return [
        pytest.param(word, layout, field, text, id=f"{layout.name}-{field}-{text}")
        for word, layout in KINDS
        for field, all_ in layout.fields.items()
        for text in all_
    ]


@pytest.mark.parametrize(("word", "layout", "field", "text"), variants())
def test_every_variant_of_a_heading_is_understood(tmp_path, word, layout: Layout, field, text):
    heads = [text if name == field else all_[0] for name, all_ in layout.fields.items()]
    days = ("day", "started")
    line = ["2026-11-17" if name in days else f"7{at}" for at, name in enumerate(layout.fields)]
    path = csv(tmp_path / f"shop_{word}_2026-11-17.csv", ",".join(heads), ",".join(line))
    found = told(path)
    place = list(layout.fields).index(field)
    if field not in (*days, "author", "ended"):
        assert any(f"7{place}" in str(value) for row in found for value in row.values())
    assert {row["_report"].removesuffix("前一日") for row in found} == {layout.name}


@pytest.mark.parametrize("kind", ["gbk", "gb18030", "utf-8-sig", "biff", "xlsx", "page", "tabs"])
def test_what_a_file_is_decide_its_bytes(tmp_path, kind):
    table = [split(line) for line in (HEAD, FIRST, SECOND, TOTAL)]
    above = [["店铺经营概况"], ["店铺：示例旗舰店"], ["统计时间：2026-11-17 起"], [], []]
    path = tmp_path / f"{DAYS}.xls"
    if kind == "biff":
        write_xls(path, {"店铺": [*above, *table]})
        assert path.read_bytes().startswith(bytes.fromhex("d0cf11e0"))
    elif kind == "xlsx":
        path = workbook(path.with_suffix(".xlsx"), [*above, *table])
    elif kind == "page":
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in table)
        path.write_bytes(f"<html><table>{body}</table></html>".encode("gbk"))
    elif kind == "tabs":
        path.write_bytes("\n".join("\t".join(row) for row in table).encode("gb18030"))
    else:
        path = csv(path.with_suffix(".csv"), HEAD, FIRST, SECOND, TOTAL, encoding=kind)
    [page] = pages(FOLDER, FEED, path)
    assert page.totals == {"paid_amount": "202589.00", "refund_amount": "4046.00"}
    one, two = told(path)
    assert (one["day"], one["uv"], one["paid_amount"]) == ("2026-11-17", "12,408", "116,467.00")
    assert (one["_account"], one["_platform"]) == ("60412345", "taobao_tmall_top")
    assert (one["_exported_on"], two["cut"], two["cut_value"]) == ("2026-11-18", "total", "all")
    assert "postage included" in one["definition"] and "refund_amount" not in two


def test_a_total_must_be_the_sum_of_what_adds_up_and_people_do_not(tmp_path):
    top = csv(tmp_path / f"{DAYS}.csv", HEAD, TOTAL.replace("合计", "汇总"), FIRST, SECOND)
    assert len(told(top)) == 2  # 访客数 of the total is less than the sum: people came twice
    wrong = csv(tmp_path / f"{DAYS}.csv", HEAD, FIRST, SECOND, TOTAL.replace("202,589", "202,590"))
    with pytest.raises(BadReply, match=r"states 202,590\.00"):
        told(wrong)
    others = [line.replace("2026-11-17", name) for name in ("行业均值", "均值") for line in [FIRST]]
    assert len(told(csv(tmp_path / f"{DAYS}.csv", HEAD, FIRST, SECOND, *others, TOTAL))) == 2


@pytest.mark.parametrize(
    ("name", "lines", "words"),
    [
        (DAYS, ["统计日期,访客数,浏览量,支付金额", "2026-11-17,1,2,3"], "missing: 支付买家数"),
        (DAYS, [HEAD, FIRST], "lacks 1 of the days its name tells, the first 2026-11-18"),
        (DAYS, [HEAD, FIRST.replace("11-17", "11-20")], "is of 2026-11-20, the name says"),
        (DAYS, [HEAD, FIRST, FIRST, SECOND], "all of 2026-11-17 stands there twice"),
        (DAYS, [HEAD, FIRST, SECOND.replace("2.99%", "2.99")], "pay_rate is told with % and"),
        (DAYS, [HEAD, FIRST.replace("11-17", "11-17~2026-11-18")], "are several days"),
        (DAYS.split("_", 1)[1], [HEAD, FIRST, SECOND], "does not say whose"),
        (DAYS, ["姓名,电话", "a,b"], "holds no table"),
        (DAYS, [HEAD, FIRST, SECOND.replace("9,950", "\ufffd")], "characters that were lost"),
        ("6_生意参谋流量来源_2026-11-01_2026-11-02",
         ["流量来源,来源明细,访客数,支付买家数,支付金额", "搜索,a,9,1,2"], "as one sum"),
        ("6_生意参谋流量来源",
         ["流量来源,来源明细,访客数,支付买家数,支付金额", "搜索,a,9,1,2"], "tells no day"),
        ("6_生意参谋流量来源_2026-11-02",
         ["流量来源,来源明细,访客数,支付买家数,支付金额", "搜索,汇总,9,1,5.00", "搜索,a,9,1,2.00"],
         r"states 5\.00, the rows below it add up to 2\.00"),
        ("10099_京东商智库存_2026-11-17",
         ["时间,SKU编码,库存,昨日出库商品件数", "2026-11-17,3.30112E+18,1,2"],
         r"line 2: a spreadsheet has rounded SKU编码, 3\.30112E\+18"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_true_is_refused_with_its_name(tmp_path, name, lines, words):
    path = csv(tmp_path / f"{name}.csv", *lines)
    with pytest.raises(BadReply, match=words) as caught:
        told(path)
    assert path.name in str(caught.value)


def test_sources_have_children_that_alone_are_told_and_a_day_in_their_name(tmp_path):
    head = "流量来源\t二级来源\t来源明细\t访客数\t支付买家数\t支付金额"
    lines = ("搜索\t\t\t30\t4\t60.00", "搜索\t自然\t汇总\t20\t3\t50.00",
             "搜索\t自然\t词\t15\t2\t30.00",
             "搜索\t自然\t图\t9\t1\t20.00", "搜索\t付费\t\t12\t1\t10.00", "推荐\t\t\t7\t1\t5.00",
             "总计\t\t\t40\t5\t65.00")  # fmt: skip
    path = csv(tmp_path / "6_生意参谋流量来源_20261117_20261117.xls", head, *lines)
    found = {row["cut_value"]: row for row in told(path)}
    assert list(found) == ["搜索 / 自然 / 词", "搜索 / 自然 / 图", "搜索 / 付费", "推荐"]
    assert {row["day"] for row in found.values()} == {"2026-11-17"}
    assert found["搜索 / 付费"]["cut_group"] == "搜索"


def test_jd_repeats_a_heading_and_keeps_several_sheets(tmp_path):
    head = [
        "日期",
        "浏览量(PV)",
        "同比",
        "访客数(UV)",
        "同比",
        "成交客户数",
        "同比",
        "成交金额",
        "同比",
    ]
    day = ["2026-11-17", 300, "1%", 100, "2%", 5, "-", "1.2万", "4%"]
    channel = ["2026-11-17", "免费", "搜索", 200, 60, 3, 90.5]
    names = ["交易概况", "渠道", "透视表"]
    path = workbook(
        tmp_path / "10099_京东商智_20261118.xlsx",
        [head, day],
        [
            ["日期", "一级渠道", "二级渠道", "浏览量(PV)", "访客数(UV)", "成交客户数", "成交金额"],
            channel,
        ],
        [["行标签", "成交金额", "访客数", "日期"], ["总计", 5, 6, ""]],
        names=names,
    )
    total, source = told(path)
    kept = {"浏览量(PV)_同比": "1%", "访客数(UV)_同比": "2%", "成交金额_同比": "4%"}
    assert json.loads(total["more"]) == kept
    assert (total["gmv"], total["_is_short"], total["_exported_on"]) == ("1.2万", "1", "2026-11-18")
    assert (source["cut"], source["cut_value"], source["gmv"]) == ("source", "免费 / 搜索", "90.5")


def test_what_stock_lists_sold_belongs_to_the_day_before(tmp_path):
    path = csv(
        tmp_path / "10099_京东商智库存_20261118.csv",
        "时间,SKU编码,商品名称,现货库存,昨日出库商品件数",
        '2026-11-17,="10031000123",灯,0,3',
    )
    stock, sold = told(path)
    assert (stock["day"], stock["stock_units"], stock["cut_value"]) == (
        "2026-11-17",
        "0",
        "10031000123",
    )
    assert (sold["day"], sold["paid_units"], "stock_units" in sold) == ("2026-11-16", "3", False)
    assert sold["_report"] != stock["_report"] and "day before" in sold["definition"]


def test_a_masked_figure_has_bounds_and_never_a_value(tmp_path):
    path = csv(
        tmp_path / "10099_京东商智关键词_20261118.csv",
        "关键词,时间,访客数,浏览量,成交客户数,成交金额,交易指数",
        "帐篷,2026-11-17,1000~2000,１万+,<10,暂无,8123",
    )
    [row] = told(path)
    assert not {"uv", "pv", "buyers", "gmv"} & set(row)
    assert json.loads(row["masked"]) == {
        "uv": {"text": "1000~2000", "low": "1000", "high": "2000"},
        "pv": {"text": "1万+", "low": "10000"},
        "buyers": {"text": "<10", "high": "10"},
    }
    assert json.loads(row["more"]) == {"交易指数": "8123"}


def test_a_figure_for_all_devices_is_the_one_below_all(tmp_path):
    lines = ("统计日期,访客数,,,支付买家数,支付金额", ",全部,无线,PC,,", "2026-11-17,10,8,2,1,100")
    [row] = told(csv(tmp_path / "6_生意参谋店铺日报_20261117.csv", *lines))
    assert (row["uv"], json.loads(row["more"])) == ("10", {"访客数_无线": "8", "访客数_PC": "2"})


def test_a_page_with_spanned_headings_keeps_its_columns(tmp_path):
    head = (
        "<th rowspan=2>统计日期<th colspan=3>访客数<th rowspan='2'>支付买家数<th rowspan=2>支付金额"
    )
    rest = "<tr><th>全部<th>无线<th>PC</tr><tr><td>2026-11-17<td>10<td>8<td>2<td>1<td>100</tr>"
    path = tmp_path / "6_生意参谋店铺日报_20261117.xls"
    page = f"<html><table><tr>{head}</tr>{rest}</table></html>".replace("<t", "</td><t")
    path.write_text(page.replace("</td><table", "<table"), "utf-8")
    [row] = told(path)
    assert (row["uv"], row["buyers"], row["paid_amount"]) == ("10", "1", "100")
    assert json.loads(row["more"]) == {"访客数_无线": "8", "访客数_PC": "2"}


def test_compass_tells_its_sources_in_columns_and_lives_by_their_start(tmp_path):
    path = csv(
        tmp_path / "44_抖音罗盘_20261118.csv",
        "日期,成交金额,成交人数,直播间成交金额,商品卡成交金额",
        "2026/11/17,￥30.00,2,10.00,20.00",
        encoding="utf-8-sig",
    )
    total, live, card = told(path)
    assert (total["cut"], total["gmv"], total["buyers"]) == ("total", "¥30.00", "2")
    assert [(one["cut_value"], one["gmv"]) for one in (live, card)] == [
        ("直播间", "10.00"),
        ("商品卡", "20.00"),
    ]
    path = csv(
        tmp_path / "44_抖音罗盘直播_20261118.csv",
        "直播间标题,达人昵称,开播时间,下播时间,成交金额",
        "双11,小王,2026-11-17 23:30:00,2026-11-18 02:00:00,30.00",
    )
    [live] = told(path)
    assert (live["day"], live["cut"]) == ("2026-11-17", "page")
    assert live["cut_value"].endswith("双11") and "小王" not in repr(live)
    assert "30 days" in live["definition"]


def test_a_bare_rate_means_per_cent_where_its_column_is_beyond_one(tmp_path):
    lines = [line.replace("%", "") for line in (FIRST, SECOND)]
    assert [row["pay_rate"] for row in told(csv(tmp_path / f"{DAYS}.csv", HEAD, *lines))] == [
        "3.25%",
        "2.99%",
    ]
    lines = [FIRST.replace("3.25%", "0.0325"), SECOND.replace("2.99%", "0.0299")]
    assert told(csv(tmp_path / f"{DAYS}.csv", HEAD, *lines))[0]["pay_rate"] == "0.0325"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("1000~2000", "1000", "2000"), ("1万～2.5万", "10000", "25000.0"), ("1万+", "10000", None),
     ("500以上", "500", None), ("<10", None, "10"), ("＞3亿", "300000000", None),
     ("1,234.5", None, None), ("-5", None, None), ("2026", None, None)],
)  # fmt: skip
def test_bounds_of_masks(text, low, high):
    found = bounds(text.replace("＞", ">")) or {}
    assert (found.get("low"), found.get("high")) == (low, high)
    assert bool(found) is bool(low or high)


@pytest.mark.parametrize(
    "text",
    ["2026-11-17", "2026/11/17", "2026年11月17日", "20261117", "46343", "2026-11-17 00:00:00",
     "2026-11-17~2026-11-17", "２０２６-11-17"],
)  # fmt: skip
def test_days_as_back_ends_write_them(text):
    assert str(day_of(text)) == "2026-11-17"
    assert day_of("2026-13-40") is day_of("2026-11-01~2026-11-30") is day_of("昨天") is None
