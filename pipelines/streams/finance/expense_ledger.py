"""费用台账, clean. Raw records: `connectors/finance/expense_ledger.py`."""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, Column, text
from pipelines.streams.finance.exported import EXPORTED, EXPORTED_DATE
from pipelines.streams.finance.ledger_amounts import (
    approved_amount,
    currency_of_amount,
    is_like_another,
    line_amount,
    lines_miss_the_document,
    over_the_face,
    tax_gap,
)
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    currency,
    in_yuan,
    number_text,
    plain_money,
    tidy,
    typed_day,
    typed_money,
    typed_period,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

TWO_CENTS = 0.021
PAID = r"已付|已支付|付讫"


def rate(path: str) -> Column:
    """`6%`, `0.06` (a percent cell), `6`; 免税 is 0."""

    def read(raw: pl.Expr) -> pl.Expr:
        word = tidy(raw)
        value = plain_money(word.str.strip_suffix("%")).cast(pl.Float64)
        is_percent = word.str.ends_with("%") | (value >= 1)
        return (
            pl.when(word.is_in(["免税", "不征税"]))
            .then(0.0)
            .when((value >= 0) & (value < 100))
            .then(pl.when(is_percent).then(value / 100).otherwise(value))
        )

    return Column(path, pl.Float64(), read, nulls=BLANK)


def is_paid() -> pl.Expr:
    """Approved, and paid by a column of its own."""
    return (pl.col("_status") == "已通过") & pl.col("_pay_status").str.contains(f"^({PAID})")


lines = Stream(
    name="expense_ledger__lines",
    grain="one row per line of a reimbursement or payment document",
    keys=("doc_no", "line_no"),
    nulls=BLANK,
    columns={
        "doc_no": number_text("doc_no"),
        "doc_type": typed_text("doc_type"),
        "applicant_dept": typed_text("applicant_dept"),
        "bearing_dept": typed_text("bearing_dept"),
        "submitted_date": typed_day("submitted_on"),
        "incurred_date": typed_period("incurred_on", required=True),
        "cost_item": typed_text("cost_item"),
        "project": typed_text("project"),
        "channel": typed_text("channel"),
        "vendor": typed_text("vendor"),
        "tax_rate": rate("tax_rate"),
        "invoice_no": number_text("invoice_no"),
        "invoice_type": typed_text("invoice_type"),
        "invoice_code": number_text("invoice_code"),
        "_status": typed_text("status"),
        "_pay_status": typed_text("pay_status"),
        "approved_date": typed_day("approved_at"),
        "account_name": typed_text("account_code"),
        "paid_date": typed_day("paid_on"),
        "purpose": typed_text("purpose"),
        "_line_no": typed_text("line_no"),
        "_row": text("_row"),
        "_amount": typed_money("amount"),
        "_line_amount": typed_money("line_amount"),
        "_approved": typed_money("approved_amount"),
        "_net": typed_money("net_amount"),
        "_tax": typed_money("tax"),
        "_unit_factor": unit_factor(),
        "_currency": currency("currency"),
        "_amount_fc": typed_money("amount_fc"),
        "_invoice_amount": typed_money("invoice_amount"),
        **EXPORTED,
    },
    derived={
        "exported_date": EXPORTED_DATE,
        "currency_code": currency_of_amount(),
        "line_no": pl.coalesce("_line_no", pl.format("row {}", "_row")),
        "amount": line_amount(),
        "approved_amount": approved_amount(),
        "tax": in_yuan("_tax"),
        "invoice_amount": in_yuan("_invoice_amount"),
        "foreign_amount": pl.col("_amount_fc").cast(MONEY),
        "foreign_currency_code": pl.when(pl.col("_amount_fc").is_not_null()).then("_currency"),
        "status": pl.when(is_paid()).then(pl.lit("已付款")).otherwise("_status"),
        "days_to_submit": (pl.col("submitted_date") - pl.col("incurred_date")).dt.total_days(),
        "is_over_the_face": over_the_face(),
        "is_like_another": is_like_another(),
    },
    quarantine={
        "no_amount": pl.coalesce("amount", "approved_amount").is_null(),
        "no_status": pl.col("status").is_null(),
        "no_bearing_dept": pl.col("bearing_dept").is_null(),
        "reversal_without_a_minus": (pl.col("doc_type") == "冲销") & (pl.col("amount") > 0),
        "approved_above_amount": pl.col("approved_amount").abs() > pl.col("amount").abs(),
        "tax_does_not_fit_its_rate": tax_gap() > TWO_CENTS,
        "incurred_after_submitted": pl.col("incurred_date") > pl.col("submitted_date"),
        "paid_before_submitted": pl.col("paid_date") < pl.col("submitted_date"),
        "lines_miss_the_document": lines_miss_the_document(),
        "approved_before_submitted": pl.col("approved_date") < pl.col("submitted_date"),
        "paid_before_approved": pl.col("paid_date") < pl.col("approved_date"),
        "paid_without_a_date": (pl.col("status") == "已付款") & pl.col("paid_date").is_null(),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=["草稿", "审批中", "已通过", "已驳回", "已撤回", "已付款"],
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="cost_item", mostly=0.99),
        *shared.never(gxe, "is_over_the_face", "is_like_another"),
        gxe.ExpectColumnValuesToBeBetween(
            column="days_to_submit", max_value=180, severity="warning"
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="project", mostly=0.5, severity="info"),
    ],
    controls={"amount": "amount", "approved_amount": "approved_amount", "tax": "tax"},
    ignored=(*PLACE, "rate", "invoiced_on", "pay_method", "advance_offset", "cash_paid",
             "attachments"),
    private=("applicant", "approver"),
)  # fmt: skip
