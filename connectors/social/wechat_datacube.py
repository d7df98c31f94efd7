"""Calls of 公众号's data interface: a span of days each, or one period that has closed."""

from collections.abc import Iterator
from datetime import date, timedelta

from connectors.core import Api, AskForLess, OnePage, Page, Reply, Window, with_fields
from connectors.social.wechat_access import NOT_READY

NEW_FAMILY = date(2025, 11, 1)
LAST_LEGACY = date(2025, 10, 31)


def told(api: Api, name: str, window: Window) -> Iterator[Page]:
    """What a call tells of these days; a span in which a day is not ready is asked by halves."""
    path = f"/datacube/{name}"
    span = {"begin_date": window.start.isoformat(), "end_date": window.end.isoformat()}
    for page in api.pages(
        path, json=span, paging=OnePage(), records="list", provisional=_is_not_ready
    ):
        if page.provisional and not page.records and window.days > 1:
            raise AskForLess(path, "a day of this span is not ready")
        yield page


def _is_not_ready(reply: Reply) -> bool:
    return reply.value("errcode") == NOT_READY or reply.value("is_delay") is True


def called(api: Api, name: str, window: Window, **facts: str) -> Iterator[Page]:
    """The same, each record with the name of its call in front: several calls make one feed."""
    for page in told(api, name, window):
        own = [with_fields(record, {"call": name, **facts}) for record in page.records]
        yield Page(own, provisional=page.provisional)


def by_day(api: Api, name: str, window: Window, **facts: str) -> Iterator[Page]:
    """A call that takes one day at a time."""
    for day in window.dates():
        yield from called(api, name, Window(day, day), **facts)


def by_period(api: Api, name: str, window: Window, period: str) -> Iterator[Page]:
    """Weeks or months that closed in these days, asked by their first day."""
    for day in window.dates():
        if (day.weekday() == 6) if period == "week" else ((day + timedelta(days=1)).day == 1):
            first = day - timedelta(days=6) if period == "week" else day.replace(day=1)
            yield from called(api, name, Window(first, first), closed_on=day.isoformat())
