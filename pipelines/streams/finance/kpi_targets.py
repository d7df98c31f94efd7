"""Position targets, clean. Raw records: `connectors/finance/kpi_targets.py`.

Targets are in plain units: yuan, counts, shares of one, with the words they were written in. A row
of a single person is marked; who it is stays a hash.
"""

import polars as pl

from pipelines.streams.columns import text
from pipelines.streams.finance import periods
from pipelines.streams.finance.targets import (
    KINDS,
    direction,
    goal,
    how_scored,
    is_change,
    operator,
    target,
    times_base,
)
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    contact,
    full_moment,
    tight,
    typed_share,
    typed_text,
)
from pipelines.streams.spec import Stream

WHOLE = (0.999, 1.001)


def version_of() -> pl.Expr:
    """The version a row or its sheet states; a sheet without one is the first."""
    return pl.coalesce("_own_version", "_above_version", pl.lit("V1"))


def weights_of_the_card() -> pl.Expr:
    """All weights of a position in a period and version."""
    card = ["version", "period", "department", "position", "person_key"]
    return pl.col("weight").sum().over(card).cast(pl.Float64)


def is_better(one: str, other: str) -> pl.Expr:
    """More than the other, or less where less is wanted."""
    more, less = pl.col(one) > pl.col(other), pl.col(one) < pl.col(other)
    return pl.when(pl.col("direction") == "less").then(less).otherwise(more)


def joined(*names: str) -> pl.Expr:
    """What several columns say, as one text; null where none says anything."""
    return pl.concat_str(names, separator="; ", ignore_nulls=True).replace("", None)


targets = Stream(
    name="kpi_targets__targets",
    grain="one row per version, period, owner and KPI: the target as agreed, in plain units",
    keys=("version", "period", "department", "position", "person_key", "kpi_code", "region",
          "product_line"),
    nulls=BLANK,
    columns={
        **periods.COLUMNS,
        "_own_version": typed_text("version"),
        "_above_version": text("_version"),
        "_approved": text("_approved"),
        "_department": typed_text("department"),
        "_position": typed_text("position"),
        "person_hash": contact("person", "staff"),
        "kpi_code": typed_text("kpi_code"),
        "kpi_name": typed_text("kpi_name"),
        "_kind": typed_text("kpi_type"),
        "weight": typed_share("weight"),
        "target_written": typed_text("target"),
        "_stretch": typed_text("stretch"),
        "_floor": typed_text("floor"),
        "unit": typed_text("unit"),
        "_direction": typed_text("direction"),
        "_baseline": typed_text("baseline"),
        "_definition": typed_text("definition"),
        "_calculation": typed_text("calculation"),
        "_data_source": typed_text("data_source"),
        "scoring_rule": typed_text("scoring"),
        "frequency": typed_text("frequency"),
        "_note": typed_text("note"),
        "_notes": typed_text("_notes"),
        "_region": typed_text("region"),
        "_product_line": typed_text("product_line"),
    },
    derived={
        "version": version_of(),
        "valid_from_date": full_moment(pl.col("_approved").str.extract(r"([\d\-/.年月日]{8,})"))
        .dt.date(),
        **periods.DERIVED,
        "department": pl.col("_department").fill_null(""),
        "position": pl.col("_position").fill_null(""),
        "person_key": pl.col("person_hash").fill_null(""),
        "region": pl.col("_region").fill_null(""),
        "product_line": pl.col("_product_line").fill_null(""),
        "kpi_type": tight(pl.col("_kind")).str.slice(0, 2).replace_strict(
            KINDS, default=None, return_dtype=pl.String
        ),
        "baseline": goal("_baseline", "unit"),
        "is_change": is_change("target_written"),
        "direction": pl.coalesce(operator("target_written"), direction("_direction")),
        "target": target("target_written", "unit", "_baseline"),
        "target_high": goal("target_written", "unit", 2),
        "stretch": goal("_stretch", "unit"),
        "floor": goal("_floor", "unit"),
        "scoring_kind": how_scored("scoring_rule"),
        "definition": joined("_definition", "_calculation", "_data_source"),
        "note": joined("_note", "_notes"),
        "times_baseline": times_base("target_written", "unit", "_baseline"),
    },
    quarantine={
        **periods.UNREADABLE,
        "change_without_a_base": pl.col("is_change") & pl.col("baseline").is_null(),
        "unreadable:target": pl.col("target").is_null(),
        "operator_against_direction": operator("target_written") != direction("_direction"),
        "floor_beyond_target": is_better("floor", "target"),
        "stretch_short_of_target": is_better("target", "stretch"),
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
        gxe.ExpectColumnValuesToBeBetween(
            column="times_baseline", min_value=0.2, max_value=5, severity="warning"
        ),
    ],
    ignored=PLACE,
    private=("reviewer",),
)  # fmt: skip
