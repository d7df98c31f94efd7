"""Eventbrite (API v3). Limits and quirks: docs/connectors/eventbrite.md

- An account is an organization; one attendee is one ticket, not one person.
- Attendees are asked for status by status: where none is named, some accounts hide cancelled ones.
- Those of an event are read whole again 1, 7 and 30 days after its end: what was mended late.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from connectors.core import Api, Connector, Cursor, Page, Records, Window, bearer, dig_text, of_each
from connectors.events.eventbrite_errors import eventbrite_errors
from connectors.events.eventbrite_tickets import Telling

STATUSES = ("attending", "not_attending", "unpaid")
READ_AGAIN_AFTER = (1, 7, 30)
PAGING = Cursor(
    "continuation",
    "pagination.continuation",
    size_param="page_size",
    size=100,
    more="pagination.has_more_items",
    count="pagination.object_count",
)

eventbrite = Connector(
    name="eventbrite",
    urls={"api": "https://www.eventbriteapi.com/v3"},
    secrets=("private_token",),
    auth=lambda secrets: bearer(secrets["private_token"]),
    verdict=eventbrite_errors,
    calls_per_second=0.27,
    burst=30,
    at_once=2,
    longest_wait=3600.0,
    api_version="v3",
    sunset=None,
    probe="events",
    options=("staff_domains",),
)


@eventbrite.feed()
def events(api: Api, account: str, window: Window) -> Records:
    """One record per event of the organization, of whatever status."""
    return _events(api, account)


@eventbrite.feed(cursor=True, repull_days=2)
def attendees(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per ticket: whose it is, what it cost, whether it came in at the door."""
    tell = Telling(api.options.get("staff_domains", ""))
    changed = {"changed_since": f"{window.start}T00:00:00Z"}
    for page in _tickets(api, f"/organizations/{account}/attendees/", changed):
        yield tell(page, until=f"{window.end}T23:59:59Z")

    def whole(event: str) -> Iterator[Page]:
        return map(tell, _tickets(api, f"/events/{event}/attendees/", {}))

    if window.end >= api.today - timedelta(days=1):
        yield from of_each(_ended(api, account), whole)


@eventbrite.feed(cursor=True, repull_days=2)
def orders(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per order: who bought, what all its tickets cost, what became of it."""
    tell = Telling(api.options.get("staff_domains", ""))
    changed = {"changed_since": f"{window.start}T00:00:00Z"}
    path = f"/organizations/{account}/orders/"
    for page in api.pages(path, changed, paging=PAGING, records="orders"):
        yield tell.orders(page, until=f"{window.end}T23:59:59Z")


@eventbrite.feed()
def ticket_classes(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per kind of ticket of an event: its price, how many there are and are gone."""

    def classes(event: str) -> Iterator[Page]:
        path = f"/events/{event}/ticket_classes/"
        return api.pages(path, {}, paging=PAGING, records="ticket_classes")

    every = (dig_text(one, "id") or "" for page in _events(api, account) for one in page.records)
    return of_each(every, classes)


def _events(api: Api, account: str) -> Iterator[Page]:
    asked = {"order_by": "start_asc", "status": "all", "expand": "venue,ticket_availability"}
    return api.pages(f"/organizations/{account}/events/", asked, paging=PAGING, records="events")


def _tickets(api: Api, path: str, asked: dict[str, str]) -> Iterator[Page]:
    for status in STATUSES:
        yield from api.pages(path, asked | {"status": status}, paging=PAGING, records="attendees")


def _ended(api: Api, account: str) -> Iterator[str]:
    """Events that ended one of these many days ago."""
    for page in _events(api, account):
        for event in page.records:
            end = date.fromisoformat((dig_text(event, "end.utc") or "0001-01-01")[:10])
            if (api.today - end).days in READ_AGAIN_AFTER:
                yield dig_text(event, "id") or ""
