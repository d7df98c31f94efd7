"""What happens to rows with one key: equal ones collapse, a rule picks one, or all are bad."""

from dataclasses import dataclass

import polars as pl

from pipelines.streams.spec import Stream

REASON = "duplicate_key"
ROW, HASH = "_row", "_hash"
PLACE = ("_part", "_line", ROW, HASH)


@dataclass(frozen=True)
class Settling:
    """Rows that stay, one per key; rows whose key says two different things; what collapsed."""

    good: pl.DataFrame
    duplicates: pl.DataFrame
    repeats: int
    superseded: int


def settled(stream: Stream, rows: pl.DataFrame, parents: pl.DataFrame | None) -> Settling:
    """One row per key. Rows of one pull share the account, so the stream's own keys are enough."""
    current = of_newest_parents(stream, rows, parents)
    superseded = rows.height - current.height
    if hashed(stream, current).n_unique() == current.height:  # lean; collisions go on
        return Settling(current, as_duplicates(rows.clear()), 0, superseded)
    current = current.with_row_index(ROW)
    again = current.select(pl.struct(list(stream.keys)).is_duplicated().alias("again"))["again"]
    doubled = settled_keys(stream, current.filter(again))
    stays = ~again | current[ROW].is_in(doubled.good[ROW].implode())
    return Settling(
        current.filter(stays).drop(ROW),
        doubled.duplicates.drop(ROW),
        doubled.repeats,
        doubled.superseded + superseded,
    )


def settled_keys(stream: Stream, rows: pl.DataFrame) -> Settling:
    """The same for rows whose keys all stand there several times."""
    told = [name for name in rows.columns if name not in PLACE]
    distinct = rows.unique(told, keep="first", maintain_order=True)
    repeats, superseded = rows.height - distinct.height, 0
    if stream.newest and not stream.replace_by:
        newest = _newest(stream, distinct)
        superseded = distinct.height - newest.height
        distinct = newest
    is_bad = distinct.select(pl.struct(list(stream.keys)).is_duplicated().alias("bad"))["bad"]
    bad = as_duplicates(distinct.filter(is_bad))
    return Settling(distinct.filter(~is_bad), bad, repeats, superseded)


def hashed(stream: Stream, rows: pl.DataFrame) -> pl.Series:
    """A number for the key of each row: the same for equal keys, for others almost never."""
    return rows.select(stream.keys).hash_rows()


def as_duplicates(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows to be set aside."""
    return rows.with_columns(pl.lit(REASON).alias("_reason"))


def of_newest_parents(
    stream: Stream, rows: pl.DataFrame, parents: pl.DataFrame | None
) -> pl.DataFrame:
    """Children of a parent that came in two versions: only those of its newest."""
    if parents is None or not stream.newest:
        return rows
    parent, newest = list(stream.replace_by), stream.newest
    latest = parents.select(*parent, pl.col(newest).alias("_latest"))
    joined = rows.join(latest, on=parent, how="left", maintain_order="left")
    is_old = (pl.col(newest) < pl.col("_latest")).fill_null(False)
    return joined.filter(~is_old).drop("_latest")


def _newest(stream: Stream, rows: pl.DataFrame) -> pl.DataFrame:
    """The newest row of each key (with `-` the earliest); of equals, the one sent last."""
    rule = stream.newest or ""
    by = pl.col(rule.removeprefix("-"))
    return rows.sort(
        by, descending=rule.startswith("-"), nulls_last=False, maintain_order=True
    ).unique(list(stream.keys), keep="last", maintain_order=True)
