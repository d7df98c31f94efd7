"""Faults inside a page: takes a good reply apart, harms it, and puts it together again."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sandbox.dialogue import Reply, Request, Shape
from sandbox.faults import Fault
from sandbox.pages import Page, at

MONEY = (
    *("spend", "cost", "stat_cost", "costMicros", "total_price", "amount", "cost_micros"),
    *("costInLocalCurrency", "fee", "charge"),
)
COUNTS = (
    "impressions",
    "impression",
    "show_cnt",
    "views",
    "show",
    "new_user",
    "read_user",
    "quantity",
)
PAGES = ("total_page", "page_count")
HOSTILE = "\u202eevil\u202c \"quoted\", 'single'; drop table\t\r\n🏕️\ufeff,NULL"
BAD_VALUES = ("7 conversions", {"value": 1}, 10**29 + 7, "NaN")
LOOP = "sandbox-loop"


def asks_for_invented(request: Request) -> bool:
    """Does this call follow a way on that only a fault has made up?"""
    return LOOP in request.query or LOOP.encode() in request.body


def as_first_asked(request: Request, faults: list[Fault]) -> Request | None:
    """The call whose page was emptied, if this one follows the way on from there."""
    for fault in faults:
        if origin := fault.memory.get(("origin", request.path)):
            return replace(request, query=origin.query, body=origin.body)
    return None


def harmed(fault: Fault, request: Request, reply: Reply, shape: Shape | None, canary: str) -> Reply:
    """The reply with the fault in it; one that is not JSON stays as it is."""
    try:
        body = json.loads(reply.sent())
    except ValueError:
        return reply
    made = Reply(reply.status, body, dict(reply.headers))
    page = Page(body, made, shape or Shape(), request, canary)
    HARMS[fault.kind](fault, page)
    made.body = page.body
    fault.memory["reply"] = Reply(made.status, made.sent(), dict(made.headers))
    return made


def remember(fault: Fault, request: Request, reply: Reply, shape: Shape | None) -> None:
    """Keep what a later strike needs of a page that went out whole."""
    page = Page(json.loads(reply.sent()), reply, shape or Shape(), request)
    fault.memory["records", request.path] = page.lists[0]
    if ways := page.ways():
        fault.memory.setdefault(("ways", request.path), ways)


def _find(record: Any, names: tuple[str, ...]) -> tuple[dict[str, Any], str] | None:
    """The first of these fields, however deep, and the object that holds it."""
    level = [record]
    while level:
        for each in level:
            for name in names:
                if (
                    isinstance(each, dict)
                    and name in each
                    and not isinstance(each[name], dict | list)
                ):
                    return each, name
        level = [v for each in level if isinstance(each, dict) for v in each.values()]
    return None


def _field(fault: Fault, record: Any, names: tuple[str, ...]) -> tuple[dict[str, Any], str] | None:
    if not fault.field_path:
        return _find(record, names)
    *path, last = fault.field_path.split(".")
    for holder in at(record, path):
        if isinstance(holder, dict) and last in holder:
            return holder, last
    return None


def _set(
    fault: Fault, records: list[dict], names: tuple[str, ...], change: Callable[[Any], Any]
) -> None:
    for record in records:
        if spot := _field(fault, record, names):
            holder, name = spot
            holder[name] = change(holder[name])


def _like(old: Any, number: float) -> Any:
    """The number, written as the platform writes such a field."""
    if isinstance(old, str):
        return str(int(number)) if re.fullmatch(r"-?\d+", old) else f"{number:.2f}"
    return type(old)(number)


def _duplicate_page(fault: Fault, page: Page) -> None:
    """Everything of the page before comes once more, ahead of the page's own records."""
    lists = page.lists
    own = copy.deepcopy(lists[0])
    lists[0][:0] = fault.memory.get(("records", page.request.path), own)


