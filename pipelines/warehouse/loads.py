"""The four ways a stream's rows enter its table. Each is the same in any order and any number.

All run inside the caller's transaction and see two views: `incoming` (the clean rows of all
pulls) and `pulls_in` (one row per pull and day: account_id, day, pull_id, pulled_at, state).
"""

import duckdb

from pipelines.streams.spec import Stream
from pipelines.warehouse import kept
from pipelines.warehouse.schema import quoted, table_of

Db = duckdb.DuckDBPyConnection


def load(db: Db, stream: Stream, *, is_first: bool) -> int:
    """Bring the incoming rows into the stream's table; returns how many stand in it now.

    `is_first`: nothing was ever loaded, so no pull can be older than what stands.
    """
    db.execute("create or replace temp table dated (day date)")
    if stream.load == "snapshot":
        _accept(db, stream, "account_id", is_first=is_first)
        stored = _replace_accounts(db, stream)
    else:
        _accept(db, stream, "account_id", "day", is_first=is_first)
        if stream.load == "window":
            stored = _replace_days(db, stream)
        elif stream.replace_by:
            stored = _replace_children(db, stream)
        else:
            stored = _merge(db, stream)
    if stream.versions:
        kept.keep_versions(db, stream)
    if stream.history:
        kept.keep_history(db, stream)
    return stored


def _accept(db: Db, stream: Stream, *per: str, is_first: bool) -> None:
    """`accepted`: the newest pull of each account (and day), unless a newer one was loaded."""
    same = " and ".join(f"known.{name} = newest.{name}" for name in per)
    unless_newer = f"""
        and not exists (
            from ops.stream_coverage as known
            where
                known.stream = $stream
                and {same}
                and known.pull_id is not null
                and (known.pulled_at, known.pull_id) > (newest.pulled_at, newest.pull_id)
        )
    """
    db.execute(
        f"""
        create or replace temp table accepted as
        select * exclude (rank)
        from (
            select
                *,
                row_number() over (
                    partition by {", ".join(per)} order by pulled_at desc, pull_id desc
                ) as rank
            from pulls_in
        ) as newest
        where rank = 1 {"" if is_first else unless_newer}
        """,
        {} if is_first else {"stream": stream.name},
    )


def _replace_days(db: Db, stream: Stream) -> int:
    table, day = table_of(stream), quoted(stream.day or "")
    first, last = db.execute("select min(day), max(day) from accepted").fetchone() or (None, None)
    db.execute(
        f"""
        delete from {table} as old using accepted as new
        where
            old.{day} between $first and $last  -- lets the engine skip the rest of the history
            and old.account_id = new.account_id
            and old.{day} = new.day
        """,
        {"first": first, "last": last},
    )
    return _count(
        db.execute(
            f"""
            insert into {table} by name
            select incoming.*
            from incoming
            inner join accepted
                on incoming._pull_id = accepted.pull_id
                and incoming.account_id = accepted.account_id
                and incoming.{day} = accepted.day
            """
        )
    )


def _replace_accounts(db: Db, stream: Stream) -> int:
    table = table_of(stream)
    again = f"{table} where account_id in (select account_id from accepted)"
    _date(db, stream, "incoming", again)
    db.execute(f"delete from {again}")
    return _count(
        db.execute(
            f"""
            insert into {table} by name
            select incoming.*
            from incoming
            inner join accepted
                on incoming._pull_id = accepted.pull_id
                and incoming.account_id = accepted.account_id
            """
        )
    )


def _merge(db: Db, stream: Stream) -> int:
    """One row per key: the newest, or the earliest; among equals that of the newer pull.

    Keys that come once and are new, mostly nearly all, need no comparison.
    """
    table, key = table_of(stream), ", ".join(quoted(name) for name in stream.key)
    again = f"{table} where _pull_id in (select pull_id from pulls_in)"
    _date(db, stream, "incoming", again)
    db.execute(f"delete from {again}")
    doubtful = _count(
        db.execute(
            f"""
            create or replace temp table doubtful as
            select {key} from incoming group by {key} having count(*) > 1
            union
            select {key} from {table} semi join incoming using ({key})
            """
        )
    )
    if not doubtful:
        return _count(db.execute(f"insert into {table} by name from incoming"))
    _date(db, stream, f"{table} semi join doubtful using ({key})")
    new = db.execute(f"insert into {table} by name from incoming anti join doubtful using ({key})")
    return _count(new) + _merge_doubtful(db, stream, key)


