"""Accruals, clean: cost whose invoice has not come. Raw: `connectors/finance/expense_ledger.py`.

Both signs are kept: what was accrued for a period, and what of it was reversed, and when.
"""

import polars as pl

from pipelines.streams.columns import MONEY
from pipelines.streams.finance.exported import EXPORTED, EXPORTED_DATE
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    currency,
    in_yuan,
    number_text,
    typed_money,
    typed_period,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

LABELS = ("vendor", "project", "cost_item", "department", "channel")

accruals = Stream(
    name="expense_ledger__accruals",
    grain="one row per contract, vendor, project, item and period that was accrued",
    keys=("accrual_month", "contract_no", "vendor", "project", "cost_item"),
    nulls=BLANK,
    columns={
        "contract_no": number_text("contract_no"),
        "currency_code": currency("currency"),
        "status": typed_text("status"),
        **{f"_{name}": typed_text(name) for name in LABELS},
        "_period": typed_period("period"),
        "_reversed_period": typed_period("reversed_period"),
        "_amount": typed_money("amount"),
        "_reversed": typed_money("reversed_amount", absent=0),
        "_unit_factor": unit_factor(),
        **EXPORTED,
    },
    derived={
        "accrual_month": pl.col("_period").dt.truncate("1mo"),
        "reversed_month": pl.col("_reversed_period").dt.truncate("1mo"),
        **{name: pl.col(f"_{name}").fill_null("") for name in LABELS},
        "amount": in_yuan("_amount"),
        "reversed_amount": in_yuan("_reversed").abs().fill_null(0).cast(MONEY),
        "exported_date": EXPORTED_DATE,
    },
    quarantine={
        "no_amount": pl.col("amount").is_null(),
        "negative_accrual": pl.col("amount") < 0,
        "reversed_more_than_accrued": pl.col("reversed_amount") > pl.col("amount"),
        "reversed_without_a_period": (pl.col("reversed_amount") > 0)
        & pl.col("reversed_month").is_null(),
        "reversed_before_accrued": pl.col("reversed_month") < pl.col("accrual_month"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="vendor", mostly=0.99),
        gxe.ExpectColumnSumToBeBetween(column="amount", min_value=0),
    ],
    controls={"amount": "amount", "reversed_amount": "reversed_amount"},
    ignored=PLACE,
)
