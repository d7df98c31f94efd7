"""HubSpot's slow but whole list, against how many records a search counts."""

from collections.abc import Iterator, Sequence

import msgspec

from connectors.core import Api, Page, TryAgain, with_field
from connectors.crm.hubspot_objects import changed_at, ids_of, kept, listed, path_of


class Found(msgspec.Struct):
    """A page of a search, and how many records all pages hold."""

    total: int
    results: list[msgspec.Raw]


def search_of(api: Api, kind: str) -> str:
    """Where objects of a kind are searched."""
    return f"{path_of(api, kind)}/search"


def count_of(api: Api, kind: str, body: dict) -> int:
    """How many records a search finds."""
    return api.post(search_of(api, kind), json={**body, "limit": 1}, reads=Found).total


def listed_all(
    api: Api, kind: str, size: int = 100, properties: Sequence[str] | None = None, **more: str
) -> Iterator[Page]:
    """The whole list, compared with how many records a search knows."""
    total, ids = count_of(api, kind, {}), set[str]()
    for page in listed(api, kind, size, properties, **more):
        ids |= ids_of(page)
        yield page
    if len(ids) < total and len(ids) < count_of(api, kind, {}):
        what = f"{len(ids)} records came, the search counts {total}"
        raise TryAgain(path_of(api, kind), what, restart=True)


def ids_listed(api: Api, kinds: Sequence[str]) -> Iterator[Page]:
    """The ids of all objects of these kinds, those in the bin too; `object` says the kind."""
    for kind in kept(api, kinds):
        there = listed_all(api, kind, properties=["hs_object_id"])
        binned = listed(api, kind, properties=["hs_object_id"], archived="true")
        for pages in (there, binned):
            for page in pages:
                own = [with_field(record, "object", kind) for record in page.records]
                yield Page(own, repeats=page.repeats)


def out_of_the_list(api: Api, kind: str, body: dict) -> list[Page]:
    """The same out of the full list: it cannot filter, so each record is looked into."""
    low, high = (int(f["value"]) for f in body["filterGroups"][0]["filters"])
    total = count_of(api, kind, body)
    pages, ids = [], set[str]()
    for page in listed(api, kind):
        within = [record for record in page.records if low <= changed_at(record) < high]
        pages.append(Page(within, repeats=page.repeats))
        ids |= ids_of(pages[-1])
    if len(ids) < total and len(ids) < count_of(api, kind, body):
        what = f"{len(ids)} records came, also out of the list; the search counts {total}"
        raise TryAgain(search_of(api, kind), what)
    return pages
