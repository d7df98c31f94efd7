"""The details of a SurveyMonkey survey: its pages of questions, and the texts of each."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw

from connectors.core import decoder
from connectors.survey.forms import Label, with_labels


class Text(msgspec.Struct):
    id: str
    text: str = ""
    position: int | None = None
    weight: int | float | str | None = None


class Options(msgspec.Struct):
    choices: list[Text] = []
    rows: list[Text] = []
    cols: list[Text] = []
    other: Text | None = None


class Heading(msgspec.Struct):
    heading: str = ""


class Question(msgspec.Struct):
    id: str
    headings: list[Heading] = []
    answers: Options | None = None


class FormPage(msgspec.Struct):
    questions: list[Raw] = []


class Details(msgspec.Struct):
    id: str
    title: str = ""
    pages: list[FormPage] = []


def labelled(record: Raw, place: int, facts: Mapping[str, str]) -> Raw:
    """A question with its texts in front."""
    question = decoder(Question, strict=False).decode(record)
    heading = " ".join(each.heading for each in question.headings)
    labels = [Label("question", heading, position=place)]
    told = question.answers or Options()
    others = [told.other] if told.other else []
    for kind, texts in (("row", told.rows), ("option", [*told.choices, *told.cols, *others])):
        labels += [Label(kind, one.text, one.id, one.position, _score(one.weight)) for one in texts]
    return with_labels(record, labels, **facts)


def _score(weight: int | float | str | None) -> str | None:
    return None if weight is None else str(weight)
