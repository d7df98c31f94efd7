"""Names, budgets and states change on their day, and today's are those of the tables."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest

from sandbox.story.changes import IDS
from sandbox.world import World


@pytest.mark.parametrize("table", sorted(IDS))
def test_today_the_platforms_show_what_the_tables_say(world: World, table: str):
    assert world.listed_on(table, world.today).equals(getattr(world, table))


def test_before_the_day_of_a_change_the_platform_shows_what_was_there(world: World):
    for row in world.ad_changes.iter_rows(named=True):
        before, after = (
            world.listed_on(row["table"], row["changed_on"] - timedelta(days=back))
            .row(by_predicate=pl.col(IDS[row["table"]]) == row["object_id"], named=True)
            .get(row["column"])
            for back in (1, 0)
        )
        assert str(before) == row["before"]
        assert before != after


def test_a_budget_is_raised_and_set_back(world: World):
    raised = world.ad_changes.filter(
        (pl.col("platform") == "tiktok_ads") & (pl.col("column") == "daily_budget")
    )
    campaign = raised["object_id"][0]
    days = [world.today - timedelta(days=back) for back in (6, 5, 3, 2, 0)]
    listed = [world.listed_on("campaigns", day) for day in days]
    budgets = [one.filter(pl.col("campaign_id") == campaign)["daily_budget"][0] for one in listed]
    assert budgets == [Decimal(each) for each in (100, 300, 300, 100, 100)]
