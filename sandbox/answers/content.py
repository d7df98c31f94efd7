"""True content: what each post gained by day and in all, and each account's followers."""

from datetime import date, timedelta

import polars as pl

from sandbox.answers.people import video_days
from sandbox.story import viewers
from sandbox.story.creators import LISTED
from sandbox.story.posts import FIGURES
from sandbox.world import World

AGES = {1: 0, 3: 2, 7: 4, 30: 15}  # an age in days, and the youngest reading that stands for it
POST = ["platform", "account_id", "post_id"]


def post_days(world: World, as_of: date) -> pl.DataFrame:
    """Per post and day of its platform, the days before `as_of`: what the day added."""
    return world.post_days.filter(pl.col("day") < as_of).sort(*POST, "day")


def posts(world: World, as_of: date) -> pl.DataFrame:
    """Every post published before `as_of`, with all it gained until then, and whether it is gone.

    Nobody can tell that a video is gone who only sees comparisons of some.
    """
    gained = post_days(world, as_of).group_by(POST).agg(pl.col(*FIGURES).sum())
    told = world.posts.filter(pl.col("published_on") < as_of)
    seen = world.accounts.filter(pl.col("connector") != "bilibili_exports")["account_id"].implode()
    gone = (pl.col("removed_on") < as_of).fill_null(value=False) & pl.col("account_id").is_in(seen)
    told = told.with_columns(is_deleted=gone)
    return (
        told.join(gained, on=POST, how="left")
        .with_columns(pl.col(*FIGURES).fill_null(0))
        .sort(POST)
    )


def video_audience(world: World, as_of: date) -> pl.DataFrame:
    """Per day, breakdown and segment: views of all videos, told two days later."""
    return viewers.audience(video_days(world, as_of))


def placements(world: World, as_of: date) -> pl.DataFrame:
    """Every placement published before `as_of`: its cost less any rebate received, its gains.

    Boosting a post is advertising: it stands apart from what the cooperation costs.
    """
    gained = world.placement_days.filter(pl.col("day") < as_of).group_by("placement_id")
    told = world.placements.filter(pl.col("published_on") < as_of)
    told = told.join(gained.agg(pl.col(*FIGURES).sum()), on="placement_id", how="left")
    back = pl.when(pl.col("rebate_on") < as_of).then("rebate").otherwise(0)
    told = told.with_columns(
        rebate_agreed=pl.when(pl.col("rebate_percent") > 0).then("rebate"),
        rebate_received=pl.when(pl.col("rebate_percent") > 0).then(back),
        full_cost=pl.sum_horizontal("contract_fee", "platform_fee", "sample_cost", "commission")
        - back,
    )
    return told.with_columns(pl.col(*FIGURES).fill_null(0)).sort("placement_id")


def views_at_ages(world: World, as_of: date, closed: date) -> pl.DataFrame:
    """Per placement: its views by the newest list told at each age that it has lived by a day."""
    rows = []
    for placement, url, published in world.placements.select(
        "placement_id", "url", "published_on"
    ).iter_rows():
        told = [as_of - back - timedelta(days=1) for back in LISTED]
        days = world.placement_days.filter(pl.col("placement_id") == placement)
        views = {}
        for age, youngest in AGES.items():
            inside = [day for day in told if youngest <= (day - published).days <= age]
            lived = (closed - published).days >= age
            read = days.filter(pl.col("day") <= max(inside)) if lived and inside else None
            views[f"views_day_{age}"] = None if read is None else read["views"].sum()
        rows.append({"url": url, **views})
    schema = {"url": pl.String, **{f"views_day_{age}": pl.Int64 for age in AGES}}
    return pl.DataFrame(rows, schema=schema)


def mentions(world: World, as_of: date) -> pl.DataFrame:
    """Per account and UTC day: how many posts of others named it, days without any left out."""
    days = world.mentions.filter(pl.col("day") < as_of).group_by("account_id", "day")
    return days.agg(mentions=pl.len()).sort("account_id", "day")


def account_days(world: World, as_of: date) -> pl.DataFrame:
    """Per account and day: followers gained, lost and in all, visits to its page."""
    days = world.account_days.filter(pl.col("day") < as_of)
    return days.sort("platform", "account_id", "day")
