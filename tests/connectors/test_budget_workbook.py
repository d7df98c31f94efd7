"""Budget workbooks: wide and long, units, versions, controls, two-level headings."""

import pytest
from dropped import csv, pages, rows, workbook, write

from connectors.core import BadReply

TITLE = "XX公司2026年度市场费用预算表"
NOTE = "编制部门：市场部　　单位：万元　　版本：V3（2026-01-15批准）"
HEADS = ["部门", "渠道", "项目", "费用科目"]
NAMED = ["品牌部", "线上广告", "新品上市", "媒介投放"]
MONTHS = [f"{number}月" for number in range(1, 13)]
ONES = [1.5] * 12


def wide(
    *lines,
    title=TITLE,
    note=NOTE,
    months=MONTHS,
    more=(),
):
    """A wide sheet: title, note, heading, lines."""
    return [[title], [note], [*HEADS, *months, *more], *lines]


def read(path, *sheets, names=("品牌",), file="市场预算_2026.xlsx"):
    return rows("budget_workbook", "lines", workbook(path / file, *sheets, names=names))


def test_a_line_becomes_twelve_records_each_with_its_cell(tmp_path):
    found = read(tmp_path, wide([*NAMED, *range(1, 13)]))
    assert [row["amount"] for row in found] == [str(number) for number in range(1, 13)]
    assert [row["month"] for row in found] == MONTHS
    assert found[11] == {
        "department": "品牌部",
        "channel": "线上广告",
        "project": "新品上市",
        "cost_item": "媒介投放",
        "fiscal_year": "2026",
        "version": "V3",
        "status": "2026-01-15批准",
        "month": "12月",
        "amount": "12",
        "source_cell": "品牌!P4",
        "_file": "市场预算_2026.xlsx",
        "_sheet": "品牌",
        "_unit": "万元",
        "_unit_factor": "10000",
        "_day": "2026-01-15",
        "_row": "4",
    }


@pytest.mark.parametrize(
    "months",
    [
        [f"{number}月" for number in range(1, 13)],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        [f"2026-{number:02}" for number in range(1, 13)],
        [f"2026{number:02}" for number in range(1, 13)],
        [f"2026年{number}月" for number in range(1, 13)],
    ],
)
def test_months_are_headed_in_many_ways(tmp_path, months):
    found = read(tmp_path, wide([*NAMED, *ONES], months=months))
    assert [row["month"] for row in found] == months


@pytest.mark.parametrize(
    ("note", "what"),
    [
        ("版本：V3", "states no unit of money"),
        ("单位：万元 版本：V3 单位：元", "states two units of money"),
        ("单位：万元", "states no version"),
    ],
)
def test_what_must_be_stated_above(tmp_path, note, what):
    with pytest.raises(BadReply, match=what):
        read(tmp_path, wide([*NAMED, *ONES], note=note), file="市场预算.xlsx")


def test_a_year_must_be_stated(tmp_path):
    with pytest.raises(BadReply, match="states no year"):
        read(tmp_path, wide([*NAMED, *ONES], title="FY26 预算"), file="市场预算.xlsx")


def test_merged_departments_are_filled_and_blank_ones_are_not(tmp_path):
    def content(book, sheet):
        write(sheet, wide([None, None, None, "甲", *ONES], [None, None, None, "乙", *ONES]))
        for column, name in enumerate(NAMED[:3]):
            sheet.merge_range(3, column, 4, column, name)

    found = read(tmp_path, content)
    assert {(row["department"], row["cost_item"]) for row in found} == {
        ("品牌部", "甲"),
        ("品牌部", "乙"),
    }


def test_subtotals_and_totals_are_controls(tmp_path):
    more = ["Q1小计", "上半年合计", "全年合计", "占比", "备注"]
    line = [*NAMED, *ONES, 4.5, 9, 18, 0.5, "含税"]
    total = ["小计", None, None, None, *ONES, 4.5, 9, 18]
    path = workbook(tmp_path / "市场预算_2026.xlsx", wide(line, total, more=more))
    page = pages("budget_workbook", "lines", path)[0]
    assert len(page.records) == 12
    assert page.totals == {"amount": "180000.0"}


