"""The warehouse file. Nothing else opens it for writing, and each load is one transaction.

Tables are made in `schema`; clean files become visible in `incoming`, rows enter in `loads`; beside
them stand `coverage` and, in `books`, the load log, the quarantine and new fields.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from pipelines.durable import Busy, ProcessLock, sync
from pipelines.pulls import Batch, Missing
from pipelines.streams.spec import Stream
from pipelines.warehouse import books, coverage, incoming, loads, schema
from pipelines.warehouse.schema import WarehouseError

__all__ = ["Busy", "Stored", "Warehouse", "WarehouseError", "hashes"]

# Compacting at 16 MB, the default, costs more than the load; it happens when the file is closed.
# Without a limit written blocks stay in memory up to 80 % of the machine; with it a load is no
# slower and big ones use the disk. Two threads, since each takes its own share of that memory.
SETTINGS = """
    set TimeZone = 'UTC';
    set checkpoint_threshold = '2GB';
    set preserve_insertion_order = false;
    set enable_progress_bar = false;
    set memory_limit = '400MB';
    set threads = 2;
"""
OWN_TIMES = ("loaded_at", "run_id")
SMALL = 100_000  # rows; below, a second thread costs a third more and saves no time


@dataclass(frozen=True)
class Stored:
    """What a load did: rows that came, rows that stand, rows set aside as outside their window."""

    stream: str
    incoming: int
    stored: int
    outside: int


class Warehouse:
    """One DuckDB file and its lock. `wait` is how long to wait for another process, in seconds."""

    def __init__(self, path: Path, *, wait: float = 600.0) -> None:
        self.path, self.wait = path, wait
        self._lock = ProcessLock(path.with_name(path.name + ".lock"))
        self._db: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def alone(self, purpose: str = "a run") -> Generator[None]:
        """No other process loads, builds or reads this file inside the block; else `Busy`."""
        with self._lock.held(self.wait, purpose):
            yield

    @contextmanager
    def open(self, purpose: str = "a load") -> Generator[duckdb.DuckDBPyConnection]:
        """The file, open for writing; closed and compacted afterwards.

        Loads inside the block share the connection, which saves 40 ms and a checkpoint each.
        """
        with self.alone(purpose):
            if self._db is not None:
                yield self._db
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._connected(read_only=False) as self._db:
                try:
                    self._db.execute(SETTINGS)
                    yield self._db
                finally:
                    self._db = None

    @contextmanager
    def reading(self, purpose: str = "a question") -> Generator[duckdb.DuckDBPyConnection]:
        """The file, open for reading."""
        if not self.path.exists():
            raise WarehouseError(f"{self.path}: not there; `marketing run` makes it")
        with self.alone(purpose):
            if self._db is not None:
                yield self._db
                return
            with self._connected(read_only=True) as db:
                db.execute("set TimeZone = 'UTC'")
                yield db

    def _connected(self, *, read_only: bool) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(str(self.path), read_only=read_only)
        except duckdb.IOException as error:
            if "lock" in str(error):
                raise Busy(f"{self.path}: open in another program; close it there") from error
            raise WarehouseError(
                f"{self.path}: not readable as a warehouse; remove it and run `marketing rebuild`"
            ) from error

    def prepare(self, streams: Mapping[str, Stream] | Iterable[Stream]) -> None:
        """Make all tables, empty where nothing was loaded, and add the columns that are new."""
        wanted = streams.values() if isinstance(streams, Mapping) else streams
        with self.open("preparing tables") as db, _whole(db):
            schema.prepare(db, wanted)

    def replace(
        self, stream: Stream, batches: Sequence[Batch], *, run_id: str, loaded_at: datetime
    ) -> Stored:
        """Load the pulls of a stream in one transaction, with log, coverage and quarantine.

        An older pull never replaces a newer one, so order and repetition make no difference.
        """
        once = list({batch.pull.pull_id: batch for batch in batches}.values())
        if not once:
            return Stored(stream.name, 0, 0, 0)
        good = sum(batch.counts.good for batch in once)
        with self.open(f"loading {stream.name}") as db, _threads(db, good), _whole(db):
            incoming.show(db, stream, once)
            is_first = books.is_first(db, stream)
            stored = loads.load(db, stream, is_first=is_first)
            coverage.cover(db, stream)
            books.log(db, stream, once, run_id, loaded_at, is_first=is_first)
            books.note_days(db, stream)
            books.count_rows(db, stream)
            outside = books.set_aside(db, stream, once, may_be_outside=stored < good)
            books.note_drift(db, stream, once)
        return Stored(stream.name, good, stored, outside)

    def miss(self, missing: Iterable[Missing]) -> None:
        """Note days that could not be pulled or loaded; days that stand from before stay."""
        if gaps := list(missing):
            with self.open("noting missing days") as db, _whole(db):
                coverage.miss(db, gaps)

    def set_accounts(self, accounts: Iterable[Mapping[str, str | None]]) -> None:
        """Write down the accounts of sources.toml, in place of those before."""
        names = ("connector", "account_id", "account_name", "zone", "currency_code")
        columns = dict.fromkeys((*names, "brand_id", "region_id", "primary_claim"), pl.String)
        rows = [{name: account.get(name) for name in columns} for account in accounts]
        with self.open("writing accounts") as db, _whole(db):
            db.register("listed", pl.DataFrame(rows, schema=columns))
            db.execute("delete from ops.accounts")
            db.execute("insert into ops.accounts by name from listed")

    def stand_in_for(self, other: Path) -> None:
        """Take another warehouse file's place in one step (the end of a rebuild).

        Views remember the file's name, so a rebuild uses the same name in another folder.
        """
        if self.path.name != other.name:
            raise WarehouseError(f"{self.path}: must be named {other.name} to take its place")
        with self.open("a rebuild") as db:
            db.execute("checkpoint")
        sync(self.path)
        with Warehouse(other, wait=self.wait).alone("a rebuild"):
            other.with_name(other.name + ".wal").unlink(missing_ok=True)
            self.path.replace(other)
            sync(other.parent)


@contextmanager
def _threads(db: duckdb.DuckDBPyConnection, rows: int) -> Generator[None]:
    """One thread for few rows, two for many."""
    if rows >= SMALL:
        yield
        return
    db.execute("set threads = 1")
    try:
        yield
    finally:
        db.execute("set threads = 2")


@contextmanager
def _whole(db: duckdb.DuckDBPyConnection) -> Generator[None]:
    """All or nothing."""
    db.execute("begin")
    try:
        yield
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise


def hashes(
    db: duckdb.DuckDBPyConnection, *schemas: str, without: Sequence[str] = OWN_TIMES
) -> dict[str, str]:
    """Table → count and hash of its rows in any order; not of when and by whom they were loaded."""
    tables = db.execute(
        "select table_schema, table_name, list(column_name order by column_name) "
        "from information_schema.columns where list_contains($schemas, table_schema) "
        "group by all order by all",
        {"schemas": list(schemas)},
    ).fetchall()
    found = {}
    for own, table, columns in tables:
        shown = ", ".join(schema.quoted(name) for name in columns if name not in without)
        counted = db.execute(
            f"select count(*) || ':' || coalesce(sum(hash({shown})), 0) "
            f"from {schema.quoted(own)}.{schema.quoted(table)}"
        ).fetchone()
        found[f"{own}.{table}"] = str(counted[0]) if counted else ""
    return found
