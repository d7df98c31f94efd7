"""Click stream in the Segment form, as its contract shows it: a file per UTC day of receipt.

- UTF-8, one object a line; `page`, `track` (of a form too), `identify`; UTC with milliseconds.
- Delivery is at least once: a message may stand twice, also in two files. Some arrive days late.
- `timestamp` = `receivedAt` − (`sentAt` − `originalTimestamp`): clocks are 900 ms slow here, and
  those behind one address two days.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.telling import closing

CLOCK = "%Y-%m-%dT%H:%M:%S%.3fZ"
SLOW, WRONG = pl.duration(milliseconds=900), pl.duration(days=2)
WRONG_AT = "203.0.113.77"  # an office whose machines do not know the day
BATCH = 100_000  # events


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Every delivery, in the order of receipt; what Google's export tells is not told here."""
    folder.mkdir(parents=True, exist_ok=True)
    events = deliveries(world, today).with_row_index("place")
    paths = []
    for some in batches(events):
        kinds = [told(some, kind) for kind in BODIES]
        for part in pl.concat(kinds).sort("day", "place").partition_by("day", maintain_order=True):
            path = folder / f"events_{part['day'][0]}.jsonl"
            part.select("line").write_csv(path, include_header=False, quote_style="never")
            paths.append(path)
    return sorted(paths)


def deliveries(world: Any, today: date | None = None) -> pl.DataFrame:
    """What the site's own tag has sent by `today`, in the order of receipt."""
    own = world.web_events.join(
        world.tagged.filter("is_exported"), on="visit_id", how="anti", maintain_order="left"
    )
    here = own.filter(pl.col("received_at") < closing(today or world.today))
    slow = pl.when(pl.col("ip") == WRONG_AT).then(WRONG).otherwise(SLOW)
    return here.with_columns(day=pl.col("received_at").dt.date(), slow=slow)


def batches(events: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Whole days, as many as make a batch: all days at once take gigabytes in a big world."""
    sizes = events.group_by("day").len().sort("day")
    numbered = sizes.select("day", batch=pl.col("len").cum_sum() // BATCH)
    for days in numbered.partition_by("batch", maintain_order=True):
        yield events.join(days, on="day", how="semi", maintain_order="left")


def told(events: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The deliveries of one type as JSON lines."""
    by_form = pl.col("form_id").is_not_null()
    only = events.filter(by_form if kind == "form" else ~by_form & (pl.col("type") == kind))
    body = BODIES[kind]()
    sent = pl.col("received_at") - pl.col("slow")
    times = [
        (pl.col("occurred_at") - pl.col("slow")).dt.strftime(CLOCK).alias("originalTimestamp"),
        sent.dt.strftime(CLOCK).alias("sentAt"),
        pl.col("received_at").dt.strftime(CLOCK).alias("receivedAt"),
        pl.col("occurred_at").dt.strftime(CLOCK).alias("timestamp"),
    ]
    more = [] if kind == "identify" else [context(kind)]
    head = [
        pl.col("message_id").alias("messageId"),
        pl.col("type"),
        pl.col("cookie").alias("anonymousId"),
        pl.col("user_id").alias("userId"),
    ]
    line = pl.struct(*head, *body, *more, *times).struct.json_encode()
    return only.select("place", "day", line=line)


def page_body() -> list[pl.Expr]:
    return [
        pl.lit("Page").alias("name"),
        pl.struct("url", "path", "referrer", "title").alias("properties"),
    ]


def track_body() -> list[pl.Expr]:
    """`Product Added` and `Order Completed`; products carry the sku."""
    revenue = pl.col("revenue").cast(pl.Float64)
    product = pl.struct("sku", pl.lit(1).alias("quantity"))
    properties = pl.struct(
        "order_id",
        revenue.alias("revenue"),
        pl.col("currency_code").alias("currency"),
        pl.when(pl.col("order_id").is_null()).then("sku").alias("sku"),
        pl.concat_list(product).alias("products"),
        "url",
    )
    return [pl.col("event"), properties.alias("properties")]


def identify_body() -> list[pl.Expr]:
    return [pl.struct("email_sha256", "phone_sha256").alias("traits")]


def form_body() -> list[pl.Expr]:
    """`Lead Submitted`: which form, and the number that was typed into it."""
    typed = pl.struct("form_id", pl.col("form_phone").alias("phone"), "url")
    return [pl.col("event"), typed.alias("properties")]


BODIES = {"page": page_body, "track": track_body, "identify": identify_body, "form": form_body}


def context(kind: str) -> pl.Expr:
    """Where the visitor was and what brought him."""
    page = pl.struct("url", "path", "referrer", "title").alias("page")
    campaign = pl.struct(
        pl.col("utm_source").alias("source"),
        pl.col("utm_medium").alias("medium"),
        pl.col("utm_campaign").alias("name"),
        pl.col("utm_content").alias("content"),
    ).alias("campaign")
    library = pl.struct(pl.lit("analytics.js").alias("name"), pl.lit("4.1.0").alias("version"))
    agent = pl.col("user_agent").alias("userAgent")
    if kind in ("track", "form"):
        return pl.struct(page, "ip", agent).alias("context")
    return pl.struct(campaign, page, "ip", agent, library.alias("library")).alias("context")
