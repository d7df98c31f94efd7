"""Seeded chance, money in cents and moments in UTC: the dice every piece of the story throws."""

import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONEY = pl.Decimal(18, 6)
MOMENT = pl.Datetime("ms", "UTC")
BUSINESS_ZONE = "Asia/Shanghai"

_HOURS = np.array(
    [2, 1, 1, 1, 1, 2, 4, 6, 8, 10, 11, 11, 12, 11, 10, 10, 10, 11, 13, 16, 18, 16, 10, 5]
)


@dataclass(frozen=True)
class Scale:
    """How large a world is."""

    seed: int
    today: date
    days: int
    people: int
    ads_per_group: int
    events: int
    answers: int

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=self.days)

    @property
    def last_day(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def first_ms(self) -> int:
        """The first moment of the story: midnight UTC, so that no cursor window cuts a day."""
        return epoch_ms(self.first_day)

    @property
    def end_ms(self) -> int:
        """The last moment: the end of the last day in the business zone (16:00 UTC)."""
        return epoch_ms(self.last_day) + 16 * HOUR_MS

    @property
    def calendar(self) -> list[date]:
        return [self.first_day + timedelta(days=n) for n in range(self.days)]

    def dice(self, piece: str) -> np.random.Generator:
        """Each piece has its own dice: a change in one moves nothing in another."""
        return np.random.default_rng([self.seed, zlib.crc32(piece.encode())])


def epoch_ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def money(cents) -> pl.Series:
    """Whole cents as a decimal with six places."""
    return (pl.Series("", cents) / 100).cast(MONEY)


def moments(ms) -> pl.Series:
    """Epoch milliseconds as UTC; -1 is null."""
    series = pl.Series("", ms).cast(pl.Int64)
    return series.set(series < 0, None).cast(MOMENT)


def season(days: list[date]) -> np.ndarray:
    """How busy a day is: week-ends, the slow first week of October, double 11."""
    weights = np.array([1.25 if day.weekday() >= 5 else 1.0 for day in days])
    for position, day in enumerate(days):
        if day.month == 11 and day.day <= 11:
            weights[position] *= {9: 1.6, 10: 2.2, 11: 4.0}.get(day.day, 1.3)
        elif (day.month, day.day) in {(9, 9), (9, 10)}:
            weights[position] *= 1.6
    return weights


def choose(dice: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Positions drawn by weight."""
    shares = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(shares, dice.random(size), side="right"), len(weights) - 1)


def time_of_day(dice: np.random.Generator, size: int) -> np.ndarray:
    """Milliseconds after local midnight, by how awake people are."""
    return choose(dice, _HOURS, size) * HOUR_MS + dice.integers(0, HOUR_MS, size)


@cache
def utc_offsets(zone: str, first: date, days: int) -> np.ndarray:
    """Milliseconds the zone is ahead of UTC at noon of each day (summer time included)."""
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=ZoneInfo(zone))
    spans = [(noon + timedelta(days=n)).utcoffset() for n in range(days)]
    return np.array([int(span.total_seconds() * 1000) for span in spans if span is not None])


def local_days(moment: str, zone: str) -> pl.Expr:
    return pl.col(moment).dt.convert_time_zone(zone).dt.date()
