"""WeCom's lists: who has customers, in lots the platform takes."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from connectors.core import (
    Api,
    AskForLess,
    BadReply,
    Cursor,
    Page,
    Raw,
)
from connectors.crm.wecom_days import AT

STAFF_AT_ONCE = 100


class Staff(msgspec.Struct):
    follow_user: list[str] = []


class Failed(msgspec.Struct):
    unlicensed_userid_list: list[str] = []


class Batch(msgspec.Struct):
    fail_info: Failed = msgspec.field(default_factory=Failed)


class Customers(msgspec.Struct):
    external_userid: list[str] = []


class Detail(msgspec.Struct):
    """A customer who is gone (40096) has nobody."""

    external_contact: Raw = Raw(b"null")
    follow_user: list[dict[str, Any]] = []
    next_cursor: str = ""


def staff(api: Api) -> list[str]:
    return api.get(f"{AT}/get_follow_user_list", reads=Staff).follow_user


def licensed(api: Api) -> Iterator[Raw]:
    """Who may have customers, and whether the corp bought a licence: without, none are told."""
    everybody = staff(api)
    for first in range(0, len(everybody), STAFF_AT_ONCE):
        some = everybody[first : first + STAFF_AT_ONCE]
        asked = {"userid_list": some, "cursor": "", "limit": 1}
        told = api.post(f"{AT}/batch/get_by_user", json=asked, reads=Batch)
        without = set(told.fail_info.unlicensed_userid_list)
        for one in some:
            line = {"userid": one, "is_licensed": one not in without}
            yield Raw(msgspec.json.encode(line))


def in_lots(staff: list[str], ask: Callable[[list[str]], Iterator[Page]]) -> Iterator[Page]:
    """As many people at once as the platform takes, by halves if it takes fewer."""
    lots = [staff[n : n + STAFF_AT_ONCE] for n in range(0, len(staff), STAFF_AT_ONCE)]
    while lots:
        some = lots.pop(0)
        try:
            pages = list(ask(some))
        except AskForLess:
            if len(some) == 1:
                raise
            middle = len(some) // 2
            lots[:0] = [some[:middle], some[middle:]]
        else:
            yield from pages


def contacts_of(api: Api, staff: list[str]) -> Iterator[Page]:
    asked = {"userid_list": staff}
    paging = Cursor("cursor", "next_cursor", start={"cursor": "", "limit": 100})
    path, records = f"{AT}/batch/get_by_user", "external_contact_list"
    return api.pages(path, json=asked, paging=paging, records=records, may_lack=True)


def contacts_singly(api: Api, staff: list[str]) -> Iterator[Page]:
    """The same records, a call per customer: for an app that may not use the batch call."""
    told = (api.get(f"{AT}/list", {"userid": one}, reads=Customers) for one in staff)
    for customer in dict.fromkeys(one for each in told for one in each.external_userid):
        cursor, seen = "", set[str]()
        while cursor not in seen:
            seen.add(cursor)
            asked = {"external_userid": customer, "cursor": cursor}
            detail = api.get(f"{AT}/get", asked, reads=Detail)
            yield Page([_as_in_a_batch(detail.external_contact, one) for one in detail.follow_user])
            cursor = detail.next_cursor
        if cursor:
            raise BadReply(f"{AT}/get", "the staff of a customer go round in a loop")


def _as_in_a_batch(customer: Raw, follow: dict[str, Any]) -> Raw:
    """One of the staff a customer has; tags come whole here, in a batch as their ids."""
    tags = [tag["tag_id"] for tag in follow.pop("tags", []) if tag.get("tag_id")]
    pair = {"external_contact": customer, "follow_info": {**follow, "tag_id": tags}}
    return Raw(msgspec.json.encode(pair))


def groups_of(api: Api, staff: list[str]) -> Iterator[Page]:
    asked = {"status_filter": 0, "owner_filter": {"userid_list": staff}}
    paging = Cursor("cursor", "next_cursor", start={"cursor": "", "limit": 1000})
    path, records = f"{AT}/groupchat/list", "group_chat_list"
    return api.pages(path, json=asked, paging=paging, records=records, may_lack=True)
