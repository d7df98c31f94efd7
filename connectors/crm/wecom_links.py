"""WeCom's acquisition links 获客链接: which there are, who came by them, and their days."""

import logging
from collections.abc import Iterator
from datetime import date

import msgspec

from connectors.core import Api, BadReply, Cursor, Page, Raw, Window, with_field, with_fields
from connectors.crm.wecom_days import AT, seconds

log = logging.getLogger(__name__)

LINKS = f"{AT}/customer_acquisition"
AT_ONCE = 100


class Listed(msgspec.Struct):
    link_id_list: list[str] = []
    next_cursor: str = ""


class Quota(msgspec.Struct):
    balance: int | None = None


def link_ids(api: Api) -> Iterator[str]:
    """The ids of all links; the list holds texts, no records."""
    cursor, seen = "", set[str]()
    while True:
        asked = {"limit": AT_ONCE, "cursor": cursor}
        told = api.post(f"{LINKS}/list_link", json=asked, reads=Listed)
        yield from (one for one in told.link_id_list if one not in seen)
        seen.update(told.link_id_list)
        if not told.next_cursor:
            return
        if told.next_cursor == cursor:
            raise BadReply(f"{LINKS}/list_link", "the list goes round in a loop")
        cursor = told.next_cursor


def customers_of(api: Api, link_id: str) -> Iterator[Page]:
    paging = Cursor("cursor", "next_cursor", start={"cursor": "", "limit": 1000})
    path, records = f"{LINKS}/customer", "customer_list"
    asked = {"link_id": link_id}
    for page in api.pages(path, json=asked, paging=paging, records=records, may_lack=True):
        own = [with_field(record, "link_id", link_id) for record in page.records]
        yield Page(own, repeats=page.repeats)


def link_day(api: Api, link_id: str, day: date) -> Raw:
    """One day's figures, from its first second to its last: longer spans come as one sum."""
    start, end = seconds(Window(day, day))
    asked = {"link_id": link_id, "start_time": start, "end_time": end - 1}
    told = api.post(f"{LINKS}/statistic", json=asked, reads=Raw)
    return with_fields(told, {"link_id": link_id, "stat_time": str(start)})


def warn_of_quota(api: Api) -> None:
    """Links win nobody any more when the corp has used up what it bought."""
    balance = api.get(f"{AT}/customer_acquisition_quota", reads=Quota).balance
    if balance is not None and balance <= 0:
        log.warning("wecom: the quota of acquisition links is used up, they win nobody")
