"""What the sheets of an activity tell of their rows: which activity, where, on which day."""

import polars as pl

from pipelines.streams.columns import text
from pipelines.streams.sheets import typed_text

PLACE = ("_file", "_sheet", "_row", "_no", "_encoding", "_unit", "_as_of", "_hidden", "_day")
SCALE = 1_000  # an amount so many times the usual one was typed in another unit (元 for 万元)

where = {"_file": text("_file"), "_day": text("_day"), "_event": typed_text("event_id")}
event_id = pl.coalesce("_event", pl.col("_file").str.extract(r"(E-20\d\d-\d+)"))
no_event = {"no_event": pl.col("event_id").is_null()}


def times(*names: str) -> dict:
    """Helper columns of times that may be written without year or day."""
    return {f"_{name}": typed_text(name) for name in names}


def out_of_scale(name: str) -> pl.Expr:
    """Far from the usual amount of the file; a file of a few rows has no usual amount."""
    usual = pl.col(name).filter(pl.col(name) > 0).median()
    return (pl.len() >= 5) & (pl.col(name).cast(pl.Float64) > usual * SCALE)
