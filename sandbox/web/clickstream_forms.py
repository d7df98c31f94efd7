"""The click stream's events as a warehouse keeps them, for those who ask for this form.

A flat table of the Segment data per day of receipt, columns in snake case, times in UTC without a
mark. What tables of events share (files a day, packed or not) stands here too.
"""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.web.clickstream import deliveries

STAMP = "%Y-%m-%d %H:%M:%S%.3f"
PAGE, SIGN_IN = pl.col("type") == "page", pl.col("type") == "identify"
SENT, BOUGHT = pl.col("form_id").is_not_null(), pl.col("order_id").is_not_null()
CART = pl.col("event") == "Product Added"
AT = pl.col("occurred_at")
Written = Callable[[pl.DataFrame], tuple[str, bytes]]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """A table a day, every second one packed; columns are null where a type has no such field."""
    events = deliveries(world, today)
    sent = pl.col("received_at") - pl.col("slow")
    page = {"url": "url", "path": "path", "referrer": "referrer", "title": "title"}
    tags = {"source": "utm_source", "medium": "utm_medium", "name": "utm_campaign",
            "content": "utm_content"}  # fmt: skip
    table = events.select(
        "day", "type", "user_id", *only(SIGN_IN, "email_sha256", "phone_sha256"), "form_id",
        *[pl.when(~SIGN_IN).then(old).alias(f"context_page_{name}") for name, old in page.items()],
        *[pl.when(PAGE).then(old).alias(f"context_campaign_{name}") for name, old in tags.items()],
        *only(PAGE, "path", "referrer", "title"), *only(~SIGN_IN, "url"),
        "order_id", *only(CART, "sku"), id="message_id", anonymous_id="cookie", event="event",
        name=pl.when(PAGE).then(pl.lit("Page")), phone="form_phone",
        revenue=pl.col("revenue").cast(pl.Float64), currency="currency_code",
        context_ip=pl.when(~SIGN_IN).then("ip"), context_library_name=pl.lit("analytics.js"),
        context_user_agent=pl.when(~SIGN_IN).then("user_agent"),
        original_timestamp=at(AT - pl.col("slow")), sent_at=at(sent), received_at=at("received_at"),
        timestamp=at(AT), uuid_ts=at(pl.col("received_at") + pl.duration(minutes=7)),
    )  # fmt: skip
    return daily(table, folder, "events", [csv, packed])


def only(mark: pl.Expr, *names: str) -> list[pl.Expr]:
    """Columns that only some events fill."""
    return [pl.when(mark).then(name).alias(name) for name in names]


def at(moment: str | pl.Expr) -> pl.Expr:
    """A moment as text, in UTC."""
    return (pl.col(moment) if isinstance(moment, str) else moment).dt.strftime(STAMP)


def daily(table: pl.DataFrame, folder: Path, name: str, dialects: list[Written]) -> list[Path]:
    """A file a day of receipt, its dialects in turn."""
    days = table.sort("day", maintain_order=True).partition_by("day", maintain_order=True)
    paths = []
    for number, part in enumerate(days):
        ending, data = dialects[number % len(dialects)](part.drop("day"))
        paths.append(saved(folder, f"{name}_{part['day'][0]}.{ending}", data))
    return paths


def saved(folder: Path, name: str, data: bytes) -> Path:
    """A file of these bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def csv(part: pl.DataFrame) -> tuple[str, bytes]:
    """A CSV file's ending and bytes."""
    return "csv", part.write_csv().encode()


def packed(part: pl.DataFrame) -> tuple[str, bytes]:
    """The same, gzipped."""
    return "csv.gz", gzip.compress(csv(part)[1], mtime=0)
