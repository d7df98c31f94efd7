"""The true private domain: who is whose customer, and what groups and staff did each day."""

from datetime import date, datetime

import polars as pl

from sandbox.answers import money
from sandbox.story.private import STATES
from sandbox.world import World


def contacts(world: World, end: datetime) -> pl.DataFrame:
    """Pairs of customer and staff that stand, with the channel of the code they came by."""
    gone = (pl.col("removed_at") < end).fill_null(False)
    there = world.wecom_contacts.filter((pl.col("added_at") < end) & ~gone)
    channel = pl.col("state").replace_strict(STATES, return_dtype=pl.String)
    first = pl.col("added_at").rank("ordinal").over("person_id") == 1
    return there.sort("added_at", "userid").with_columns(
        channel_id=channel, is_first_add=first, day=money.business_day("added_at")
    )


def community_days(world: World, as_of: date) -> pl.DataFrame:
    """Owner × day."""
    return world.wecom_group_days.filter(pl.col("day") < as_of)


def staff_days(world: World, as_of: date) -> pl.DataFrame:
    """Member of staff × day; no rate where there was nothing to answer."""
    told = world.wecom_days.filter(pl.col("day") < as_of)
    answered = pl.col("reply_percentage") >= 0
    return told.with_columns(
        reply_rate=pl.when(answered).then(pl.col("reply_percentage") / 10_000),
        average_reply_minutes=pl.when(answered).then(pl.col("avg_reply_time").cast(pl.Float64)),
    )
