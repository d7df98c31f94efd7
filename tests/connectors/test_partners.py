"""Sheets of channel partners as people drop them."""

import pytest
from dropped import csv, pages, rows, workbook

from connectors.core import BadReply

LIST = "伙伴编号,伙伴名称,签约日期"
SALES = "单据编号,伙伴编号,业务日期,业务类型,金额（万元）"


@pytest.mark.parametrize(
    ("name", "lines", "encoding"),
    [
        ("渠道伙伴_2026-11-13.csv", (LIST, "QD-001,杭州,2026/1/5"), "utf-8-sig"),
        (
            "渠道伙伴_2026-11-13.csv",
            ("渠道伙伴总表", LIST, "QD-001,杭州,2026/1/5", "共 1 个"),
            "gb18030",
        ),
        (
            "partners_2026-11-13.csv",
            ("partner_id,partner_name,signed_on", "QD-001,杭州,2026/1/5"),
            "utf-8",
        ),
        (
            "渠道伙伴_2026-11-13.csv",
            ("经销商编号 （必填）,渠道名称,签约日期", "QD-001,杭州,2026/1/5"),
            "utf-8",
        ),
    ],
)
def test_the_list_under_every_heading(tmp_path, name, lines, encoding):
    [row] = rows("partners", "master", csv(tmp_path / name, *lines, encoding=encoding))
    told = (row["partner_id"], row["partner_name"], row["signed_on"], row["_exported_on"])
    assert told == ("QD-001", "杭州", "2026/1/5", "2026-11-13")


@pytest.mark.parametrize(
    ("name", "lines", "layout", "day"),
    [
        ("渠道拜访_2026-11.csv", ("伙伴编号,拜访日期", "Q,11"), "渠道拜访表", "visited_on"),
        ("partner_visits.csv", ("partner_id,visited_on", "Q,11"), "渠道拜访表", "visited_on"),
        ("渠道线索.csv", ("伙伴编号,报备日期", "Q,11"), "渠道线索表", "reported_on"),
        (
            "partner_leads.csv",
            ("partner_id,reported_on,phone", "Q,11,1"),
            "渠道线索表",
            "reported_on",
        ),
        ("渠道进销.csv", (SALES, "S,Q,11,进货,1.2"), "渠道进销表", "sold_on"),
        (
            "partner_sales.csv",
            ("partner_id,sold_on,kind,amount", "Q,11,Sell-in,1"),
            "渠道进销表",
            "sold_on",
        ),
        (
            "渠道支持费用.csv",
            ("伙伴编号,发生日期,费用类别,金额", "Q,11,门头,9"),
            "渠道支持费用表",
            "spent_on",
        ),
    ],
)
def test_every_kind_of_act(tmp_path, name, lines, layout, day):
    [row] = rows("partners", "activities", csv(tmp_path / name, *lines))
    assert (row["_layout"], row["partner_id"], row[day]) == (layout, "Q", "11")


def test_kinds_may_stand_on_sheets_of_one_book_and_the_list_is_left_to_its_feed(tmp_path):
    path = workbook(
        tmp_path / "渠道拜访与进销_2026-11-13.xlsx",
        [["伙伴编号", "拜访日期"], ["Q1", "2026/11/2"]],
        [SALES.split(","), ["S1", "Q1", "2026/11/3", "销售", 0.5]],
        [LIST.split(","), ["Q1", "杭州", "2026/1/5"]],
    )
    found = rows("partners", "activities", path)
    assert [row["_layout"] for row in found] == ["渠道拜访表", "渠道进销表"]
    assert found[1]["_unit_factor"] == "10000"


def test_the_total_goes_along_in_yuan_and_one_that_does_not_agree_is_refused(tmp_path):
    lines = (SALES, "S1,Q,2026/11/3,销售,0.5", "S2,Q,2026/11/3,进货,0.25")
    fine = csv(tmp_path / "渠道进销.csv", *lines, "合计,,,,0.75")
    [page] = pages("partners", "activities", fine)
    assert page.totals == {"amount": "7500.00"}
    with pytest.raises(BadReply, match=r"add up to 0\.75"):
        rows("partners", "activities", csv(tmp_path / "渠道进销2.csv", *lines, "合计,,,,0.8"))


def test_another_sheet_is_refused_with_the_nearest_and_what_it_lacks(tmp_path):
    path = csv(tmp_path / "渠道进销.csv", "单据编号,伙伴编号,业务日期,金额", "S,Q,11,1")
    with pytest.raises(BadReply, match=r"渠道进销表.*业务类型"):
        rows("partners", "activities", path)
