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
    ("heading", "found"),
    [
        (
            "凭证日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,方向,余额",
            "总账明细.*'明细账'",
        ),
        ("期间,合同号,供应商,项目,科目,预提金额,冲销期间,冲销金额,状态", "预提清单.*'预提'"),
        ("凭证日期,摘要,科目名称,借方,贷方", "nearest is 总账明细.*missing: 凭证字号"),
    ],
)
def test_the_books_are_not_read_as_documents(tmp_path, heading, found):
    with pytest.raises(BadReply, match=found):
        lines(csv(tmp_path / "费用台账.csv", heading, "1,2,3,4,5,6,7,8,9"))


def test_a_ledger_without_amounts_is_refused(tmp_path):
    heads = "单据编号,费用承担部门,费用发生日期,费用类型,审批状态"
    with pytest.raises(BadReply, match="no column of amounts"):
        lines(csv(tmp_path / "费用台账.csv", heads, "BX1,品牌部,2026/11/1,场地费,已通过"))


BOOK = "凭证日期,凭证字号,摘要,科目编码,科目名称,辅助核算,借方金额,贷方金额,方向,余额"
VENUE = [
    ",,期初余额,6601.03,销售费用-场地费,,,,借,100.00",
    "2026-10-28,记-12,场地,6601.03,销售费用-场地费,部门:品牌部;项目:E-1,50.00,,借,150.00",
    "2026-10-30,记-15,红冲,6601.03,销售费用-场地费,,-20.00,,借,130.00",
    "2026-10-31,转-1,结转本期损益,6601.03,销售费用-场地费,,,30.00,借,100.00",
    ",,本期合计,6601.03,销售费用-场地费,,30.00,30.00,借,100.00",
    ",,本年累计,6601.03,销售费用-场地费,,930.00,830.00,借,100.00",
    "2026-11-02,记-1,场地,6601.03,销售费用-场地费,,7.00,,借,107.00",
    ",,本期合计,6601.03,销售费用-场地费,,7.00,0.00,借,107.00",
    ",,本年累计,6601.03,销售费用-场地费,,937.00,830.00,借,107.00",
]


def vouchers(path):
    return rows("expense_ledger", "gl_entries", path)


def test_balances_and_sums_of_the_general_ledger_are_no_rows(tmp_path):
    found = vouchers(csv(tmp_path / "费用明细账.csv", BOOK, *VENUE, encoding="gbk"))
    assert [row["voucher_no"] for row in found] == ["记-12", "记-15", "转-1", "记-1"]
    assert not lines(csv(tmp_path / "费用明细账.csv", BOOK, *VENUE))


@pytest.mark.parametrize(
    ("place", "line", "what"),
    [
        (1, "2026-10-28,记-12,场地,6601.03,销售费用-场地费,,51.00,,借,150.00", "J3.*, not 151"),
        (4, ",,本期合计,6601.03,销售费用-场地费,,31.00,30.00,借,100.00", "states 31.00, not 30.00"),
        (8, ",,本年累计,6601.03,销售费用-场地费,,938.00,830.00,借,107.00", "938.00, not 937"),
    ],
)  # fmt: skip
def test_a_book_whose_sums_do_not_follow_is_refused(tmp_path, place, line, what):
    told = [*VENUE[:place], line, *VENUE[place + 1 :]]
    with pytest.raises(BadReply, match=what):
        vouchers(csv(tmp_path / "费用明细账.csv", BOOK, *told))


@pytest.mark.parametrize(
    "heading",
    [
        "日期,凭证号,摘要,科目代码,科目名称,借方,贷方",
        "记账日期,凭证编号,摘要,科目编码,会计科目,借方发生额,贷方发生额",
    ],
)
def test_a_journal_has_no_balances(tmp_path, heading):
    told = ["2026-10-28,记-1,场地,6601.03,销售费用-场地费,50.00,", "合计,,,,,50.00,0.00"]
    page = pages(
        "expense_ledger", "gl_entries", csv(tmp_path / "序时账明细账.csv", heading, *told)
    )[0]
    assert len(page.records) == 1
    assert page.totals == {"credit": "0", "debit": "50.00"}


def test_an_accrual_keeps_both_signs(tmp_path):
    heading = "期间,合同号,供应商,项目,科目,预提金额,冲销期间,冲销金额,状态"
    told = [
        '2026年10月,HT-1,示例公关,P-1,代理服务费,"1,000.00",2026-11,600.00,部分冲销',
        '2026年11月,HT-1,示例公关,P-1,代理服务费,"2,000.00",,-,未冲销',
        '合计,,,,,"3,000.00",,600.00,',
    ]
    path = csv(tmp_path / "费用预提_2026-11-20.csv", heading, *told)
    page = pages("expense_ledger", "accruals", path)[0]
    assert page.totals == {"amount": "3000.00", "reversed_amount": "600.00"}
    first = rows("expense_ledger", "accruals", path)[0]
    assert (first["reversed_period"], first["_exported_on"]) == ("2026-11", "2026-11-20")
