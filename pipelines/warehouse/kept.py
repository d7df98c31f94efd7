"""What stays beside the newest rows: figures as they were reported first, and how objects stood.

Each is the same in any order of loads and any number of them. Both run inside the caller's
transaction and see the views of `incoming`.
"""

import duckdb

from pipelines.streams.spec import Stream
from pipelines.warehouse.schema import columns_of, quoted, table_of

Db = duckdb.DuckDBPyConnection

# Is this all that was ever told of these accounts, one snapshot of each? Mostly nothing is known.
FIRST_SNAPSHOTS = """
    select
        count(*) = count(distinct account_id)
        and not exists (
            from ops.snapshots as known
            where stream = $stream and account_id in (select account_id from pulls_in)
        )
    from pulls_in
"""
DAYS_COMING = """
    create or replace temp table taken as
    select account_id, told_on as day, pulled_at, pull_id from pulls_in
"""
# The newest snapshot of each account and day, unless a newer one was loaded.
DAYS_TAKEN = """
    create or replace temp table taken as
    select * exclude (rank)
    from (
        select
            account_id,
            told_on as day,
            pulled_at,
            pull_id,
            row_number() over (
                partition by account_id, told_on order by pulled_at desc, pull_id desc
            ) as rank
        from pulls_in
    ) as newest
    where
        rank = 1
        and not exists (
            from ops.snapshots as known
            where
                known.stream = $stream
                and known.account_id = newest.account_id
                and known.day = newest.day
                and (known.pulled_at, known.pull_id) > (newest.pulled_at, newest.pull_id)
        )
"""
# Of each day taken the next day that another snapshot speaks for.
DAYS_AFTER = """
    create or replace temp table days_after as
    select account_id, others.day, others.pulled_at, others.pull_id
    from (
        select taken.account_id, min(others.day) as day
        from taken
        inner join ops.snapshots as others
            on others.account_id = taken.account_id and others.day > taken.day
        where others.stream = $stream
        group by taken.account_id, taken.day
    )
    inner join ops.snapshots as others using (account_id, day)
    anti join taken using (account_id, day)
    where others.stream = $stream
    group by all
"""


def keep_versions(db: Db, stream: Stream) -> None:
    """Each different set of figures once, with the pull that told it first.

    A set does not depend on the order of loads. Provisional days are left out: a part of a day
    is not the first report of it.
    """
    table = table_of(stream, "__versions")
    told = [quoted(name) for name in stream.schema if not name.startswith("_")]
    same = " and ".join(f"old.{name} is not distinct from new.{name}" for name in told)
    _show_told(db, stream, told)
    day = quoted(stream.day or "")
    first, last, oldest = db.execute(
        "select min(day), max(day), min((pulled_at, pull_id)) from pulls_in"
    ).fetchall()[0]
    span = {"first": first, "last": last}
    within = f"old.{day} between $first and $last"
    newer = db.execute(
        f"select max((_pulled_at, _pull_id)) from {table} as old where {within}", span
    ).fetchall()[0][0]
    if newer and tuple(newer) > tuple(oldest):  # an older pull comes late: it told it first
        order = "(old._pulled_at, old._pull_id) > (new._pulled_at, new._pull_id)"
        db.execute(
            f"delete from {table} as old using told as new where {within} and {same} and {order}",
            span,
        )
    db.execute(
        f"""
        insert into {table} by name
        from told as new
        anti join (from {table} as old where {within}) as old on {same}
        """,
        span,
    )


def _show_told(db: Db, stream: Stream, told: list[str]) -> None:
    """`told`: the incoming rows of complete days; of equal ones of several pulls the first."""
    rows = f"""
        select * from incoming
        where (_pull_id, {quoted(stream.day or "")}) in (
            select (pull_id, day) from pulls_in where state = 'complete'
        )
    """
    twice = db.execute(
        "select count(*) > count(distinct (account_id, day)) from pulls_in"
    ).fetchall()[0][0]
    if twice:
        ranked = f"row_number() over (partition by {', '.join(told)} order by _pulled_at, _pull_id)"
        rows = f"select * exclude (_rank) from (select *, {ranked} as _rank from ({rows}))"
        rows += " where _rank = 1"
    db.execute(f"create or replace temp view told as {rows}")


def keep_history(db: Db, stream: Stream) -> None:
    """Since which day each object of a snapshot stood as it did: a row per change, not per day.

    A day speaks with its newest snapshot. An object that a later one leaves out stands there as
    not listed: without that a snapshot that comes late could not be put between two others.
    """
    name = {"stream": stream.name}
    told = ", ".join(f"told.{quoted(column)}" for column in (*stream.key, *stream.history))
    shown = f"""
        select {told}, taken.day as valid_from, true as is_listed, told._pulled_at, told._pull_id
        from incoming as told
        inner join taken on told._pull_id = taken.pull_id
    """
    if db.execute(FIRST_SNAPSHOTS, name).fetchall()[0][0]:
        db.execute(DAYS_COMING)
        db.execute(f"insert into {table_of(stream, '__history')} by name {shown}")
    else:
        db.execute(DAYS_TAKEN, name)
        db.execute(f"create or replace temp view shown as {shown}")
        _put_between(db, stream)
        db.execute(
            """
            delete from ops.snapshots as old using taken as new
            where old.stream = $stream and old.account_id = new.account_id and old.day = new.day
            """,
            name,
        )
    db.execute("insert into ops.snapshots by name select $stream as stream, * from taken", name)


def _put_between(db: Db, stream: Stream) -> None:
    """The days taken, put among those known: what each other day showed stays as it was.

    The day after one that is taken says in full how things stood; then repetitions go.
    """
    table = table_of(stream, "__history")
    names = [quoted(name) for name in stream.key]
    key = ", ".join(names)
    stood = ", ".join(quoted(name) for name in (*stream.history, "is_listed"))
    same = " and ".join(f"places.{name} = known.{name}" for name in names)
    columns = ", ".join(quoted(name) for name in columns_of(stream, "__history"))
    db.execute(DAYS_AFTER, {"stream": stream.name})
    db.execute(
        f"create or replace temp table known as from {table} semi join taken using (account_id)"
    )
    db.execute(
        f"""
        create or replace temp table standing as
        with objects as (
            select {key} from known union select {key} from shown
        ),
        unlisted as (
            select {key}, day as valid_from, false as is_listed,
                pulled_at as _pulled_at, pull_id as _pull_id
            from objects inner join taken using (account_id)
        ),
        places as (
            from objects inner join days_after using (account_id)
        )
        from shown
        union all by name
        from known anti join taken
            on known.account_id = taken.account_id and known.valid_from = taken.day
        union all by name
        from unlisted anti join shown using ({key}, valid_from)
        union all by name
        select {", ".join(f"places.{name}" for name in names)},
            {", ".join(f"known.{quoted(name)}" for name in stream.history)},
            places.day as valid_from, coalesce(known.is_listed, false) as is_listed,
            places.pulled_at as _pulled_at, places.pull_id as _pull_id
        from places asof left join known on {same} and places.day >= known.valid_from
        where known.valid_from is distinct from places.day
        """
    )
    db.execute(f"delete from {table} where account_id in (select account_id from taken)")
    db.execute(
        f"""
        insert into {table} by name
        select {columns}
        from (
            select *, row({stood}) as stood,
                lag(stood) over (partition by {key} order by valid_from) as stood_before
            from standing
        )
        where
            stood is distinct from stood_before
            and (is_listed or stood_before is not null)
        """
    )
