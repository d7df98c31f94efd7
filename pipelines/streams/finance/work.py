"""What sheets of work share: who, when (to the minute or only to the day), how far.

People are hashed; of several the first is responsible, the others are counted.
"""

import polars as pl

from pipelines.streams.columns import ERASED, UTC_TIME, Column
from pipelines.streams.persons import Person
from pipelines.streams.sheets import BLANK, moment, tidy

NAMED = r'"name"\s*:\s*"([^"]+)"'  # people as 飞书 writes them
FIRST = r"^@?([^、,，;；/\s@]+)"
EACH = r"[^、,，;；/\s@]+(?: +[A-Za-z.'\-]+)*"  # a name of several Latin words is one
MILLISECONDS = r"^1[5-9]\d{11}$"
CLOCK = r"\d[:时]\d"


def staff(path: str) -> Column:
    """The first person of `张三、李四`, `@张三` or a 飞书 list, hashed."""

    def read(raw: pl.Expr) -> pl.Expr:
        return pl.coalesce(raw.str.extract(NAMED), tidy(raw).str.extract(FIRST))

    return Column(path, pl.String(), read, nulls=BLANK, person=Person("staff"))


def people(path: str) -> Column:
    """How many people are named, the responsible one among them; null when nobody is."""

    def read(raw: pl.Expr) -> pl.Expr:
        listed, typed = raw.str.count_matches(NAMED), tidy(raw).str.count_matches(EACH)
        named = pl.when(listed > 0).then(listed).otherwise(typed)
        return pl.when(named > 0).then(named).cast(pl.Int64)

    return Column(path, pl.Int64(), read, nulls=(*BLANK, ERASED))


def stamp(name: str, year: pl.Expr) -> pl.Expr:
    """The UTC moment of a helper column: a stamp, a day (its first moment), milliseconds."""
    raw = pl.col(name)
    ticks = pl.when(raw.str.contains(MILLISECONDS)).then(raw).cast(pl.Int64, strict=False) * 1000
    return pl.coalesce(ticks.cast(UTC_TIME), moment(raw, year=year, day=pl.lit(None, pl.String)))


def has_clock(name: str) -> pl.Expr:
    """Whether a stamp tells more than its day: clock time, a serial with a fraction, ms."""
    raw = tidy(pl.col(name))
    return raw.str.contains(rf"{CLOCK}|{MILLISECONDS}|^\d{{5}}\.\d") & ~raw.str.contains(
        r"[ T]0?0:00(:00)?$"
    )


def day_of(name: str, year: pl.Expr) -> pl.Expr:
    """The day of a stamp on Chinese clocks."""
    return (stamp(name, year) + pl.duration(hours=8)).dt.date()


def in_words(path: str, words: dict[str, str]) -> Column:
    """One of a few states, whatever stands around it: `✅ 已完成 `, `Done (重要)`."""

    def read(raw: pl.Expr) -> pl.Expr:
        plain = tidy(raw).str.to_lowercase()
        found = pl.coalesce(
            pl.when(plain.str.contains(word, literal=True)).then(pl.lit(state))
            for word, state in words.items()
        )
        return found.cast(pl.String)

    return Column(path, pl.String(), read, nulls=BLANK)
