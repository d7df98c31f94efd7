"""How back ends show what is counted: `1.5万`, `28.64%`, `1分02秒`; a dash is not told."""

import polars as pl

from pipelines.streams.columns import Column
from pipelines.streams.sheets import full_moment, plain_money, tidy, tight, typed_text

BLANK = ("", "-", "--", "—", "－", "/", "N/A")
SHORT = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "亿": 100_000_000}
SHORTENED = r"(?i)^(-?[\d.,]+)(万|w|千|k|亿)\+?$"
CLOCK = r"^(?:(\d+):)?(\d+):(\d+)$"
IN_WORDS = r"^(?:(\d+)(?:小时|时))?(?:(\d+)分钟?)?(?:([\d.]+)(?:秒|s))?$"


def words(path: str) -> Column:
    """Text as typed, with its line breaks; blank is null."""
    return typed_text(path, nulls=BLANK)


def published_second() -> Column:
    """When a post came out, on Chinese clocks as the file writes it."""
    return Column("published_at", pl.Datetime("us"), full_moment, required=True, nulls=BLANK)


def figure(path: str, *, required: bool = False) -> Column:
    """A count as a back end shows it: `15302`, `15,302`, `1.5万`, `1.2w`; `-` is not told."""

    def read(raw: pl.Expr) -> pl.Expr:
        parts = tidy(raw).str.extract_groups(SHORTENED)
        factor = parts.struct.field("2").str.to_lowercase().replace_strict(SHORT, default=None)
        short = plain_money(parts.struct.field("1")).cast(pl.Float64) * factor
        whole = plain_money(raw)
        whole = pl.when(whole == whole.floor()).then(whole)
        return pl.coalesce(whole.cast(pl.Int64, strict=False), short.round().cast(pl.Int64))

    return Column(path, pl.Int64(), read, required=required, nulls=BLANK)


def rate(path: str) -> Column:
    """A share, 0 to 1: `28.64%`, or the plain decimal `0.2864`."""

    def read(raw: pl.Expr) -> pl.Expr:
        plain = tidy(raw)
        value = plain_money(plain.str.strip_suffix("%")).cast(pl.Float64)
        return pl.when(plain.str.ends_with("%")).then(value / 100).otherwise(value)

    return Column(path, pl.Float64(), read, nulls=BLANK)


def duration(path: str) -> Column:
    """Seconds: `14.73`, `14.73秒`, `1分02秒`, `00:14`."""

    def read(raw: pl.Expr) -> pl.Expr:
        plain = tight(raw)
        plain = pl.when(plain != "").then(plain)
        number = pl.when(plain.str.contains(r"^[\d.]+$")).then(plain).cast(pl.Float64, strict=False)
        return pl.coalesce(number, _seconds(plain, CLOCK), _seconds(plain, IN_WORDS))

    return Column(path, pl.Float64(), read, nulls=BLANK)


def _seconds(plain: pl.Expr, form: str) -> pl.Expr:
    parts = plain.str.extract_groups(form)
    hours, minutes, seconds = (
        parts.struct.field(str(n)).cast(pl.Float64, strict=False).fill_null(0) for n in (1, 2, 3)
    )
    return pl.when(plain.str.contains(form)).then(hours * 3600 + minutes * 60 + seconds)
