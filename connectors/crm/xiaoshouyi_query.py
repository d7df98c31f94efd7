"""Xiaoshouyi's XOQL: what is asked of each object, and a scroll read to its end."""

from collections.abc import Iterator

import msgspec

from connectors.core import Api, BadReply, Page, Raw, TryAgain, Window, with_field

STAMPS = ("createdAt", "updatedAt")
# Fields that every tenant has; others are asked for when `options.<object>_fields` names them.
FIELDS: dict[str, tuple[str, ...]] = {
    "lead": (
        *("id", "mobile", "email", "status", "ownerId", "dimDepart", "opportunityId", *STAMPS),
    ),
    "opportunity": (
        *("id", "opportunityName", "money", "saleStageId", "status", "winRate", "closeDate"),
        *("ownerId", "dimDepart", "entityType", *STAMPS),
    ),
    "account": ("id", "accountName", "ownerId", *STAMPS),
    "contact": ("id", "mobile", "email", *STAMPS),
    "campaign": ("id", *STAMPS),
    "member": ("id", *STAMPS),
    "user": ("id", *STAMPS),
    "activity": ("id", "ownerId", *STAMPS),
}
# How these are called is not documented: options replace it.
OWN = {
    "campaign": "name,type,status,startDate,endDate",
    "member": "campaignId,leadId,contactId,status",
    "user": "dimDepart",
    "activity": "itemId,startTime,type",
}
OBJECTS = {"member": "campaignMember", "activity": "activityRecord"}
BATCH = 2_000


class Found(msgspec.Struct, rename="camel"):
    count: int | None = None
    records: list[Raw] = []


class Scrolled(msgspec.Struct, rename="camel"):
    data: Found = msgspec.field(default_factory=Found)
    query_locator: str | None = ""


def fields_of(api: Api, name: str) -> str:
    """What is asked of an object, the tenant's own fields as `sources.toml` names them."""
    own = api.options.get(f"{name}_fields", OWN.get(name, ""))
    return ",".join([*FIELDS[name], *(part.strip() for part in own.split(",") if part.strip())])


def object_of(api: Api, name: str) -> str:
    """What the tenant keeps it in: one of its own (`customEntity7__c`) where a setting says so."""
    return api.options.get(f"{name}_object") or OBJECTS.get(name, name)


def changed(api: Api, name: str, window: Window) -> Iterator[Page]:
    """Records of an object changed in these UTC days."""
    low, high = window.milliseconds
    where = f"updatedAt >= {low} and updatedAt < {high} order by updatedAt"
    what = f"select {fields_of(api, name)} from {object_of(api, name)}"
    return _scrolled(api, f"{what} where {where}")


def everything(api: Api, name: str) -> Iterator[Page]:
    """All records of an object."""
    return _scrolled(api, f"select {fields_of(api, name)} from {object_of(api, name)}")


def listed_ids(api: Api, name: str) -> Iterator[Page]:
    """The ids of all records of an object."""
    for page in _scrolled(api, f"select id from {object_of(api, name)}"):
        yield Page([with_field(record, "object", name) for record in page.records])


def _scrolled(api: Api, question: str) -> Iterator[Page]:
    """All records, scroll by scroll, until the locator is empty."""
    path = f"/rest/data/{api.version}/query/xoqlScroll"
    locator, seen = "", set[str]()
    while True:
        form = {"xoql": question, "batchCount": str(BATCH), "queryLocator": locator}
        told = api.post(path, form=form, reads=Scrolled)
        records = told.data.records
        if told.data.count is not None and told.data.count != len(records):
            what = f"{len(records)} records came, the platform counts {told.data.count}"
            raise TryAgain(path, what, restart=True)
        yield Page(records)
        locator = told.query_locator or ""
        if not locator:
            return
        if locator in seen:
            raise BadReply(path, "the scroll goes round in a loop")
        seen.add(locator)
