"""Responses of Typeform, clean. Raw records: `connectors/survey/typeform.py`.

An unanswered question is absent, not null; the value of an answer stands under the key its type
names. The number that links a response to a person is `hidden.member_id`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, number, person, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms as known

NOT_SUBMITTED = ("0001-01-01T00:00:00Z",)
RESPONSE = (
    "landing_id",
    "response_id",
    "landed_at",
    "response_type",
    "metadata",
    "hidden",
    "calculated",
    "variables",
    "tags",
    "thankyou_screen_ref",
)

WHO = {
    "utm_source": text("hidden.utm_source"),
    "member_hash": person("hidden.member_id", "member"),
    "score": number("calculated.score"),
}
ANSWER = {
    "form_id": text("form_id", required=True),
    "response_token": text("token"),
    "field_id": text("answers.field.id"),
    "field_ref": text("answers.field.ref"),
    "field_type": text("answers.field.type"),
    "answer_type": text("answers.type", required=True),
    "answer_number": number("answers.number"),
    "answer_boolean": boolean("answers.boolean"),
    "answer_text": known.written("answers.text"),
    "choice_labels": text("answers.choices.labels", join="; "),
    "email_hash": person("answers.email", "email"),
    "phone_hash": person("answers.phone_number", "phone"),
    "_choice_label": text("answers.choice.label"),
    "_other": known.written("answers.choice.other"),
    "_others": known.written("answers.choices.other"),
    "_date": text("answers.date"),
    "_url": text("answers.url"),
    "_file": text("answers.file_url"),
    "_amount": text("answers.payment.amount"),
}
CHOSEN = {
    "choice_labels": pl.concat_str(
        pl.coalesce("choice_labels", "_choice_label"),
        pl.coalesce("_others", "_other"),
        separator="; ",
        ignore_nulls=True,
    ).replace("", None),
    "answer_text": pl.coalesce("answer_text", "_date", "_url", "_file", "_amount"),
}
UNREAD = tuple(f"answers.{kind}" for kind in ("choice", "choices", "payment", "multi_format"))

responses = Stream(
    name="typeform__responses",
    grain="one row per response, its newest version",
    keys=("response_token",),
    load="merge",
    newest="submitted_at",
    columns={
        "form_id": text("form_id", required=True),
        "response_token": text("token"),
        "landed_at": timestamp("landed_at"),
        "submitted_at": timestamp("submitted_at", nulls=NOT_SUBMITTED),
        "response_type": text("response_type"),
        **WHO,
    },
    quarantine={"submitted_before_landed": pl.col("submitted_at") < pl.col("landed_at")},
    always=("submitted_at",),
    ignored=(*RESPONSE, "answers"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "response_token"),
        gxe.ExpectColumnValuesToNotBeNull(column="submitted_at", mostly=0.5, severity="warning"),
    ],
)

answers = Stream(
    name="typeform__answers",
    grain="one row per response and answered question",
    keys=("response_token", "field_id"),
    feed="responses",
    explode="answers",
    may_lack=True,
    load="merge",
    newest="submitted_at",
    replace_by=("response_token",),
    columns={**ANSWER, "submitted_at": timestamp("submitted_at", nulls=NOT_SUBMITTED)},
    derived=CHOSEN,
    always=("submitted_at",),
    ignored=(*RESPONSE, *UNREAD),
    expectations=lambda gxe: shared.any_rows(gxe, "response_token", "field_id"),
)

partial_responses = Stream(
    name="typeform__partial_responses",
    grain="one row per response that was begun and not sent",
    keys=("response_token",),
    columns={
        "form_id": text("form_id", required=True),
        "response_token": text("token"),
        "landed_at": timestamp("landed_at", required=True),
        "response_type": text("response_type"),
        **WHO,
    },
    ignored=(*RESPONSE, "answers", "submitted_at", "staged_at"),
    expectations=lambda gxe: shared.any_rows(gxe, "response_token"),
)

partial_answers = Stream(
    name="typeform__partial_answers",
    grain="one row per response that was not sent and question answered in it",
    keys=("response_token", "field_id"),
    feed="partial_responses",
    explode="answers",
    may_lack=True,
    columns=ANSWER,
    derived=CHOSEN,
    ignored=(*RESPONSE, *UNREAD, "submitted_at", "staged_at"),
    expectations=lambda gxe: shared.any_rows(gxe, "response_token", "field_id"),
)
