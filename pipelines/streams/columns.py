"""Column readers: where a value stands in a record (a dotted path), how its text becomes a value.

A reader never raises. Text that gives no value becomes null here, and `clean` sets the row aside as
`unreadable:<column>`. Reading of lines, keys and row rules is not here, see `clean`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from pipelines.streams.persons import Person

MONEY = pl.Decimal(18, 6)
UTC_TIME = pl.Datetime("us")
ISO_8601 = "iso8601"
REQUIRED = "required"

WIDE = pl.Decimal(38, 12)
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
WHOLE = r"^[+-]?\d{1,19}(\.0*)?$"
PLAIN = 19  # texts up to this length hold no more digits than WHOLE allows
EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
LIST_MARK = "\x1f"
ERASED = "erased"  # stands in raw where a person's contact field was struck out
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Column:
    """One column of a stream: a dotted path, a type, and an expression from text to value."""

    path: str
    dtype: pl.DataType
    read: Callable[[pl.Expr], pl.Expr]
    required: bool = False
    absent: object = None
    nulls: tuple[str, ...] = ()
    join: str | None = None
    person: Person | None = None
    proof: str | None = None

    def __post_init__(self) -> None:
        """A contact field that was struck out is null, as if it had not been told."""
        if self.person and ERASED not in self.nulls:
            object.__setattr__(self, "nulls", (*self.nulls, ERASED))


def text(
    path: str, *, join: str | None = None, required: bool = False, nulls: tuple[str, ...] = ()
) -> Column:
    """Text as sent; with `join`, a list of texts written as one."""
    return Column(path, pl.String(), lambda raw: raw, required, None, nulls, join)


def lacks(dtype: pl.DataType) -> Column:
    """A column that other platforms of the kind have and this one lacks: always null."""
    return Column("", dtype, lambda raw: raw)


def lasting(column: Column, proof: str) -> Column:
    """A field that is left out where it is zero, but not from all rows in which `proof` is not."""
    return replace(column, proof=proof)


def count(
    path: str,
    *,
    absent: int | str | None = REQUIRED,
    thousands: str = "",
    nulls: tuple[str, ...] = (),
) -> Column:
    """A whole number. Required, unless `absent` says what a missing one means (0 or None)."""

    def read(raw: pl.Expr) -> pl.Expr:
        return _whole(_ungrouped(raw, thousands, ".") if thousands else raw)

    return _measure(path, pl.Int64(), read, absent, nulls)


def number(
    path: str,
    *,
    absent: float | str | None = None,
    percent: bool = False,
    decimal: str = ".",
    thousands: str = "",
    nulls: tuple[str, ...] = (),
) -> Column:
    """A double; `percent` reads `1.46 %` or `1.46` as 0.0146."""

    def read(raw: pl.Expr) -> pl.Expr:
        plain = raw.str.strip_suffix("%").str.strip_chars_end() if percent else raw
        value = _plain(plain, decimal, thousands).cast(pl.Float64, strict=False)
        value = value / 100 if percent else value
        return pl.when(value.is_finite()).then(value)

    return _measure(path, pl.Float64(), read, absent, nulls)


def money(
    path: str,
    *,
    per: int = 1,
    times: int = 1,
    absent: int | str | Decimal | None = REQUIRED,
    decimal: str = ".",
    thousands: str = "",
    nulls: tuple[str, ...] = (),
) -> Column:
    """An exact amount; `per=1_000_000` for micros, `per=100` for cents, `times=10_000` for 万元."""

    def read(raw: pl.Expr) -> pl.Expr:
        amount = _plain(raw, decimal, thousands)
        if per == times == 1:
            return amount.cast(MONEY, strict=False)
        amount = amount.cast(WIDE, strict=False)
        amount = amount * pl.lit(times) if times != 1 else amount
        amount = amount / pl.lit(per) if per != 1 else amount
        return amount.cast(MONEY, strict=False)

    return _measure(path, MONEY, read, absent, nulls)


def day(path: str, *formats: str, required: bool = False, nulls: tuple[str, ...] = ()) -> Column:
    """A day as the source writes it (default `%Y-%m-%d`); only the declared formats are read."""

    def read(raw: pl.Expr) -> pl.Expr:
        tries = [_as_day(raw, written) for written in formats or ("%Y-%m-%d",)]
        value = pl.coalesce(tries)
        return pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)

    return Column(path, pl.Date(), read, required, None, nulls)


def timestamp(
    path: str,
    *formats: str,
    zone: str | None = None,
    required: bool = False,
    nulls: tuple[str, ...] = (),
) -> Column:
    """A moment in UTC. Default is ISO 8601 with an offset; other formats need their `zone`."""

    def read(raw: pl.Expr) -> pl.Expr:
        value = pl.coalesce([_as_moment(raw, written, zone) for written in formats or (ISO_8601,)])
        return pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)

    return Column(path, UTC_TIME, read, required, None, nulls)


def china(path: str, *, required: bool = False, nulls: tuple[str, ...] = ()) -> Column:
    """A moment as clocks in China show it, `2026-11-18 10:01:59`."""
    written = "%Y-%m-%d %H:%M:%S"
    return timestamp(path, written, zone="Asia/Shanghai", required=required, nulls=nulls)


def local_day(path: str, *formats: str, zone: str, required: bool = False) -> Column:
    """The day on which a moment falls in a zone."""

    def read(raw: pl.Expr) -> pl.Expr:
        moment = pl.coalesce([_as_moment(raw, written, zone) for written in formats or (ISO_8601,)])
        value = moment.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
        return pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)

    return Column(path, pl.Date(), read, required)


def boolean(
    path: str,
    *,
    true: tuple[str, ...] = ("true", "True", "TRUE", "1"),
    false: tuple[str, ...] = ("false", "False", "FALSE", "0"),
    absent: bool | str | None = None,
    nulls: tuple[str, ...] = (),
) -> Column:
    """Yes or no, in the words the source uses."""

    def read(raw: pl.Expr) -> pl.Expr:
        return pl.when(raw.is_in(list(true))).then(True).when(raw.is_in(list(false))).then(False)

    return _measure(path, pl.Boolean(), read, absent, nulls)


def person(
    path: str, kind: str, *, hashed: str | None = None, nulls: tuple[str, ...] = ()
) -> Column:
    """A contact field, replaced by a keyed hash; `hashed="sha256"` if SHA-256 hex is sent."""
    if hashed not in (None, "sha256"):
        raise ValueError(f"{path}: a source may send sha256 hex, not {hashed}")
    return Column(
        path,
        pl.String(),
        _hex_only if hashed else _trimmed,
        False,
        None,
        nulls,
        None,
        Person(kind, hashed),
    )


def first_of(column: Column) -> Column:
    """The same, of a list: its first element."""

    def read(raw: pl.Expr) -> pl.Expr:
        return column.read(raw.str.split(LIST_MARK).list.first())

    return replace(column, join=LIST_MARK, read=read)


def _measure(
    path: str,
    dtype: pl.DataType,
    read: Callable[[pl.Expr], pl.Expr],
    absent: object,
    nulls: tuple[str, ...],
) -> Column:
    required = absent == REQUIRED
    return Column(path, dtype, read, required, None if required else absent, nulls)


def _whole(raw: pl.Expr) -> pl.Expr:
    """Plain digits are read as they are; patterns, ten times as dear, only where other texts stand.

    No Python inside polars' threads: it waits for a caller that holds the interpreter and waits
    for polars (`to_pandas` does), for ever.
    """
    plain = raw.cast(pl.Int64, strict=False)
    other = pl.when(plain.is_null() | (raw.str.len_bytes() > PLAIN)).then(raw)
    digits = pl.when(other.str.contains(WHOLE)).then(other.str.replace(r"\.0*$", ""))
    mended = digits.str.strip_prefix("+").cast(pl.Int64, strict=False)
    return pl.when(other.is_null()).then(plain).otherwise(mended)


def _plain(raw: pl.Expr, decimal: str, thousands: str) -> pl.Expr:
    """The number in plain digits, or null if it is written in any other way than declared."""
    if thousands:
        raw = _ungrouped(raw, thousands, decimal)
    if decimal != ".":
        raw = pl.when(~raw.str.contains(".", literal=True)).then(
            raw.str.replace(decimal, ".", literal=True)
        )
    return pl.when(raw.str.contains(NUMBER)).then(raw)


def _ungrouped(raw: pl.Expr, thousands: str, decimal: str) -> pl.Expr:
    """Digits without the marks between threes; null where a mark stands anywhere else.

    Taking the marks out blindly would read a German `1.234,50` as one and a quarter.
    """
    mark, point = re.escape(thousands), re.escape(decimal)
    groups = rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({point}\d*)?$"
    plain = raw.str.replace_all(thousands, "", literal=True)
    marked = raw.str.contains(thousands, literal=True)
    return pl.when(~marked | raw.str.contains(groups)).then(plain)


def _as_day(raw: pl.Expr, written: str) -> pl.Expr:
    if written.endswith("%z"):  # the day as written there, not the day it is in UTC
        raw, written = raw.str.replace(r"(Z|[+-]\d\d:?\d\d)$", ""), written.removesuffix("%z")
    if "%H" in written:
        return raw.str.to_datetime(written, strict=False, time_unit="us").dt.date()
    return raw.str.to_date(written, strict=False)


def _as_moment(raw: pl.Expr, written: str, zone: str | None) -> pl.Expr:
    if written in EPOCHS:
        ticks = _whole(raw) * EPOCHS[written]
        return pl.when(ticks.abs() < 2**53).then(ticks).cast(UTC_TIME)
    if written == ISO_8601 or "%z" in written or "%#z" in written:
        pattern = "%Y-%m-%dT%H:%M:%S%.f%#z" if written == ISO_8601 else written
        moment = raw.str.to_datetime(pattern, strict=False, time_unit="us", time_zone="UTC")
        return moment.dt.replace_time_zone(None)
    if zone is None:
        raise ValueError(f"a time written as {written} needs its zone")
    local = raw.str.to_datetime(written, strict=False, time_unit="us").dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    return local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def _trimmed(raw: pl.Expr) -> pl.Expr:
    return raw.str.strip_chars()


def _hex_only(raw: pl.Expr) -> pl.Expr:
    return pl.when(raw.str.contains(r"^[0-9a-fA-F]{64}$")).then(raw)
