"""费用台账, clean. Raw records: `connectors/finance/expense_ledger.py`."""

import polars as pl

from pipelines.streams.columns import MONEY, Column, text
from pipelines.streams.sheets import (
    BLANK,
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

PLACE = ("_file", "_sheet", "_row", "_no", "_encoding", "_unit", "_as_of", "_hidden", "_day")
CENT, TWO_CENTS = 0.011, 0.021


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


def yuan(name: str) -> pl.Expr:
    """A money column of the sheet in yuan."""
    return in_yuan(f"_{name}")


def is_repeated(name: str) -> pl.Expr:
    """True where a document's total stands on each of its lines instead of the line's amount."""
    each, own = pl.col(f"_{name}"), own_amount()
    lines_of = pl.len().over("doc_no") > 1
    same = (each.min().over("doc_no") == each.max().over("doc_no")) & each.is_not_null()
    return (lines_of & same & ((own.sum().over("doc_no") - each).abs() <= CENT)).fill_null(False)


def own_amount() -> pl.Expr:
    """What a line says of itself: its own amount, net and tax, or what was approved for it."""
    return pl.coalesce("_line_amount", pl.col("_net") + pl.col("_tax").fill_null(0), "_approved")


def line_amount() -> pl.Expr:
    """The line's amount in yuan; a repeated document total gives way to it."""
    stated = pl.coalesce("_line_amount", "_amount")
    chosen = pl.when(is_repeated("amount")).then(own_amount()).otherwise(stated)
    return (chosen * pl.col("_unit_factor")).cast(MONEY)


def approved_amount() -> pl.Expr:
    chosen = pl.when(is_repeated("approved")).then(own_amount()).otherwise(pl.col("_approved"))
    return (chosen * pl.col("_unit_factor")).cast(MONEY)


def currency_of_amount() -> pl.Expr:
    """Beside an amount in foreign currency (原币金额) the amount is in yuan."""
    return pl.when(pl.col("_amount_fc").is_null()).then("_currency").otherwise(pl.lit("CNY"))


def tax_gap() -> pl.Expr:
    """How far the tax is from what the rate says of the gross amount, applied for or approved."""
    share = pl.col("tax_rate") / (1 + pl.col("tax_rate"))
    gaps = [
        (pl.col("tax").cast(pl.Float64) - pl.col(gross).cast(pl.Float64) * share).abs()
        for gross in ("amount", "approved_amount")
    ]
    return pl.min_horizontal(gaps)


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
        "status": typed_text("status"),
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
    },
    derived={
        "currency_code": currency_of_amount(),
        "line_no": pl.coalesce("_line_no", pl.format("row {}", "_row")),
        "amount": line_amount(),
        "approved_amount": approved_amount(),
        "tax": yuan("tax"),
    },
    quarantine={
        "no_amount": pl.coalesce("amount", "approved_amount").is_null(),
        "no_status": pl.col("status").is_null(),
        "no_bearing_dept": pl.col("bearing_dept").is_null(),
        "approved_above_amount": pl.col("approved_amount").abs() > pl.col("amount").abs(),
        "tax_does_not_fit_its_rate": tax_gap() > TWO_CENTS,
        "incurred_after_submitted": pl.col("incurred_date") > pl.col("submitted_date"),
        "paid_before_submitted": pl.col("paid_date") < pl.col("submitted_date"),
        "paid_without_a_date": (pl.col("status") == "已付款") & pl.col("paid_date").is_null(),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=["草稿", "审批中", "已通过", "已驳回", "已撤回", "已付款"],
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="cost_item", mostly=0.99),
        gxe.ExpectColumnValuesToBeUnique(column="invoice_no", severity="warning"),
        gxe.ExpectColumnValuesToNotBeNull(column="project", mostly=0.5, severity="info"),
    ],
    controls={"amount": "amount", "approved_amount": "approved_amount", "tax": "tax"},
    ignored=(*PLACE, "applicant", "account_code", "rate", "invoice_code", "pay_method",
             "pay_status", "approved_at"),
)  # fmt: skip
