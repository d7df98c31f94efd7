"""Marketing budget, clean. Raw records: `connectors/finance/budget_workbook.py`.

In a budget `-` and an empty cell are zero. Money is in yuan by the unit that the sheet states.
"""

import polars as pl

from pipelines.streams.columns import Column, text
from pipelines.streams.sheets import (
    PLACE,
    in_yuan,
    month,
    tidy,
    typed_count,
    typed_money,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

ZERO = ("", "-", "—", "－")
KEYS = ("department", "channel", "project")
ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def state() -> Column:
    """草案, 已批准 or 调整; `2026-01-15批准` is approved."""

    def read(raw: pl.Expr) -> pl.Expr:
        approved = raw.str.contains("批准") & ~raw.str.contains("未|待")
        named = raw.str.extract("(草案|调整)")
        return pl.when(approved).then(pl.lit("已批准")).otherwise(pl.coalesce(named, raw))

    return Column("status", pl.String(), read, nulls=("",))


def budget_month() -> pl.Expr:
    """First day of the month a column is headed with: `1月`, `Jan`, `2026-01`, `202601`."""
    year = pl.col("fiscal_year").cast(pl.String)
    short = tidy(pl.col("_month")).str.to_lowercase().str.slice(0, 3)
    number = short.replace_strict(ENGLISH, [f"{n}月" for n in range(1, 13)], default=None)
    text = pl.coalesce(number, tidy(pl.col("_month")).str.replace(r"^(\d{1,2})$", "${1}月"))
    first = text.str.extract(r"^(20\d\d-\d\d)-01")  # an Excel date
    return month(pl.coalesce(first, text), year=year)


lines = Stream(
    name="budget_workbook__lines",
    grain="one row per budget version, line and month",
    keys=("month", *KEYS, "cost_item", "version"),
    columns={
        "fiscal_year": typed_count("fiscal_year"),
        "cost_item": typed_text("cost_item"),
        "product_line": typed_text("product_line"),
        "region": typed_text("region"),
        "version": typed_text("version"),
        "status": state(),
        "source_cell": text("source_cell"),
        "_month": text("month"),
        "_approved": text("status"),
        "_amount": typed_money("amount", absent=0, nulls=ZERO),
        "_unit_factor": unit_factor(),
        "_tax": text("tax"),
        **{f"_{name}": typed_text(name) for name in KEYS},
    },
    derived={
        "month": budget_month(),
        "amount": in_yuan("_amount"),
        "approved_date": pl.col("_approved")
        .str.extract(r"(20\d\d-\d\d-\d\d)")
        .str.to_date("%Y-%m-%d", strict=False),
        "is_tax_included": pl.when(pl.col("_tax").is_not_null()).then(pl.col("_tax") == "含税"),
        **{name: pl.col(f"_{name}").fill_null("") for name in KEYS},
    },
    quarantine={
        "no_department": pl.col("department") == "",
        "not_in_fiscal_year": pl.col("month").dt.year() != pl.col("fiscal_year"),
        "negative_outside_adjustments": (pl.col("amount") < 0)
        & (pl.col("status").fill_null("") != "调整"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="month", min_value=12, max_value=12),
        gxe.ExpectColumnSumToBeBetween(column="amount", min_value=0, strict_min=True),
        gxe.ExpectColumnValuesToNotBeNull(column="status", severity="warning"),
    ],
    controls={"amount": "amount"},
    ignored=(*PLACE, "share", "note", "owner"),
)
