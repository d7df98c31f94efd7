"""HubSpot's slow but whole list, against how many records a search counts."""

from collections.abc import Iterator

import msgspec

from connectors.core import Api, Page, TryAgain
from connectors.crm.hubspot_objects import changed_at, ids_of, listed


class Found(msgspec.Struct):
    """A page of a search, and how many records all pages hold."""

    total: int
    results: list[msgspec.Raw]


def path_of(kind: str) -> str:
    """Where objects of a kind are searched."""
    return f"/crm/v3/objects/{kind}/search"


def count_of(api: Api, path: str, body: dict) -> int:
    """How many records a search finds."""
    return api.post(path, json={**body, "limit": 1}, reads=Found).total


def listed_all(api: Api, kind: str, size: int, **more: str) -> Iterator[Page]:
    """The whole list, compared with how many records a search knows."""
    total, ids = count_of(api, path_of(kind), {}), set[str]()
    for page in listed(api, kind, size, **more):
        ids |= ids_of(page)
        yield page
    if len(ids) < total and len(ids) < count_of(api, path_of(kind), {}):
        what = f"{len(ids)} records came, the search counts {total}"
        raise TryAgain(f"/crm/v3/objects/{kind}", what, restart=True)


def out_of_the_list(api: Api, kind: str, body: dict) -> list[Page]:
    """The same out of the full list: it cannot filter, so each record is looked into."""
    low, high = (int(f["value"]) for f in body["filterGroups"][0]["filters"])
    total = count_of(api, path_of(kind), body)
    pages, ids = [], set[str]()
    for page in listed(api, kind):
        kept = [record for record in page.records if low <= changed_at(record) < high]
        pages.append(Page(kept, repeats=page.repeats))
        ids |= ids_of(pages[-1])
    if len(ids) < total and len(ids) < count_of(api, path_of(kind), body):
        what = f"{len(ids)} records came, also out of the list; the search counts {total}"
        raise TryAgain(path_of(kind), what)
    return pages
