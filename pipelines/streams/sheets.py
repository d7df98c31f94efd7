"""Column readers for sheets that people keep: dates, money, phones and marks as they type them.

As in `columns`, a reader never raises: a form that is not listed gives no value, and the row is set
aside. Where a value needs another cell (the year, the unit), there is a `derived` expression here.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping

import polars as pl

from pipelines.streams.columns import MONEY, REQUIRED, UTC_TIME, WIDE, Column
from pipelines.streams.persons import Person

BLANK = ("", "-", "—", "－", "/")
# Where a row stood, and what stood above it: our readers of files write these beside its cells.
PLACE = (
    *("_file", "_sheet", "_row", "_no", "_encoding", "_hidden"),
    *("_day", "_as_of", "_unit", "_unit_factor", "_notes"),
)
PLAIN_MONEY = r"^-?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?$"
YES = ("√", "✔", "✓", "是", "已到", "1", "y", "yes", "true", "已签到", "现场补录")
NO = ("×", "✗", "x", "否", "未到", "0", "n", "no", "false", "未签到")
DAY = r"(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
TIME = r"(?P<H>\d{1,2})[:时](?P<M>\d{1,2})分?(?:[:]?(?P<S>\d{1,2})秒?)?(?:\.\d+)?"
FULL = rf"^{DAY}(?:[ T]*{TIME})?$"
COMPACT = r"^(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)$"
NO_YEAR = rf"^(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日?(?:[ T]*{TIME})?$"
NO_DAY = rf"^{TIME}$"
PERIOD = r"^(?P<y>20\d\d)(?:[-/.]|年)?(?P<m>0[1-9]|1[0-2]|[1-9])月?$"
SERIAL = r"^[3-6]\d{4}(\.\d+)?$"
SECONDS_A_DAY = 86_400
ZONE = "Asia/Shanghai"
CURRENCIES = {
    **dict.fromkeys(("人民币", "RMB", "元"), "CNY"),
    **{"美元": "USD", "欧元": "EUR", "港币": "HKD", "日元": "JPY", "英镑": "GBP"},
}


def tidy(raw: pl.Expr) -> pl.Expr:
    """Full-width forms made plain, the apostrophe of "text" cells and outer blanks removed."""
    return raw.str.normalize("NFKC").str.strip_chars().str.strip_prefix("'").str.strip_chars()


def tight(raw: pl.Expr) -> pl.Expr:
    """As `tidy`, without the blanks inside."""
    return tidy(raw).str.replace_all(r"\s", "")


def typed_day(path: str, *, nulls: tuple[str, ...] = BLANK, required: bool = False) -> Column:
    """A day: `2026/11/17`, `2026-11-17 00:00:00`, `20261117`, `2026年11月17日`, an Excel serial."""
    return Column(
        path, pl.Date(), lambda raw: full_moment(raw).dt.date(), required=required, nulls=nulls
    )


def typed_period(path: str, *, nulls: tuple[str, ...] = BLANK, required: bool = False) -> Column:
    """A day, or a month (`2026年11月`, `2026-11`, `202611`), which is its first day."""

    def read(raw: pl.Expr) -> pl.Expr:
        return pl.coalesce(full_moment(raw).dt.date(), month(raw))

    return Column(path, pl.Date(), read, required=required, nulls=nulls)


def typed_time(path: str, *, nulls: tuple[str, ...] = BLANK) -> Column:
    """A moment on Chinese clocks, written with its day; in UTC."""
    return Column(path, UTC_TIME, lambda raw: in_utc(full_moment(raw)), nulls=nulls)


def full_moment(raw: pl.Expr) -> pl.Expr:
    """The local moment of a text that names year, month and day."""
    text = tidy(raw)
    parts = [_from_parts(text, form) for form in (FULL, COMPACT)]
    return pl.coalesce(*parts, _from_serial(text))


def moment(raw: pl.Expr, *, year: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The UTC moment, also of `11月17日 13:42` (its year from the event) and `13:42` (its day)."""
    text = tidy(raw)
    no_year = _from_parts(text, NO_YEAR, year=year)
    return in_utc(pl.coalesce(full_moment(raw), no_year, _of_day(text, day)))


def month(raw: pl.Expr, year: pl.Expr | None = None) -> pl.Expr:
    """First day of `2026年10月`, `2026-10`, `202610`; of `10月` when the year is known."""
    text = tidy(raw)
    named = [_from_parts(text, PERIOD)]
    if year is not None:
        named.append(_from_parts(text, r"^(?P<m>\d{1,2})月?$", year=year))
    return pl.coalesce(named).dt.date()


