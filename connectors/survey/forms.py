"""Forms and answer sheets as lists, for tools that key questions or answers by their own ids.

The list stands in front of the record, which otherwise stays as the platform wrote it.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
from msgspec import Raw

from connectors.core import Page, dig_text, with_fields

EVERY = "*"


class Label(msgspec.Struct, omit_defaults=True):
    """One text of a form: a question's own, one of its rows (`id`), or one of its options."""

    kind: Literal["question", "row", "option"]
    text: str
    id: str = ""
    position: int | None = None
    score: str | None = None


class Answer(msgspec.Struct, omit_defaults=True):
    """One chosen option, or what was written; a question left empty, or not shown at all."""

    question: str
    row: str = ""
    option: str = ""
    text: str | None = None
    kind: str | None = None
    skipped: str | None = None
    not_shown: str | None = None


def with_labels(record: Raw, labels: Iterable[Label], **facts: str) -> Raw:
    """A question as sent; in front its texts, and what only the form around it says."""
    return with_fields(record, {**facts, "labels": list(labels)})


def with_answers(record: Raw, answers: Iterable[Answer], **facts: str) -> Raw:
    """A sheet as sent; in front its answers, and what only the request says."""
    return with_fields(record, {**facts, "answers": list(answers)})


def known_ids(pages: Iterable[Page], survey: str, field: str) -> Iterator[Page]:
    """Of each sheet of a survey the id, which stands at `field`; behind them the survey itself."""
    for page in pages:
        told = [_known(survey, dig_text(record, field)) for record in page.records]
        yield Page(told, repeats=page.repeats)
    yield was_read(survey)


def was_read(*surveys: str) -> Page:
    """These surveys were read: a sheet of theirs that is not named was deleted."""
    return Page([_known(survey, EVERY) for survey in surveys])


def _known(survey: str, response: str | None) -> Raw:
    return Raw(msgspec.json.encode({"survey_id": survey, "response_id": response}))
