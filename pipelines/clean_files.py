"""The clean files of one pull and stream: good rows, quarantined rows, parents, and a marker last.

They can be made again from raw at any time, so a marker that a crash loses loses nothing.
"""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec

from pipelines.durable import Workshop, safe_name, settle
from pipelines.pulls import Batch, Counts, Pull
from pipelines.streams.clean import Cleaned, Outcome
from pipelines.streams.pieces import Filed
from pipelines.streams.tables import Tables


class CleanMarker(msgspec.Struct, frozen=True, kw_only=True):
    """Written after the clean files of one pull and stream; without it they are not there."""

    counts: Counts
    has_parents: bool
    drift: tuple[str, ...] = ()
    control_difference: Decimal | None = None
    fingerprint: str = ""
    erased: int = 0


MARKERS = msgspec.json.Decoder(CleanMarker)  # made before threads begin


class CleanWriter:
    """Tables under way, in a folder that has no name yet."""

    def __init__(self, files: "CleanFiles", stream: str, pull: Pull, folder: Path) -> None:
        self.files, self.stream, self.pull = files, stream, pull
        self.good = Filed(folder / "good")
        self.quarantined = Filed(folder / "quarantined")
        self.parents = Filed(folder / "parents")
        self.tables = Tables(self.good, Filed(folder / "beside"), self.quarantined, self.parents)

    def finish(self, told: Outcome | Cleaned, fingerprint: str) -> Batch:
        """Give the files their names, the marker last."""
        paths = self.files.paths(self.stream, self.pull)
        paths["marker"].unlink(missing_ok=True)
        kept = {"good": self.good}
        kept |= {"quarantined": self.quarantined} if self.quarantined.rows else {}
        kept |= {"parents": self.parents} if self.parents.is_begun else {}
        for kind, table in kept.items():
            table.close()
            settle(table.path, paths[kind])
        differences = [abs(control.ours - control.theirs) for control in told.controls]
        marker = CleanMarker(
            counts=Counts(**told.counts),
            has_parents="parents" in kept,
            drift=tuple(told.drift),
            control_difference=max(differences, default=None),
            fingerprint=fingerprint,
            erased=told.erased,
        )
        made = self.good.path.with_name("marker")
        made.write_bytes(msgspec.json.encode(marker))
        made.replace(paths["marker"])
        return self.files.batch_of(self.stream, self.pull, marker)


class CleanFiles:
    """What was cleaned, below one folder."""

    def __init__(self, root: Path, workshop: Workshop) -> None:
        self.root, self.workshop = root, workshop

    @contextmanager
    def writer(self, stream: str, pull: Pull) -> Generator[CleanWriter]:
        """Tables to fill; what is not finished in the block never was."""
        folder = self.workshop.path(pull.pull_id)
        folder.mkdir(mode=0o700)
        try:
            yield CleanWriter(self, stream, pull, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def batch(self, stream: str, pull: Pull, fingerprint: str = "") -> Batch | None:
        """The clean files of a pull, or None if they are not there or made by other rules."""
        path = self.paths(stream, pull)["marker"]
        try:
            marker = MARKERS.decode(path.read_bytes())
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        if fingerprint and marker.fingerprint != fingerprint:
            return None
        return self.batch_of(stream, pull, marker)

    def batch_of(self, stream: str, pull: Pull, marker: CleanMarker) -> Batch:
        """The files that a marker speaks of."""
        paths = self.paths(stream, pull)
        return Batch(
            stream=stream,
            pull=pull,
            good=paths["good"],
            quarantined=paths["quarantined"] if marker.counts.quarantined else None,
            parents=paths["parents"] if marker.has_parents else None,
            counts=marker.counts,
            drift=marker.drift,
            control_difference=marker.control_difference,
            erased=marker.erased,
        )

    def paths(self, stream: str, pull: Pull) -> dict[str, Path]:
        """Where the files of a pull lie."""
        name = safe_name(stream)
        return {
            "good": self.root / "clean" / name / f"{pull.pull_id}.parquet",
            "quarantined": self.root / "quarantine" / name / f"{pull.pull_id}.parquet",
            "parents": self.root / "parents" / name / f"{pull.pull_id}.parquet",
            "marker": self.root / "clean" / name / f"{pull.pull_id}.json",
        }
