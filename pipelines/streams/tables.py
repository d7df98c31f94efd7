"""The tables that cleaning one pull fills, piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

import polars as pl

from pipelines.streams.columns import UTC_TIME
from pipelines.streams.pieces import Pieces
from pipelines.streams.records import RawPull


@dataclass(frozen=True)
class Tables:
    """Good rows, quarantined ones, and parents where the stream has them.

    `beside` holds what good rows bring for the settling of their keys and their table lacks.
    """

    good: Pieces
    beside: Pieces
    quarantined: Pieces
    parents: Pieces


class Filling:
    """One table being filled: every row gets its account and pull; `sums` of what is summed up."""

    def __init__(
        self, table: Pieces, raw: RawPull, columns: Sequence[str], summed: Sequence[str] = ()
    ) -> None:
        self.table, self.columns = table, columns
        self.sums = dict.fromkeys(summed, Decimal(0))
        self.unread = dict.fromkeys(summed, 0)
        at = raw.pulled_at if raw.pulled_at.tzinfo is None else raw.pulled_at.astimezone(UTC)
        own = {
            "account_id": pl.lit(raw.account_id, pl.String),
            "_pulled_at": pl.lit(at.replace(tzinfo=None), UTC_TIME),
            "_pull_id": pl.lit(raw.pull_id, pl.String),
        }
        self._own = {name: value.alias(name) for name, value in own.items()}

    def add(self, rows: pl.DataFrame) -> None:
        """Some more rows."""
        for name in self.sums:
            self.sums[name] += Decimal(str(rows[name].sum() or 0))
            self.unread[name] += rows[name].null_count()
        self.table.add(rows.select(self._own.get(name, name) for name in self.columns))
