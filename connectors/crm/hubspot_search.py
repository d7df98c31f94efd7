"""HubSpot's search: what changed, whole or not at all, though a search ends at 10,000 rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connectors.core import Api, Cursor, Page, Raw, Reply, Window, dig_text
from connectors.core.paging import Step
from connectors.crm.hubspot_list import Found, count_of, out_of_the_list, search_of
from connectors.crm.hubspot_objects import PROPERTIES, ids_of

WALL = 10_000
MANY_EMPTIES = 20
PASSES = 3


@dataclass(frozen=True)
class Counted(Cursor):
    """A search that remembers how many records each of its pages spoke of."""

    totals: list[int] = field(default_factory=list)

    @property
    def paths(self) -> tuple[str, ...]:
        return (*super().paths, "total")

    def next(self, step: Step, reply: Reply, records: list[Raw]) -> Step | None:
        self.totals.append(int(reply.value("total")))
        return super().next(step, reply, records)


def changed(
    api: Api, kind: str, window: Window, properties: Sequence[str] | None = None
) -> Iterator[Page]:
    wanted = PROPERTIES[kind] if properties is None else properties
    low, high = window.milliseconds
    return _between(api, kind, wanted, low, high)


def _between(api: Api, kind: str, properties: Sequence[str], low: int, high: int) -> Iterator[Page]:
    """What changed in [low, high) milliseconds, halved until it fits under the wall."""
    body = _search(kind, properties, low, high)
    found = _searched(api, kind, body)
    if found is not None:
        yield from found
    elif high - low > 1:
        middle = (low + high) // 2
        yield from _between(api, kind, properties, low, middle)
        yield from _between(api, kind, properties, middle, high)
    else:
        yield from _one_millisecond(api, kind, body)


def _searched(api: Api, kind: str, body: dict) -> list[Page] | None:
    """All pages of a search, or None if it is too long for one.

    Pages are counted off: while one reads, a record that changes again leaves, and those behind it
    move up past the page that was read. Or a page came short. Fewer than were ever counted: all is
    read again and, when that did not help, out of the list.
    """
    for _ in range(PASSES):
        paging = Counted(
            "after", "paging.next.after", size_param="limit", size=200, empties=MANY_EMPTIES
        )
        pages, ids = [], set[str]()
        for page in api.pages(search_of(api, kind), json=body, paging=paging, records="results"):
            if max(paging.totals) >= WALL:
                return None
            pages.append(page)
            ids |= ids_of(page)
        if len(ids) >= max(paging.totals):
            return pages
    return out_of_the_list(api, kind, body)


def _one_millisecond(api: Api, kind: str, body: dict) -> Iterator[Page]:
    """By strictly rising id. Ids sort as text in places: if one is missed, the list must do."""
    path, seen, last = search_of(api, kind), set[str](), "0"
    total = count_of(api, kind, body)
    pages: list[Page] = []
    while True:
        beyond = {"propertyName": "hs_object_id", "operator": "GT", "value": last}
        filters = [*body["filterGroups"][0]["filters"], beyond]
        asked = {
            **body,
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "limit": 200,
        }
        records = api.post(path, json=asked, reads=Found).results
        ids = [dig_text(record, "id") or "" for record in records]
        if not records or not seen.isdisjoint(ids):
            break
        seen.update(ids)
        last = ids[-1]
        pages.append(Page(records))
    yield from pages if len(seen) == total and not records else out_of_the_list(api, kind, body)


def _search(kind: str, properties: Sequence[str], low: int, high: int) -> dict:
    changed = "lastmodifieddate" if kind == "contacts" else "hs_lastmodifieddate"
    filters = [
        {"propertyName": changed, "operator": "GTE", "value": str(low)},
        {"propertyName": changed, "operator": "LT", "value": str(high)},
    ]
    return {
        "filterGroups": [{"filters": filters}],
        "sorts": [{"propertyName": changed, "direction": "ASCENDING"}],
        "properties": properties,
    }
