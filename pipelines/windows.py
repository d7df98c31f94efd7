"""Which account is asked for which days: pure date arithmetic, no clock, no file.

Days are the account's own for daily reports and UTC for cursors; both ends belong to the window.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from connectors.core import Connector, Feed, Window
from pipelines.settings import Account, Settings

FIRST_LOAD_DAYS = 90
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ask:
    """One feed of one account for one window, or one dropped file: what becomes one pull."""

    connector: str
    feed: str
    account: str
    window: Window
    kind: str
    path: Path | None = None

    @property
    def owner(self) -> str:
        """Whose piece of work it is: an account's, or all dropped files' of one kind."""
        return self.connector if self.path else f"{self.connector} {self.account}"

    def __str__(self) -> str:
        days = "" if self.kind in ("snapshot", "file") else f" {self.window}"
        return f"{self.connector} {self.feed} {self.account}{days}"


# The days that stand loaded, per (connector, feed, account).
Loaded = Mapping[tuple[str, str, str], Collection[date]]


def asks(
    settings: Settings,
    connector: Connector,
    loaded: Loaded,
    *,
    feeds: Collection[str] = (),
    between: Window | None = None,
) -> Iterator[Ask]:
    """Everything to ask of one connector: its accounts × its feeds (or only these feeds)."""
    source = settings.sources[connector.name]
    for account in source.accounts:
        for feed in connector.feeds.values():
            if feeds and feed.name not in feeds:
                continue
            days = loaded.get((connector.name, feed.name, account.id), ())
            first_day = source.first_day or settings.first_day
            window = window_of(feed, account, settings, days, first_day, between)
            if window:
                yield Ask(connector.name, feed.name, account.id, window, feed.kind)


def window_of(
    feed: Feed,
    account: Account,
    settings: Settings,
    loaded: Collection[date],
    first_day: date | None,
    between: Window | None = None,
) -> Window | None:
    """The days to ask one account for, or None when the feed has none of them.

    Without a range: from the first day that was never loaded, at least `repull_days` (once the week
    is over, `weekly_days`), to yesterday.
    """
    zone = "UTC" if feed.kind == "cursor" else account.zone
    last = settings.today_in(zone) - ONE_DAY
    if feed.kind == "snapshot":
        return Window(last, last)
    if between:
        return between.within(feed.since, min(last, feed.until or last))
    first = first_day or last - timedelta(days=FIRST_LOAD_DAYS - 1)
    if feed.since:
        first = max(first, feed.since)
    is_sunday = last.isoweekday() == 7
    again = last - timedelta(days=max(feed.repull_days, feed.weekly_days * is_sunday) - 1)
    unloaded = first_unloaded(first, last, loaded)
    if feed.kind == "cursor":  # changes come late to a platform's index: overlap what is known
        unloaded -= timedelta(days=feed.repull_days)
    start = max(first, min(again, unloaded))
    return Window(start, last).within(None, feed.until) if start <= last else None


def first_unloaded(first: date, last: date, loaded: Collection[date]) -> date:
    """The earliest day of a range that does not stand loaded; the day after it if all do."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return next((day for day in days if day not in loaded), last + ONE_DAY)
