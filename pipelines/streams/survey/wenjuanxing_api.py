"""问卷星 by its interface, clean. Raw records: `connectors/survey/wenjuanxing_api.py`.

Choices are numbers; their texts are in `labels`, one set per version of a form. A sheet may be
struck out later: the weekly overlap brings its new state. Times are on Chinese clocks.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, china, count, number, person, text
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms

STATES = {"0": "draft", "1": "running", "2": "stopped", "3": "deleted"}
ANSWERS = ("answers", "answer_items")

labels = forms.labels(
    "wenjuanxing_api",
    *("q_index", "q_subtype", "q_title", "is_requir", "level", "vector_level", "style", "is_nps"),
    "items",
    question_id="q_index",
    question_kind="q_type",
    versions=True,
)

surveys = Stream(
    name="wenjuanxing_api__surveys",
    grain="one row per survey, as it stands",
    keys=("survey_id",),
    columns={
        "survey_id": text("vid"),
        "title": forms.plain("title"),
        "_status": text("status"),
        "begun_at": china("begin_time"),
        "changed_at": china("update_time"),
        "sheets_valid": count("answer_valid", absent=None),
        "sheets_total": count("answer_total", absent=None),
    },
    derived={"status": pl.col("_status").replace(STATES)},
    quarantine={"negative_count": pl.min_horizontal("sheets_valid", "sheets_total") < 0},
    ignored=("atype", "verify_status", "creater", "sid", "is_xingbiao", "folder"),
    expectations=lambda gxe: shared.any_rows(gxe, "survey_id"),
)

responses = Stream(
    name="wenjuanxing_api__responses",
    grain="one row per answer sheet, as last told",
    keys=("survey_id", "response_id"),
    load="merge",
    newest="submitted_at",
    columns={
        "survey_id": text("survey_id", required=True),
        "response_id": text("index"),
        "join_id": text("joinid"),
        "started_at": china("start_time"),
        "submitted_at": china("submit_time", required=True),
        "answer_seconds": count("answer_seconds", absent=None),
        "source": text("source"),
        "score": number("score"),
        "is_counted": boolean("is_valid", absent="required"),
        "member_hash": person("sojumpparm", "member"),
        "ip_hash": person("ip", "ip"),
    },
    quarantine={
        "submitted_before_started": pl.col("submitted_at") < pl.col("started_at"),
        "no_time_spent": pl.col("answer_seconds") <= 0,
    },
    ignored=ANSWERS,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "survey_id", "response_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="is_counted"),
    ],
)

answers = forms.answers(
    "wenjuanxing_api",
    *("joinid", "start_time", "answer_seconds", "source", "score", "is_valid", "sojumpparm", "ip"),
    "answer_items",
    response={"response_id": text("index", required=True)},
    changed={"submitted_at": china("submit_time")},
)
