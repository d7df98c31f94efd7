"""The split of one pull into good rows and quarantined ones; every record is in exactly one.

`received == good + quarantined + repeats + filtered + struck`, always. How JSON becomes text is in
`records`, how one part becomes typed rows in `rows`, where they wait for each other in `waiting`,
and what happens to equal keys in `settle`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pipelines.streams.pieces import Held
from pipelines.streams.records import RawPull, fields, raw_lines, sample
from pipelines.streams.rows import ContractBroken, Reading
from pipelines.streams.spec import Stream
from pipelines.streams.tables import Filling, Tables
from pipelines.streams.waiting import Waiting

__all__ = ["Cleaned", "ContractBroken", "Control", "Outcome", "RawPull", "clean", "clean_into"]

SAMPLE = 40


@dataclass(frozen=True)
class Control:
    """The platform's own total beside ours; `unread` rows were set aside without an amount."""

    column: str
    ours: Decimal
    theirs: Decimal
    unread: int = 0

    @property
    def agrees(self) -> bool:
        """True when both are the same amount, or unread rows may hold what is missing of ours."""
        return self.ours == self.theirs or (self.unread > 0 and self.ours < self.theirs)


@dataclass(frozen=True)
class Outcome:
    """What is said of a pull beside its tables: where its rows went, new fields, totals.

    `erased`: good rows of which contact fields were struck out, so that they hold none.
    """

    counts: Mapping[str, int]
    superseded: int
    drift: list[str]
    controls: list[Control]
    erased: int = 0


@dataclass(frozen=True)
class Cleaned:
    """A pull, split, in memory.

    `parents` are the records whose children replace what was loaded before; `repeats` counts rows
    that collapsed into another one, `superseded` of them by the stream's rule for the newest;
    `struck` those that an erased person alone told apart; `erased` is said in `Outcome`.
    """

    good: pl.DataFrame
    quarantined: pl.DataFrame
    parents: pl.DataFrame | None
    drift: list[str]
    controls: list[Control]
    received: int
    repeats: int
    superseded: int
    filtered: int
    struck: int = 0
    erased: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """Received, and where the rows went."""
        return {
            "received": self.received,
            "good": self.good.height,
            "quarantined": self.quarantined.height,
            "repeats": self.repeats,
            "filtered": self.filtered,
            "struck": self.struck,
        }


def clean(stream: Stream, raw: RawPull, *, hash_key: str) -> Cleaned:
    """Good rows, quarantined rows and the counts of one pull, all in memory."""
    tables = Tables(Held(), Held(), Held(), Held())
    told = clean_into(tables, stream, raw, hash_key=hash_key)
    return Cleaned(
        good=pl.concat(tables.good),
        quarantined=pl.concat(tables.quarantined),
        parents=pl.concat(tables.parents) if stream.replace_by else None,
        drift=told.drift,
        controls=told.controls,
        received=told.counts["received"],
        repeats=told.counts["repeats"],
        superseded=told.superseded,
        filtered=told.counts["filtered"],
        struck=told.counts["struck"],
        erased=told.erased,
    )


def clean_into(tables: Tables, stream: Stream, raw: RawPull, *, hash_key: str) -> Outcome:
    """Fill the tables with the rows of one pull; part by part, memory stays flat."""
    reading = Reading(stream, raw, hash_key)
    summed = list(stream.controls)
    good = Waiting(
        reading,
        tables.good,
        tables.beside,
        lambda table: Filling(table, raw, list(stream.schema), summed),
    )
    shown = [*reading.shown, "account_id", "_pulled_at", "_pull_id"]
    aside = Filling(tables.quarantined, raw, list(dict.fromkeys(shown)), summed)
    parents: list[pl.DataFrame] = []
    drift: set[str] = set()
    received = filtered = struck = erased = 0
    for name, data in raw.parts:
        part = reading.part(name, data)
        seen = [set(fields(record)) for record in sample(data, SAMPLE)]
        drift |= _new_fields(stream, seen)
        _refuse_vanished(stream, seen, reading, name)
        good.add(name, part.rows)
        if part.bad is not None:
            aside.add(part.bad)
        parents += [] if part.parents is None else [part.parents]
        received, filtered = received + part.received, filtered + part.filtered
        struck, erased = struck + part.struck, erased + part.erased
    newest, versions = _newest_parents(reading, parents)
    settling = good.settle(newest, versions=versions)
    for duplicates in _with_raw(stream, settling.duplicates, raw):
        aside.add(duplicates)
    if not tables.quarantined.rows:
        aside.add(_with_text(settling.duplicates.clear(), []))
    if newest is not None:
        columns = ["account_id", *stream.replace_by, "_pulled_at", "_pull_id"]
        Filling(tables.parents, raw, columns).add(newest)
    return Outcome(
        counts={
            "received": received,
            "good": tables.good.rows,
            "quarantined": tables.quarantined.rows,
            "repeats": settling.repeats + settling.superseded,
            "filtered": filtered,
            "struck": struck,
        },
        superseded=settling.superseded,
        drift=sorted(drift),
        controls=list(_controls(stream, raw, good.filled, aside)),
        erased=erased,
    )


def _new_fields(stream: Stream, seen: list[set[str]]) -> set[str]:
    """Fields of some records that the stream neither reads nor ignores."""
    known = stream.known_paths
    below = tuple(f"{path}." for path in known)
    return {path for path in set().union(*seen) - known if not path.startswith(below)}


def _refuse_vanished(stream: Stream, seen: list[set[str]], reading: Reading, part: str) -> None:
    """A field that the platform writes even when it is unset may not be absent."""
    for path in stream.lasting_paths:
        lost = sum(not _holds(record, path) for record in seen)
        if lost > 1 or lost == len(seen) > 0:
            raise ContractBroken(reading.lost(path, f"{lost} of {len(seen)} records", part))


def _holds(record: set[str], path: str) -> bool:
    return path in record or any(found.startswith(f"{path}.") for found in record)


def _newest_parents(
    reading: Reading, parts: list[pl.DataFrame]
) -> tuple[pl.DataFrame | None, bool]:
    """One row per parent record, also of parents without a child, in its newest version.

    And whether some parent came in several versions.
    """
    stream = reading.stream
    if not stream.replace_by:
        return None, False
    every = (
        pl.concat([reading.no_parents(), *parts])
        .drop_nulls(stream.replace_by)
        .unique(maintain_order=True)
    )
    if stream.newest not in every.columns:
        return every, False
    newest = every.group_by(stream.replace_by, maintain_order=True).agg(pl.col(stream.newest).max())
    return newest, newest.height < every.height


def _with_raw(stream: Stream, duplicates: pl.DataFrame, raw: RawPull) -> Iterator[pl.DataFrame]:
    """Duplicates show up when all parts are read; their text is fetched by a second walk."""
    wanted = set(duplicates["_part"])
    for name, data in raw.parts if wanted else ():
        if name in wanted:
            rows = duplicates.filter(pl.col("_part") == name)
            lines = rows["_line"].to_list()
            texts = raw_lines(data, lines, stream.people_paths)
            yield _with_text(rows, [texts[line] for line in lines])


def _with_text(rows: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    return rows.with_columns(pl.Series("_raw", texts, dtype=pl.String))


def _controls(stream: Stream, raw: RawPull, good: Filling, aside: Filling) -> Iterator[Control]:
    """Everything that came, good or quarantined, against the platform's own total."""
    for column, name in stream.controls.items():
        if name in raw.totals:
            ours = good.sums[column] + aside.sums[column]
            yield Control(column, ours, Decimal(str(raw.totals[name])), aside.unread[column])