def in_utc(local: pl.Expr) -> pl.Expr:
    """China has had one zone and no summer time since 1991."""
    zoned = local.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")
    return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def typed_money(
    path: str, *, absent: int | str | None = None, nulls: tuple[str, ...] = BLANK
) -> Column:
    """An amount as typed: `￥1,280.00`, `（3.50）`; `1.234,56` and `1.2e5` are no amounts."""
    required = absent == REQUIRED
    return Column(
        path, WIDE, plain_money, required=required, absent=None if required else absent, nulls=nulls
    )


def plain_money(raw: pl.Expr) -> pl.Expr:
    text = tidy(raw).str.replace_all(r"[¥￥\s]|元$", "")
    text = text.str.replace(r"^\((.*)\)$", "-$1")
    readable = pl.when(text.str.contains(PLAIN_MONEY)).then(text)
    return readable.str.replace_all(",", "").str.strip_suffix(".").cast(WIDE, strict=False)


def in_yuan(name: str) -> pl.Expr:
    """A helper column of `typed_money` in yuan, by the unit its sheet states."""
    return (pl.col(name) * pl.col("_unit_factor")).cast(MONEY)


def unit_factor() -> Column:
    """What the sheet's unit multiplies by; 元 where none is stated."""
    return written_number("_unit_factor", absent=1)


def written_number(path: str, *, absent: int | None = None) -> Column:
    """A whole number that our readers of files write: which row, which factor."""
    return Column(path, pl.Int64(), lambda raw: raw.cast(pl.Int64, strict=False), absent=absent)


def typed_number(path: str, *, nulls: tuple[str, ...] = BLANK) -> Column:
    """A double, thousands separated or not."""
    return Column(path, pl.Float64(), lambda raw: plain_money(raw).cast(pl.Float64), nulls=nulls)


def typed_share(path: str) -> Column:
    """A share of one: `40%`, `0.4`, `40`."""
    return Column(path, MONEY, share, nulls=BLANK)


def share(raw: pl.Expr) -> pl.Expr:
    """A share of one: `40%`, `0.4`; more than 1 means per cent."""
    word = tidy(raw)
    value = plain_money(word.str.strip_suffix("%"))
    is_percent = word.str.ends_with("%") | (value > 1)
    return pl.when(is_percent).then(value / 100).otherwise(value).cast(MONEY)


def typed_count(path: str, *, absent: int | None = None, nulls: tuple[str, ...] = BLANK) -> Column:
    """A whole number, thousands separated or not."""

    def read(raw: pl.Expr) -> pl.Expr:
        value = plain_money(raw)
        return pl.when(value == value.floor()).then(value).cast(pl.Int64, strict=False)

    return Column(path, pl.Int64(), read, absent=absent, nulls=nulls)


def mark(path: str, *, yes: tuple[str, ...] = YES, no: tuple[str, ...] = NO) -> Column:
    """√, 是, 已到 … or ×, 否, 未到 and empty; anything else is unreadable."""

    def read(raw: pl.Expr) -> pl.Expr:
        word = tidy(raw).str.to_lowercase()
        is_yes, is_no = word.is_in(list(yes)), word.is_in([*no, ""])
        return pl.when(is_yes).then(True).when(is_no).then(False)

    return Column(path, pl.Boolean(), read, absent=False, nulls=("",))


def typed_text(path: str, *, nulls: tuple[str, ...] = BLANK) -> Column:
    """Text without the blanks around it."""
    return Column(path, pl.String(), lambda raw: raw.str.strip_chars(), nulls=nulls)


def number_text(path: str, *, nulls: tuple[str, ...] = BLANK) -> Column:
    """A number that is a name (an invoice); one that a spreadsheet has rounded is unreadable."""

    def read(raw: pl.Expr) -> pl.Expr:
        text = tight(raw)
        return pl.when(~text.str.contains(r"(?i)^\d+(\.\d+)?e[+-]?\d+$")).then(text)

    return Column(path, pl.String(), read, nulls=nulls)


def typed_phone(path: str = "phone", *, nulls: tuple[str, ...] = BLANK) -> Column:
    """A number as typed, hashed: mobile, landline or foreign; `1.38E+10` has lost its digits."""

    def read(raw: pl.Expr) -> pl.Expr:
        text = tidy(raw).str.replace_all(r"[\s\-.()·]", "")
        chinese = text.str.replace(r"^(\+|00)?86(1[3-9]\d{9})$", "$2")
        forms = r"^(1[3-9]\d{9}|0\d{9,11}|(\+|00)[1-9]\d{6,14})$"
        return pl.when(chinese.str.contains(forms)).then(chinese)

    return Column(path, pl.String(), read, nulls=nulls, person=Person("phone"))


