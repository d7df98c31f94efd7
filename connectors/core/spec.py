"""What a connector is: a platform's facts, its feeds, and the windows they are asked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

from msgspec import Raw

from connectors.core.verdicts import Verdict

Kind = Literal["daily", "cursor", "snapshot", "file"]


@dataclass(frozen=True, order=True)
class Window:
    """Whole days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a window ends before it starts: {self}")

    @classmethod
    def of(cls, start: str, end: str | None = None) -> "Window":
        """The window between two days written as 2026-11-03, or that one day."""
        return cls(date.fromisoformat(start), date.fromisoformat(end or start))

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Where the days begin in UTC, and where the day after them does."""
        start = datetime.combine(self.start, time(), UTC)
        return start, start + timedelta(days=self.days)

    @property
    def milliseconds(self) -> tuple[int, int]:
        """The same two moments in milliseconds of Unix time."""
        start, end = self.moments
        return round(start.timestamp() * 1000), round(end.timestamp() * 1000)

    def dates(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    def halves(self) -> tuple["Window", "Window"]:
        middle = self.start + timedelta(days=self.days // 2 - 1)
        return Window(self.start, middle), Window(middle + timedelta(days=1), self.end)

    def pieces(self, max_days: int | None) -> Iterator["Window"]:
        """The window in order, cut so that no piece is longer than `max_days`."""
        step = timedelta(days=max_days or self.days)
        start = self.start
        while start <= self.end:
            yield Window(start, min(start + step - timedelta(days=1), self.end))
            start += step

    def over(self, kind: Literal["week", "month"]) -> Iterator["Window"]:
        """The whole weeks (from Monday) or months that end inside the window, in order."""
        for day in self.dates():
            if kind == "week" and day.isoweekday() == 7:
                yield Window(day - timedelta(days=6), day)
            elif kind == "month" and (day + timedelta(days=1)).day == 1:
                yield Window(day.replace(day=1), day)

    def within(self, since: date | None, until: date | None) -> "Window | None":
        """The part of the window inside these ends, or None."""
        start, end = max(self.start, since or self.start), min(self.end, until or self.end)
        return Window(start, end) if start <= end else None


@dataclass(frozen=True)
class Page:
    """Records as the platform wrote them, one JSON text without line ends each.

    `totals` are the platform's own control totals when it sends them; `provisional` figures will
    still move; `window` says which days the page belongs to (`pull` fills it in); `repeats` counts
    the records of a page that came twice and was dropped.
    """

    records: list[Raw]
    totals: Mapping[str, str] | None = None
    provisional: bool = False
    window: Window | None = None
    repeats: int = 0


Records = Iterable[Page]


def pages_to(
    records: list[Raw], window: Window, last: date | None, settled: date
) -> Iterator[Page]:
    """The records of a window, the `last` day told, and days behind it that may still come.

    Those after `settled` that nobody told are provisional; the ones before it had nothing.
    """
    closed = min(window.end, max(last or settled, settled))
    if closed >= window.start:
        yield Page(records, window=Window(window.start, closed))
    if closed < window.end:
        behind = max(window.start, closed + timedelta(days=1))
        yield Page([], provisional=True, window=Window(behind, window.end))


@dataclass(frozen=True)
class Feed:
    """One list of records a platform offers."""

    name: str
    function: Callable[..., Records]
    kind: Kind
    max_days: int | None = None
    repull_days: int = 1
    since: date | None = None
    until: date | None = None
    is_late: bool = False
    keeps: float = 0.5
    weekly_days: int = 0

    @property
    def doc(self) -> str:
        return (self.function.__doc__ or "").strip()


@dataclass(frozen=True)
class FileFeed:
    """One kind of dropped file, known by its name."""

    name: str
    function: Callable[[Path], Records]
    patterns: tuple[str, ...]
    kind: Kind = "file"

    @property
    def doc(self) -> str:
        return (self.function.__doc__ or "").strip()


@dataclass(frozen=True)
class Connector:
    """Facts about one platform; behaviour stands in its feed functions.

    `urls` names its hosts (`{account}` is filled in), the first is the default. `calls_per_second`
    and `at_once` hold per account; `paths_per_second` slows down paths that contain a text, also
    behind the `?` of a path that a feed writes out.
    `probe` is the feed whose first page proves that an account can be read. `consent_days`: how
    long a person's consent holds, however often its token is renewed, where no reply says it.
    `may_lack` are secrets that are sent only where they are set; `longest_wait` is for a platform
    that asks for waits longer than ours (`Limits`), in seconds. Where a platform knows several
    ways to prove who asks, `grants` names them with the secrets each needs; `options.grant`
    chooses, the first is the default.
    """

    name: str
    urls: Mapping[str, str]
    secrets: tuple[str, ...]
    auth: Callable[[Mapping[str, str]], Any]
    calls_per_second: float
    api_version: str
    sunset: date | None
    probe: str
    verdict: Verdict | None = None
    pause: Callable[[Mapping[str, str]], float | None] | None = None
    paths_per_second: Mapping[str, float] = field(default_factory=dict)
    at_once: int = 4
    burst: int | None = None
    options: tuple[str, ...] = ()
    consent_days: int | None = None
    may_lack: tuple[str, ...] = ()
    longest_wait: float | None = None
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)

    def feed(
        self,
        *,
        max_days: int | None = None,
        repull_days: int | None = None,
        weekly_days: int = 0,
        cursor: bool = False,
        since: date | None = None,
        until: date | None = None,
        is_late: bool = False,
        keeps: float = 0.5,
    ) -> Callable[[Callable[..., Records]], Callable[..., Records]]:
        """Register a feed; without `max_days` and `repull_days` it is a snapshot.

        Once a week the last `weekly_days` are asked for again, for what comes even later. `since`
        and `until` bound the days that exist; with `is_late`, days that are not
        over are not even asked for. A pull that brings less than the share `keeps` of what the
        one before it suggests is refused.
        """
        kind: Kind = "cursor" if cursor else "daily" if max_days or repull_days else "snapshot"

        def register(function: Callable[..., Records]) -> Callable[..., Records]:
            name = _name_of(function)
            self.feeds[name] = Feed(
                name,
                function,
                kind,
                max_days,
                repull_days or 1,
                since,
                until,
                is_late,
                keeps,
                weekly_days,
            )
            return function

        return register

    def secrets_of(self, options: Mapping[str, str]) -> tuple[str, ...]:
        """The secrets that an account with these options needs; none for a grant nobody knows."""
        if not self.grants:
            return self.secrets
        return self.grants.get(options.get("grant") or next(iter(self.grants)), ())

    def secret_names(self, account: str | None = None) -> dict[str, str]:
        """Secret → name in the environment; with an account, the name of its own override."""
        tail = "" if account is None else "__" + _env(account)
        return {secret: _env(f"{self.name}_{secret}") + tail for secret in self.secrets}

    def secrets_from(self, environment: Mapping[str, str], account: str) -> dict[str, str]:
        """This account's secrets, its own before the common ones; a missing one is absent."""
        own, common = self.secret_names(account), self.secret_names()
        found = {s: environment.get(own[s]) or environment.get(common[s]) for s in self.secrets}
        return {secret: value for secret, value in found.items() if value}


@dataclass(frozen=True)
class Folder:
    """A place people drop files into: <data>/inbox/<name>/.

    `has_accounts`: its files speak of accounts, which sources.toml may give a name and a brand.
    """

    name: str
    has_accounts: bool = False
    options: tuple[str, ...] = ()
    feeds: dict[str, FileFeed] = field(default_factory=dict)

    def feed(
        self, *patterns: str
    ) -> Callable[[Callable[[Path], Records]], Callable[[Path], Records]]:
        """Register the reader of files whose name matches one of the patterns."""

        def register(function: Callable[[Path], Records]) -> Callable[[Path], Records]:
            name = _name_of(function)
            self.feeds[name] = FileFeed(name, function, patterns)
            return function

        return register


def by_name(*members: Connector | Folder) -> Mapping[str, Connector | Folder]:
    """The members by their names, in the order they are written."""
    return {member.name: member for member in members}


def _name_of(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "")


def _env(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", text).upper()
