"""What happens to rows with one key: equal ones collapse, a rule picks one, or all are bad."""

from dataclasses import dataclass

import polars as pl

from pipelines.streams.spec import Stream

REASON = "duplicate_key"
PLACE = ("_part", "_line")


@dataclass(frozen=True)
class Settling:
    """Good rows, one per key; rows whose key says two different things; and what collapsed."""

    good: pl.DataFrame
    duplicates: pl.DataFrame
    repeats: int
    superseded: int


def settled(stream: Stream, rows: pl.DataFrame, parents: pl.DataFrame | None) -> Settling:
    """One row per key. Rows of one pull share the account, so the stream's own keys are enough."""
    keys = list(stream.keys)
    none = rows.clear().with_columns(pl.lit(REASON).alias("_reason"))
    current = _of_newest_parents(stream, rows, parents)
    superseded = rows.height - current.height
    if current.select(keys).hash_rows().n_unique() == current.height:  # lean; collisions go on
        return Settling(current, none, 0, superseded)
    again = current.select(pl.struct(keys).is_duplicated().alias("again"))["again"]
    single, doubled = current.filter(~again), current.filter(again)
    told = [name for name in rows.columns if name not in PLACE]
    distinct = doubled.unique(told, keep="first", maintain_order=True)
    repeats = doubled.height - distinct.height
    if stream.newest and not stream.replace_by:
        settled_rows = _newest(stream, distinct)
        superseded += distinct.height - settled_rows.height
        distinct = settled_rows
    is_bad = distinct.select(pl.struct(keys).is_duplicated().alias("bad"))["bad"]
    good = pl.concat([single, distinct.filter(~is_bad)]).sort(PLACE, maintain_order=True)
    bad = distinct.filter(is_bad).with_columns(pl.lit(REASON).alias("_reason"))
    return Settling(good, bad, repeats, superseded)


def _of_newest_parents(
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
