"""Marts → a read-only version beside the others, then one switch. Readers never meet a writer.

    published/versions/<version>/marketing.duckdb, parquet/<mart>.parquet
    published/current -> versions/<version>          the only link that moves
    published/marketing.duckdb, published/parquet    fixed links through it

A version folder is sealed (made read-only) once it was switched to; one that is neither sealed nor
current was left by a crash and never shown.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb

from pipelines import snapshot
from pipelines.durable import ProcessLock, Workshop, settle, sync
from pipelines.snapshot import FILE, PARQUET, PublishError
from pipelines.warehouse import Warehouse

__all__ = ["Publication", "PublishError", "Published"]

KEPT = 3
GRACE = timedelta(minutes=10)  # longer than the longest question to a version that was replaced
STAMP = "%Y%m%dT%H%M%S%fZ"
SEALED, OPEN = 0o555, 0o755


@dataclass(frozen=True)
class Publication:
    """What readers see now: a version, its tables with their rows, and whether it is new."""

    version: str
    path: Path
    tables: Mapping[str, int]
    is_new: bool


class Published:
    """The folder that readers open."""

    def __init__(self, root: Path, *, wait: float = 600.0) -> None:
        self.root, self.wait = root, wait
        self.workshop = Workshop(root / "tmp")
        self._lock = ProcessLock(root / ".lock")

    def current(self) -> str | None:
        """The version readers see, or None before the first one."""
        link = self.root / "current"
        return link.readlink().name if link.is_symlink() else None

    def versions(self) -> list[str]:
        """The versions that can be switched to, oldest first."""
        folders = (self.root / "versions").glob("*")
        return sorted(path.name for path in folders if self._was_shown(path))

    def publish(
        self,
        warehouse: Warehouse,
        *,
        built_at: datetime,
        stale_streams: Sequence[str] = (),
        kept: int = KEPT,
        grace: timedelta = GRACE,
    ) -> Publication:
        """Build a version from the warehouse's marts and switch to it; the same content once."""
        with warehouse.alone("publishing"), self._lock.held(self.wait, "publishing"):
            self._sweep()
            with warehouse.reading() as db:
                marts = snapshot.marts(db)
                content = snapshot.content(db, marts, stale_streams)
            if (now := self._shown()) and now[0] == content:
                return Publication(now[1], self._folder(now[1]), now[2], is_new=False)
            version = self._unused(built_at)
            bench = self.workshop.path(version)
            try:
                tables = snapshot.build(bench, warehouse.path, marts)
                told = snapshot.Signature(version, built_at, tuple(stale_streams), content)
                snapshot.sign(bench, told, tables)
                settle(bench, self._folder(version))
            finally:
                shutil.rmtree(bench, ignore_errors=True)
            self._switch(version)
            self._retire(built_at, kept, grace)
        return Publication(version, self._folder(version), tables, is_new=True)

    def rollback(self, to: str | None = None) -> str:
        """Switch to the version before the current one, or to a named one that is kept."""
        with self._lock.held(self.wait, "a rollback"):
            self._sweep()
            now, known = self.current(), self.versions()
            earlier = [version for version in known if now is not None and version < now]
            target = to or (earlier[-1] if earlier else None)
            if target not in known:
                raise PublishError(
                    f"{self.root}: no version {to or 'before this one'} to go back to; "
                    f"there are: {', '.join(known) or 'none'}"
                )
            self._switch(target)
        return target

    def _folder(self, version: str) -> Path:
        return self.root / "versions" / version

    def _was_shown(self, folder: Path) -> bool:
        return folder.name == self.current() or folder.stat().st_mode & 0o777 == SEALED

    def _unused(self, built_at: datetime) -> str:
        """Named by its time; never earlier than what was published before."""
        name = f"{built_at.astimezone(UTC):{STAMP}}"
        newest = max(self.versions(), default="")
        number = 2
        stem = name if name > newest else newest.partition("-")[0]
        name = stem
        while name <= newest or self._folder(name).exists():
            name, number = f"{stem}-{number:03d}", number + 1
        return name

    def _shown(self) -> tuple[str, str, dict[str, int]] | None:
        """Content, version and rows per table of what readers see."""
        version = self.current()
        if version is None:
            return None
        try:
            with duckdb.connect(str(self._folder(version) / FILE), read_only=True) as db:
                signed = db.execute("select content from _publish").fetchone()
                tables = dict(
                    db.execute("select table_name, row_count from _publish_tables").fetchall()
                )
        except duckdb.Error:
            return None  # damaged: to be replaced by a new version
        return (str(signed[0]), version, tables) if signed else None

    def _switch(self, version: str) -> None:
        """The one moment in which readers move on."""
        for name in (FILE, PARQUET):
            if not (self.root / name).is_symlink():
                (self.root / name).symlink_to(Path("current") / name)
        link = self.workshop.path("current")
        link.symlink_to(Path("versions") / version)
        link.replace(self.root / "current")
        sync(self.root)
        _seal(self._folder(version))

    def keep_current_only(self) -> None:
        """Remove every version but the one readers see: nobody can go back to an older one."""
        for version in self.versions():
            if version != self.current():
                _remove(self._folder(version))

    def _sweep(self) -> None:
        """Remove what a crash left: half-built versions and finished ones never shown."""
        self.workshop.sweep()
        if (now := self.current()) and self._folder(now).is_dir():
            _seal(self._folder(now))
        for folder in (self.root / "versions").glob("*"):
            if not self._was_shown(folder):
                _remove(folder)

    def _retire(self, now: datetime, kept: int, grace: timedelta) -> None:
        """Remove old versions, once the one that followed is older than the grace period."""
        known = self.versions()
        limit = f"{(now - grace).astimezone(UTC):{STAMP}}"
        for version, follower in list(pairwise(known))[: -kept + 1]:
            if version != self.current() and follower <= limit:
                _remove(self._folder(version))


def _seal(folder: Path) -> None:
    for path in (folder / PARQUET, folder):
        path.chmod(SEALED)


def _remove(folder: Path) -> None:
    for path in (folder, folder / PARQUET):
        if path.is_dir():
            path.chmod(OPEN)
    shutil.rmtree(folder)
