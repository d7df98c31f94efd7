"""问卷星's own shapes: lists keyed by id, answers as codes, words for what was left empty."""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Raw

from connectors.core import decoder
from connectors.survey.forms import Answer, Label

NOT_SHOWN, EMPTY = {"-3", "(跳过)", "（跳过）"}, {"", "-2", "(空)", "（空）"}
# One option, or several; `^` separates an option from what was filled in behind it.
CODES = re.compile(r"^\d{1,4}(\^[^,┋]*)?([,┋]\d{1,4}(\^[^,┋]*)?)*$")


class Surveys(msgspec.Struct):
    activitys: dict[str, Raw]
    total_count: int = 0


class Listed(msgspec.Struct):
    data: Surveys


class Item(msgspec.Struct):
    item_index: int
    item_title: str = ""
    item_score: int | float | str | None = None


class Question(msgspec.Struct):
    q_index: int
    q_title: str = ""
    items: list[Item] | None = None


class Definition(msgspec.Struct):
    title: str = ""
    version: int | str = ""
    update_time: str = ""
    questions: list[Raw] = []


class Defined(msgspec.Struct):
    data: Definition


class Place(msgspec.Struct):
    index: int


class Sheets(msgspec.Struct):
    """A page of sheets: keyed by number, or as a list, as editions differ."""

    answers: dict[str, Raw] | list[Raw] | None = None
    total_count: int = 0
    page_size: int = 0

    @property
    def rows(self) -> list[tuple[int, Raw]]:
        """The sheets in the order of their numbers."""
        told = self.answers or []
        found = told.values() if isinstance(told, dict) else told
        places = decoder(Place, strict=False)
        return sorted(((places.decode(one).index, one) for one in found), key=lambda pair: pair[0])


class Answers(msgspec.Struct):
    data: Sheets


class Given(msgspec.Struct):
    q_index: int | str
    answer: str | int | float | None = None
    q_row: int | str | None = None


class Sheet(msgspec.Struct):
    answer_items: dict[str, Given] | list[Given] | None = None


def labels_of(record: Raw, place: int) -> Iterator[Label]:
    """A question's texts; an option is known by its number."""
    question = decoder(Question, strict=False).decode(record)
    yield Label("question", question.q_title, position=place)
    for item in question.items or []:
        score = None if item.item_score is None else str(item.item_score)
        yield Label("option", item.item_title, str(item.item_index), item.item_index, score)


def answers_of(record: Raw) -> Iterator[Answer]:
    """What was chosen, by number, or written; whether numbers are choices, the form knows."""
    items = decoder(Sheet, strict=False).decode(record).answer_items or []
    for given in items.values() if isinstance(items, dict) else items:
        question, _, row = str(given.q_index).partition("_")
        row = row or ("" if given.q_row is None else str(given.q_row))
        text = "" if given.answer is None else str(given.answer).strip()
        if text in NOT_SHOWN:
            yield Answer(question, row, not_shown="1")
        elif text in EMPTY:
            yield Answer(question, row, skipped="1")
        elif CODES.match(text):
            for code in re.split("[,┋]", text):
                option, _, filled = code.partition("^")
                yield Answer(question, row, option, filled or None)
        else:
            yield Answer(question, row, text=text)
