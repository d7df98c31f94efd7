"""A Trello card with the names of its list, labels, members and own fields in front."""

import msgspec
from msgspec import Raw

from connectors.core import decoder, with_fields


class Named(msgspec.Struct, rename="camel"):
    id: str
    name: str = ""
    full_name: str = ""


class Option(msgspec.Struct):
    id: str
    value: dict[str, str] = {}


class CustomField(msgspec.Struct):
    id: str
    name: str
    options: list[Option] = []


class Board(msgspec.Struct, rename="camel"):
    name: str
    lists: list[Named] = []
    members: list[Named] = []
    custom_fields: list[CustomField] = []


class Item(msgspec.Struct, rename="camel"):
    id_custom_field: str
    value: dict[str, str] | None = None
    id_value: str | None = None


class Card(msgspec.Struct, rename="camel"):
    id_list: str
    id_members: list[str] = []
    labels: list[Named] = []
    custom_field_items: list[Item] = []


def named(card: Raw, board: Board) -> Raw:
    """`custom` holds the card's own fields by their names, numbers and days as text too."""
    read = decoder(Card).decode(card)
    lists = {one.id: one.name for one in board.lists}
    members = {one.id: one.full_name or one.name for one in board.members}
    facts = {
        "board_name": board.name,
        "list_name": lists.get(read.id_list),
        "label_names": "、".join(one.name for one in read.labels),
        "member_names": "、".join(members.get(one, "") for one in read.id_members),
        "custom": dict(_own(read.custom_field_items, board)),
    }
    return with_fields(card, facts)


def _own(items: list[Item], board: Board):
    fields = {one.id: one for one in board.custom_fields}
    for item in items:
        field = fields.get(item.id_custom_field)
        if field is None:
            continue
        chosen = next((one.value for one in field.options if one.id == item.id_value), {})
        yield field.name, next(iter((item.value or chosen).values()), None)
