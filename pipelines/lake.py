"""The lake: raw as sent (one immutable folder per pull), clean and quarantine files, run records.

Nothing here knows a column. A pull exists once its folder has its name, which it gets last.
"""

import errno
import hashlib
import os
import re
import shutil
import stat
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from pipelines.clean_files import CleanFiles, CleanWriter
from pipelines.durable import Workshop, safe_name, settle
from pipelines.pull_writer import MANIFEST, PART_BYTES, PullWriter
from pipelines.pulls import Batch, LakeError, Pull, Run
from pipelines.streams.clean import Cleaned, RawPull

CHUNK = 1024 * 1024
ENDING = re.compile(r"\.\w{1,8}", re.ASCII)
PULLS, RUNS = msgspec.json.Decoder(Pull), msgspec.json.Decoder(Run)  # made before threads begin


@dataclass(frozen=True)
class Dropped:
    """A dropped file as the lake keeps it: under its content, with its own (safe) name."""

    path: Path
    sha256: str


class Lake:
    """Everything that was pulled and cleaned, in one folder."""

    def __init__(self, root: Path, *, part_bytes: int = PART_BYTES) -> None:
        self.root, self.part_bytes = root, part_bytes
        for private in (root / "raw", root / "files"):  # they hold clear contact data
            private.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.workshop = Workshop(root / "tmp")
        self.cleaned = CleanFiles(root, self.workshop)
        self._keeping = threading.Lock()  # two feeds may read one file, which is kept once

    def sweep(self) -> int:
        """Remove what killed runs left half-made; call at the start of a run."""
        return self.workshop.sweep()

    @contextmanager
    def new_pull(
        self,
        *,
        connector: str,
        feed: str,
        account: str,
        start: date | None,
        end: date | None,
        api_version: str,
        pulled_at: datetime,
        provisional: Sequence[date] = (),
        told_on: date | None = None,
        content: str | None = None,
    ) -> Generator[PullWriter]:
        """A writer for one pull. The pull exists after the block ends well, and not at all else."""
        first_id = _pull_id(pulled_at, connector, feed, account, start, end, content)
        head = Pull(
            pull_id=_unused(first_id, self._account(connector, feed, account)),
            connector=connector,
            feed=feed,
            account=account,
            start=start,
            end=end,
            api_version=api_version,
            pulled_at=pulled_at.astimezone(UTC),
            provisional=tuple(provisional),
            told_on=told_on,
            content=content,
        )
        folder = self.workshop.path(head.pull_id)
        folder.mkdir(mode=0o700)
        writer = PullWriter(folder, head, self.part_bytes)
        try:
            yield writer
            writer.finish()
            settle(folder, self.folder(head))
        finally:
            writer.drop()
            shutil.rmtree(folder, ignore_errors=True)

    def folder(self, pull: Pull) -> Path:
        """Where one pull lies."""
        return self._account(pull.connector, pull.feed, pull.account) / pull.pull_id

    def _account(self, connector: str, feed: str, account: str) -> Path:
        names = (safe_name(connector), safe_name(feed), safe_name(account))
        return self.root.joinpath("raw", *names)

    def pulls(
        self,
        connector: str | None = None,
        feed: str | None = None,
        account: str | None = None,
        *,
        without: Collection[str] = (),
    ) -> list[Pull]:
        """The pulls there are, oldest first, narrowed as asked; `without` these identifiers."""
        parts = ["*" if part is None else safe_name(part) for part in (connector, feed, account)]
        found = (self.root / "raw").glob("/".join([*parts, "*", MANIFEST]))
        wanted = (_read(path, PULLS) for path in found if path.parent.name not in without)
        return sorted(wanted, key=lambda pull: pull.order)

    def find(self, connector: str, feed: str, account: str, pull_id: str) -> Pull:
        """One pull by its identifier."""
        path = self._account(connector, feed, account) / pull_id / MANIFEST
        if not path.is_file():
            raise LakeError(f"{path}: no such pull; see `marketing status`")
        return _read(path, PULLS)

    def last(
        self, connector: str, feed: str, account: str, window: tuple[date, date] | None = None
    ) -> Pull | None:
        """The newest pull of an account, or of just this window (the truncation guard asks)."""
        folder = self._account(connector, feed, account)
        for path in sorted(folder.glob(f"*/{MANIFEST}"), reverse=True):
            pull = _read(path, PULLS)
            if window is None or (pull.start, pull.end) == window:
                return pull
        return None

    def read_raw(self, pull: Pull) -> RawPull:
        """What `clean` reads: the raw lines of a pull, each part checked when it is opened."""
        return RawPull(
            account_id=pull.account,
            pull_id=pull.pull_id,
            pulled_at=pull.pulled_at,
            parts=RawParts(self.folder(pull), pull),
            totals=pull.totals,
            window=None if pull.start is None or pull.end is None else (pull.start, pull.end),
            provisional=pull.provisional,
        )

    def take_file(self, dropped: Path) -> Dropped:
        """Keep a dropped file by its content; a link is refused, whatever it shows."""
        half_made = self.workshop.path("dropped")
        try:
            digest = _copy(dropped, half_made)
            ending = dropped.suffix if ENDING.fullmatch(dropped.suffix) else ""
            name = safe_name(dropped.name.removesuffix(ending)) + ending
            kept = self.root / "files" / digest / name
            with self._keeping:
                if not kept.exists():
                    settle(half_made, kept)
        finally:
            half_made.unlink(missing_ok=True)
        return Dropped(kept, digest)

    def new_clean(self, stream: str, pull: Pull) -> AbstractContextManager[CleanWriter]:
        """Tables for a pull's rows of one stream, to be filled and finished."""
        return self.cleaned.writer(stream, pull)

    def write_clean(
        self, stream: str, pull: Pull, cleaned: Cleaned, *, fingerprint: str = ""
    ) -> Batch:
        """Write a pull's rows of one stream; a second time replaces the first.

        `fingerprint` says which rules made them; `batch` finds them only by the same.
        """
        with self.new_clean(stream, pull) as writer:
            writer.good.add(cleaned.good)
            writer.quarantined.add(cleaned.quarantined)
            if cleaned.parents is not None:
                writer.parents.add(cleaned.parents)
            return writer.finish(cleaned, fingerprint)

    def batch(self, stream: str, pull: Pull, fingerprint: str = "") -> Batch | None:
        """The clean files of a pull, or None if they are not there or made by other rules."""
        return self.cleaned.batch(stream, pull, fingerprint)

    def write_run(self, run: Run) -> None:
        """Keep what a run missed, so that a rebuild knows it too."""
        with self.workshop.whole(self.root / "runs" / f"{safe_name(run.run_id)}.json") as path:
            path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=1))

    def runs(self) -> list[Run]:
        """The run records, oldest first."""
        runs = (_read(path, RUNS) for path in (self.root / "runs").glob("*.json"))
        return sorted(runs, key=lambda run: (run.at, run.run_id))


