"""Ledger exports: the contract's example, merged document headers, what never gets in."""

import pytest
from dropped import csv, pages, rows, workbook, write

from connectors.core import BadReply

HEADS = (
    "单据编号,行号,单据类型,报销人,申请人部门,费用承担部门,申请日期,费用发生日期,费用类型,项目,"
    "合计金额,核定报销总额,税率,税额,发票号码,审批状态,付款日期"
)
BX1 = "BX1,{},对公付款,示例甲,活动部,品牌部,2026/11/17,2026/10/28,场地费,E-2026-31"
EXAMPLE = [
    HEADS,
    BX1.format(1) + ',"53,000.00","53,000.00",6%,"3,000.00",26332000001234567890,已付款,2026/11/20',
    BX1.format(2) + ',"8,480.00","8,480.00",6%,480.00,26332000001234567891,已付款,2026/11/20',
    "BX7,1,费用报销,示例乙,数字部,数字部,2026/11/18,2026/11/11,差旅费,,￥612.5,￥600,-,-,,审批中,",
    '合计,,,,,,,,,,"62,092.50","62,080.00",,,,,',
]


def lines(path):
    return rows("expense_ledger", "lines", path)


def test_the_example_of_the_contract(tmp_path):
    path = csv(tmp_path / "费用台账.csv", *EXAMPLE, encoding="gbk")
    page = pages("expense_ledger", "lines", path)[0]
    assert page.totals == {"amount": "62092.50", "approved_amount": "62080.00"}
    found = lines(path)
    assert [(row["doc_no"], row["line_no"]) for row in found] == [
        ("BX1", "1"),
        ("BX1", "2"),
        ("BX7", "1"),
    ]
    assert found[0]["invoice_no"] == "26332000001234567890"
    assert found[2]["amount"] == "￥612.5"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("报销单号", "doc_no"),
        ("审批编号", "doc_no"),
        ("费用承担对象", "bearing_dept"),
        ("费用支付部门", "bearing_dept"),
        ("业务日期", "incurred_on"),
        ("归属期间", "incurred_on"),
        ("费用科目", "cost_item"),
        ("审批金额", "approved_amount"),
        ("收款方", "vendor"),
        ("支付时间", "paid_on"),
        ("流程状态", "status"),
        ("活动编号", "project"),
        ("摘要", "purpose"),
    ],
)
def test_a_heading_in_its_variants(tmp_path, heading, name):
    common = {
        "doc_no": "单据编号",
        "bearing_dept": "费用承担部门",
        "incurred_on": "费用发生日期",
        "cost_item": "费用类型",
        "status": "审批状态",
        "amount": "合计金额",
    }
    headings = [*(text for field, text in common.items() if field != name), heading]
    path = csv(tmp_path / "台账.csv", ",".join(headings), ",".join("1" for _ in headings))
    assert name in lines(path)[0]


def test_a_merged_document_header_is_filled_and_its_amount_is_not(tmp_path):
    def content(book, sheet):
        write(sheet, [HEADS.split(",")])
        for number in (1, 2):
            line = [None, number, *([None] * 5), "2026/10/28", "场地费", None, 100 * number]
            write(sheet, [[*line, None, None, None, None, "已付款", "2026/11/20"]], first=number)
        for column, text in (
            (0, "BX1"),
            (4, "活动部"),
            (5, "品牌部"),
            (6, "2026/11/17"),
            (11, 300),
        ):
            sheet.merge_range(1, column, 2, column, text)

    found = lines(workbook(tmp_path / "费用台账.xlsx", content))
    assert [(row["doc_no"], row["bearing_dept"], row["submitted_on"]) for row in found] == [
        ("BX1", "品牌部", "2026/11/17")
    ] * 2
    assert [(row["amount"], row["approved_amount"]) for row in found] == [
        ("100", "300"),
        ("200", ""),
    ]


def test_a_csv_line_without_a_document_continues_the_last_one(tmp_path):
    example = [
        HEADS,
        BX1.format(1) + ",100,100,,,,已付款,2026/11/20",
        ",2,,,,,,2026/10/29,物料制作,,50,50,,,,已付款,2026/11/20",
    ]
    found = lines(csv(tmp_path / "费用台账.csv", *example))
    assert (found[1]["doc_no"], found[1]["bearing_dept"], found[1]["project"]) == (
        "BX1",
        "品牌部",
        "",
    )


def test_a_total_of_documents_repeated_on_each_line_is_no_contradiction(tmp_path):
    example = [
        HEADS,
        BX1.format(1) + ",150,100,,,,已付款,2026/11/20",
        BX1.format(2) + ",150,50,,,,已付款,2026/11/20",
        "合计,,,,,,,,,,150,150,,,,,",
    ]
    page = pages("expense_ledger", "lines", csv(tmp_path / "费用台账.csv", *example))[0]
    assert page.totals == {"approved_amount": "150"}


def test_bank_accounts_and_identity_numbers_are_dropped_at_the_door(tmp_path):
    path = csv(
        tmp_path / "费用台账.csv",
        f"{HEADS},收款银行账号,身份证号",
        BX1.format(1) + ",100,100,,,,已付款,2026/11/20,6222000000000000,110101199001010000",
    )
    assert "6222000000000000" not in str(lines(path))
    assert "110101199001010000" not in str(lines(path))


@pytest.mark.parametrize(
    "heading",
    [
        "凭证日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,方向,余额",
        "期间,合同号,供应商,项目,科目,预提金额,冲销期间,冲销金额,状态",
    ],
)
def test_the_general_ledger_and_the_accruals_are_not_half_read(tmp_path, heading):
    with pytest.raises(BadReply, match=r"nearest is 费用台账.*missing: 单据编号"):
        lines(csv(tmp_path / "费用台账.csv", heading, "1,2,3,4,5,6,7,8,9"))


def test_a_ledger_without_amounts_is_refused(tmp_path):
    heads = "单据编号,费用承担部门,费用发生日期,费用类型,审批状态"
    with pytest.raises(BadReply, match="no column of amounts"):
        lines(csv(tmp_path / "费用台账.csv", heads, "BX1,品牌部,2026/11/1,场地费,已通过"))
