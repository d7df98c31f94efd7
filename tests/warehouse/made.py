"""Streams and pulls, made by hand and small enough to see through."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl

from pipelines.pulls import Batch, Counts, Pull
from pipelines.streams.columns import day, money, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.warehouse import Warehouse

DAY = date(2026, 11, 1)
LOADED_AT = datetime(2026, 11, 14, 12, tzinfo=UTC)


def never(gxe):
    return []


report = Stream(
    name="shop__report",
    grain="one row per ad per day",
    keys=("report_date", "ad_id"),
    columns={"report_date": day("day"), "ad_id": text("ad"), "spend": money("spend")},
    expectations=never,
    load="window",
    day="report_date",
    versions=True,
)
orders = Stream(
    name="shop__orders",
    grain="one row per order",
    keys=("order_id",),
    columns={"order_id": text("id"), "status": text("status"), "updated_at": timestamp("at")},
    expectations=never,
    load="merge",
    newest="updated_at",
)
events = Stream(
    name="shop__events",
    grain="one row per message, as it came first",
    keys=("message_id",),
    columns={"message_id": text("id"), "received_at": timestamp("at")},
    expectations=never,
    load="merge",
    newest="-received_at",
)
lines = Stream(
    name="shop__lines",
    grain="one row per order line",
    feed="orders",
    keys=("order_id", "sku"),
    columns={"order_id": text("id"), "sku": text("lines.sku")},
    expectations=never,
    explode="lines",
    load="merge",
    replace_by=("order_id",),
)
accounts = Stream(
    name="shop__accounts",
    grain="one row per shop",
    keys=("shop_id",),
    columns={"shop_id": text("id"), "shop_name": text("name")},
    expectations=never,
    load="snapshot",
    history=("shop_name",),
)
STREAMS = (report, orders, events, lines, accounts)


def at(hours: int) -> datetime:
    """A moment, counted in hours from the first day."""
    return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)


def clock(hours: int) -> datetime:
    """The same moment as the warehouse keeps it."""
    return at(hours).replace(tzinfo=None)


def pull_of(stream, hour, *, account="a", days=None, provisional=()):
    """A pull of days counted from the first one, made at this hour."""
    return Pull(
        pull_id=f"{stream.feed}-{account}-{hour:05d}",
        connector=stream.connector,
        feed=stream.feed,
        account=account,
        start=DAY + timedelta(days[0]) if days else None,
        end=DAY + timedelta(days[1]) if days else None,
        api_version="1",
        pulled_at=at(hour),
        provisional=tuple(DAY + timedelta(n) for n in provisional),
    )


def batch_of(folder, stream, pull, rows, *, bad=(), parents=None, drift=()):
    """The clean files of a pull; rows are tuples in the order of the stream's columns."""
    own = [name for name in stream.schema if name not in ("account_id", "_pulled_at", "_pull_id")]
    told = {name: stream.schema[name] for name in own}
    name = f"{stream.name}-{pull.pull_id}.parquet"
    good = pl.DataFrame(list(rows), schema=told, orient="row")
    keys = {key: stream.schema[key] for key in stream.keys}
    shown = {"_reason": pl.String, "_raw": pl.String, "_line": pl.Int64, **keys}
    aside = pl.DataFrame(list(bad), schema=shown, orient="row")
    frames = {"good": good, "bad": aside}
    if parents is not None:
        frames["parents"] = pl.DataFrame({key: list(parents) for key in stream.replace_by})
    for kind, frame in frames.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        frame.with_columns(
            pl.lit(pull.account).alias("account_id"),
            pl.lit(pull.pulled_at.replace(tzinfo=None)).dt.cast_time_unit("us").alias("_pulled_at"),
            pl.lit(pull.pull_id).alias("_pull_id"),
        ).write_parquet(folder / kind / name)
    return Batch(
        stream=stream.name,
        pull=pull,
        good=folder / "good" / name,
        quarantined=folder / "bad" / name,
        parents=folder / "parents" / name if parents is not None else None,
        counts=Counts(received=len(good) + len(aside), good=len(good), quarantined=len(aside)),
        drift=tuple(drift),
        control_difference=Decimal("0.25") if stream is report else None,
    )


def spent(day_number, ad, amount):
    """A row of `report`."""
    return (DAY + timedelta(day_number), ad, Decimal(amount))


def ready(folder, streams=STREAMS) -> Warehouse:
    """A warehouse with empty tables."""
    warehouse = Warehouse(folder / "warehouse.duckdb", wait=0)
    warehouse.prepare(streams)
    return warehouse


def store(warehouse, stream, *batches):
    """Load batches of one stream together."""
    return warehouse.replace(stream, batches, run_id="run", loaded_at=LOADED_AT)


def rows(warehouse, sql):
    """What a question answers."""
    with warehouse.reading() as db:
        return db.execute(sql).fetchall()
