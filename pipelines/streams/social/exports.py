"""What lists of posts out of back ends share: how figures are shown, whose they are, and when.

Every table of the kind has `owner_id` (the account), `stat_date` (the last whole day its figures
hold; null where the file does not tell when it was taken) and running totals `*_total`.
"""

import hashlib
from collections.abc import Callable, Mapping
from types import ModuleType

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, day, text
from pipelines.streams.sheets import full_moment, plain_money, tidy, typed_day, typed_text
from pipelines.streams.spec import Stream

BLANK = ("", "-", "--", "—", "－", "/", "N/A")
PLACE = ("_file", "_sheet", "_row", "_encoding", "_day", "_hidden", "_unit", "_unit_factor")
SHORT = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "亿": 100_000_000}
SHORTENED = r"(?i)^(-?[\d.,]+)(万|w|千|k|亿)\+?$"
CLOCK = r"^(?:(\d+):)?(\d+):(\d+)$"
IN_WORDS = r"^(?:(\d+)(?:小时|时))?(?:(\d+)分钟?)?(?:([\d.]+)(?:秒|s))?$"
KINDS = {
    "视频": "video",
    "图文": "image",
    "回答": "answer",
    "文章": "article",
    "想法": "idea",
    "直播": "live",
}


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
        plain = tidy(raw).str.replace_all(r"\s", "")
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


def published_second() -> Column:
    """When a post came out, on Chinese clocks as the file writes it."""
    return Column("published_at", pl.Datetime("us"), full_moment, required=True, nulls=BLANK)


def hashed(*parts: str | pl.Expr) -> tuple[pl.Expr, Callable[[str], str]]:
    """`translated` for a key made of what the file tells, where it names no identifier."""
    columns = [pl.col(part) if isinstance(part, str) else part for part in parts]
    told = [column.cast(pl.String).fill_null("") for column in columns]
    return pl.concat_str(told, separator="|"), _sha256


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def kind(default: str) -> pl.Expr:
    """The kind of a post in one word; what we do not know stays as it is."""
    told = pl.col("_kind").replace(KINDS)
    return pl.coalesce(told, pl.lit(default))


def post_list(
    name: str,
    *,
    grain: str,
    columns: Mapping[str, Column],
    derived: Mapping[str, pl.Expr],
    translated: Mapping[str, tuple[pl.Expr, Callable[[str], str]]] | None = None,
    seen: str = "views_total",
    ignored: tuple[str, ...] = (),
) -> Stream:
    """A table of posts, one file each: a file dropped again under its name replaces its rows.

    `seen` counts how often they were shown.
    """
    counters = [column for column in columns if column.endswith("_total")]

    def expectations(gxe: ModuleType) -> list[object]:
        return [
            *shared.any_rows(gxe, "post_id"),
            gxe.ExpectColumnValuesToNotBeNull(column="published_date"),
            gxe.ExpectColumnSumToBeBetween(
                column=seen, max_value=10_000_000_000, severity="warning"
            ),
        ]

    return Stream(
        name=name,
        grain=grain,
        keys=("post_id",),
        nulls=BLANK,
        columns={
            "owner_id": text("_account", required=True),
            "_exported_on": day("_exported_on"),
            "_as_of": typed_day("_as_of"),
            "_number": Column("_no", pl.Int64(), lambda raw: raw.cast(pl.Int64, strict=False)),
            "published_date": typed_day("published_at", nulls=BLANK, required=True),
            **columns,
        },
        translated=translated or {},
        derived={
            **derived,
            "stat_date": pl.coalesce("_exported_on", "_as_of") - pl.duration(days=1),
        },
        newest="_number",
        quarantine={
            "negative_count": pl.any_horizontal(pl.col(counter) < 0 for counter in counters),
            "published_after_export": pl.col("published_date")
            > pl.coalesce("_exported_on", "_as_of"),
        },
        expectations=expectations,
        ignored=(*PLACE, *ignored),
    )


def words(path: str) -> Column:
    """Text as typed, with its line breaks; blank is null."""
    return typed_text(path, nulls=BLANK)
