"""Qualtrics' own shapes: the zip of an export, answers by field name, choices by number."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Raw

from connectors.core import BadReply, TryAgain, decoder
from connectors.core.readers import BIGGEST_FILE
from connectors.survey.forms import Answer, Label, with_answers, with_labels

# QID5, its row 2 (QID5_2), a text (QID3_TEXT) or the text of option 7 (QID2_7_TEXT).
FIELD = re.compile(r"^(QID\d+(?:#\d+)?)(?:_(\d+))?(_TEXT)?$")


class Export(msgspec.Struct):
    responses: list[Raw]


class Sheet(msgspec.Struct, rename="camel"):
    values: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    displayed_fields: list[str] | None = None


class Definition(msgspec.Struct):
    SurveyName: str = ""
    Questions: dict[str, Raw] | list[Raw] = {}


class Defined(msgspec.Struct):
    result: Definition


class Choice(msgspec.Struct):
    Display: str = ""


class Question(msgspec.Struct):
    QuestionText: str = ""
    Choices: dict[str, Choice] | list[Choice] = {}
    Answers: dict[str, Choice] | list[Choice] = {}
    RecodeValues: dict[str, str] | list[str] = {}


def unzipped(content: bytes, where: str) -> list[Raw]:
    """The responses in the only file of the archive, whatever it is called."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inner = archive.infolist()[0]
            if inner.file_size > BIGGEST_FILE:
                step = "Export fewer days at a time"
                raise BadReply(where, f"the file unpacks to {inner.file_size:,} bytes", step)
            body = archive.read(inner)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        broken = TryAgain(where, f"the archive is not whole ({error})", restart=True)
    else:
        return decoder(Export).decode(body).responses
    raise broken


def answered(record: Raw, survey: str) -> Raw:
    """A response with its answers as a list in front; what was not displayed gives none."""
    sheet = decoder(Sheet).decode(record)
    return with_answers(record, _answers(sheet), survey_id=survey)


def _answers(sheet: Sheet) -> Iterator[Answer]:
    shown = dict.fromkeys([*sheet.values, *(sheet.displayed_fields or ())])
    for name in shown:
        field = FIELD.match(name)
        if not field:
            continue
        question, part, is_text = field[1], field[2] or "", bool(field[3])
        value, label = sheet.values.get(name), sheet.labels.get(name)
        if value in (None, "", []):
            if not is_text or not part:
                yield Answer(question, "" if is_text else part, skipped="1")
        elif is_text:
            yield Answer(question, option=part and f"{part}_TEXT", text=str(value))
        else:
            values = value if isinstance(value, list) else [value]
            labels = label if isinstance(label, list) else [label]
            for position, one in enumerate(values):
                text = labels[position] if position < len(labels) else None
                yield Answer(question, part, str(one), str(one if text is None else text))


def labelled(record: Raw, place: int, facts: Mapping[str, str]) -> Raw:
    """A question with its texts in front. In a matrix, choices are rows and answers options."""
    question = decoder(Question, strict=False).decode(record)
    texts = [Label("question", question.QuestionText, position=place)]
    rows, options = {}, _by_number(question.Choices)
    if question.Answers:
        rows, options = options, _by_number(question.Answers)
    recoded = question.RecodeValues if isinstance(question.RecodeValues, dict) else {}
    texts += [
        Label("row", one.Display, number, position)
        for position, (number, one) in enumerate(rows.items(), 1)
    ]
    texts += [
        Label("option", one.Display, recoded.get(number, number), position)
        for position, (number, one) in enumerate(options.items(), 1)
    ]
    return with_labels(record, texts, **facts)


def _by_number(choices: dict[str, Choice] | list[Choice]) -> dict[str, Choice]:
    """Choices by their number; without any the platform writes an empty list."""
    if isinstance(choices, dict):
        return choices
    return {str(number): one for number, one in enumerate(choices, 1)}
