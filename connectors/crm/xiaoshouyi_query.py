"""Xiaoshouyi's XOQL: what is asked of each object, and a scroll read to its end."""

from collections.abc import Iterator

import msgspec

from connectors.core import Api, BadReply, Page, Raw, TryAgain, Window

STAMPS = ("createdAt", "updatedAt")
# Fields that every tenant has; others are asked for when `options.<object>_fields` names them.
FIELDS: dict[str, tuple[str, ...]] = {
    "lead": (
        *("id", "mobile", "email", "status", "ownerId", "dimDepart", "opportunityId", *STAMPS),
    ),
    "opportunity": (
        *("id", "opportunityName", "money", "saleStageId", "status", "winRate", "closeDate"),
        *("ownerId", "dimDepart", *STAMPS),
    ),
    "account": ("id", "accountName", "ownerId", *STAMPS),
    "contact": ("id", "mobile", "email", *STAMPS),
    "campaign": ("id", *STAMPS),
    "member": ("id", *STAMPS),
}
# How these are called is not documented: options replace it.
OWN = {
    "campaign": "name,type,status,startDate,endDate",
    "member": "campaignId,leadId,contactId,status",
}
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


def changed(api: Api, name: str, window: Window) -> Iterator[Page]:
    """Records of an object changed in these UTC days."""
    low, high = window.milliseconds
    where = f"updatedAt >= {low} and updatedAt < {high}"
    return scrolled(
        api, f"select {fields_of(api, name)} from {name} where {where} order by updatedAt"
    )


def scrolled(api: Api, question: str) -> Iterator[Page]:
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
