"""Budget, ledger, pay and rates, clean: units, months, repeated totals, what must fit together."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import cleaned, reasons

from pipelines.streams import STREAMS

BUDGET = STREAMS["budget_workbook__lines"]
LEDGER = STREAMS["expense_ledger__lines"]
CHANGES = STREAMS["budget_workbook__adjustments"]
CONTRACTS = STREAMS["budget_workbook__commitments"]
BOOK = STREAMS["expense_ledger__gl_entries"]
ACCRUALS = STREAMS["expense_ledger__accruals"]
PAY = STREAMS["payroll__people_cost"]
RATES = STREAMS["exchange_rates__rates"]


def budget(**changed):
    return {
        "fiscal_year": "2026",
        "month": "1月",
        "department": "品牌部",
        "channel": "线上广告",
        "project": "",
        "cost_item": "媒介投放",
        "amount": "12.00",
        "version": "V3",
        "status": "2026-01-15批准",
        "tax": "含税",
        "source_cell": "品牌!E4",
        "_unit_factor": "10000",
    } | changed


def line(number="1", **changed):
    return {
        "doc_no": "BX1",
        "line_no": number,
        "bearing_dept": "品牌部",
        "submitted_on": "2026/11/17",
        "incurred_on": "2026/10/28",
        "cost_item": "场地费",
        "amount": "53,000.00",
        "approved_amount": "53,000.00",
        "tax_rate": "6%",
        "tax": "3,000.00",
        "invoice_no": "26332000001234567890",
        "status": "已付款",
        "paid_on": "2026/11/20",
        "_row": "2",
    } | changed


def voucher(number="1", **changed):
    return {
        "voucher_date": "2026-10-28",
        "voucher_no": "记-12",
        "summary": "场地",
        "account_code": "6601.03",
        "account_name": "销售费用-市场-场地费",
        "auxiliary": "部门:品牌部；项目：E-1; 供应商:示例会展",
        "debit": "50.00",
        "credit": "",
        "_row": number,
    } | changed


def accrual(**changed):
    return {
        "period": "2026年10月",
        "contract_no": "HT-1",
        "vendor": "示例公关",
        "project": "P-1",
        "cost_item": "代理服务费",
        "amount": "1,000.00",
        "reversed_period": "2026-11",
        "reversed_amount": "(600.00)",
        "status": "部分冲销",
    } | changed


def pay(**changed):
    return {
        "month": "2026年10月",
        "department": "市场部",
        "team": "投放组",
        "position": "投放专员",
        "headcount_end": "4",
        "headcount_avg": "3.5",
        "gross_pay": "56,000.00",
        "bonus": "-",
        "employer_social": "19,600.00",
        "welfare": "1,200.00",
        "total_cost": "76,800.00",
        "_year": "2026",
        "_unit_factor": "1",
    } | changed


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1月", date(2026, 1, 1)),
        ("12月", date(2026, 12, 1)),
        ("Feb", date(2026, 2, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("202604", date(2026, 4, 1)),
        ("2026年5月", date(2026, 5, 1)),
        ("2026-06-01", date(2026, 6, 1)),
        ("7", date(2026, 7, 1)),
    ],
)
def test_a_budget_month(typed, month):
    assert cleaned(BUDGET, budget(month=typed)).good["month"].to_list() == [month]


@pytest.mark.parametrize(
    ("typed", "factor", "yuan"),
    [
        ("12.00", "10000", "120000"),
        ("1,200", "1000", "1200000"),
        ("-", "10000", "0"),
        ("", "1", "0"),
        ("0.123456", "10000", "1234.56"),
    ],
)
def test_a_budget_is_in_yuan_and_a_dash_is_zero(typed, factor, yuan):
    row = cleaned(BUDGET, budget(amount=typed, _unit_factor=factor)).good.row(0, named=True)
    assert row["amount"] == Decimal(yuan)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("2026-01-15批准", "已批准"),
        ("已批准", "已批准"),
        ("待批准", "待批准"),
        ("2026-08-01调整", "调整"),
        ("草案", "草案"),
    ],
)
def test_the_state_of_a_budget(typed, status):
    assert cleaned(BUDGET, budget(status=typed)).good["status"].to_list() == [status]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"amount": "(3.50)"}, "negative_outside_adjustments"),
        ({"month": "2027-01"}, "not_in_fiscal_year"),
        ({"department": ""}, "no_department"),
        ({"month": "13月"}, "missing_key:month"),
        ({"amount": "十二"}, "unreadable:_amount"),
    ],
)
def test_a_budget_figure_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(BUDGET, budget(month="2月"), budget(**changed))) == [reason]


def test_a_reduction_belongs_in_an_adjustment():
    row = cleaned(BUDGET, budget(amount="(3.50)", status="调整")).good.row(0, named=True)
    assert row["amount"] == Decimal(-35_000)


def test_a_budget_line_twice_in_a_version_is_set_aside():
    assert (
        reasons(cleaned(BUDGET, budget(), budget(amount="13", source_cell="品牌!E9")))
        == ["duplicate_key"] * 2
    )


def side(side="from", **changed):
    return {
        "adjustment_no": "TZ-1",
        "side": side,
        "adjusted_on": "2026/9/10",
        "department": "活动部",
        "project": "P-5",
        "cost_item": "差旅费",
        "month": "11月",
        "amount": "0.12",
        "status": "已批准",
        "_unit_factor": "10000",
    } | changed


def test_a_transfer_nets_to_zero():
    good = cleaned(CHANGES, side(), side("to", cost_item="场地费", month="2026-12")).good
    assert good["amount"].to_list() == [Decimal(-1200), Decimal(1200)]
    assert good["month"].to_list() == [date(2026, 11, 1), date(2026, 12, 1)]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"department": ""}, ["a_side_cannot_be_read"] * 2),
        ({"month": "十月"}, ["a_side_cannot_be_read", "missing_key:month"]),
        ({"amount": "-5"}, ["negative_transfer"]),
        ({"amount": ""}, ["no_amount"]),
    ],
)
def test_no_half_of_a_transfer_is_loaded(changed, found):
    other = side(adjustment_no="TZ-2")
    result = cleaned(CHANGES, other, side(), side("to", cost_item="场地费", **changed))
    assert sorted(reasons(result)) == found


def contract(**changed):
    return {
        "contract_no": "HT-1",
        "vendor": "示例会展",
        "project": "P-6",
        "cost_item": "场地费",
        "amount": "60,000.00",
        "signed_on": "2026/10/20",
        "expected_on": "2026年12月",
        "status": "已签未付",
        "_exported_on": "2026-11-13",
    } | changed


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"amount": ""}, "no_amount"),
        ({"amount": "-1"}, "negative_commitment"),
        ({"signed_on": "2026/11/20"}, "signed_after_the_export"),
    ],
)
def test_a_contract_that_cannot_be_is_set_aside(changed, reason):
    result = cleaned(CONTRACTS, contract(), contract(contract_no="HT-2", **changed))
    assert reasons(result) == [reason]
    assert result.good["expected_month"].to_list() == [date(2026, 12, 1)]


def test_a_ledger_line():
    row = cleaned(LEDGER, line()).good.row(0, named=True)
    assert row["invoice_no"] == "26332000001234567890"
    assert (row["amount"], row["tax"], row["tax_rate"]) == (Decimal(53_000), Decimal(3_000), 0.06)
    assert (row["submitted_date"], row["incurred_date"]) == (date(2026, 11, 17), date(2026, 10, 28))
    assert row["currency_code"] == "CNY"


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("6%", 0.06), ("13％", 0.13), ("0.06", 0.06), ("6", 0.06), ("免税", 0.0), ("-", None)],
)
def test_a_tax_rate(typed, rate):
    row = cleaned(LEDGER, line(tax_rate=typed, tax="-")).good.row(0, named=True)
    assert row["tax_rate"] == rate


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"invoice_no": "2.6332E+19"}, "unreadable:invoice_no"),
        ({"approved_amount": "60,000"}, "approved_above_amount"),
        ({"tax": "2,000.00"}, "tax_does_not_fit_its_rate"),
        ({"paid_on": ""}, "paid_without_a_date"),
        ({"paid_on": "2026/11/1"}, "paid_before_submitted"),
        ({"incurred_on": "2026/11/18"}, "incurred_after_submitted"),
        ({"incurred_on": "03/04/2026"}, "unreadable:incurred_date"),
        ({"amount": "", "approved_amount": "", "tax": ""}, "no_amount"),
        ({"amount": "1.234,56"}, "unreadable:_amount"),
        ({"bearing_dept": ""}, "no_bearing_dept"),
        ({"status": ""}, "no_status"),
        ({"doc_type": "冲销"}, "reversal_without_a_minus"),
        ({"approved_at": "2026/11/16 09:00"}, "approved_before_submitted"),
        ({"approved_at": "2026/11/21"}, "paid_before_approved"),
    ],
)
def test_a_ledger_line_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(LEDGER, line(), line("2", **changed))) == [reason]


def test_a_period_is_its_first_day():
    row = cleaned(LEDGER, line(incurred_on="2026年11月")).good.row(0, named=True)
    assert row["incurred_date"] == date(2026, 11, 1)


def test_the_tax_may_belong_to_what_was_applied_for():
    assert cleaned(LEDGER, line(approved_amount="50,000.00")).good.height == 1


@pytest.mark.parametrize("own", [("line_amount", "100", "50"), ("net_amount", "100", "50")])
def test_a_total_repeated_on_each_line_gives_way_to_the_lines(own):
    name, first, second = own
    common = {"amount": "150", "approved_amount": "150", "tax_rate": "", "tax": ""}
    result = cleaned(
        LEDGER, line("1", **common, **{name: first}), line("2", **common, **{name: second})
    )
    assert result.good["amount"].to_list() == [Decimal(100), Decimal(50)]
    assert result.good["approved_amount"].to_list() == [Decimal(100), Decimal(50)]


def test_lines_that_do_not_come_to_the_total_beside_them_are_set_aside():
    common = {"amount": "150", "approved_amount": "", "tax_rate": "", "tax": ""}
    result = cleaned(
        LEDGER, line("1", **common, line_amount="100"), line("2", **common, line_amount="40")
    )
    assert reasons(result) == ["lines_miss_the_document"] * 2


@pytest.mark.parametrize(
    ("faces", "amounts", "is_over"),
    [
        (("150", "150"), ("100", "50"), False),
        (("150", "150"), ("100", "60"), True),
        (("", ""), ("100", "50"), True),
    ],
)
def test_an_invoice_may_be_split_up_to_its_face(faces, amounts, is_over):
    told = [
        line("1", doc_no=f"BX{place}", amount=amount, approved_amount="", tax_rate="", tax="",
             invoice_no="26332000001234567890", invoice_amount=face)
        for place, (face, amount) in enumerate(zip(faces, amounts, strict=True))
    ]  # fmt: skip
    assert cleaned(LEDGER, *told).good["is_over_the_face"].to_list() == [is_over] * 2


def test_the_same_vendor_and_amount_within_a_week_look_alike():
    days = {"BX1": "2026/10/20", "BX2": "2026/10/27", "BX3": "2026/11/5"}
    told = [line("1", doc_no=no, incurred_on=day, vendor="甲") for no, day in days.items()]
    told += [line("2", doc_no="BX3", incurred_on="2026/11/5", vendor="甲")]
    rows = cleaned(LEDGER, *told).good
    assert rows.filter("is_like_another")["doc_no"].to_list() == ["BX1", "BX2"]


def test_paid_in_a_column_of_its_own_and_late_to_submit():
    row = cleaned(
        LEDGER, line(status="已通过", pay_status="已付款", incurred_on="2026/1/5")
    ).good.row(0, named=True)
    assert (row["status"], row["days_to_submit"]) == ("已付款", 316)
    waiting = cleaned(LEDGER, line(status="审批中", pay_status="已付款")).good
    assert waiting["status"].to_list() == ["审批中"]


def test_two_lines_of_the_same_amount_are_two_lines():
    common = {"amount": "100", "approved_amount": "100", "tax_rate": "", "tax": ""}
    result = cleaned(LEDGER, line("1", **common), line("2", **common))
    assert result.good["amount"].to_list() == [Decimal(100)] * 2


def test_lines_without_a_number_are_told_apart_by_their_row():
    result = cleaned(LEDGER, line("", _row="2"), line("", _row="3"))
    assert result.good["line_no"].to_list() == ["row 2", "row 3"]


def test_beside_foreign_money_the_amount_is_in_yuan():
    common = {"currency": "美元", "tax": "", "tax_rate": ""}
    foreign = cleaned(LEDGER, line(**common), line("2", **common, amount_fc="7,400"))
    assert foreign.good["currency_code"].to_list() == ["USD", "CNY"]
    assert foreign.good["foreign_amount"].to_list() == [None, Decimal(7_400)]
    assert foreign.good["foreign_currency_code"].to_list() == [None, "USD"]


def test_a_rebate_is_below_zero_and_so_is_its_tax():
    rebate = {
        "amount": "-106.00",
        "approved_amount": "（106.00）",
        "tax": "-6.00",
        "doc_type": "冲销",
    }
    row = cleaned(LEDGER, line(**rebate)).good.row(0, named=True)
    assert (row["amount"], row["approved_amount"], row["tax"]) == (-106, -106, -6)


def test_a_line_of_a_voucher():
    row = cleaned(BOOK, voucher()).good.row(0, named=True)
    assert (row["cost_item"], row["is_expense"], row["is_carry_forward"]) == ("场地费", True, False)
    assert (row["department"], row["project"], row["vendor"]) == ("品牌部", "E-1", "示例会展")
    assert (row["debit"], row["credit"]) == (Decimal(50), Decimal(0))


@pytest.mark.parametrize(
    ("changed", "is_carried"),
    [
        ({"summary": "结转本期损益"}, True),
        ({"summary": "期间损益结转"}, True),
        ({"summary": "结转 10 月费用至本年利润"}, True),
        ({"summary": "结转制作成本"}, False),
    ],
)
def test_a_carry_forward_is_known_by_its_summary(changed, is_carried):
    assert cleaned(BOOK, voucher(**changed)).good["is_carry_forward"].to_list() == [is_carried]


def test_a_carry_forward_is_known_by_the_other_side_of_its_voucher():
    profit = {"account_code": "4103", "account_name": "本年利润", "summary": "月末"}
    result = cleaned(
        BOOK,
        voucher("1", summary="月末", debit="", credit="50", voucher_no="转-1"),
        voucher("2", **profit, voucher_no="转-1"),
        voucher("3"),
    )
    told = dict(result.good.select("line_no", "is_carry_forward").iter_rows())
    assert told == {"row 1": True, "row 2": True, "row 3": False}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"account_code": ""}, "no_account"),
        ({"debit": "-"}, "no_amount"),
        ({"credit": "5"}, "both_sides"),
        ({"debit": "1.2E+5"}, "unreadable:_debit"),
    ],
)
def test_a_line_of_a_voucher_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(BOOK, voucher(), voucher("2", **changed))) == [reason]


def test_an_accrual_tells_its_reversal_above_zero():
    row = cleaned(ACCRUALS, accrual()).good.row(0, named=True)
    assert (row["accrual_month"], row["reversed_month"]) == (date(2026, 10, 1), date(2026, 11, 1))
    assert (row["amount"], row["reversed_amount"]) == (Decimal(1000), Decimal(600))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"amount": ""}, "no_amount"),
        ({"amount": "-5", "reversed_amount": ""}, "negative_accrual"),
        ({"reversed_amount": "1,200"}, "reversed_more_than_accrued"),
        ({"reversed_period": ""}, "reversed_without_a_period"),
        ({"reversed_period": "2026年9月"}, "reversed_before_accrued"),
        ({"period": "十月"}, "unreadable:_period"),
    ],
)
def test_an_accrual_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(ACCRUALS, accrual(contract_no="HT-2"), accrual(**changed))) == [reason]


@pytest.mark.parametrize("month", ["2026年10月", "2026-10", "202610", "10月", "2026-10-01"])
def test_a_month_of_pay(month):
    row = cleaned(PAY, pay(month=month)).good.row(0, named=True)
    assert row["month"] == date(2026, 10, 1)
    assert (row["bonus"], row["outsourced"]) == (Decimal(0), Decimal(0))


def test_who_came_and_went_and_what_the_employer_adds():
    row = cleaned(PAY, pay(hired="2", left="1", headcount_plan="5", fte="3.5")).good.row(
        0, named=True
    )
    assert (row["hires"], row["leavers"], row["headcount_plan"], row["fte"]) == (2, 1, 5, 3.5)
    assert row["employer_share"] == pytest.approx(0.35)
    low = cleaned(PAY, pay(employer_social="-", total_cost="57,200.00")).good
    assert low["employer_share"].to_list() == [0]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"headcount_end": "2"}, "fewer_than_three_people"),
        ({"headcount_end": ""}, "fewer_than_three_people"),
        ({"total_cost": "76,000.00"}, "total_is_not_the_sum"),
        ({"month": "十月"}, "missing_key:month"),
    ],
)
def test_pay_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(PAY, pay(position="其他"), pay(**changed))) == [reason]


def test_a_team_that_is_not_named_is_its_department():
    assert cleaned(PAY, pay(team="")).good["team"].to_list() == ["市场部"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"cny_per_unit": "0"}, "rate_not_positive"),
        ({"cny_per_unit": ""}, "no_rate"),
        ({"currency_code": "CNY"}, "yuan_is_one"),
        ({"rate_date": "03/04/2026"}, "unreadable:rate_date"),
    ],
)
def test_a_rate_that_cannot_be_is_set_aside(changed, reason):
    rate = {"rate_date": "2026-11-01", "currency_code": "USD", "cny_per_unit": "7.1234"}
    result = cleaned(RATES, rate, rate | {"rate_date": "2026-11-02"} | changed)
    assert reasons(result) == [reason]
    assert result.good["cny_per_unit"].to_list() == [Decimal("7.1234")]
