"""How the viewers of a video divide: by slice, by the way they came, by age and gender."""

from collections.abc import Sequence

import polars as pl

# Subscribed or not, and where, with the share in ten of a video's day.
SLICES = (("subscribed", "US", 3), ("not_subscribed", "US", 5), ("not_subscribed", "DE", 2))
# The way by its number at YouTube and by name, what is told of it, the share in ten.
WAYS = (
    (5, "YouTube search", "camping tent", 5),
    (7, "suggested videos", "vQh00-Ab_00x", 3),
    (9, "external", "google.com", 2),
)
# Age and gender of those who were logged in, in percent.
GROUPS = (
    ("AGE_18_24", "MALE", 20.0),
    ("AGE_25_34", "MALE", 30.0),
    ("AGE_25_34", "FEMALE", 27.5),
    ("AGE_35_44", "FEMALE", 22.5),
)
LARGEST = 1  # the slice of which alone ages are told
FEWEST = 120  # views of a video's day below which no ages are told at all


def parted(whole: int, weights: Sequence[int]) -> list[int]:
    """A count by shares in ten, the remainder at the first."""
    parts = [whole * share // 10 for share in weights]
    return [parts[0] + whole - sum(parts), *parts[1:]]


def audience(days: pl.DataFrame) -> pl.DataFrame:
    """Per day, breakdown and segment: views of all videos; those of ages are shares of a slice."""
    rows = []
    for day, views in days.select("day", "views").iter_rows():
        ways = parted(views, [way[3] for way in WAYS])
        rows += [(day, "traffic_source", way[1], n) for way, n in zip(WAYS, ways, strict=True)]
        if views >= FEWEST:
            known = parted(views, [one[2] for one in SLICES])[LARGEST]
            for age, gender, share in GROUPS:
                rows.append((day, "age", age, known * share / 100))
                rows.append((day, "gender", gender, known * share / 100))
    columns = ["day", "breakdown", "segment", "views"]
    told = pl.DataFrame(rows, schema=columns, orient="row", schema_overrides={"views": pl.Float64})
    return told.group_by("day", "breakdown", "segment").agg(pl.col("views").sum()).sort(pl.all())
