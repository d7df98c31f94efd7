"""Fxiaoke's data query: whole or not at all, and never deep into an offset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from connectors.core import AccessDenied, Api, OnePage, Page, Raw, Reply, Window, dig_text
from connectors.core.paging import Step

# What a corp keeps each kind in, unless `options.<kind>_object` names another.
OBJECTS = {
    "lead": "LeadsObj",
    "opportunity": "NewOpportunityObj",
    "account": "AccountObj",
    "contact": "ContactObj",
    "campaign": "MarketingEventObj",
    "member": "CampaignMembersObj",
    "order": "SalesOrderObj",
}
PAGE, DEEPEST = 100, 2_000
FAR_AWAY = 4_102_444_800_000  # the year 2100, in milliseconds


class Employee(msgspec.Struct, rename="camel"):
    open_user_id: str


class Employees(msgspec.Struct):
    emp_list: list[Employee] = msgspec.field(name="empList", default_factory=list)


class TooDeep(Exception):
    """More records than an offset should page through; said before the first page is given."""


@dataclass(frozen=True)
class Queried(OnePage):
    """Pages by an offset inside the question; `data.total` says how many records there are."""

    data: Mapping[str, Any] = field(default_factory=dict)
    most: int = 0
    paths: tuple[str, ...] = ("data.total",)
    count: str | None = "data.total"

    def first(self) -> Step:
        return self._at(0)

    def next(self, step: Step, reply: Reply, records: list[Raw]) -> Step | None:
        total = int(reply.value("data.total") or 0)
        if self.most and total > self.most:
            raise TooDeep
        data = {} if isinstance(step, str) else step["data"]
        reached = data["search_query_info"]["offset"] + PAGE
        return self._at(reached) if reached < total else None

    def _at(self, offset: int) -> Step:
        query = {**self.data["search_query_info"], "offset": offset, "limit": PAGE}
        return {"data": {**self.data, "search_query_info": query}}


def object_of(api: Api, name: str) -> str:
    """What the corp keeps a kind of record in."""
    return api.options.get(f"{name}_object") or OBJECTS[name]


def changed(api: Api, account: str, name: str, window: Window) -> Iterator[Page]:
    """Records of a kind changed in these UTC days."""
    low, high = window.milliseconds
    yield from _between(api, asker_of(api, account), object_of(api, name), low, high)


def listed_ids(api: Api, asker: dict[str, str], name: str) -> Iterator[Page]:
    """The ids of all records of a kind; the platform sends them whole, the rest is let go."""
    for page in _between(api, asker, object_of(api, name), 0, FAR_AWAY):
        ids = [{"object": OBJECTS[name], "_id": dig_text(one, "_id")} for one in page.records]
        yield Page([Raw(msgspec.json.encode(one)) for one in ids], repeats=page.repeats)


def asker_of(api: Api, account: str) -> dict[str, str]:
    """The corp and the user we see with, found by the service mobile."""
    path = "/cgi/user/getByMobile"
    asked = {"corpId": account, "mobile": api.secret("service_mobile")}
    found = api.post(path, json=asked, reads=Employees).emp_list
    if not found:
        step = "Give the service user this mobile number, and the app access to the user"
        raise AccessDenied(path, "nobody in the corp has the service mobile", step)
    return {"corpId": account, "currentOpenUserId": found[0].open_user_id}


def _between(api: Api, asked: dict[str, str], name: str, low: int, high: int) -> Iterator[Page]:
    """What changed in [low, high) milliseconds, halved until no offset goes deep."""
    stamp = "last_modified_time"
    query = {
        "filters": [
            {"field_name": stamp, "field_values": [str(low)], "operator": "GTE"},
            {"field_name": stamp, "field_values": [str(high)], "operator": "LT"},
        ],
        "orders": [{"fieldName": one, "isAsc": "true"} for one in (stamp, "_id")],
    }
    data = {"dataObjectApiName": name, "search_query_info": query}
    paging = Queried(data=data, most=DEEPEST if high - low > 1 else 0)
    own = api.options.get("custom_path") or "/cgi/crm/custom/v2/data/query"
    try:
        yield from api.pages(
            own if name.endswith("__c") else "/cgi/crm/v2/data/query",
            json=asked,
            paging=paging,
            records="data.dataList",
            may_lack=True,
        )
    except TooDeep:
        middle = (low + high) // 2
        yield from _between(api, asked, name, low, middle)
        yield from _between(api, asked, name, middle, high)