@dataclass(frozen=True)
class RawParts:
    """The parts of a pull as (file name, JSON lines); each walk checks the hashes again."""

    folder: Path
    pull: Pull

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for part in self.pull.files:
            path = self.folder / part.name
            data = path.read_bytes() if path.is_file() else b""
            found = hashlib.sha256(data).hexdigest()
            if found != part.sha256:
                raise LakeError(
                    f"{path}: damaged, its SHA-256 is {found} and should be {part.sha256}; "
                    "pull this window again (`marketing backfill`)"
                )
            with zstandard.ZstdDecompressor().stream_reader(data) as text:
                yield part.name, text.read()


def _pull_id(pulled_at: datetime, *asked: object) -> str:
    """Sorts by time; pulls of one moment differ by what was asked."""
    told = hashlib.sha256(repr(asked).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{pulled_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{told}"


def _unused(name: str, folder: Path) -> str:
    """The name itself, or with the first number that no other pull of this moment has."""
    again = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(free for free in again if not (folder / free).exists())


def _read(path: Path, reads: msgspec.json.Decoder) -> Any:
    try:
        return reads.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise LakeError(f"{path}: not readable ({error}); restore it or pull again") from error


def _copy(source: Path, target: Path) -> str:
    """Copy a regular file and give its SHA-256."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise LakeError(f"{str(source)!r}: a link, not a file; drop the file itself") from error
    digest = hashlib.sha256()
    with os.fdopen(handle, "rb") as reader, target.open("xb") as writer:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise LakeError(f"{str(source)!r}: not a regular file; drop a file")
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            writer.write(chunk)
        after = os.fstat(handle)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise LakeError(f"{str(source)!r}: still being written; it is taken on the next run")
    return digest.hexdigest()
