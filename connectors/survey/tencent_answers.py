"""腾讯问卷's own shapes: pages of questions, with a text, options, rows of options or blanks."""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Raw

from connectors.core import decoder
from connectors.survey.forms import Answer, Label, with_labels


class Option(msgspec.Struct):
    id: str = ""
    text: str = ""
    checked: int = 0


class Group(msgspec.Struct):
    id: str = ""
    text: str = ""
    options: list[Option] = []


class Question(msgspec.Struct):
    id: str
    type: str = ""
    sub_type: str = ""
    title: str = ""
    text: str | None = None
    options: list[Option] = []
    groups: list[Group] = []
    blanks: list[Option] = []


class AnswerPage(msgspec.Struct):
    questions: list[Question] = []


class Sheet(msgspec.Struct):
    answer: list[AnswerPage] | None = None


class FormPage(msgspec.Struct):
    questions: list[Raw] = []


class FormData(msgspec.Struct):
    title: str = ""
    pages: list[FormPage] = []


class Form(msgspec.Struct):
    data: FormData


def answers_of(record: Raw) -> Iterator[Answer]:
    """What was chosen or written; a question without either was left empty."""
    sheet = decoder(Sheet, strict=False).decode(record)
    for page in sheet.answer or []:
        for question in page.questions:
            found = list(_answers(question))
            yield from found or [Answer(question.id, kind=_kind(question), skipped="1")]


def _answers(question: Question) -> Iterator[Answer]:
    name, kind = question.id, _kind(question)
    if question.text:
        yield Answer(name, text=question.text, kind=kind)
    for row, options in (("", question.options), *((g.id, g.options) for g in question.groups)):
        for option in options:
            if option.checked:
                yield Answer(name, row, option.id, option.text, kind)
    for blank in question.blanks:
        if blank.text:
            yield Answer(name, blank.id, text=blank.text, kind=kind)


def _kind(question: Question) -> str:
    return "/".join(filter(None, (question.type, question.sub_type)))


def labelled(record: Raw, place: int, facts: Mapping[str, str]) -> Raw:
    """A question with its texts in front; options of a matrix are those of its first row."""
    question = decoder(Question, strict=False).decode(record)
    options = question.options or (question.groups[0].options if question.groups else [])
    texts = [Label("question", question.title, position=place)]
    texts += [Label("row", one.text, one.id, n) for n, one in enumerate(question.groups, 1)]
    texts += [Label("option", one.text, one.id, n) for n, one in enumerate(options, 1)]
    return with_labels(record, texts, **facts)
