"""The split of one pull into good rows and quarantined ones; every record is in exactly one.

`received == good + quarantined + repeats + filtered`, always. How JSON becomes text is in
`records`, how one part becomes typed rows in `rows`, what happens to equal keys in `settle`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

import polars as pl

from pipelines.streams.columns import UTC_TIME
from pipelines.streams.records import RawPull, fields, raw_lines, sample
from pipelines.streams.rows import ContractBroken, Part, Reading
from pipelines.streams.settle import settled
from pipelines.streams.spec import Stream

__all__ = ["Cleaned", "ContractBroken", "Control", "RawPull", "clean"]

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
class Cleaned:
    """A pull, split.

    `parents` are the records whose children replace what was loaded before; `repeats` counts rows
    that collapsed into another one, `superseded` of them by the stream's rule for the newest.
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

    @property
    def counts(self) -> Mapping[str, int]:
        """Received, and where the rows went."""
        return {
            "received": self.received,
            "good": self.good.height,
            "quarantined": self.quarantined.height,
            "repeats": self.repeats,
            "filtered": self.filtered,
        }


def clean(stream: Stream, raw: RawPull, *, hash_key: str) -> Cleaned:
    """Good rows, quarantined rows and the counts of one pull; part by part, memory stays flat."""
    reading = Reading(stream, raw, hash_key)
    parts: list[Part] = []
    drift: set[str] = set()
    for name, data in raw.parts:
        parts.append(reading.part(name, data))
        seen = [set(fields(record)) for record in sample(data, SAMPLE)]
        drift |= _new_fields(stream, seen)
        _refuse_vanished(stream, seen, reading, name)
    rows = reading.frame([part.rows for part in parts])
    parents = _parents(stream, reading, parts)
    settling = settled(stream, rows, parents)
    bad = [part.bad for part in parts]
    bad.append(_with_raw(stream, settling.duplicates, raw))
    quarantined = pl.concat(bad, how="diagonal")
    return Cleaned(
        good=_with_pull(settling.good.select(reading.delivered), raw).select(list(stream.schema)),
        quarantined=_with_pull(quarantined.select(reading.shown), raw),
        parents=None
        if parents is None
        else _with_pull(parents, raw).select(
            "account_id", *stream.replace_by, "_pulled_at", "_pull_id"
        ),
        drift=sorted(drift),
        controls=_controls(stream, raw, settling.good, quarantined),
        received=sum(part.received for part in parts),
        repeats=settling.repeats + settling.superseded,
        superseded=settling.superseded,
        filtered=sum(part.filtered for part in parts),
    )


def _new_fields(stream: Stream, seen: list[set[str]]) -> set[str]:
    """Fields of some records that the stream neither reads nor ignores."""
    known = stream.known_paths
    return {
        path
        for path in set().union(*seen)
        if not any(path == known_path or path.startswith(known_path + ".") for known_path in known)
    }


def _refuse_vanished(stream: Stream, seen: list[set[str]], reading: Reading, part: str) -> None:
    """A field that the platform writes even when it is unset may not be absent."""
    for path in stream.lasting_paths:
        lost = sum(not _holds(record, path) for record in seen)
        if lost > 1 or lost == len(seen) > 0:
            raise ContractBroken(reading.lost(path, f"{lost} of {len(seen)} records", part))


def _holds(record: set[str], path: str) -> bool:
    return path in record or any(found.startswith(f"{path}.") for found in record)


def _parents(stream: Stream, reading: Reading, parts: list[Part]) -> pl.DataFrame | None:
    """One row per parent record, in its newest version; also of parents without a child."""
    if not stream.replace_by:
        return None
    frame = pl.concat(
        [part.parents for part in parts if part.parents is not None] or [reading.no_parents()]
    )
    frame = frame.drop_nulls(stream.replace_by)
    if stream.newest in frame.columns:
        frame = frame.group_by(stream.replace_by, maintain_order=True).agg(
            pl.col(stream.newest).max()
        )
    return frame.unique(stream.replace_by, keep="first", maintain_order=True)


def _with_pull(frame: pl.DataFrame, raw: RawPull) -> pl.DataFrame:
    pulled_at = (
        raw.pulled_at.replace(tzinfo=None)
        if raw.pulled_at.tzinfo is None
        else (raw.pulled_at.astimezone(UTC).replace(tzinfo=None))
    )
    return frame.with_columns(
        pl.lit(raw.account_id, pl.String).alias("account_id"),
        pl.lit(pulled_at, UTC_TIME).alias("_pulled_at"),
        pl.lit(raw.pull_id, pl.String).alias("_pull_id"),
    )


def _with_raw(stream: Stream, duplicates: pl.DataFrame, raw: RawPull) -> pl.DataFrame:
    """Duplicates show up when all parts are read; their text is fetched by a second walk."""
    wanted = set(duplicates["_part"].to_list())
    texts: dict[tuple[str, int], str] = {}
    for name, data in raw.parts if wanted else ():
        if name in wanted:
            lines = duplicates.filter(pl.col("_part") == name)["_line"].to_list()
            found = raw_lines(data, lines, stream.people_paths)
            texts |= {(name, line): text for line, text in found.items()}
    shown = [texts.get(place) for place in duplicates.select("_part", "_line").iter_rows()]
    return duplicates.with_columns(pl.Series("_raw", shown, dtype=pl.String))


def _controls(
    stream: Stream, raw: RawPull, good: pl.DataFrame, quarantined: pl.DataFrame
) -> list[Control]:
    """Everything that came, good or quarantined, against the platform's own total."""
    controls = []
    for column, name in stream.controls.items():
        if name in raw.totals:
            ours = [Decimal(str(frame[column].sum() or 0)) for frame in (good, quarantined)]
            theirs, unread = Decimal(str(raw.totals[name])), quarantined[column].null_count()
            controls.append(Control(column, sum(ours, Decimal(0)), theirs, unread))
    return controls
