"""People cost, clean. Raw records: `connectors/finance/payroll.py`, groups of three and more."""

import polars as pl

from pipelines.streams.columns import MONEY, text
from pipelines.streams.sheets import (
    PLACE,
    in_yuan,
    month,
    typed_money,
    typed_number,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

ZERO = ("", "-", "—", "－")
PARTS = (
    *("gross_pay", "bonus", "bonus_accrual", "employer_social", "housing_fund"),
    *("welfare", "outsourced"),
)
SMALLEST = 3


def parts() -> pl.Expr:
    return pl.sum_horizontal(pl.col(name) for name in PARTS)


def employer_share() -> pl.Expr:
    """What the employer pays to insurance and funds per gross pay; null without pay."""
    own = pl.col("_employer_social") + pl.col("_housing_fund")
    pay = pl.col("_gross_pay").cast(pl.Float64)
    return pl.when(pay > 0).then(own.cast(pl.Float64) / pay)


people_cost = Stream(
    name="payroll__people_cost",
    grain="one row per month, department, team and position of at least three people",
    keys=("month", "department", "team", "position"),
    columns={
        "department": typed_text("department"),
        "position": typed_text("position"),
        "headcount_end": typed_number("headcount_end", nulls=ZERO),
        "headcount_avg": typed_number("headcount_avg", nulls=ZERO),
        "headcount_plan": typed_number("headcount_plan"),
        "fte": typed_number("fte"),
        "hires": typed_number("hired"),
        "leavers": typed_number("left"),
        "_team": typed_text("team"),
        "_month": text("month"),
        "_year": text("_year", nulls=("",)),
        "_unit_factor": unit_factor(),
        **{f"_{name}": typed_money(name, absent=0, nulls=ZERO) for name in (*PARTS, "total_cost")},
    },
    derived={
        "month": month(pl.col("_month").str.replace(r"^(20\d\d-\d\d)-\d\d$", "$1"),
                       year=pl.col("_year")),
        "team": pl.coalesce("_team", "department"),
        **{name: in_yuan(f"_{name}") for name in (*PARTS, "total_cost")},
        "employer_share": employer_share(),
    },
    quarantine={
        "fewer_than_three_people": pl.col("headcount_end").fill_null(0) < SMALLEST,
        "total_is_not_the_sum": (parts() - pl.col("total_cost")).abs()
        > pl.col("_unit_factor").cast(MONEY) * pl.lit("0.02").cast(MONEY),
        "negative_pay": pl.col("gross_pay") < 0,
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnMinToBeBetween(column="headcount_end", min_value=SMALLEST),
        gxe.ExpectColumnValuesToNotBeNull(column="total_cost"),
        gxe.ExpectColumnSumToBeBetween(column="total_cost", min_value=0, strict_min=True),
        gxe.ExpectColumnValuesToBeBetween(
            column="employer_share", min_value=0.15, max_value=0.6, severity="warning"
        ),
    ],
    controls={name: name for name in (*PARTS, "total_cost")},
    ignored=(*PLACE, "_joined", "level"),
)  # fmt: skip
