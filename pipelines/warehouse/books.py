"""What is written beside the rows in the same transaction: log, days, quarantine, drift."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import duckdb
import polars as pl

from pipelines.pulls import Batch, in_utc
from pipelines.streams.spec import Stream
from pipelines.warehouse.schema import quoted, table_of

Db = duckdb.DuckDBPyConnection

NEXT_CHANGE = "select change_no + 1 from changes.latest"


def is_first(db: Db, stream: Stream) -> bool:
    """Nothing of this stream was ever loaded."""
    known = db.execute("from ops.loads where stream = $stream limit 1", {"stream": stream.name})
    return known.fetchone() is None


def log(
    db: Db,
    stream: Stream,
    batches: Sequence[Batch],
    run_id: str,
    at: datetime,
    *,
    is_first: bool,
) -> None:
    """One row per stream and pull; loading the same again leaves the first one."""
    rows = [_logged(stream, batch, run_id, at) for batch in batches]
    types = {"window_start": pl.Date, "window_end": pl.Date, "control_difference": pl.Float64}
    db.register("logged", pl.DataFrame(rows, schema_overrides=types))
    if is_first:
        db.execute("insert into ops.loads by name from logged")
        db.unregister("logged")
        return
    counts = ("received", "good", "quarantined", "repeats", "filtered", "struck")
    db.execute(
        f"""
        delete from ops.loads as old using logged as new
        where
            old.stream = new.stream
            and old.pull_id = new.pull_id
            and ({" or ".join(f"old.{name} is distinct from new.{name}" for name in counts)})
        """
    )
    db.execute(
        """
        insert into ops.loads by name
        from logged as new
        anti join ops.loads as old on old.stream = new.stream and old.pull_id = new.pull_id
        """
    )
    db.unregister("logged")


def _logged(stream: Stream, batch: Batch, run_id: str, at: datetime) -> dict[str, object]:
    difference = batch.control_difference
    return {
        "load_id": f"{stream.name}:{batch.pull.pull_id}",
        "stream": stream.name,
        "connector": stream.connector,
        "feed": stream.feed,
        "account_id": batch.pull.account,
        "pull_id": batch.pull.pull_id,
        "window_start": batch.pull.start,
        "window_end": batch.pull.end,
        "pulled_at": in_utc(batch.pull.pulled_at),
        "received": batch.counts.received,
        "good": batch.counts.good,
        "quarantined": batch.counts.quarantined,
        "repeats": batch.counts.repeats,
        "filtered": batch.counts.filtered,
        "struck": batch.counts.struck,
        "control_difference": None if difference is None else float(difference),
        "loaded_at": in_utc(at),
        "run_id": run_id,
    }


def count_rows(db: Db, stream: Stream) -> None:
    """How many rows the accounts of these pulls have now: the same however often they came.

    Counted before they are joined: a join would hold all rows of an account at once.
    """
    name = {"stream": stream.name}
    db.execute(
        "delete from ops.row_counts "
        "where stream = $stream and account_id in (select account_id from pulls_in)",
        name,
    )
    db.execute(
        f"""
        insert into ops.row_counts
        select $stream, account_id, coalesce(row_count, 0)
        from (select distinct account_id from pulls_in)
        left join (
            select account_id, count(*) as row_count from {table_of(stream)} group by account_id
        ) using (account_id)
        """,
        name,
    )


def note_days(db: Db, stream: Stream) -> None:
    """The days these pulls speak for, changed by the newest change: models rebuild them."""
    if not (stream.day or stream.dated_by):
        return
    name, changed = {"stream": stream.name}, "pulls_in" if stream.day else "dated"
    change = db.execute(NEXT_CHANGE).fetchall()[0][0]
    db.execute(
        f"delete from changes.days where input = $stream and day in (select day from {changed})",
        name,
    )
    db.execute(
        f"insert into changes.days select distinct $stream, day, $change::bigint from {changed}",
        name | {"change": change},
    )


def set_aside(db: Db, stream: Stream, batches: Iterable[Batch], *, may_be_outside: bool) -> int:
    """Quarantined rows of these pulls, and rows outside the window that was asked for.

    Rows stay as long as their day (or, with no readable day, their pull) is in force.
    """
    name = {"stream": stream.name}
    may_be_outside = may_be_outside and stream.load == "window"
    if not may_be_outside and not any(batch.counts.quarantined for batch in batches):
        known = db.execute("from quarantine.rows where stream = $stream limit 1", name).fetchone()
        if known is None:
            return 0
    db.execute(
        "delete from quarantine.rows "
        "where stream = $stream and pull_id in (select pull_id from pulls_in)",
        name,
    )
    day = quoted(stream.day) if stream.day else "null"
    db.execute(
        f"""
        insert into quarantine.rows
        select
            $stream, aside.account_id, aside._pull_id, {day}, _reason, _raw, _part, _line,
            loads.loaded_at, aside._pulled_at
        from set_aside as aside
        inner join ops.loads on loads.stream = $stream and loads.pull_id = aside._pull_id
        """,
        name,
    )
    outside = _set_aside_outside(db, stream) if may_be_outside else 0
    if stream.load != "merge":
        _forget_superseded(db, stream)
    return outside


def _set_aside_outside(db: Db, stream: Stream) -> int:
    day = quoted(stream.day or "")
    done = db.execute(
        f"""
        insert into quarantine.rows
        select
            $stream, rows.account_id, rows._pull_id, null, 'outside_window', to_json(rows), null,
            null, loads.loaded_at, rows._pulled_at
        from incoming as rows
        anti join pulls_in on pulls_in.pull_id = rows._pull_id and pulls_in.day = rows.{day}
        inner join ops.loads on loads.stream = $stream and loads.pull_id = rows._pull_id
        """,
        {"stream": stream.name},
    ).fetchone()
    return int(done[0]) if done else 0


def _forget_superseded(db: Db, stream: Stream) -> None:
    db.execute(
        """
        delete from quarantine.rows as aside
        where
            aside.stream = $stream
            and aside.account_id in (select account_id from pulls_in)
            and (
                aside.pull_id not in (
                    select pull_id from ops.stream_coverage
                    where stream = $stream and pull_id is not null
                )
                or exists (
                    from ops.stream_coverage as covered
                    where
                        covered.stream = $stream
                        and covered.account_id = aside.account_id
                        and covered.day = aside.day
                        and covered.pull_id <> aside.pull_id
                )
            )
        """,
        {"stream": stream.name},
    )


def note_drift(db: Db, stream: Stream, batches: Iterable[Batch]) -> None:
    """New fields that a platform sends, with the pull that showed them first."""
    seen = [
        (stream.name, field, in_utc(batch.pull.pulled_at), batch.pull.pull_id)
        for batch in batches
        for field in batch.drift
    ]
    if not seen:
        return
    names = ("stream", "field", "first_seen_at", "pull_id")
    db.register("seen", pl.DataFrame(seen, schema=names, orient="row"))
    db.execute(
        """
        create or replace temp table drift as
        select stream, field, min(first_seen_at) as first_seen_at,
            arg_min(pull_id, (first_seen_at, pull_id)) as pull_id
        from (from seen union all from ops.drift where stream = $stream)
        group by stream, field
        """,
        {"stream": stream.name},
    )
    db.execute("delete from ops.drift where stream = $stream", {"stream": stream.name})
    db.execute("insert into ops.drift by name from drift")
    db.unregister("seen")
