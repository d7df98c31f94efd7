"""What people changed in the ad platforms: names, budgets, states. Tables say how it is today.

Each change says what stood there before the day it was made. A renamed campaign was another team's
or another product's; a budget was raised for some days and set back; a campaign was off meanwhile.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

from sandbox.story.draw import Scale

Before = Callable[[Any], object]
IDS = {"accounts": "account_id", "campaigns": "campaign_id", "ads": "ad_id"}


def part(new: str, old: str) -> Before:
    """A name with one of its parts as it was."""
    return lambda value: value.replace(f"_{new}", f"_{old}")


def times(factor: int) -> Before:
    return lambda value: value * factor


def was(value: str) -> Before:
    return lambda _: value


def old_name(value: str) -> str:
    return f"{value}（旧）"


# (platform, table, which of the platform's rows, column, days before today, what stood before)
MADE: list[tuple[str, str, int, str, int, Before]] = [
    ("google_ads", "campaigns", 0, "campaign_name", 4, part("PERF", "CRM")),
    ("google_ads", "ads", 0, "ad_name", 3, old_name),
    ("meta_ads", "campaigns", 0, "campaign_name", 4, part("TENT", "BAG")),
    ("meta_ads", "ads", 3, "status", 3, was("paused")),
    ("tiktok_ads", "campaigns", 0, "daily_budget", 5, times(1)),
    ("tiktok_ads", "campaigns", 0, "daily_budget", 2, times(3)),
    ("tiktok_ads", "accounts", 0, "account_name", 4, old_name),
    ("ocean_engine", "campaigns", 1, "status", 5, was("active")),
    ("ocean_engine", "campaigns", 1, "status", 2, was("paused")),
    ("baidu", "campaigns", 0, "daily_budget", 4, times(2)),
    ("baidu", "ads", 0, "ad_name", 3, old_name),
    ("tencent_ads", "campaigns", 0, "campaign_name", 2, part("PERF", "CONT")),
    ("xiaohongshu_ads", "campaigns", 0, "daily_budget", 3, times(2)),
    ("kuaishou_ads", "ads", 0, "ad_name", 3, old_name),
    ("linkedin_ads", "campaigns", 0, "campaign_name", 3, part("PERF", "CRM")),
    ("microsoft_ads", "campaigns", 0, "status", 4, was("paused")),
]


def changes(scale: Scale, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Table, object, column, the day of the change and the text that stood there before it."""
    rows = []
    for platform, table, place, column, days, before in MADE:
        owner = "connector" if table == "accounts" else "platform"
        mine = tables[table].filter(pl.col(owner) == platform)
        row = mine.row(place, named=True)
        changed_on = scale.today - timedelta(days=days)
        told = str(before(row[column]))
        rows.append((table, platform, row[IDS[table]], column, changed_on, told))
    columns = ["table", "platform", "object_id", "column", "changed_on", "before"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def as_on(told: pl.DataFrame, table: str, frame: pl.DataFrame, day: Any) -> pl.DataFrame:
    """A table as its platform showed it on `day`, from how it is today."""
    undone = told.filter((pl.col("table") == table) & (pl.col("changed_on") > day))
    first = undone.sort("changed_on").unique(["object_id", "column"], keep="first")
    for (column,), rows in first.group_by("column"):
        old = dict(rows.select("object_id", "before").iter_rows())
        dtype = frame.schema[str(column)]
        before = pl.col(IDS[table]).replace_strict(old, default=None, return_dtype=pl.String)
        frame = frame.with_columns(pl.coalesce(before.cast(dtype), str(column)).alias(str(column)))
    return frame
