"""Which day of which account is complete, provisional or missing, per stream."""

from collections.abc import Iterable

import duckdb
import polars as pl

from pipelines.pulls import Missing, in_utc
from pipelines.streams.spec import Stream

Db = duckdb.DuckDBPyConnection

MISSED = {
    "connector": pl.String,
    "feed": pl.String,
    "stream": pl.String,
    "account_id": pl.String,
    "day": pl.Date,
    "reason": pl.String,
    "pulled_at": pl.Datetime("us"),
}

# Gaps of all streams of the feed (or the one named), unless a pull or a later gap answers.
NEW_GAPS = """
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


def miss(db: Db, missing: Iterable[Missing]) -> None:
    """Days that no pull answers for, with the latest reason; a day that was loaded stays so."""
    rows = [
        (gap.connector, gap.feed, gap.stream, gap.account, day, gap.reason, in_utc(gap.at))
        for gap in missing
        for day in pl.date_range(gap.start, gap.end, eager=True)
    ]
    db.register("gaps", pl.DataFrame(rows, schema=MISSED, orient="row"))
    db.execute(NEW_GAPS)
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
