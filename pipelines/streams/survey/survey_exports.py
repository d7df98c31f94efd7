"""Answers downloaded from survey tools, clean. Raw: `connectors/survey/survey_exports.py`.

One file is one survey. Times stand on the clocks that the tool is known to use, or that the file
names (Qualtrics). A response says how it ended in its tool's own words.
"""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, number, person, text
from pipelines.streams.persons import Person
from pipelines.streams.sheets import full_moment, tidy, typed_text
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms
from pipelines.streams.survey.wenjuanxing import duration

PLACE = ("_file", "_sheet", "_row", "_encoding")
AMERICAN = "%m/%d/%Y %I:%M:%S %p"
HOUR = "%Y-%m-%d %H"
TEST = ("1", "2", "survey preview", "survey test")
SPAM, UNFINISHED = ("8", "spam"), ("0", "false")
# What 清洗数据结果 may say of a sheet that counts.
KEPT = ("有效", "正常", "未清洗", "否", "0", "-")


def local(path: str) -> Column:
    """A moment on the file's clocks: `2026-11-18 10:01:59`, `11/18/2026 05:40:54 PM`."""

    def read(raw: pl.Expr) -> pl.Expr:
        american = tidy(raw).str.to_datetime(AMERICAN, time_unit="us", strict=False)
        return pl.coalesce(full_moment(raw), american)

    return Column(path, pl.Datetime("us"), read)


def ahead(place: str) -> str:
    """Seconds by which a zone's clocks were ahead of UTC in that hour; none for no zone."""
    zone, _, hour = place.partition("|")
    try:
        at = datetime.strptime(hour, HOUR).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return ""
    offset = at.utcoffset()
    return "" if offset is None else str(int(offset.total_seconds()))


SENT = pl.coalesce("_submitted", "_stage", "_recorded")
STATE = pl.col("_state").fill_null("").str.to_lowercase()
BROKEN_OFF = pl.col("_kind").fill_null("completed").str.to_lowercase().ne("completed") | pl.col(
    "_finished"
).fill_null("1").str.to_lowercase().is_in(list(UNFINISHED))

responses = Stream(
    name="survey_exports__responses",
    grain="one row per response of a file",
    keys=("response_id",),
    columns={
        "platform": text("_tool"),
        "response_id": text("response_id"),
        "_zone": text("_zone"),
        "_started": local("started_at"),
        "_submitted": local("submitted_at"),
        "_stage": local("stage_at"),
        "_recorded": local("recorded_at"),
        "_time_spent": duration("answer_time"),
        "_state": text("state"),
        "_kind": text("kind"),
        "_finished": text("finished"),
        "_cleaned": text("cleaned"),
        "source": typed_text("source"),
        "channel": typed_text("channel"),
        "weight": number("weight", absent=1.0),
        "city": typed_text("city"),
        "member_hash": person("member", "member"),
        "email_hash": person("email", "email"),
        "ip_hash": Column("ip", pl.String(), tidy, person=Person("ip")),
    },
    translated={"_ahead": (pl.concat_str("_zone", SENT.dt.strftime(HOUR), separator="|"), ahead)},
    derived={
        "survey_id": pl.col("account_id"),
        "submitted_at": SENT - pl.duration(seconds=pl.col("_ahead").cast(pl.Int64, strict=False)),
        "answer_seconds": pl.coalesce(
            "_time_spent", (pl.col("_submitted") - pl.col("_started")).dt.total_seconds()
        ),
        "status": pl.when(STATE.is_in(list(TEST)))
        .then(pl.lit("test"))
        .when(STATE.is_in(list(SPAM)) | ~pl.col("_cleaned").fill_null("-").is_in(list(KEPT)))
        .then(pl.lit("invalid"))
        .when(BROKEN_OFF)
        .then(pl.lit("partial"))
        .otherwise(pl.lit("completed")),
    },
    quarantine={
        "no_moment": SENT.is_null() | (pl.col("_ahead") == ""),
        "negative_weight": pl.col("weight") < 0,
    },
    ignored=(
        *PLACE,
        *("collector_id", "first_name", "last_name", "progress", "reference", "latitude"),
        *("longitude", "language", "country", "province", "user_kind", "user", "nickname"),
        *("user_agent", "score", "network_id", "tags", "ending"),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "response_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="submitted_at"),
    ],
)

answers = Stream(
    name="survey_exports__answers",
    grain="one row per response, question and chosen option, row or written text",
    keys=("response_id", "question_id", "row_id", "option_id"),
    columns={
        "platform": text("_tool"),
        "response_id": text("response_id"),
        "question_id": forms.plain("question_no"),
        "question": forms.plain("question"),
        "_row_id": text("row"),
        "_option_id": text("option"),
        "answer": forms.written("answer"),
        "_skipped": text("skipped"),
    },
    derived={
        "survey_id": pl.col("account_id"),
        "row_id": pl.col("_row_id").fill_null(""),
        "option_id": pl.col("_option_id").fill_null(""),
        "is_skipped": pl.col("_skipped").is_not_null(),
    },
    ignored=("_file", "_row", "_zone"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "response_id", "question_id", "row_id", "option_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="is_skipped"),
    ],
)
