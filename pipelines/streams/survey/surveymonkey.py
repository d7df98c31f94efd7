"""SurveyMonkey, clean. Raw records: `connectors/survey/surveymonkey.py`.

A response holds ids; their texts are in `labels`. A skipped question is absent.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, number, person, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms

RESPONSE = (
    *("recipient_id", "custom_value", "logic_path", "metadata", "page_path", "edit_url"),
    *("analyze_url", "href", "custom_variables", "pages", "quiz_results"),
)
UNREAD = (*RESPONSE, "first_name", "last_name", "ip_address", "total_time", "date_created")
STATES = {"disqualified": "screened_out"}

labels = forms.labels(
    "surveymonkey",
    *("position", "headings", "subtype", "visible", "href", "answers"),
    *("required", "validation", "forced_ranking", "sorting", "layout"),
    question_id="id",
    question_kind="family",
)

responses = Stream(
    name="surveymonkey__responses",
    grain="one row per response, its newest version",
    keys=("survey_id", "response_id"),
    load="merge",
    newest="changed_at",
    columns={
        "survey_id": text("survey_id"),
        "response_id": text("id"),
        "collector_id": text("collector_id"),
        "_status": text("response_status"),
        "_mode": text("collection_mode"),
        "started_at": timestamp("date_created"),
        "changed_at": timestamp("date_modified", required=True),
        "answer_seconds": count("total_time", absent=None),
        "source": text("custom_variables.src"),
        "member_hash": person("custom_variables.member_id", "member"),
        "email_hash": person("email_address", "email"),
        "first_name_hash": person("first_name", "name"),
        "last_name_hash": person("last_name", "name"),
        "ip_hash": person("ip_address", "ip"),
    },
    derived={
        "status": pl.when(pl.col("_mode").str.contains("preview"))
        .then(pl.lit("test"))
        .otherwise(pl.col("_status").replace(STATES)),
    },
    quarantine={
        "changed_before_started": pl.col("changed_at") < pl.col("started_at"),
        "negative_time_spent": pl.col("answer_seconds") < 0,
    },
    ignored=RESPONSE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "survey_id", "response_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="status"),
    ],
)

answers = Stream(
    name="surveymonkey__answers",
    grain="one row per response, question, row and chosen option or written text",
    keys=("survey_id", "response_id", "question_id", "row_id", "option_id"),
    feed="responses",
    explode=("pages", "pages.questions", "pages.questions.answers"),
    may_lack=True,
    load="merge",
    newest="changed_at",
    replace_by=("survey_id", "response_id"),
    columns={
        "survey_id": text("survey_id", required=True),
        "response_id": text("id", required=True),
        "changed_at": timestamp("date_modified"),
        "question_id": text("pages.questions.id", required=True),
        "_row_id": text("pages.questions.answers.row_id"),
        "_choice_id": text("pages.questions.answers.choice_id"),
        "_other_id": text("pages.questions.answers.other_id"),
        "_column_id": text("pages.questions.answers.col_id"),
        "answer": forms.written("pages.questions.answers.text"),
        "score": number("pages.questions.answers.choice_metadata.weight"),
    },
    derived={
        "row_id": pl.col("_row_id").fill_null(""),
        "option_id": pl.concat_str(
            pl.coalesce("_column_id", pl.lit("")),
            pl.when(pl.col("_column_id").is_not_null()).then(pl.lit("/")).otherwise(pl.lit("")),
            pl.coalesce("_choice_id", "_other_id", pl.lit("")),
        ),
    },
    quarantine={"no_answer": (pl.col("option_id") == "") & pl.col("answer").is_null()},
    ignored=(
        *(*UNREAD, "response_status", "collection_mode", "collector_id", "email_address"),
        *("pages.id", "pages.questions.variable_id", "pages.questions.answers.tag_data"),
        *("pages.questions.answers.download_url", "pages.questions.answers.content_type"),
    ),
    expectations=lambda gxe: shared.any_rows(
        gxe, "survey_id", "response_id", "question_id", "row_id", "option_id"
    ),
)

response_ids = forms.response_ids("surveymonkey")

collectors = forms.ways(
    "surveymonkey__collectors",
    {
        "collector_id": text("id"),
        "name": forms.plain("name"),
        "channel": text("type"),
        "status": text("status"),
        "sent_at": timestamp("date_created"),
        "responses_told": count("response_count", absent=None),
    },
    ignored=("date_modified", "href", "url", "thank_you_page", "redirect_url", "language"),
)