def last_four(path: str) -> Column:
    """The last four digits of a phone, hashed; a spreadsheet drops leading zeros."""

    def read(raw: pl.Expr) -> pl.Expr:
        text = tidy(raw)
        return pl.when(text.str.contains(r"^\d{1,4}$")).then(text.str.zfill(4))

    return Column(path, pl.String(), read, nulls=BLANK, person=Person("phone_last4"))


def last_four_of(path: str) -> Column:
    """The last four digits of a whole phone, hashed; `typed_phone` sets the unreadable ones aside.

    With the name, and within one event, they stand for the phone where only they were noted.
    """

    def read(raw: pl.Expr) -> pl.Expr:
        digits = tidy(raw).str.replace_all(r"\D", "")
        return pl.when(digits.str.len_chars() >= 4).then(digits.str.tail(4)).otherwise(raw)

    return Column(path, pl.String(), read, nulls=BLANK, person=Person("phone_last4"))


def contact(path: str, kind: str) -> Column:
    """A name, an address or another clear identifier, hashed."""
    return Column(path, pl.String(), tidy, nulls=BLANK, person=Person(kind))


def currency(path: str) -> Column:
    """A currency by its code or its Chinese name; yuan where the sheet names none."""

    def read(raw: pl.Expr) -> pl.Expr:
        code = tidy(raw).replace(CURRENCIES).str.to_uppercase()
        return pl.when(code.str.contains("^[A-Z]{3}$")).then(code)

    return Column(path, pl.String(), read, absent="CNY", nulls=BLANK)


def hashed(*parts: str | pl.Expr) -> tuple[pl.Expr, Callable[[str], str]]:
    """`translated` for a key made of what the file tells, where it names no identifier."""
    columns = [pl.col(part) if isinstance(part, str) else part for part in parts]
    told = [column.cast(pl.String).fill_null("") for column in columns]
    return pl.concat_str(told, separator="|"), _sha256


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def event_times(names: Iterable[str]) -> Mapping[str, pl.Expr]:
    """`derived` for helper columns `_<name>`; the year stands in the event's id, the day above."""
    year, day = pl.col("_file").str.extract(r"E-(20\d\d)-"), pl.col("_day")
    return {name: moment(pl.col(f"_{name}"), year=year, day=day) for name in names}


def unread(names: Iterable[str]) -> Mapping[str, pl.Expr]:
    """`quarantine` for derived columns: text that gave no value."""
    return {
        f"unreadable:{name}": pl.col(f"_{name}").is_not_null() & pl.col(name).is_null()
        for name in names
    }


def _from_parts(text: pl.Expr, form: str, year: pl.Expr | None = None) -> pl.Expr:
    """A local moment from the named groups of a pattern; missing ones are the first or zero."""

    def part(name: str, default: str, width: int) -> pl.Expr:
        if f"(?P<{name}>" not in form:
            return pl.lit(default)
        return found.struct.field(name).fill_null(default).str.zfill(width)

    found = text.str.extract_groups(form)
    years = found.struct.field("y") if "(?P<y>" in form else year
    day = [years, pl.lit("-"), part("m", "01", 2), pl.lit("-"), part("d", "01", 2)]
    clock = [part("H", "00", 2), pl.lit(":"), part("M", "00", 2), pl.lit(":"), part("S", "00", 2)]
    written = pl.concat_str(*day, pl.lit(" "), *clock)
    moment = written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    return pl.when(text.str.contains(form)).then(moment)


def _of_day(text: pl.Expr, day: pl.Expr) -> pl.Expr:
    """`13:42` on a day that is known from elsewhere."""
    written = pl.concat_str(day, pl.lit(" "), text)
    return pl.when(text.str.contains(NO_DAY)).then(_from_parts(written, FULL))


def _from_serial(text: pl.Expr) -> pl.Expr:
    """An Excel serial: days since 1899-12-30, to the second."""
    days = pl.when(text.str.contains(SERIAL)).then(text).cast(pl.Float64, strict=False)
    seconds = (days * SECONDS_A_DAY).round().cast(pl.Int64)
    return pl.lit("1899-12-30").str.to_datetime("%Y-%m-%d") + pl.duration(seconds=seconds)
