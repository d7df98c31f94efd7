"""Posts and followers of the social platforms, as published and as the world knows them.

Each platform tells what it can. Running totals become the growth between two readings, so that
what is published adds up to the total of the last reading; daily figures are compared day by day.
"""

from datetime import timedelta

import polars as pl
import pytest
from answers import Answers, same

from sandbox.truth import truth

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

# platform → the figures it tells of a post; the names of the marts, then those of the story
ENGAGED = {"likes": "likes", "comments": "comments", "shares": "shares"}
SEEN = {"views": "views"} | ENGAGED
KEPT = SEEN | {"favourites": "saves"}
SHOWN = {"impressions": "impressions"} | KEPT
TELLS: dict[str, dict[str, str]] = {
    "wechat_channels": SEEN,
    "xiaohongshu": SHOWN,
    "zhihu": SHOWN,
    "instagram": KEPT,
    "facebook_pages": SEEN,
    "linkedin_pages": {"impressions": "impressions", **ENGAGED},
    "x_twitter": {"impressions": "impressions", **ENGAGED, "favourites": "saves"},
    "douyin": SEEN,
    "bilibili": KEPT,
    "weibo": ENGAGED,
}
# lists that people download once a week
WEEKLY = ("wechat_channels", "xiaohongshu", "zhihu")
TOTAL = {"followers_total": "total"}
FOLLOWERS: dict[str, dict[str, str]] = {
    "instagram": {"followers_gained": "gained", **TOTAL},
    "facebook_pages": {
        "followers_gained": "gained",
        "followers_lost": "lost",
        "profile_views": "profile_views",
        **TOTAL,
    },
    "linkedin_pages": {"followers_gained": "net", "profile_views": "profile_views", **TOTAL},
    "x_twitter": {
        "followers_gained": "gained",
        "followers_lost": "lost",
        "profile_views": "profile_views",
        **TOTAL,
    },
    "douyin": {"followers_gained": "gained", "profile_views": "profile_views"} | TOTAL,
    "bilibili": TOTAL,
    "weibo": TOTAL,
    "wechat_channels": TOTAL,  # through the advertiser it is bound to
}
TOLD = [(platform, ours) for platform, names in FOLLOWERS.items() for ours in names]


@pytest.mark.parametrize("platform", TELLS)
def test_posts_add_up_to_what_they_gained(answers: Answers, platform):
    names = TELLS[platform]
    sums = ", ".join(f"sum(facts.{ours}) as {theirs}" for ours, theirs in names.items())
    told = answers.marts(f"""
        select account_id, content.published_date as published_on, content.title, {sums}
        from fct_post_daily as facts join dim_content as content using (post_key)
        where content.platform = '{platform}' group by all""")
    # A story has no title, and nobody can keep it.
    true = answers.truth.posts.filter(pl.col("platform") == platform).with_columns(
        pl.col("title").fill_null("unknown"),
        saves=pl.when(pl.col("post_type") != "story").then("saves"),
    )
    same(told, true, "account_id", "published_on")


@pytest.mark.parametrize("platform", WEEKLY)
def test_an_older_list_says_how_far_posts_had_come(answers: Answers, platform):
    before = answers.world.today - timedelta(days=7)
    told = answers.marts(f"""
        select account_id, content.published_date as published_on, sum(views) as views
        from fct_post_daily as facts join dim_content as content using (post_key)
        where content.platform = '{platform}' and date_day < date '{before}' group by all""")
    true = truth(answers.world, before).posts.filter(pl.col("platform") == platform)
    same(told, true, "account_id", "published_on")


def test_what_a_platform_does_not_tell_is_null(answers: Answers):
    told = answers.marts("""
        select count(impressions) as impressions, count(favourites) as favourites
        from fct_post_daily where source_name = 'wechat_channels'""")
    assert told.rows() == [(0, 0)]


def test_reads_of_weibo_come_from_the_list_alone(answers: Answers):
    told = answers.marts("""
        select account_id, content.published_date as published_on, sum(views) as views
        from fct_post_daily as facts join dim_content as content using (post_key)
        where content.platform = 'weibo' group by all having count(views) > 0""")
    read = answers.world.accounts.filter(pl.col("connector") == "weibo_exports")["account_id"]
    true = answers.truth.posts.filter(pl.col("account_id").is_in(read.implode()))
    same(told, true, "account_id", "published_on")


