"""问卷星 answers, clean; one file is one survey. Raw: `connectors/survey/wenjuanxing.py`."""

import polars as pl

from pipelines.streams.columns import UTC_TIME, Column, count, person, text
from pipelines.streams.persons import Person
from pipelines.streams.sheets import contact, tidy, typed_phone, typed_text, typed_time
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms

PLACE = ("_file", "_sheet", "_row", "_encoding", "_as_of", "_day", "_hidden")
BLANK = ("", "N/A", "(空)", "(跳过)")
NOT_SHOWN = ("(跳过)", "（跳过）", "-3")
DURATION = r"^(?:(\d+)(?:小时|时))?(?:(\d+)分钟?)?(?:(\d+)秒?)?$"
ADDRESS = r"^([0-9a-fA-F.:]+)"
PLACE_OF = r"[(（]([^-—)）]+)(?:[-—]([^)）]+))?[)）]"


def duration(path: str) -> Column:
    """`62秒`, `1分2秒`, `1小时2分3秒` or plain seconds."""

    def read(raw: pl.Expr) -> pl.Expr:
        parts = tidy(raw).str.replace_all(r"\s", "").str.extract_groups(DURATION)
        hours, minutes, seconds = (
            parts.struct.field(str(n)).cast(pl.Int64).fill_null(0) for n in (1, 2, 3)
        )
        return pl.when(tidy(raw).str.contains(r"^\d")).then(hours * 3600 + minutes * 60 + seconds)

    return Column(path, pl.Int64(), read, nulls=BLANK)


def place(group: int) -> Column:
    """Province or city of `203.0.113.7(广东-深圳)`."""
    return Column(
        "ip", pl.String(), lambda raw: raw.str.extract(PLACE_OF, group).fill_null(""), nulls=BLANK
    )


def moment(path: str) -> Column:
    """`2026/11/18 10:01:59` on Chinese clocks, or an Excel date."""
    one = typed_time(path)
    return Column(path, UTC_TIME, one.read, required=True, nulls=BLANK)


responses = Stream(
    name="wenjuanxing__responses",
    grain="one row per filled-in questionnaire",
    keys=("response_no",),
    nulls=BLANK,
    columns={
        "response_no": count("response_no"),
        "submitted_at": moment("submitted_at"),
        "answer_seconds": duration("answer_time"),
        "source": typed_text("source", nulls=BLANK),
        "member_hash": person("member", "member", nulls=BLANK),
        "province": place(1),
        "city": place(2),
        "ip_hash": Column(
            "ip",
            pl.String(),
            lambda raw: raw.str.extract(ADDRESS),
            nulls=BLANK,
            person=Person("ip"),
        ),
    },
    derived={
        "survey_id": pl.col("account_id"),
        "province": pl.when(pl.col("province") != "").then("province"),
        "city": pl.when(pl.col("city") != "").then("city"),
    },
    quarantine={"no_time_spent": pl.col("answer_seconds") <= 0},
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToBeBetween(
            column="answer_seconds", max_value=86_400, mostly=0.99, severity="warning"
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="submitted_at"),
    ],
    ignored=(*PLACE, "source_detail", "started_at", "score"),
)

answers = Stream(
    name="wenjuanxing__answers",
    grain="one row per questionnaire, question and chosen option; a skipped question is one row",
    keys=("response_no", "question_no", "option_no"),
    columns={
        "response_no": count("response_no"),
        "question_no": text("question_no"),
        "question": typed_text("question"),
        "option_no": count("option_no"),
        "answer": forms.written("answer"),
        "phone_hash": typed_phone("answer_phone"),
        "email_hash": contact("answer_email", "email"),
        "name_hash": contact("answer_name", "name"),
        "_skipped": text("skipped"),
        "_cell": text("cell"),
    },
    derived={
        "is_skipped": pl.col("_skipped").is_not_null(),
        "is_shown": ~pl.col("_cell").fill_null("").is_in(list(NOT_SHOWN)),
    },
    quarantine={
        "no_answer": pl.col("_skipped").is_null()
        & pl.all_horizontal(pl.col("answer", "phone_hash", "email_hash", "name_hash").is_null())
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="is_skipped"),
        gxe.ExpectColumnValuesToNotBeNull(column="answer", mostly=0.2, severity="warning"),
    ],
    ignored=(*PLACE, "submitted_at"),
)
