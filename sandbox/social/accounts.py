"""One platform's posts and days as it shows them on a given day; nothing of that day itself."""

from datetime import date
from typing import Any

import polars as pl

from sandbox.social.totals import totals
from sandbox.story.posts import FIGURES
from sandbox.telling import Prepared, by, records

Row = dict[str, Any]


class Shown:
    """The accounts a connector reads on one platform."""

    def __init__(self, world: Any, platform: str) -> None:
        self.world, self.platform = world, platform
        mine = pl.col("platform") == platform
        self.accounts = by(world.accounts.filter(pl.col("connector") == platform), "account_id")
        self.all_posts = world.posts.filter(mine)
        self.growth = world.post_days.filter(mine)
        self.followers = world.account_days.filter(mine)
        self.prepared = Prepared()

    def posts(self, account: str, today: date) -> list[Row]:
        """Posts published before `today`, newest first, with all they gained until then."""
        key = ("posts", account, today)
        return self.prepared.get(key, lambda: totals(self.world, self.platform, account, today))

    def post(self, post_id: str, today: date) -> Row | None:
        """One post of any of the accounts."""
        found = (post for account in self.accounts for post in self.posts(account, today))
        return next((post for post in found if post["post_id"] == post_id), None)

    def days(self, account: str, first: date, last: date) -> list[Row]:
        """Days of an account, both ends included: followers, and what its posts gained."""

        def make() -> list[Row]:
            own = pl.col("account_id") == account
            gained = self.growth.filter(own).group_by("day").agg(pl.col(*FIGURES).sum())
            days = self.followers.filter(own).join(gained, on="day", how="left")
            return records(days.with_columns(pl.col(*FIGURES).fill_null(0)).sort("day"))

        told = self.prepared.get(("days", account), make)
        return [row for row in told if first <= row["day"] <= last]

    def followed_by(self, account: str, today: date) -> int:
        """Followers at the end of the day before."""
        days = self.days(account, date.min, today)
        return next((d["total"] for d in reversed(days) if d["day"] < today), 0)
