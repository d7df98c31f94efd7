"""Position targets and ratings, clean. Raw records: `connectors/finance/kpi_targets.py`.

Targets are in plain units: yuan, counts, shares of one. A row of a single person is marked; who it
is stays a hash.
"""

import polars as pl

from pipelines.streams.columns import MONEY, text
from pipelines.streams.finance.targets import (
    KINDS,
    direction,
    goal,
    is_change,
    operator,
    period_kind,
    period_start,
    period_text,
    target,
    tight,
    weight,
)
from pipelines.streams.sheets import BLANK, contact, full_moment, typed_money, typed_text
from pipelines.streams.spec import Stream

PLACE = ("_file", "_sheet", "_row", "_no", "_encoding", "_unit", "_unit_factor", "_as_of", "_day",
         "_hidden", "_notes")  # fmt: skip
PERIOD = {
    "_own_period": typed_text("period"),
    "_above_period": text("_period"),
}
WHOLE = (0.999, 1.001)


def version_of() -> pl.Expr:
    """The version a row or its sheet states; a sheet without one is the first."""
    return pl.coalesce("_own_version", "_above_version", pl.lit("V1"))


def weights_of_the_card() -> pl.Expr:
    """All weights of a position in a period and version."""
    card = ["version", "period", "department", "position", "person_key"]
    return pl.col("weight").sum().over(card).cast(pl.Float64)


targets = Stream(
    name="kpi_targets__targets",
    grain="one row per version, period, owner and KPI: the target as agreed, in plain units",
    keys=("version", "period", "department", "position", "person_key", "kpi_code", "region",
          "product_line"),
    nulls=BLANK,
    columns={
        **PERIOD,
        "_own_version": typed_text("version"),
        "_above_version": text("_version"),
        "_approved": text("_approved"),
        "_department": typed_text("department"),
        "_position": typed_text("position"),
        "person_hash": contact("person", "staff"),
        "kpi_code": typed_text("kpi_code"),
        "kpi_name": typed_text("kpi_name"),
        "_kind": typed_text("kpi_type"),
        "weight": weight("weight"),
        "_target": typed_text("target"),
        "_stretch": typed_text("stretch"),
        "_floor": typed_text("floor"),
        "unit": typed_text("unit"),
        "_direction": typed_text("direction"),
        "_baseline": typed_money("baseline"),
        "_region": typed_text("region"),
        "_product_line": typed_text("product_line"),
    },
    derived={
        "version": version_of(),
        "valid_from_date": full_moment(pl.col("_approved").str.extract(r"([\d\-/.年月日]{8,})"))
        .dt.date(),
        "period": period_text(),
        "period_kind": period_kind(),
        "period_start_date": period_start(),
        "department": pl.col("_department").fill_null(""),
        "position": pl.col("_position").fill_null(""),
        "person_key": pl.col("person_hash").fill_null(""),
        "region": pl.col("_region").fill_null(""),
        "product_line": pl.col("_product_line").fill_null(""),
        "kpi_type": tight("_kind").str.slice(0, 2).replace_strict(
            KINDS, default=None, return_dtype=pl.String
        ),
        "baseline": pl.col("_baseline").cast(MONEY),
        "is_change": is_change("_target"),
        "direction": pl.coalesce(operator("_target"), direction("_direction")),
        "target": target("_target", "unit", "_baseline"),
        "target_high": goal("_target", "unit", 2),
        "stretch": goal("_stretch", "unit"),
        "floor": goal("_floor", "unit"),
    },
    quarantine={
        "unreadable:period": pl.col("period_kind").is_null(),
        "change_without_a_base": pl.col("is_change") & pl.col("baseline").is_null(),
        "unreadable:target": pl.col("target").is_null(),
        "operator_against_direction": operator("_target") != direction("_direction"),
        "floor_beyond_target": pl.when(pl.col("direction") == "less")
        .then(pl.col("floor") < pl.col("target"))
        .otherwise(pl.col("floor") > pl.col("target")),
        "stretch_short_of_target": pl.when(pl.col("direction") == "less")
        .then(pl.col("stretch") > pl.col("target"))
        .otherwise(pl.col("stretch") < pl.col("target")),
        "weights_do_not_add_up": (pl.col("position") != "")
        & pl.col("weight").is_not_null()
        & ~weights_of_the_card().is_between(*WHOLE),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="target"),
        gxe.ExpectColumnValuesToBeInSet(
            column="direction", value_set=["more", "less", "within"], severity="warning"
        ),
        gxe.ExpectColumnValuesToBeBetween(column="weight", min_value=0, max_value=1),
    ],
    ignored=(*PLACE, "definition", "scoring", "frequency", "reviewer", "note"),
)  # fmt: skip

ratings = Stream(
    name="kpi_targets__ratings",
    grain="one row per period, position, KPI and person who rated it",
    keys=("period", "position", "person_key", "kpi_code", "rater_hash"),
    nulls=BLANK,
    columns={
        **PERIOD,
        "_department": typed_text("department"),
        "position": typed_text("position"),
        "person_hash": contact("person", "staff"),
        "kpi_code": typed_text("kpi_code"),
        "kpi_name": typed_text("kpi_name"),
        "rater_hash": contact("rater", "staff"),
        "_score": typed_money("score"),
        "_scale": typed_money("scale"),
        "_weight": typed_money("rater_weight"),
    },
    derived={
        "period": period_text(),
        "period_kind": period_kind(),
        "period_start_date": period_start(),
        "department": pl.col("_department").fill_null(""),
        "person_key": pl.col("person_hash").fill_null(""),
        "score": pl.col("_score").cast(MONEY),
        "scale": pl.coalesce(
            "_scale", pl.when(pl.col("_score").max() <= 5).then(5).otherwise(100).cast(MONEY)
        ).cast(MONEY),
        "rater_weight": pl.col("_weight").fill_null(1).cast(MONEY),
    },
    quarantine={
        "unreadable:period": pl.col("period_kind").is_null(),
        "no_score": pl.col("score").is_null(),
        "score_out_of_range": (pl.col("score") < 0) | (pl.col("score") > pl.col("scale")),
        "rated_by_oneself": pl.col("rater_hash") == pl.col("person_hash"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="score"),
        gxe.ExpectColumnValuesToBeInSet(column="scale", value_set=[5, 10, 100], severity="warning"),
    ],
    ignored=(*PLACE, "_version", "_approved", "comment"),
)