@pytest.mark.parametrize(("platform", "ours"), TOLD)
def test_followers_by_account_and_day(answers: Answers, platform, ours):
    """On the days of which the platform tells the figure; a stock read now and then has few."""
    theirs = FOLLOWERS[platform][ours]
    told = answers.marts(f"""
        select accounts.account_id, date_day as day, {ours} as {theirs}
        from fct_social_account_daily join dim_account as accounts using (account_key)
        where source_name = '{platform}' and {ours} is not null""")
    days = answers.truth.account_days.filter(pl.col("platform") == platform)
    true = days.with_columns(net=pl.col("gained") - pl.col("lost"))
    # X tells by its interface how many follow, and in its downloads who came and went.
    is_by_file = platform == "x_twitter" and ours != "followers_total"
    reader = f"{platform}_exports" if is_by_file else platform
    by_api = answers.world.accounts.filter(pl.col("connector") == reader)
    assert set(told["account_id"]) >= set(by_api["account_id"])
    same(told, true.join(told, on=["account_id", "day"], how="semi"), "account_id", "day")


DAYS_BY_FILE = {
    "linkedin_pages": ("linkedin_pages_exports", ["impressions", *ENGAGED]),
    "x_twitter": ("x_twitter_exports", ["impressions", *ENGAGED]),
    "douyin": ("douyin_exports", ["views", *ENGAGED]),
    "bilibili": ("bilibili_exports", ["views", *ENGAGED]),
    "xiaohongshu": ("xiaohongshu", ["impressions", "views"]),
}


@pytest.mark.parametrize("platform", DAYS_BY_FILE)
def test_days_out_of_downloads(answers: Answers, platform):
    connector, figures = DAYS_BY_FILE[platform]
    accounts = answers.world.accounts.filter(pl.col("connector") == connector)
    account = accounts["account_id"][0]
    told = answers.marts(f"""
        select date_day as day, {", ".join(figures)}
        from fct_social_account_daily join dim_account as accounts using (account_key)
        where accounts.account_id = '{account}' and {figures[0]} > 0""")
    true = answers.truth.post_days.filter(pl.col("account_id") == account).group_by("day")
    true = true.agg(pl.col(figures).sum())
    same(told, true.filter(pl.col("day").is_in(told["day"].implode())), "day")
    assert told.height > 20


def test_days_of_young_videos_are_those_of_the_platform(answers: Answers):
    told = answers.marts("""
        select post_id, date_day as day, facts.views, likes, comments, shares
        from fct_post_daily as facts join dim_content as content using (post_key, post_id)
        where content.platform = 'douyin' and views > 0 and average_view_seconds < 16""")
    by_api = answers.world.accounts.filter(pl.col("connector") == "douyin")["account_id"]
    true = answers.truth.post_days.filter(pl.col("account_id").is_in(by_api.implode()))
    true = true.filter(pl.col("views") > 0)
    same(told.filter(pl.col("post_id").is_in(true["post_id"].implode())), true, "post_id", "day")
    assert told.height > 60


@pytest.mark.parametrize(
    ("platform", "kinds"), [("instagram", 4), ("linkedin_pages", 4), ("douyin", 6)]
)
def test_groups_of_followers_add_up_to_all_of_them(answers: Answers, platform, kinds):
    told = answers.marts(f"""
        select accounts.account_id, date_day as day, breakdown, sum(followers_total) as total
        from fct_social_audience join dim_account as accounts using (account_key)
        where source_name = '{platform}' group by all""")
    true = answers.truth.account_days.join(told, on=["account_id", "day"], suffix="_told")
    assert told["breakdown"].n_unique() == kinds
    same(told, true, "account_id", "breakdown")


@pytest.mark.parametrize("platform", ["linkedin_pages", "facebook_pages"])
def test_reactions_by_kind_are_all_reactions(answers: Answers, platform):
    told = answers.marts(f"""
        select account_id, content.published_date as published_on, sum(reactions_total) as likes
        from fct_post_reaction join dim_content as content using (post_key, account_key)
        where source_name = '{platform}' group by all""")
    keys = ["account_id", "published_on"]
    same(told, answers.truth.posts.join(told, on=keys, how="semi"), *keys)
    assert told.height > 8
    kinds = answers.marts(f"""
        select distinct reaction from fct_post_reaction where source_name = '{platform}'""")
    assert kinds.height == (4 if platform == "linkedin_pages" else 2)


def test_posts_of_others_that_name_an_account_are_counted_by_day(answers: Answers):
    told = answers.marts("""
        select accounts.account_id, date_day as day, mentions
        from fct_social_account_daily join dim_account as accounts using (account_key)
        where mentions is not null""")
    same(told, answers.truth.mentions, "account_id", "day")
