"""How people were rated by their KPIs, clean. Raw records: `connectors/finance/kpi_targets.py`."""

import polars as pl

from pipelines.streams.columns import MONEY
from pipelines.streams.finance import periods
from pipelines.streams.sheets import BLANK, PLACE, contact, typed_money, typed_text
from pipelines.streams.spec import Stream

ratings = Stream(
    name="kpi_targets__ratings",
    grain="one row per period, position, KPI (its code, else its name) and person who rated it",
    keys=("period", "position", "person_key", "kpi_code", "rater_hash"),
    nulls=BLANK,
    columns={
        **periods.COLUMNS,
        "_department": typed_text("department"),
        "position": typed_text("position"),
        "person_hash": contact("person", "staff"),
        "_code": typed_text("kpi_code"),
        "kpi_name": typed_text("kpi_name"),
        "rater_hash": contact("rater", "staff"),
        "_score": typed_money("score"),
        "_scale": typed_money("scale"),
        "_weight": typed_money("rater_weight"),
    },
    derived={
        **periods.DERIVED,
        "department": pl.col("_department").fill_null(""),
        "person_key": pl.col("person_hash").fill_null(""),
        "kpi_code": pl.coalesce("_code", "kpi_name"),
        "score": pl.col("_score").cast(MONEY),
        "scale": pl.coalesce(
            "_scale", pl.when(pl.col("_score").max() <= 5).then(5).otherwise(100).cast(MONEY)
        ).cast(MONEY),
        "rater_weight": pl.col("_weight").fill_null(1).cast(MONEY),
    },
    quarantine={
        **periods.UNREADABLE,
        "no_score": pl.col("score").is_null(),
        "score_out_of_range": (pl.col("score") < 0) | (pl.col("score") > pl.col("scale")),
        "rated_by_oneself": pl.col("rater_hash") == pl.col("person_hash"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="score"),
        gxe.ExpectColumnValuesToBeInSet(column="scale", value_set=[5, 10, 100], severity="warning"),
    ],
    ignored=(*PLACE, "_version", "_approved"),
    private=("comment",),
)
