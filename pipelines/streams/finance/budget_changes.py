"""What changes a budget, clean: adjustments and commitments.

Raw records: `connectors/finance/budget_workbook.py`. Money is in yuan by the unit the sheet states.
"""

import polars as pl

from pipelines.streams.columns import MONEY, text
from pipelines.streams.finance.exported import EXPORTED, EXPORTED_DATE
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    in_yuan,
    month,
    number_text,
    tidy,
    typed_day,
    typed_money,
    typed_period,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

CELL = ("department", "channel", "project", "cost_item")
LABELS = ("vendor", *CELL)


def adjusted_month() -> pl.Expr:
    """`2026-11`, an Excel date, or `11月` of the year in which it was adjusted."""
    written = tidy(pl.col("_month")).str.replace(r"^(20\d\d-\d\d)-\d\d.*$", "$1")
    return month(written, year=pl.col("adjusted_date").dt.year().cast(pl.String))


adjustments = Stream(
    name="budget_workbook__adjustments",
    grain="one row per side of a budget adjustment: what one cell loses, another gains",
    keys=("adjustment_no", "side", "month", *CELL),
    nulls=BLANK,
    columns={
        "adjustment_no": number_text("adjustment_no"),
        "side": text("side"),
        "adjusted_date": typed_day("adjusted_on"),
        "status": typed_text("status"),
        "reason": typed_text("reason"),
        "source_cell": text("source_cell"),
        "_month": text("month"),
        "_amount": typed_money("amount"),
        "_unit_factor": unit_factor(),
        **{f"_{name}": typed_text(name) for name in CELL},
        **EXPORTED,
    },
    derived={
        "month": adjusted_month(),
        "amount": (
            in_yuan("_amount") * pl.when(pl.col("side") == "from").then(-1).otherwise(1)
        ).cast(MONEY),
        "exported_date": EXPORTED_DATE,
        **{name: pl.col(f"_{name}").fill_null("") for name in CELL},
    },
    quarantine={
        "no_amount": pl.col("_amount").is_null(),
        "negative_transfer": pl.col("_amount") < 0,
        "no_day": pl.col("adjusted_date").is_null(),
        "a_side_cannot_be_read": (
            pl.col("month").is_null() | (pl.col("department") == "") | (pl.col("cost_item") == "")
        ).any().over("adjustment_no"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="status"),
        gxe.ExpectColumnValuesToBeInSet(column="side", value_set=["from", "to"]),
    ],
    ignored=(*PLACE, "approver"),
)  # fmt: skip

commitments = Stream(
    name="budget_workbook__commitments",
    grain="one row per contract, vendor, project, item and month in which it is to be paid",
    keys=("contract_no", "vendor", "project", "cost_item", "expected_month"),
    nulls=BLANK,
    columns={
        "contract_no": number_text("contract_no"),
        "signed_date": typed_day("signed_on"),
        "status": typed_text("status"),
        **{f"_{name}": typed_text(name) for name in LABELS},
        "_expected": typed_period("expected_on", required=True),
        "_amount": typed_money("amount"),
        "_unit_factor": unit_factor(),
        **EXPORTED,
    },
    derived={
        "expected_month": pl.col("_expected").dt.truncate("1mo"),
        "amount": in_yuan("_amount"),
        "exported_date": EXPORTED_DATE,
        **{name: pl.col(f"_{name}").fill_null("") for name in LABELS},
    },
    quarantine={
        "no_amount": pl.col("amount").is_null(),
        "negative_commitment": pl.col("amount") < 0,
        "signed_after_the_export": pl.col("signed_date") > pl.col("exported_date"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="signed_date", mostly=0.9, severity="warning"),
        gxe.ExpectColumnSumToBeBetween(column="amount", min_value=0),
    ],
    controls={"amount": "amount"},
    ignored=PLACE,
)
