"""Good rows of a pull on their way: a key is settled when all parts of the pull are read.

The rows of a single part wait in memory. Those of several parts are written down at once, and only
a number for each key stays; where keys came more than once, the table is written anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import polars as pl

from pipelines.streams.pieces import Pieces
from pipelines.streams.rows import Reading
from pipelines.streams.settle import (
    HASH,
    ROW,
    Settling,
    as_duplicates,
    hashed,
    of_newest_parents,
    settled,
    settled_keys,
)
from pipelines.streams.tables import Filling

MOST_AT_ONCE = 500_000  # rows with a doubtful key that are compared at one time


class Waiting:
    """The good rows of one pull. `filling` gives a new start of their table."""

    def __init__(
        self, reading: Reading, good: Pieces, beside: Pieces, filling: Callable[[Pieces], Filling]
    ) -> None:
        self.reading, self.stream = reading, reading.stream
        self.good, self.beside, self.filling = good, beside, filling
        self.filled = filling(good)
        self.first: tuple[str, pl.DataFrame] | None = None
        self.names: list[str] = []
        self.hashes: list[pl.Series] = []

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """The typed rows of one part."""
        if rows.is_empty():
            return
        if not self.names and self.first is None:
            self.first = (name, rows)
            return
        if self.first:
            self._write_down(*self.first)
            self.first = None
        self._write_down(name, rows)

    def _write_down(self, name: str, rows: pl.DataFrame) -> None:
        self.names.append(name)
        self.hashes.append(hashed(self.stream, rows))
        self.filled.add(rows)
        self.beside.add(rows.select(self.reading.private))

    def settle(self, parents: pl.DataFrame | None, *, versions: bool) -> Settling:
        """What the table does not show now: its rows stay there. `versions`: parents came twice."""
        if self.names:
            return self._settle_several(parents if versions else None)
        rows = self.first[1] if self.first else self.reading.no_rows()
        settling = settled(self.stream, rows, parents)
        self.filled.add(settling.good)
        return replace(settling, good=rows.clear())

    def _settle_several(self, parents: pl.DataFrame | None) -> Settling:
        none = self.reading.no_rows()
        ordered = pl.concat(self.hashes).sort()
        again = ordered.filter(ordered == ordered.shift())
        if again.is_empty() and parents is None:
            return Settling(none, as_duplicates(none), 0, 0)
        turns = 1 + again.len() // MOST_AT_ONCE
        told = [self._doubtful(again.unique(), turn, turns, parents) for turn in range(turns)]
        stays = pl.concat([one.good[ROW] for one in told])
        superseded = self._write_anew(again.unique(), stays, parents)
        return Settling(
            none,
            pl.concat([one.duplicates for one in told]),
            sum(one.repeats for one in told),
            sum(one.superseded for one in told) + superseded,
        )

    def _doubtful(
        self, again: pl.Series, turn: int, turns: int, parents: pl.DataFrame | None
    ) -> Settling:
        """Of the keys that came again those of this turn, settled."""
        mine = again.filter(again % turns == turn).implode()
        rows = [rows.filter(pl.col(HASH).is_in(mine)) for rows, _ in self._current(parents)]
        return settled_keys(self.stream, pl.concat(rows))

    def _write_anew(self, again: pl.Series, stays: pl.Series, parents: pl.DataFrame | None) -> int:
        """The table without what collapsed or is set aside; returns how many children were old."""
        fresh = self.good.renewed()
        self.filled, superseded = self.filling(fresh), 0
        is_alone, is_kept = ~pl.col(HASH).is_in(again.implode()), pl.col(ROW).is_in(stays.implode())
        for rows, old in self._current(parents):
            self.filled.add(rows.filter(is_alone | is_kept))
            superseded += old
        self.good.become(fresh)
        return superseded

    def _current(self, parents: pl.DataFrame | None) -> Iterator[tuple[pl.DataFrame, int]]:
        """The rows as they were read, part by part, and how many of old parents are left out."""
        row = 0
        written = zip(self.names, self.hashes, self.good, self.beside, strict=True)
        for name, hashes, good, beside in written:
            own = beside.with_columns(
                pl.lit(name).alias("_part"),
                pl.int_range(row, row + good.height).alias(ROW),
                hashes.alias(HASH),
            )
            public = good.select(one for one in self.reading.delivered if one not in own.columns)
            rows = pl.concat([public, own], how="horizontal")
            current = of_newest_parents(self.stream, rows, parents)
            yield current, rows.height - current.height
            row += good.height