def _short_page(fault: Fault, page: Page) -> None:
    """Half of the records are missing, the way on leads past them."""
    for one in page.lists:
        del one[len(one) // 2 :]


def _empty_page(fault: Fault, page: Page) -> None:
    """Nothing on the page, yet a way on: whoever follows it, or asks again, gets the page."""
    fault.memory["origin", page.request.path] = page.request
    ways = page.ways()
    for one in page.lists:
        one.clear()
    page.lead({path: _marked(page, path) for path in ways})
    if not ways:
        _invent(page)


def _marked(page: Page, path: tuple) -> str:
    """A way on that leads back to the page's own call."""
    address = f"{page.request.base}{page.request.path}?{page.request.query}&marker={LOOP}"
    if path == ("Link",):
        return f'<{page.request.base}{page.request.path}?limit=50&page_info={LOOP}>; rel="next"'
    return address if path[-1] in ("next", "link") else LOOP


def _invent(page: Page) -> None:
    """Say that there is more where there is not, in every way a platform may say it."""
    page.lead({("Link",): _marked(page, ("Link",))})
    if not isinstance(page.body, dict):
        return
    for holder, key in _pages(page.body):
        holder[key] += 1
        return
    page.body["nextPageToken"] = LOOP
    paging = page.body.setdefault("paging", {})
    if isinstance(paging, dict):
        paging.setdefault("next", {"after": LOOP})


def _pages(body: Any) -> Iterator[tuple[Any, str]]:
    for value in (body, *body.values()):
        for key in PAGES:
            if isinstance(value, dict) and isinstance(value.get(key), int):
                yield value, key
        if isinstance(value, dict) and value is not body:
            for inner in value.values():
                if isinstance(inner, dict) and any(isinstance(inner.get(k), int) for k in PAGES):
                    yield inner, next(k for k in PAGES if isinstance(inner.get(k), int))


def _cursor_loop(fault: Fault, page: Page) -> None:
    """The way on leads where an earlier page of the list led."""
    ways = fault.memory.setdefault(("ways", page.request.path), page.ways())
    page.lead(ways)
    if not ways:
        _invent(page)


def _foreign_link(fault: Fault, page: Page) -> None:
    """The next address points to another host, which writes down what it is sent."""
    host = re.compile(r"https?://[^/>]+")
    ways = {path: host.sub(page.canary, str(value)) for path, value in page.ways().items()}
    page.lead({path: value for path, value in ways.items() if page.canary in value})


def _restated(fault: Fault, page: Page) -> None:
    _set(fault, page.records, MONEY, lambda old: _like(old, float(old) + 1))


def _new_field(fault: Fault, page: Page) -> None:
    for record in page.records:
        record[fault.field_path or "sandbox_new_field"] = fault.value or "new"


def _missing_field(fault: Fault, page: Page) -> None:
    for record in page.records:
        if spot := _field(fault, record, MONEY):
            del spot[0][spot[1]]


def _type_change(fault: Fault, page: Page) -> None:
    value = BAD_VALUES[fault.struck % len(BAD_VALUES)] if fault.value is None else fault.value
    _set(fault, page.records[:1], COUNTS + MONEY, lambda old: value)


def _locale_number(fault: Fault, page: Page) -> None:
    value = "1.234,56" if fault.value is None else fault.value
    _set(fault, page.records[:1], MONEY, lambda old: value)


def _hostile_text(fault: Fault, page: Page) -> None:
    names = ("name", "campaign_name", "ad_name", "title", "project_name", "dealname", "firstname")
    _set(fault, page.records[:1], names, lambda old: fault.value or HOSTILE)


def _negative(fault: Fault, page: Page) -> None:
    _set(fault, page.records[:1], MONEY, lambda old: _like(old, -5.0))


def _duplicate_rows(fault: Fault, page: Page) -> None:
    """One key, two different rows."""
    for one in page.lists[:1]:
        if one and isinstance(one[0], dict):
            other = copy.deepcopy(one[0])
            _set(fault, [other], MONEY + COUNTS, lambda old: _like(old, float(old) + 3))
            one.append(other)


HARMS: dict[str, Callable[[Fault, Page], None]] = {
    "duplicate_page": _duplicate_page,
    "short_page": _short_page,
    "empty_page_with_cursor": _empty_page,
    "cursor_loop": _cursor_loop,
    "foreign_next_link": _foreign_link,
    "restated_day": _restated,
    "new_field": _new_field,
    "missing_field": _missing_field,
    "type_change": _type_change,
    "locale_number": _locale_number,
    "hostile_text": _hostile_text,
    "negative_spend": _negative,
    "duplicate_key_rows": _duplicate_rows,
}
