"""What streams of survey tools share: texts of forms, written answers, who answered."""

from collections.abc import Mapping

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, china, count, number, text
from pipelines.streams.spec import Stream

TAG = r"<[^>]*>"
LONG_NUMBER = r"\d[\d \-]{5,}\d"
ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+"
HIDDEN = "***"


def plain(path: str) -> Column:
    """A text of a form without its markup: one line, no tags, no entities of blanks."""

    def read(raw: pl.Expr) -> pl.Expr:
        bare = raw.str.replace_all(TAG, " ").str.replace_all("&nbsp;", " ", literal=True)
        bare = bare.str.replace_all("&amp;", "&", literal=True)
        return bare.str.replace_all(r"\s+", " ").str.strip_chars()

    return Column(path, pl.String(), read)


def written(path: str) -> Column:
    """What a person wrote; digits as long as a phone number and addresses are struck out."""

    def read(raw: pl.Expr) -> pl.Expr:
        hidden = raw.str.replace_all(LONG_NUMBER, HIDDEN)
        return hidden.str.replace_all(ADDRESS, HIDDEN)

    return Column(path, pl.String(), read)


def labels(
    connector: str, *ignored: str, question_id: str, question_kind: str, versions: bool = False
) -> Stream:
    """The texts of a tool's forms; where a question's id and kind stand.

    With `versions`, the texts of earlier versions of a form stay.
    """
    return Stream(
        name=f"{connector}__labels",
        grain="one row per text of a form: a question's, one of its rows' or one of its options'",
        keys=("survey_id", "form_version", "question_id", "label_kind", "label_id"),
        feed="questions",
        explode="labels",
        columns={
            "survey_id": text("survey_id", required=True),
            "survey_title": plain("survey_title"),
            "_form_version": text("form_version"),
            "changed_at": china("survey_changed_at"),
            "question_id": text(question_id, required=True),
            "question_kind": text(question_kind),
            "label_kind": text("labels.kind", required=True),
            "_label_id": text("labels.id"),
            "label": plain("labels.text"),
            "position": count("labels.position", absent=None),
            "score": number("labels.score"),
        },
        derived={
            "form_version": pl.col("_form_version").fill_null(""),
            "label_id": pl.col("_label_id").fill_null(""),
        },
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(
                gxe, "survey_id", "form_version", "question_id", "label_kind", "label_id"
            ),
            gxe.ExpectColumnValuesToNotBeNull(column="label", mostly=0.5, severity="warning"),
        ],
        load="merge" if versions else "snapshot",
        newest="changed_at" if versions else None,
    )


def answers(
    connector: str,
    *ignored: str,
    response: Mapping[str, Column],
    changed: Mapping[str, Column] | None = None,
    feed: str = "responses",
    table: str = "answers",
) -> Stream:
    """Answers of sheets that stand in a list; all of a response come from its newest version.

    `response`: the id of a sheet; `changed`: when it changed, where only changed ones come again.
    `feed` brings the sheets, `table` holds their answers.
    """
    keys = ("survey_id", *response, "question_id", "row_id", "option_id")
    newest = next(iter(changed), None) if changed else None
    return Stream(
        name=f"{connector}__{table}",
        grain="one row per response, question, row and chosen option or written text",
        keys=keys,
        feed=feed,
        explode="answers",
        load="merge" if changed else "snapshot",
        newest=newest,
        replace_by=("survey_id", *response) if changed else (),
        columns={
            "survey_id": text("survey_id", required=True),
            **response,
            **(changed or {}),
            "question_id": text("answers.question", required=True),
            "question_kind": text("answers.kind"),
            "_row_id": text("answers.row"),
            "_option_id": text("answers.option"),
            "answer": written("answers.text"),
            "_skipped": text("answers.skipped"),
            "_not_shown": text("answers.not_shown"),
        },
        derived={
            "row_id": pl.col("_row_id").fill_null(""),
            "option_id": pl.col("_option_id").fill_null(""),
            "is_skipped": pl.col("_skipped").is_not_null() | pl.col("_not_shown").is_not_null(),
            "is_shown": pl.col("_not_shown").is_null(),
        },
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(gxe, *keys),
            gxe.ExpectColumnValuesToNotBeNull(column="is_skipped"),
        ],
    )


def response_ids(connector: str) -> Stream:
    """Which sheets are there; `*` stands for a survey that was read to its end."""
    return Stream(
        name=f"{connector}__response_ids",
        grain="one row per sheet that is there, and one (`*`) per survey that was read",
        keys=("survey_id", "response_id"),
        columns={"survey_id": text("survey_id"), "response_id": text("response_id")},
        expectations=lambda gxe: shared.any_rows(gxe, "survey_id", "response_id"),
    )


def ways(name: str, columns: Mapping[str, Column], *, ignored: tuple[str, ...]) -> Stream:
    """The links and mailings a survey is sent by, with the platform's own counts."""
    return Stream(
        name=name,
        grain="one row per way a survey is sent by",
        keys=("survey_id", "collector_id"),
        columns={"survey_id": text("survey_id"), **columns},
        ignored=ignored,
        quarantine=shared.negative(columns),
        expectations=lambda gxe: shared.any_rows(gxe, "survey_id", "collector_id"),
    )
