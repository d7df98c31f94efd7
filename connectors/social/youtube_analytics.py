"""YouTube's Analytics API: days of a channel or of one video, as a table with its own headers."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from connectors.core import Api, Page, Raw, Window, dig_text, table_records, with_fields

METRICS = (
    "views,estimatedMinutesWatched,averageViewPercentage,"
    "subscribersGained,subscribersLost,likes,comments,shares"
)
LATEST_DAYS = 4


class Header(msgspec.Struct):
    name: str


class Table(msgspec.Struct, rename="camel"):
    column_headers: list[Header]
    rows: list[list[msgspec.Raw]] = []


def days_of(api: Api, window: Window, **only: str) -> list[Raw]:
    """One record per day of the channel, or of what `filters` leaves."""
    params = {
        "ids": "channel==MINE",
        "startDate": window.start.isoformat(),
        "endDate": window.end.isoformat(),
        "metrics": METRICS,
        "dimensions": "day",
        "sort": "day",
    }
    table = api.get("/v2/reports", {**params, **only}, reads=Table)
    return table_records((header.name for header in table.column_headers), table.rows)


def with_revenue(api: Api, window: Window, days: list[Raw]) -> list[Raw]:
    """The days with what ads on them earned, in the currency of `options.revenue`, where wanted.

    It comes later than the other figures and would hold them up: it is asked for alone.
    """
    currency = api.options.get("revenue")
    if not currency:
        return days
    earned = days_of(api, window, metrics="estimatedRevenue", currency=currency)
    told = {dig_text(one, "day"): dig_text(one, "estimatedRevenue") for one in earned}
    return [with_fields(one, {"estimatedRevenue": told.get(dig_text(one, "day"))}) for one in days]


def told_so_far(records: list[Raw], window: Window) -> Iterator[Page]:
    """The records; days behind the last one told are provisional while they may be late."""
    last = max((dig_text(one, "day") or "" for one in records), default="")
    told = date.fromisoformat(last) if last else window.start - timedelta(days=1)
    if told == window.end or (window.end - told).days > LATEST_DAYS:
        yield Page(records, window=window)
        return
    if told >= window.start:
        yield Page(records, window=Window(window.start, told))
    yield Page([], provisional=True, window=Window(told + timedelta(days=1), window.end))
