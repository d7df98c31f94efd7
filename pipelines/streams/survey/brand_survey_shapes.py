"""Brand studies, clean. Raw records: `connectors/survey/brand_survey_shapes.py`.

The study is the file's name without its wave, so that the waves of one study are one survey. A
wave without a name of its own is the quarter in which a sheet was sent.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, count, number, text
from pipelines.streams.persons import Person
from pipelines.streams.sheets import PLACE, tidy, typed_count, typed_text, typed_time
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms
from pipelines.streams.survey.wenjuanxing import duration

WAVE = r"20\d\d(?:[Qq][1-4]|[Ww]\d{1,2}|[-_]?(?:0[1-9]|1[0-2]))"
VALUE = r"^([+-]?\d+(?:\.\d+)?)\s*%?\s*([A-Z↑↓*]*)$"
BLANK = ("", "-", "—", "/")


def study() -> pl.Expr:
    """The file's name less its wave."""
    return pl.col("account_id").str.replace(rf"[_\- ]*{WAVE}", "").str.strip_chars("_- ")


def wave() -> pl.Expr:
    """As written in the row, else in the file's name."""
    named = pl.col("account_id").str.extract(f"({WAVE})")
    return pl.coalesce("_wave", named).str.to_uppercase()


responses = Stream(
    name="brand_survey_shapes__responses",
    grain="one row per respondent of a file",
    keys=("wave", "response_id"),
    nulls=BLANK,
    columns={
        "response_id": text("response_id"),
        "_wave": typed_text("wave", nulls=BLANK),
        "started_at": typed_time("started_at"),
        "submitted_at": Column(
            "submitted_at", typed_time("").dtype, typed_time("").read, required=True, nulls=BLANK
        ),
        "answer_seconds": duration("answer_time"),
        "source": typed_text("channel", nulls=BLANK),
        "weight": number("weight", absent=1.0),
        "age_band": typed_text("age_band", nulls=BLANK),
        "gender": typed_text("gender", nulls=BLANK),
        "city": typed_text("city", nulls=BLANK),
        "ip_hash": Column("ip", pl.String(), tidy, nulls=BLANK, person=Person("ip")),
    },
    derived={"survey_id": study(), "wave": wave().fill_null("")},
    quarantine={"negative_weight": pl.col("weight") < 0},
    ignored=PLACE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "wave", "response_id"),
        gxe.ExpectColumnValuesToBeBetween(
            column="weight", min_value=0.05, max_value=20, mostly=0.99, severity="warning"
        ),
    ],
)

answers = Stream(
    name="brand_survey_shapes__answers",
    grain="one row per respondent, question and named brand or answer",
    keys=("wave", "response_id", "question_id", "option_no"),
    columns={
        "response_id": text("response_id"),
        "_wave": typed_text("wave", nulls=BLANK),
        "question_id": text("role"),
        "question": forms.plain("question"),
        "option_no": count("option_no"),
        "answer": forms.written("answer"),
        "_skipped": text("skipped"),
        "_not_shown": text("not_shown"),
    },
    derived={
        "survey_id": study(),
        "wave": wave().fill_null(""),
        "is_skipped": pl.col("_skipped").is_not_null() | pl.col("_not_shown").is_not_null(),
        "is_shown": pl.col("_not_shown").is_null(),
    },
    ignored=(*PLACE, "cell"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "wave", "response_id", "question_id", "option_no"),
        gxe.ExpectColumnValuesToNotBeNull(column="is_shown"),
    ],
)

tracker = Stream(
    name="brand_survey_shapes__tracker",
    grain="one row per wave, brand, segment and metric of an agency's table",
    keys=("wave", "brand", "segment", "metric"),
    nulls=BLANK,
    columns={
        "_wave": typed_text("wave", nulls=BLANK),
        "brand": typed_text("brand", nulls=BLANK),
        "segment": typed_text("segment", nulls=BLANK),
        "metric": typed_text("metric", nulls=BLANK),
        "base_n": typed_count("base_n"),
        "_value": typed_text("value", nulls=BLANK),
        "_unit_as_written": typed_text("unit", nulls=BLANK),
        "source": typed_text("source", nulls=BLANK),
        "_percents": text("_percents"),
    },
    derived={
        "wave": wave(),
        "unit": pl.when(pl.col("_unit_as_written").str.to_lowercase().is_in(["score", "index"]))
        .then(pl.col("_unit_as_written").str.to_lowercase())
        .otherwise(pl.lit("share")),
        "value": pl.col("_value").str.extract(VALUE, 1).cast(pl.Float64, strict=False)
        / pl.when(
            (pl.col("_percents") == "points")
            & ~pl.col("_unit_as_written").fill_null("").str.to_lowercase().is_in(["score", "index"])
        )
        .then(100.0)
        .otherwise(1.0),
        "flag": pl.when(pl.col("_value").str.extract(VALUE, 2) != "").then(
            pl.col("_value").str.extract(VALUE, 2)
        ),
    },
    quarantine={
        "unreadable_value": pl.col("_value").is_not_null()
        & pl.col("_value").str.extract(VALUE, 1).is_null(),
        "no_base": pl.col("base_n") <= 0,
    },
    ignored=PLACE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "wave", "brand", "segment", "metric"),
        gxe.ExpectColumnValuesToNotBeNull(column="value", mostly=0.9, severity="warning"),
    ],
)
