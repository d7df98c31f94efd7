"""What is written beside the rows, in the same transaction: log, coverage, quarantine, drift."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import duckdb
import polars as pl

from pipelines.pulls import Batch, Missing
from pipelines.streams.spec import Stream
from pipelines.warehouse.schema import columns_of, quoted

Db = duckdb.DuckDBPyConnection

PULL_DAYS = {
    "pull_id": pl.String,
    "account_id": pl.String,
    "pulled_at": pl.Datetime("us"),
    "day": pl.Date,
    "state": pl.String,
}
MISSED = {
    "connector": pl.String,
    "feed": pl.String,
    "stream": pl.String,
    "account_id": pl.String,
    "day": pl.Date,
    "reason": pl.String,
    "pulled_at": pl.Datetime("us"),
}
NO_PARENTS = "select null::varchar as account_id where false"


def in_utc(moment: datetime) -> datetime:
    """As the warehouse keeps moments: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


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
    aside |= {"_reason": "VARCHAR", "_raw": "VARCHAR", "_line": "BIGINT"}
    aside |= {stream.day: "DATE"} if stream.day else {}
    _show_files(db, "set_aside", [str(batch.quarantined) for batch in batches], aside)


def _pull_days(stream: Stream, batches: Iterable[Batch]) -> pl.DataFrame:
    rows = []
    for pull in (batch.pull for batch in batches):
        at = in_utc(pull.pulled_at)
        late = set(pull.provisional)
        days = [at.date()] if stream.load == "snapshot" else pull.days
        rows += [
            (pull.pull_id, pull.account, at, day, "provisional" if day in late else "complete")
            for day in days
        ]
    return pl.DataFrame(rows, schema=PULL_DAYS, orient="row")


def _show_files(db: Db, view: str, paths: list[str], wanted: dict[str, str]) -> None:
    """A view of Parquet files with just these columns; one that no file has is null."""
    files = "read_parquet([{}], union_by_name = true)".format(
        ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    )
    there = {row[0] for row in db.execute(f"describe select * from {files}").fetchall()}
    columns = ", ".join(
        f"{quoted(name) if name in there else 'null'}::{kind} as {quoted(name)}"
        for name, kind in wanted.items()
    )
    db.execute(f"create or replace temp view {view} as select {columns} from {files}")


def cover(db: Db, stream: Stream) -> None:
    """The accepted pulls now answer for their days."""
    per_day = "" if stream.load == "snapshot" else "and old.day = new.day"
    db.execute(
        f"""
        delete from ops.stream_coverage as old using accepted as new
        where old.stream = $stream and old.account_id = new.account_id {per_day}
        """,
        {"stream": stream.name},
    )
    db.execute(
        """
        insert into ops.stream_coverage
        select
            $stream,
            $connector,
            $feed,
            account_id,
            day,
            state,
            case when state = 'provisional' then 'still filling when pulled' end,
            pulled_at,
            pull_id
        from accepted
        """,
        {"stream": stream.name, "connector": stream.connector, "feed": stream.feed},
    )


def log(db: Db, stream: Stream, batches: Sequence[Batch], run_id: str, at: datetime) -> None:
    """One row per stream and pull; loading the same again leaves the first one."""
    rows = [
        {
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
            "control_difference": batch.control_difference,
            "loaded_at": in_utc(at),
            "run_id": run_id,
        }
        for batch in batches
    ]
    types = {"window_start": pl.Date, "window_end": pl.Date, "control_difference": pl.Float64}
    db.register("logged", pl.DataFrame(rows, schema_overrides=types))
    counts = ("received", "good", "quarantined", "repeats", "filtered")
    db.execute(
        f"""
        delete from ops.loads as old using logged as new
        where
            old.stream = new.stream
            and old.pull_id = new.pull_id
            and ({" or ".join(f"old.{name} <> new.{name}" for name in counts)})
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


def set_aside(db: Db, stream: Stream, *, may_be_outside: bool) -> int:
    """Quarantined rows of these pulls, and rows outside the window that was asked for.

    Rows stay as long as their day (or, with no readable day, their pull) is in force.
    """
    name = {"stream": stream.name}
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
            $stream, aside.account_id, aside._pull_id, {day}, _reason, _raw, _line,
            loads.loaded_at, aside._pulled_at
        from set_aside as aside
        inner join ops.loads on loads.stream = $stream and loads.pull_id = aside._pull_id
        """,
        name,
    )
    is_daily = stream.load == "window"
    outside = _set_aside_outside(db, stream) if is_daily and may_be_outside else 0
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
            loads.loaded_at, rows._pulled_at
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


def miss(db: Db, missing: Iterable[Missing]) -> None:
    """Days that no pull answers for, with the latest reason; a day that was loaded stays so."""
    rows = [
        (gap.connector, gap.feed, gap.stream, gap.account, day, gap.reason, in_utc(gap.at))
        for gap in missing
        for day in pl.date_range(gap.start, gap.end, eager=True)
    ]
    db.register("gaps", pl.DataFrame(rows, schema=MISSED, orient="row"))
    db.execute(
        """
        create or replace temp table missed as
        select
            coalesce(streams.stream, gaps.stream, gaps.connector || '__' || gaps.feed) as stream,
            gaps.connector, gaps.feed, gaps.account_id, gaps.day,
            arg_max(gaps.reason, (gaps.pulled_at, gaps.reason)) as reason,
            max(gaps.pulled_at) as pulled_at
        from gaps
        left join ops.streams
            on streams.connector = gaps.connector
            and streams.feed = gaps.feed
            and streams.stream = coalesce(gaps.stream, streams.stream)
        left join ops.stream_coverage as known
            on known.stream = streams.stream
            and known.account_id = gaps.account_id
            and (known.day = gaps.day or streams.load = 'snapshot')
            and (
                known.pull_id is not null
                or (known.pulled_at, known.reason) > (gaps.pulled_at, gaps.reason)
            )
        where known.stream is null
        group by all
        """
    )
    db.execute(
        """
        delete from ops.stream_coverage as old using missed as new
        where
            old.stream = new.stream
            and old.account_id = new.account_id
            and (
                old.day = new.day
                or old.stream in (select stream from ops.streams where load = 'snapshot')
            )
        """
    )
    db.execute(
        """
        insert into ops.stream_coverage
        select stream, connector, feed, account_id, day, 'missing', reason, pulled_at, null
        from missed
        """
    )
    db.unregister("gaps")