@pytest.mark.parametrize(
    ("line", "total", "what"),
    [
        ([*NAMED, *ONES, 19], None, "表!Q4 states 19, not 18.0"),
        ([*NAMED, *ONES, 18], ["合计", None, None, None, *([2] * 12), 24], "表!E5 states 2"),
    ],
)
def test_a_control_that_does_not_agree_is_refused_with_its_cell(tmp_path, line, total, what):
    lines = [line, total] if total else [line]
    with pytest.raises(BadReply, match=what):
        read(tmp_path, wide(*lines, more=["全年合计"]), names=["表"])


def test_the_summary_is_a_control_and_no_data(tmp_path):
    line = [*NAMED, *ONES]
    good = [[TITLE], ["单位：元 版本：V3"], ["部门", *MONTHS], ["品牌部", *([15_000] * 12)]]
    assert len(read(tmp_path, wide(line), good, names=["品牌", "汇总"])) == 12
    wrong = [*good[:3], ["品牌部", *([16_000] * 12)]]
    with pytest.raises(BadReply, match=r"\[汇总\]: month_01 is 16000 yuan"):
        read(tmp_path, wide(line), wrong, names=["品牌", "汇总"])


def test_a_department_sheet_without_cost_items_is_refused(tmp_path):
    sheet = [[TITLE], [NOTE], ["部门", *MONTHS], ["品牌部", *ONES]]
    with pytest.raises(BadReply, match="has no column 费用科目"):
        read(tmp_path, wide([*NAMED, *ONES]), sheet, names=["品牌", "活动"])


def test_of_two_levels_only_the_plan_is_taken(tmp_path):
    def content(book, sheet):
        write(sheet, [[TITLE], [NOTE]])
        for column, name in enumerate(HEADS):
            sheet.merge_range(2, column, 3, column, name)
        for place, month in enumerate(MONTHS):
            column = 4 + 3 * place
            sheet.merge_range(2, column, 2, column + 2, month)
            write(sheet, [[None] * column + ["预算", "实际", "差异"]], first=3)
        write(sheet, [[*NAMED, *([1.5, 9, 7.5] * 12)]], first=4)

    found = read(tmp_path, content)
    assert [(row["month"], row["amount"]) for row in found] == [(month, "1.5") for month in MONTHS]


def test_a_long_sheet_has_a_line_per_month(tmp_path):
    heads = ["年度", "月份", "部门", "渠道", "项目", "费用科目", "预算金额", "版本", "状态"]
    lines = [[2026, f"{number}月", *NAMED, 1.5, "V1", "草案"] for number in range(1, 13)]
    found = read(tmp_path, [["单位：千元"], heads, *lines], names=["长表"])
    assert [row["source_cell"] for row in found][:2] == ["长表!G3", "长表!G4"]
    assert {(row["version"], row["status"], row["_unit_factor"]) for row in found} == {
        ("V1", "草案", "1000")
    }


def test_tax_is_stated_by_the_line_or_above(tmp_path):
    lines = [[*NAMED, *ONES, "不含税"], ["品牌部", "线上广告", "新品上市", "物料", *ONES, None]]
    found = read(tmp_path, wide(*lines, note=f"{NOTE} 含税", more=["备注"]))
    assert [found[0]["tax"], found[12]["tax"]] == ["不含税", "含税"]


def test_a_formula_that_was_never_calculated_is_refused(tmp_path):
    def content(book, sheet):
        write(sheet, wide([*NAMED, *ONES]))
        sheet.write_formula(3, 4, "=1+1", None, "")

    with pytest.raises(BadReply, match="品牌!E4 \\(formula without a value\\)"):
        read(tmp_path, content)


