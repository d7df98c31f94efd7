"""Makes the clean files of some pulls visible to SQL, before any of it is loaded."""

from collections.abc import Iterable, Sequence

import duckdb
import polars as pl

from pipelines.pulls import Batch, in_utc
from pipelines.streams.spec import Stream
from pipelines.warehouse.schema import columns_of, quoted

Db = duckdb.DuckDBPyConnection

PULL_DAYS = {
    "pull_id": pl.String,
    "account_id": pl.String,
    "pulled_at": pl.Datetime("us"),
    "day": pl.Date,
    "state": pl.String,
    "told_on": pl.Date,
}


def show(db: Db, stream: Stream, batches: Sequence[Batch]) -> None:
    """Make the batches visible to SQL as `incoming`, `parents_in`, `set_aside`, `pulls_in`."""
    db.register("pulls_in", _pull_days(stream, batches))
    _show_files(db, "incoming", [str(batch.good) for batch in batches], columns_of(stream))
    parents = [str(batch.parents) for batch in batches if batch.parents]
    if stream.replace_by:
        names = ("account_id", *stream.replace_by, "_pulled_at", "_pull_id")
        types = {name: columns_of(stream)[name] for name in names}
        _show_files(db, "parents_in", parents or [str(b.good) for b in batches], types)
    aside = {"account_id": "VARCHAR", "_pull_id": "VARCHAR", "_pulled_at": "TIMESTAMP"}
    aside |= {"_reason": "VARCHAR", "_raw": "VARCHAR", "_part": "VARCHAR", "_line": "BIGINT"}
    aside |= {stream.day: "DATE"} if stream.day else {}
    _show_files(
        db, "set_aside", [str(one.quarantined) for one in batches if one.quarantined], aside
    )


def _pull_days(stream: Stream, batches: Iterable[Batch]) -> pl.DataFrame:
    rows = []
    for pull in (batch.pull for batch in batches):
        at = in_utc(pull.pulled_at)
        late = set(pull.provisional)
        days = [at.date()] if stream.load == "snapshot" else pull.days
        whole = (pull.pull_id, pull.account, at)
        rows += [
            (*whole, day, "provisional" if day in late else "complete", pull.day_told)
            for day in days
        ]
    return pl.DataFrame(rows, schema=PULL_DAYS, orient="row")


def _show_files(db: Db, view: str, paths: list[str], wanted: dict[str, str]) -> None:
    """A view of Parquet files with just these columns; one that no file has is null."""
    if not paths:
        columns = ", ".join(f"null::{kind} as {quoted(name)}" for name, kind in wanted.items())
        db.execute(f"create or replace temp view {view} as select {columns} where false")
        return
    files = "read_parquet([{}], union_by_name = true)".format(
        ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    )
    there = {row[0] for row in db.execute(f"describe select * from {files}").fetchall()}
    columns = ", ".join(
        f"{quoted(name) if name in there else 'null'}::{kind} as {quoted(name)}"
        for name, kind in wanted.items()
    )
    db.execute(f"create or replace temp view {view} as select {columns} from {files}")
