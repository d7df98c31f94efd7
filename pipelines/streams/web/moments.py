"""When something happened on a page, in the spellings of libraries, warehouses and house tables."""

import polars as pl

from pipelines.streams.columns import ISO_8601, UTC_TIME, Column, timestamp

SECOND, MINUTE = "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"
MARKED = ("%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f UTC")
UNMARKED = (SECOND, "%Y-%m-%dT%H:%M:%S%.f")
SHEETS = (*UNMARKED, MINUTE, SECOND.replace("-", "/"), MINUTE.replace("-", "/"))


def moment(path: str) -> Column:
    """A moment as a library writes it, or a warehouse: marked with its zone, else UTC."""
    iso, odd = timestamp(path), timestamp(path, *MARKED, *UNMARKED, zone="UTC")

    def read(raw: pl.Expr) -> pl.Expr:
        other = pl.when(~raw.str.ends_with("Z")).then(raw)
        return pl.coalesce(iso.read(raw), odd.read(other))

    return Column(path, UTC_TIME, read)


def beijing(path: str) -> Column:
    """A moment of a house table: on Beijing's clocks unless marked, or in 13 digits of Unix ms."""
    written = timestamp(path, ISO_8601, *MARKED, *SHEETS, zone="Asia/Shanghai")
    ticks = timestamp(path, "epoch_ms")

    def read(raw: pl.Expr) -> pl.Expr:
        is_ms = raw.str.contains(r"^\d{13}$")
        return pl.when(is_ms).then(ticks.read(raw)).otherwise(written.read(raw))

    return Column(path, UTC_TIME, read)
