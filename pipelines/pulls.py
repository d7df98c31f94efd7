"""What the steps tell each other about a pull: its manifest, its clean files, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec


class LakeError(Exception):
    """Something in the lake is not as its manifest says; the message names the file."""


def utc_now() -> datetime:
    """The clock of a run; tests bring their own."""
    return datetime.now(UTC)


def in_utc(moment: datetime) -> datetime:
    """As the warehouse keeps moments: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


class RawFile(msgspec.Struct, frozen=True):
    """One raw part as it lies on the disk."""

    name: str
    bytes: int
    records: int
    sha256: str


class Pull(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of one pull: what was asked of whom, when, and what came.

    `start` and `end` are whole days, both included; None for a snapshot or a dropped file.
    `told_on` is the account's own day a snapshot was taken on.
    `content` is the SHA-256 of the dropped file the records were read from.
    """

    pull_id: str
    connector: str
    feed: str
    account: str
    start: date | None
    end: date | None
    api_version: str
    pulled_at: datetime
    told_on: date | None = None
    content: str | None = None
    pages: int = 0
    records: int = 0
    repeats: int = 0
    provisional: tuple[date, ...] = ()
    totals: Mapping[str, Decimal] = {}
    files: tuple[RawFile, ...] = ()

    @property
    def days(self) -> Iterator[date]:
        """Each day of the window; without one, the UTC day of the pull."""
        first = self.start or self.pulled_at.astimezone(UTC).date()
        last = self.end or first
        return (first + timedelta(days=n) for n in range((last - first).days + 1))

    @property
    def day_told(self) -> date:
        """The day a snapshot speaks of; where nobody noted it, the UTC day of the pull."""
        return self.told_on or self.pulled_at.astimezone(UTC).date()

    @property
    def order(self) -> tuple[datetime, str]:
        """Later means newer; the identifier decides between pulls of one moment."""
        return self.pulled_at, self.pull_id


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Where a pull's rows went: received = good + quarantined + repeats + filtered + struck."""

    received: int
    good: int
    quarantined: int
    repeats: int = 0
    filtered: int = 0
    struck: int = 0


@dataclass(frozen=True)
class Batch:
    """One pull, cleaned for one stream: the files to judge and to store, None where no row is.

    `control_difference` is the largest one to the platform's own totals, None without any; of
    `erased` good rows contact fields were struck out.
    """

    stream: str
    pull: Pull
    good: Path
    quarantined: Path | None
    parents: Path | None
    counts: Counts
    drift: tuple[str, ...] = ()
    control_difference: Decimal | None = None
    erased: int = 0


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Days of an account that a run did not get, or did not load, and why.

    Without `stream` all streams of the feed lack them.
    """

    connector: str
    feed: str
    account: str
    start: date
    end: date
    reason: str
    at: datetime
    stream: str | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What stays of a run beside its data: what it missed, and its report."""

    run_id: str
    at: datetime
    missing: tuple[Missing, ...] = ()
    report: Mapping[str, object] = {}
