"""Posts that their accounts took back: marked as such, their history kept, on every platform."""

import shutil
from datetime import timedelta

import polars as pl
import pytest
from answers import Answers, same
from plant import Plant

from pipelines.run import by_stream, dbt_of
from sandbox.server import Sandbox
from sandbox.truth import truth

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

LISTS = ("videos", "articles", "posts", "older_posts", "media")
BY_API = (
    *("douyin", "bilibili", "weibo"),
    *("instagram", "facebook_pages", "linkedin_pages", "x_twitter"),
)
BY_FILE = (
    *("wechat_channels", "xiaohongshu", "zhihu", "douyin", "weibo"),
    *("linkedin_pages", "x_twitter"),
)
GONE = """
    select platform, account_id, content.published_date as published_on, content.is_deleted
    from marts.dim_content as content"""


def land(plant: Plant) -> None:
    """Pull and store the lists of posts as they stand on the plant's day."""
    loader = plant.loader()
    loader.prepare()
    pulled = list(loader.pull(loader.asks(BY_API, feeds=LISTS)))
    assert not [one.missing for one in pulled if one.missing]
    pulls = by_stream(loader, [one.pull for one in pulled if one.pull])
    for name, found in pulls.items():
        gated = loader.gate(loader.streams[name], found)
        assert not gated.blocked
        loader.store(gated)


def test_posts_that_a_newer_download_lacks_are_deleted(answers: Answers):
    told = answers.marts(f"{GONE} where platform in {BY_FILE}")
    true = answers.truth.posts.filter(pl.col("platform").is_in(BY_FILE))
    assert true.filter("is_deleted").height == len(BY_FILE) + 3
    same(told, true, "platform", "account_id", "published_on")


def test_posts_that_an_interface_no_longer_lists_are_deleted_and_keep_their_history(
    tmp_path, world, parsed
):
    shutil.copytree(parsed.folder, tmp_path / "dbt")
    with Sandbox(world) as platforms:  # refresh tokens that work once: nobody else may use them
        plant = Plant(tmp_path, platforms, world)
        land(plant)
        plant.live_on(plant.world.today + timedelta(days=1))
        land(plant)
    built = dbt_of(plant.loader()).build(select=["+dim_content", "+fct_post_daily"])
    assert [node.name for node in built.failed] == []
    rows = plant.ask_warehouse(f"""
        select platform, account_id, content.published_date, is_deleted, sum(likes)
        from marts.fct_post_daily join marts.dim_content as content using (post_key)
        where platform in {BY_API} group by all""")
    columns = ["platform", "account_id", "published_on", "is_deleted", "likes"]
    told = pl.DataFrame(rows, schema=columns, orient="row")
    posts = truth(plant.world, plant.today).posts
    true = posts.join(told, on=["platform", "account_id"], how="semi")
    assert true.filter("is_deleted").height == told.n_unique(["platform", "account_id"]) == 11
    same(told, true, "platform", "account_id", "published_on")
