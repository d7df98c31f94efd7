"""Sheets of activities: which file is which, variants of headings, several sheets, their day."""

import pytest
from dropped import csv, rows, workbook, write

from connectors.core import BadReply

CONTRACT = [
    "XX新品沙龙（杭州站）报名签到表",
    "导出时间：2026-11-18 10:00",
    "报名编号,报名时间,姓名,手机,公司,票种,票价,审核状态,签到状态,签到时间,来源",
    "R-0001,2026/11/1 11:20,张三,138 0000 0001,示例公司,标准票,0,已通过,"
    "已签到,2026/11/17 13:42,公众号",
    "R-0002,2026/11/2 9:03,李四,+86-13800000002,示例二,标准票,￥99.00,已通过,未签到,,销售邀约",
    'R-0003,2026/11/3,王五,1.38E+10,-,VIP票,"1,280.00",已取消,,,KOL-7',
    "合计,,,,,,,3,1,,",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_the_example_of_the_contract(tmp_path, encoding):
    path = csv(tmp_path / "报名_E-2026-31_杭州.csv", *CONTRACT, encoding=encoding)
    found = rows("sign_in_sheets", "registrations", path)
    assert [row["registration_id"] for row in found] == ["R-0001", "R-0002", "R-0003"]
    assert [row["phone"] for row in found] == ["138 0000 0001", "+86-13800000002", "1.38E+10"]
    assert {row["_as_of"] for row in found} == {"2026-11-18 10:00"}
    assert [row["_row"] for row in found] == ["4", "5", "6"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("订单号", "registration_id"),
        ("票号", "registration_id"),
        ("购票时间", "registered_at"),
        ("提交时间", "registered_at"),
        ("手机号", "phone"),
        ("联系电话", "phone"),
        ("单位", "company"),
        ("票券名称", "ticket_type"),
        ("金额", "price"),
        ("报名状态", "status"),
        ("是否签到", "attended"),
        ("渠道", "channel"),
        ("邀请人", "referrer"),
        ("手机（必填）", "phone"),
    ],
)
def test_a_heading_in_its_variants(tmp_path, heading, name):
    known = {"registration_id": "报名编号", "registered_at": "报名时间"}
    others = [text for field, text in known.items() if field != name]
    path = csv(tmp_path / "报名_E-2026-31.csv", ",".join([*others, heading]), "甲,乙,丙")
    assert name in rows("sign_in_sheets", "registrations", path)[0]


@pytest.mark.parametrize(
    ("feed", "file", "headings"),
    [
        ("events", "活动总表_2026.csv", "活动编号,活动名称,开始时间"),
        ("sign_ins", "签到_E-2026-31.csv", "签到时间,姓名,手机后四位"),
        ("leads", "留资_E-2026-31.csv", "线索编号,留资时间,手机"),
        ("deals", "签单_E-2026-31.csv", "合同号,金额(元),签单类型"),
        ("costs", "活动费用_2026.csv", "活动编号,费用类别,实际金额"),
    ],
)
def test_each_kind_has_its_feed(tmp_path, feed, file, headings):
    assert len(rows("sign_in_sheets", feed, csv(tmp_path / file, headings, "1,2,3"))) == 1


def test_a_sheet_in_a_file_of_another_name_is_refused(tmp_path):
    path = csv(tmp_path / "签到_E-2026-31.csv", *CONTRACT)
    with pytest.raises(BadReply, match=r"holds 报名表.*put '报名'"):
        rows("sign_in_sheets", "sign_ins", path)


def test_a_registration_file_named_for_both_is_read_once(tmp_path):
    path = csv(tmp_path / "报名签到表_E-2026-31.csv", *CONTRACT)
    assert rows("sign_in_sheets", "sign_ins", path) == []
    assert len(rows("sign_in_sheets", "registrations", path)) == 3


def test_sheets_of_days_are_read_on_and_say_their_day(tmp_path):
    heading = ["签到时间", "姓名", "手机号"]
    path = workbook(
        tmp_path / "签到_E-2026-31.xlsx",
        [heading, ["13:42", "甲", 13800000001]],
        [["签到表 2026年11月18日"], heading, ["9:05", "乙", 13800000002]],
        names=["2026-11-17", "第二天"],
    )
    found = rows("sign_in_sheets", "sign_ins", path)
    assert [(row["_sheet"], row["_day"], row["_no"]) for row in found] == [
        ("2026-11-17", "2026-11-17", "1"),
        ("第二天", "2026-11-18", "2"),
    ]
    assert found[0]["phone"] == "13800000001"


def test_one_company_merged_over_several_people(tmp_path):
    def content(book, sheet):
        people = [["签到时间", "姓名", "单位"], ["13:42", "甲"], ["13:43", "乙"], ["13:44", "丙"]]
        write(sheet, people)
        sheet.merge_range(1, 2, 2, 2, "某公司")

    path = workbook(tmp_path / "签到_E-2026-31.xlsx", content)
    found = rows("sign_in_sheets", "sign_ins", path)
    assert [row["company"] for row in found] == ["某公司", "某公司", ""]


def test_a_blank_company_in_csv_stays_blank(tmp_path):
    lines = ("签到时间,姓名,单位", "13:42,甲,某公司", "13:43,乙,")
    found = rows("sign_in_sheets", "sign_ins", csv(tmp_path / "签到_E-2026-31.csv", *lines))
    assert found[1]["company"] == ""


def test_the_unit_of_a_heading_goes_along(tmp_path):
    lines = ("签单编号,金额（万元）,签单类型", "D1,1.2,现场成交")
    found = rows("sign_in_sheets", "deals", csv(tmp_path / "签单_E-2026-31.csv", *lines))
    assert (found[0]["amount"], found[0]["_unit_factor"]) == ("1.2", "10000")


def test_a_total_that_does_not_agree_is_refused(tmp_path):
    lines = ("签单编号,金额(元),签单类型", "D1,100,现场成交", "合计,200,")
    with pytest.raises(BadReply, match="states 200, the rows above add up to 100"):
        rows("sign_in_sheets", "deals", csv(tmp_path / "签单_E-2026-31.csv", *lines))
