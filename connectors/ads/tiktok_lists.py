"""TikTok's lists: counted pages, parameters as JSON text, and objects that two lists may hold."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from connectors.core import Api, Page, PageNumber, dig_text

PAGING = PageNumber(
    size=1000,
    total="data.page_info.total_page",
    echo="data.page_info.page",
    count="data.page_info.total_number",
)


def as_text(value: Any) -> str:
    """A list or an object as a query parameter."""
    return json.dumps(value)


def listed(api: Api, account: str, path: str, filtering: Mapping[str, Any]) -> Iterator[Page]:
    """One list of an advertiser's objects; an empty one may lack its key."""
    params = {"advertiser_id": account, "filtering": as_text(filtering)}
    path = f"/open_api/{api.version}/{path}"
    return api.pages(path, params, paging=PAGING, records="data.list", may_lack=True)


def once(pages: Iterable[Page], *names: str) -> Iterator[Page]:
    """Each object once, as the first list tells it: lists of one kind overlap."""
    seen: set[str] = set()
    for page in pages:
        fresh = []
        for record in page.records:
            number = next((found for name in names if (found := dig_text(record, name))), "")
            if not number or number not in seen:
                fresh.append(record)
                seen.add(number)
        yield replace(page, records=fresh)