def _date(db: Db, stream: Stream, *rows: str) -> None:
    """Note the days of rows that come or go, if models are built by them."""
    if stream.dated_by is None:
        return
    day = f"cast({quoted(stream.dated_by)} as date)"
    for some in rows:
        db.execute(f"insert into dated select distinct {day} from {some}")


def _merge_doubtful(db: Db, stream: Stream, key: str) -> int:
    table = table_of(stream)
    newest = stream.newest or "_pulled_at"
    way = "asc" if newest.startswith("-") else "desc"
    db.execute(
        f"""
        create or replace temp table best as
        select * exclude (_rank)
        from (
            select
                *,
                row_number() over (
                    partition by {key}
                    order by
                        {quoted(newest.removeprefix("-"))} {way} nulls last,
                        _pulled_at desc,
                        _pull_id desc
                ) as _rank
            from (
                from incoming semi join doubtful using ({key})
                union all by name
                from {table} semi join doubtful using ({key})
            )
        )
        where _rank = 1
        """
    )
    same = " and ".join(f"old.{name} = new.{name}" for name in map(quoted, stream.key))
    db.execute(f"delete from {table} as old using doubtful as new where {same}")
    stored = _count(db.execute(f"insert into {table} by name from best"))
    db.execute("drop table best")
    return stored


def _replace_children(db: Db, stream: Stream) -> int:
    """All rows of a parent come from the newest pull in which the parent was seen."""
    table, parent = table_of(stream), [quoted(name) for name in stream.replace_by]
    _accept_parents(db, stream)
    same = " and ".join(f"old.{name} = new.{name}" for name in ("account_id", *parent))
    db.execute(f"delete from {table} as old using accepted_parents as new where {same}")
    stored = _count(
        db.execute(
            f"""
            insert into {table} by name
            select old.*
            from incoming as old
            inner join accepted_parents as new on old._pull_id = new._pull_id and {same}
            """
        )
    )
    _remember_parents(db, stream)
    return stored


def _accept_parents(db: Db, stream: Stream) -> None:
    """`accepted_parents`: the newest pull of each parent, unless a newer one was loaded."""
    parent = [quoted(name) for name in stream.replace_by]
    named = f"concat_ws(chr(31), {', '.join(f'{name}::varchar' for name in parent)})"
    by_name = ", ".join(parent)
    db.execute(
        f"""
        create or replace temp table accepted_parents as
        select * exclude (rank)
        from (
            select
                *,
                {named} as parent,
                row_number() over (
                    partition by account_id, {by_name} order by _pulled_at desc, _pull_id desc
                ) as rank
            from (
                select account_id, {by_name}, _pulled_at, _pull_id from parents_in
                union
                select account_id, {by_name}, _pulled_at, _pull_id from incoming
            )
        ) as newest
        where
            rank = 1
            and not exists (
                from ops.parents as known
                where
                    known.stream = $stream
                    and known.account_id = newest.account_id
                    and known.parent = newest.parent
                    and (known.pulled_at, known.pull_id) > (newest._pulled_at, newest._pull_id)
            )
        """,
        {"stream": stream.name},
    )


def _remember_parents(db: Db, stream: Stream) -> None:
    """A parent that lost all its children must still refuse an older pull that shows some."""
    db.execute(
        """
        delete from ops.parents as old using accepted_parents as new
        where old.stream = $stream and old.account_id = new.account_id and old.parent = new.parent
        """,
        {"stream": stream.name},
    )
    db.execute(
        """
        insert into ops.parents
        select $stream, account_id, parent, _pulled_at, _pull_id from accepted_parents
        """,
        {"stream": stream.name},
    )
    db.execute("drop table accepted_parents")


def _count(done: Db) -> int:
    row = done.fetchone()
    return int(row[0]) if row else 0