TRANSFER = {
    "columns": [
        "调整单号,日期,从部门,从项目,从科目,从月份,到部门,到渠道,到项目,到科目,到月份,金额,原因,审批人,状态",
        "TZ-1,2026/9/10,活动部,P-5,差旅费,11月,活动部,线下,P-5,活动物料,2026-12,\"1,200.00\",需要,总监,已批准",
    ],
    "cells": [
        "调整单号,调整日期,从,到,调整金额,原因,审批人,审批状态",
        "TZ-1,2026/9/10,活动部/P-5/差旅费/11月,活动部／线下／P-5／活动物料／2026-12,\"1,200.00\",需要,总监,已批准",
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", TRANSFER)
def test_a_transfer_is_what_one_cell_loses_and_another_gains(tmp_path, form):
    path = csv(tmp_path / "预算调整_2026.csv", "单位：元", *TRANSFER[form], encoding="gbk")
    found = rows("budget_workbook", "adjustments", path)
    cells = ("side", "department", "channel", "project", "cost_item", "month", "amount")
    assert [tuple(row.get(name, "") for name in cells) for row in found] == [
        ("from", "活动部", "", "P-5", "差旅费", "11月", "1,200.00"),
        ("to", "活动部", "线下", "P-5", "活动物料", "2026-12", "1,200.00"),
    ]


def test_two_levels_of_headings_name_the_two_cells(tmp_path):
    def content(book, sheet):
        parts = ["部门", "科目", "月"]
        write(sheet, [["单位：万元"], ["调整单号", "日期", *[None] * 6, "金额", "状态"]])
        sheet.merge_range(1, 2, 1, 4, "从")
        sheet.merge_range(1, 5, 1, 7, "到")
        cells = [
            "TZ-1",
            "2026-09-10",
            "甲部",
            "差旅费",
            "10月",
            "乙部",
            "场地费",
            "11月",
            0.5,
            "草案",
        ]
        write(sheet, [[None, None, *parts, *parts], cells], first=2)

    path = workbook(tmp_path / "预算调整.xlsx", content)
    found = rows("budget_workbook", "adjustments", path)
    assert [(row["side"], row["department"], row["cost_item"]) for row in found] == [
        ("from", "甲部", "差旅费"),
        ("to", "乙部", "场地费"),
    ]
    assert not rows("budget_workbook", "lines", path)


CONTRACTS = "合同号,供应商,项目,科目,金额,签订日期,预计付款月,状态"


def test_a_contract_that_is_not_paid(tmp_path):
    path = csv(
        tmp_path / "已签未付_2026-11-13.csv",
        "单位：元",
        CONTRACTS.replace("合同号", "合同号/申请单号"),
        'HT-1,示例会展,P-6,场地费,"60,000.00",2026/10/20,2026年12月,已签未付',
        '合计,,,,"60,000.00",,,',
    )
    page = pages("budget_workbook", "commitments", path)[0]
    assert page.totals == {"amount": "60000.00"}
    row = rows("budget_workbook", "commitments", path)[0]
    assert (row["contract_no"], row["_exported_on"]) == ("HT-1", "2026-11-13")


@pytest.mark.parametrize(
    ("feed", "name", "told", "what"),
    [
        ("adjustments", "预算调整.csv", TRANSFER["cells"], "states no unit"),
        ("commitments", "已签未付.csv", [CONTRACTS, "HT-1,甲,P,场地费,1,,,"], "states no unit"),
        ("adjustments", "预算调整.csv", ["单位：元", TRANSFER["cells"][0],
         "TZ-1,2026/9/10,活动部/差旅费,,5,,,草案"], "C3 is not 部门/项目/科目/月"),
        ("adjustments", "预算调整.csv", ["单位：元", "调整单号,日期,金额,状态", "T,2026/9/1,5,"],
         "names no 从 and no 到"),
        ("commitments", "已签未付.csv", ["单位：元", "合同号,供应商,科目,金额", "HT-1,甲,场地费,1"],
         "nearest is 已签未付清单.*missing: 签订日期"),
    ],
)  # fmt: skip
def test_changes_of_a_budget_that_cannot_be_told_are_refused(tmp_path, feed, name, told, what):
    with pytest.raises(BadReply, match=what):
        pages("budget_workbook", feed, csv(tmp_path / name, *told))
