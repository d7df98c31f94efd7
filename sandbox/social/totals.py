"""What the back ends and lists of posts show: each post with its running totals on a day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.story.posts import FIGURES
from sandbox.telling import records

KEYS = ["platform", "account_id", "post_id"]
EARLIER = timedelta(days=7)  # people download about once a week


def totals(world: Any, platform: str, account: str, today: date) -> list[dict[str, Any]]:
    """Posts of an account that stand, published before `today`, newest first, with their totals."""
    mine = (pl.col("platform") == platform) & (pl.col("account_id") == account)
    stands = pl.col("removed_on").is_null() | (pl.col("removed_on") >= today)
    posts = world.posts.filter(mine & stands & (pl.col("published_on") < today))
    gained = world.post_days.filter(mine & (pl.col("day") < today)).group_by(KEYS)
    sums = gained.agg(pl.col(*FIGURES).sum())
    told = posts.join(sums, on=KEYS, how="left").with_columns(pl.col(*FIGURES).fill_null(0))
    return records(told.sort("published_at", descending=True))


def downloads(
    world: Any, platform: str, accounts: list[str], today: date | None
) -> Iterator[tuple[str, date, list[dict[str, Any]]]]:
    """Account, day of the download, posts: last week's download and today's."""
    now = today or world.today
    for account in accounts:
        for day in (now - EARLIER, now):
            if rows := totals(world, platform, account, day):
                yield account, day, rows


def read_by(world: Any, connector: str) -> list[str]:
    """Accounts that a connector reads."""
    return [row["account_id"] for row in records(world.accounts) if row["connector"] == connector]
