"""What every dialect needs to tell the world: exact amounts, bytes, cursors, prepared answers.

Nothing of any one platform belongs here.
"""

import base64
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.dialogue import Reply, Request

UTC = ZoneInfo("UTC")
# The day the call being answered is made on; without a call, the world's own.
ASKED_ON: ContextVar[date | None] = ContextVar("asked_on", default=None)


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8, Chinese unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def joined(records: Iterable[bytes]) -> bytes:
    """A JSON array of records that are bytes already."""
    return b"[" + b",".join(records) + b"]"


def plain(value: Decimal | float | int, places: int = 0) -> str:
    """A number in full, never in scientific notation, with at least `places` decimals."""
    text = format(Decimal(str(value)), "f")
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(places, "0")
    return f"{whole}.{rest}" if rest else whole


def cursor(position: int) -> str:
    """An opaque page token."""
    return base64.urlsafe_b64encode(f"p{position}".encode()).decode().rstrip("=")


def position(token: str | None) -> int | None:
    """Where a page token points; 0 without one; None for a token that was never given out."""
    if not token:
        return 0
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        return int(text[1:]) if text[0] == "p" else None
    except (ValueError, IndexError):
        return None


def moment(value: datetime | None, zone: str = "UTC") -> datetime | None:
    """A world time (UTC, with or without saying so) on the clock of `zone`."""
    if value is None:
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone))


def zulu(value: datetime | None, digits: int = 0) -> str | None:
    """`2026-11-18T08:11:05Z`, with `digits` of fraction."""
    at = moment(value)
    if at is None:
        return None
    fraction = f".{at.microsecond:06d}"[: digits + 1] if digits else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def closing(today: date) -> datetime:
    """When `today` begins in the business zone: what came later has not happened yet."""
    begins = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo("Asia/Shanghai"))
    return begins.astimezone(UTC)


def offset(value: datetime | None, zone: str) -> str | None:
    """`2026-11-17T10:15:02+08:00` on the clock of `zone`."""
    at = moment(value, zone)
    return at.isoformat(timespec="seconds") if at else None


def instant(text: str | None) -> datetime | None:
    """An ISO time or Unix seconds, or None when it is neither."""
    if text and text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    try:
        return moment(datetime.fromisoformat(text or ""))
    except ValueError:
        return None


def day_or_none(text: str | None) -> date | None:
    """A `YYYY-MM-DD` day, or None when it is not one."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day, both ends included."""
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


def mapping(text: str | None) -> Any:
    """JSON text, or None when it is not JSON."""
    try:
        return json.loads(text or "")
    except ValueError:
        return None


def records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """A frame as dicts."""
    return frame.rows(named=True)


def by(frame: pl.DataFrame, key: str) -> dict[Any, dict[str, Any]]:
    """A frame's rows by one unique column."""
    return {row[key]: row for row in records(frame)}


def grouped(rows: Iterable[dict[str, Any]], key: str) -> dict[Any, list[dict[str, Any]]]:
    """Rows in lists by one column, order kept."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def played(request: Request, words: Mapping[str, Callable[[], Reply]]) -> Reply | None:
    """A dialect's own reply to a fault armed for this call."""
    return next((words[kind]() for kind in words if kind in request.faults), None)


class Prepared:
    """The last answers by what was asked: page two of a window costs a slice, not a search."""

    def __init__(self, keep: int = 64) -> None:
        self.keep = keep
        self.answers: OrderedDict[Any, Any] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
        answer = make()
        with self.lock:
            self.answers[key] = answer
            while len(self.answers) > self.keep:
                self.answers.popitem(last=False)
        return answer


class AdFigures:
    """One platform's ad days as of a given day: unsettled ones still say the first figure."""

    def __init__(self, world: Any, platform: str) -> None:
        self.world = world
        self.platform = platform
        self.frames = Prepared(keep=3)
        self.lists = Prepared(keep=24)
        self.ad_groups = records(world.ad_groups.filter(pl.col("platform") == platform))
        self.currencies = world.accounts.filter(pl.col("connector") == platform).select(
            "account_id", "currency_code"
        )

    @property
    def today(self) -> date:
        """The day of the call."""
        return ASKED_ON.get() or self.world.today

    @property
    def accounts(self) -> dict[str, dict[str, Any]]:
        """The accounts as they stand on the day of the call, by id."""
        return self._listed("accounts", lambda frame: by(frame, "account_id"))

    @property
    def campaigns(self) -> list[dict[str, Any]]:
        """The campaigns as they stand on the day of the call."""
        return self._listed("campaigns", records)

    @property
    def ads(self) -> list[dict[str, Any]]:
        """The ads as they stand on the day of the call."""
        return self._listed("ads", records)

    def _listed(self, table: str, read: Callable[[pl.DataFrame], Any]) -> Any:
        day = self.today
        return self.lists.get((table, day), lambda: read(self.listed_on(table, day)))

    def listed_on(self, table: str, day: date) -> pl.DataFrame:
        """The platform's rows of a table as it shows them on a day."""
        owner = "connector" if table == "accounts" else "platform"
        return self.world.listed_on(table, day).filter(pl.col(owner) == self.platform)

    @property
    def names(self) -> pl.DataFrame:
        """What the campaigns are called on the day of the call."""
        return self.listed_on("campaigns", self.today).select("campaign_id", "campaign_name")

    def as_of(self, today: date) -> pl.DataFrame:
        """Everything reported by `today`, today itself not yet in it."""
        return self.frames.get(
            today,
            lambda: (
                self.world.ad_days_as_of(today)
                .filter((pl.col("platform") == self.platform) & (pl.col("day") < today))
                .join(
                    self.listed_on("campaigns", today).select("campaign_id", "campaign_name"),
                    on="campaign_id",
                    how="left",
                )
                .join(
                    self.listed_on("ads", today).select("ad_id", "ad_name"), on="ad_id", how="left"
                )
                .join(self.currencies, on="account_id", how="left")
                .sort("day", "campaign_id", "ad_id", nulls_last=True)
            ),
        )

    def window(self, today: date, account: str, start: date, end: date) -> pl.DataFrame:
        """One account's ad days, both ends included."""
        return self.as_of(today).filter(
            (pl.col("account_id") == account) & pl.col("day").is_between(start, end)
        )

    def of(self, rows: list[dict[str, Any]], account: str) -> list[dict[str, Any]]:
        """The rows of one account."""
        return [row for row in rows if row["account_id"] == account]
