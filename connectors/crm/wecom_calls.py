"""WeCom's lists: who has customers, in lots the platform takes, and days of one person."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.core import (
    Api,
    AskForLess,
    BadReply,
    Cursor,
    OnePage,
    Page,
    Raw,
    Window,
    dig_text,
    with_field,
)

ZONE = ZoneInfo("Asia/Shanghai")
AT = "/cgi-bin/externalcontact"
STAFF_AT_ONCE = 100


class Staff(msgspec.Struct):
    follow_user: list[str] = []


class Customers(msgspec.Struct):
    external_userid: list[str] = []


class Detail(msgspec.Struct):
    """A customer who is gone (40096) has nobody."""

    external_contact: Raw = Raw(b"null")
    follow_user: list[dict[str, Any]] = []
    next_cursor: str = ""


def staff(api: Api) -> list[str]:
    return api.get(f"{AT}/get_follow_user_list", reads=Staff).follow_user


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


def days(
    api: Api, call: str, asked: dict[str, Any], records: str, userid: str, window: Window
) -> Iterator[Page]:
    """The days of one person. Whether the end is still in is not told: what is beyond is cut."""
    low, high = seconds(window)
    paging = OnePage()
    for page in api.pages(
        f"{AT}/{call}", json=asked, paging=paging, records=records, may_lack=True
    ):
        own = [r for r in page.records if low <= int(dig_text(r, "stat_time") or low) < high]
        yield Page([with_field(record, "userid", userid) for record in own])


def seconds(window: Window) -> tuple[int, int]:
    """From the first midnight in China to the one after the last day."""
    ends = (window.start, window.end + timedelta(days=1))
    start, end = (int(datetime.combine(day, time(), ZONE).timestamp()) for day in ends)
    return start, end
