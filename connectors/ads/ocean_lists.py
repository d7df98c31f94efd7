"""Ocean Engine's lists: counted pages, parameters as JSON text, and when a day may be closed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.core import Api, Page, PageNumber, Window, with_field

PAGE = "data.page_info"
CHINA = timedelta(hours=8)
SETTLED_AT = 10


def as_text(value: Any) -> str:
    """A list or an object as a query parameter."""
    return json.dumps(value)


def paging(size: int, most: int | None = None) -> PageNumber:
    """Pages with their number, of how many, and how many records in all."""
    total, echo, count = f"{PAGE}.total_page", f"{PAGE}.page", f"{PAGE}.total_number"
    return PageNumber(size=size, total=total, echo=echo, count=count, most=most)


def counted(
    api: Api, advertiser: str, path: str, asked: Mapping[str, str], pages: PageNumber | None = None
) -> Iterator[Page]:
    """One advertiser's list; each record says whose it is, which may be another one of 千川."""
    params = {"advertiser_id": advertiser, **asked}
    how = pages or paging(100)
    for page in api.pages(f"/open_api/{path}", params, paging=how, records="data.list"):
        own = [with_field(record, "asked_of", advertiser) for record in page.records]
        yield replace(page, records=own)


def named(api: Api, kind: str) -> list[str]:
    """The company's advertisers of 千川 (`qianchuan`), or those with a bill only (`billed`)."""
    text = api.options.get(f"{kind}_advertiser_ids", "")
    return [number.strip() for number in text.split(",") if number.strip()]


def days_by_state(api: Api, window: Window) -> Iterator[tuple[Window, bool]]:
    """The days that are settled, then yesterday while it is not yet 10:00 in China: still open."""
    now = datetime.fromtimestamp(api.wall(), UTC) + CHINA
    early = api.today == now.date() and now.hour < SETTLED_AT
    last = now.date() - timedelta(days=2) if early else None
    if settled := window.within(None, last):
        yield settled, False
    if last and (opened := window.within(last + timedelta(days=1), None)):
        yield opened, True
