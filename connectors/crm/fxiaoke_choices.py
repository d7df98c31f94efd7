"""Fxiaoke's choices: a record holds the code, the description of its object what the code says."""

from collections.abc import Iterator

import msgspec

from connectors.core import Api, Page, Raw
from connectors.crm.fxiaoke_query import OBJECTS, object_of

# The choices that the warehouse shows in words.
CHOICES = {
    "opportunity": ("sales_stage",),
    "account": ("industry_level1",),
    "member": ("campaign_members_status",),
    "order": ("order_status",),
}


class Choice(msgspec.Struct):
    value: str | int | bool | None = None
    label: str | None = None


class Field(msgspec.Struct):
    options: list[Choice] = []


class Description(msgspec.Struct):
    fields: dict[str, Field] = {}


class Told(msgspec.Struct):
    describe: Description = msgspec.field(default_factory=Description)


class Described(msgspec.Struct):
    data: Told = msgspec.field(default_factory=Told)


def choices_of(api: Api, asker: dict[str, str], name: str) -> Iterator[Page]:
    """The choices of a kind of record, by field and code."""
    about = {"apiName": object_of(api, name), "includeDetail": False}
    asked = {**asker, "data": about}
    told = api.post("/cgi/crm/v2/object/describe", json=asked, reads=Described)
    fields = told.data.describe.fields
    found = [
        {"object": OBJECTS[name], "field": field, "code": str(one.value), "label": one.label}
        for field in CHOICES[name]
        for one in fields.get(field, Field()).options
        if one.value is not None and one.label
    ]
    yield Page([Raw(msgspec.json.encode(one)) for one in found])
