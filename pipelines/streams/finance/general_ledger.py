"""The general ledger, clean: vouchers by line, beside the documents as a control.

Raw records: `connectors/finance/expense_ledger.py`. Cost of an account is debit − credit; vouchers
that carry it forward to the year's profit at a month's end are marked, or it would net to zero.
"""

import polars as pl

from pipelines.streams.columns import MONEY, text
from pipelines.streams.finance.exported import EXPORTED, EXPORTED_DATE
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    number_text,
    tight,
    typed_day,
    typed_money,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

CARRIED = r"结转.{0,20}(损益|利润)|(损益|利润).{0,4}结转"
PROFIT = r"^(4103|3103|3131|321)|本年利润"
EXPENSE_CODE = r"^(66|56|55)\d\d"
EXPENSE_NAME = r"^(销售费用|管理费用|营业费用|经营费用)"
ASIDE = ("department", "project", "vendor")
WORDS = {"department": "部门", "project": "项目", "vendor": "(?:供应商|往来单位)"}


def aside(name: str) -> pl.Expr:
    """Its own column, else what 辅助核算 says: `部门:投放组;项目:P-2026-02`."""
    told = tight(pl.col("_auxiliary")).str.extract(rf"{WORDS[name]}[::]([^;,/|\]]+)")
    return pl.coalesce(f"_{name}", told)


def is_carry_forward() -> pl.Expr:
    """By its summary, or because its voucher also moves the account of the year's profit."""
    own = pl.col("summary").str.contains(CARRIED).fill_null(False)
    account = pl.concat_str("account_code", pl.col("account_name").fill_null(""), separator=" ")
    profit = account.str.contains(PROFIT).fill_null(False)
    return own | profit.any().over(pl.col("voucher_date").dt.truncate("1mo"), "voucher_no")


def yuan(name: str) -> pl.Expr:
    return (pl.col(f"_{name}").fill_null(0) * pl.col("_unit_factor")).cast(MONEY)


gl_entries = Stream(
    name="expense_ledger__gl_entries",
    grain="one row per line of a voucher of the general ledger",
    keys=("voucher_date", "voucher_no", "line_no"),
    nulls=BLANK,
    columns={
        "voucher_date": typed_day("voucher_date"),
        "voucher_no": typed_text("voucher_no"),
        "summary": typed_text("summary"),
        "account_code": number_text("account_code"),
        "account_name": typed_text("account_name"),
        "_line_no": typed_text("line_no"),
        "_row": text("_row"),
        "_auxiliary": typed_text("auxiliary"),
        **{f"_{name}": typed_text(name) for name in ASIDE},
        "_debit": typed_money("debit"),
        "_credit": typed_money("credit"),
        "_unit_factor": unit_factor(),
        **EXPORTED,
    },
    derived={
        "line_no": pl.coalesce("_line_no", pl.format("row {}", "_row")),
        **{name: aside(name) for name in ASIDE},
        "debit": yuan("debit"),
        "credit": yuan("credit"),
        "cost_item": pl.col("account_name").str.extract(r"([^\-—_/\\.·]+)$").str.strip_chars(),
        "is_expense": (
            pl.col("account_code").str.contains(EXPENSE_CODE)
            | pl.col("account_name").str.contains(EXPENSE_NAME).fill_null(False)
        ).fill_null(False),
        "is_carry_forward": is_carry_forward(),
        "exported_date": EXPORTED_DATE,
    },
    quarantine={
        "no_account": pl.col("account_code").is_null(),
        "no_amount": (pl.col("debit") == 0) & (pl.col("credit") == 0),
        "both_sides": (pl.col("debit") != 0) & (pl.col("credit") != 0),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="account_name", severity="warning"),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="is_expense", value_set=[True], severity="warning"
        ),
    ],
    controls={"debit": "debit", "credit": "credit"},
    ignored=(*PLACE, "direction", "balance"),
)
