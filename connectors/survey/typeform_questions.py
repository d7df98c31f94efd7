"""A Typeform form's definition as questions: groups and matrices are opened up."""

from collections.abc import Iterator

import msgspec
from msgspec import Raw

from connectors.core import Api, Page, decoder
from connectors.survey.forms import Label, with_labels


class Choice(msgspec.Struct):
    id: str = ""
    label: str = ""


class Properties(msgspec.Struct):
    choices: list[Choice] = []
    fields: list[Raw] = []


class Field(msgspec.Struct):
    title: str = ""
    properties: Properties = msgspec.field(default_factory=Properties)


class Definition(msgspec.Struct):
    title: str = ""
    fields: list[Raw] = []


def questions_of(api: Api, form: str) -> Iterator[Page]:
    """Every question of a form, in its order."""
    told = api.get(f"/forms/{form}", reads=Definition)
    flat = enumerate(_opened(told.fields), 1)
    facts = {"survey_id": form, "survey_title": told.title}
    yield Page([with_labels(raw, _labels(field, place), **facts) for place, (raw, field) in flat])


def _opened(fields: list[Raw]) -> Iterator[tuple[Raw, Field]]:
    for raw in fields:
        field = decoder(Field).decode(raw)
        if field.properties.fields:
            yield from _opened(field.properties.fields)
        else:
            yield raw, field


def _labels(field: Field, place: int) -> Iterator[Label]:
    yield Label("question", field.title, position=place)
    for number, choice in enumerate(field.properties.choices, 1):
        yield Label("option", choice.label, choice.id, number)
