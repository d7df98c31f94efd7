"""Facebook Pages as the sandbox plays them."""

from datetime import timedelta

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http
PAGE = "102030405060701"
USER = SECRETS["FACEBOOK_PAGES_ACCESS_TOKEN"]


@pytest.fixture
def call(play):
    sandbox = play("facebook_pages")

    def ask(path, token=None, **asked):
        headers = {"Authorization": f"Bearer {token or own()}"}
        url = sandbox.url("facebook_pages") + f"/v25.0/{path}"
        return requests.get(url, params=asked, headers=headers, timeout=10).json()

    def own():
        pages = ask("me/accounts", USER, fields="id,access_token")["data"]
        return next(page["access_token"] for page in pages if page["id"] == PAGE)

    return ask


def mine(frame):
    return frame.filter((pl.col("account_id") == PAGE) & (pl.col("platform") == "facebook_pages"))


def test_insights_want_the_token_of_the_page(call):
    assert call(PAGE, USER)["error"]["message"].endswith("page token")
    assert call(PAGE, fields="followers_count")["followers_count"] > 0
    assert call("102030405060702")["error"]["error_subcode"] == 33
    assert call("me/accounts", "other")["error"]["code"] == 190


def test_days_are_what_the_world_says_and_end_at_pacific_midnight(call, company):
    asked = {"metric": "page_media_view,page_daily_follows_unique", "period": "day"}
    first = company.today - timedelta(days=20)
    told = call(f"{PAGE}/insights", **asked, since=first, until=company.today)
    views, follows = ([v["value"] for v in metric["values"]] for metric in told["data"])
    days = mine(company.post_days).filter(pl.col("day") >= first)
    gained = mine(company.account_days).filter(pl.col("day") >= first)
    assert sum(views) == days["views"].sum()
    assert follows == gained["gained"].to_list()
    ends = [value["end_time"][11:] for value in told["data"][0]["values"]]
    assert ends[0] == "07:00:00+0000"  # 25 October, summer
    assert ends[-1] == "08:00:00+0000"
    assert "next" in told["paging"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"metric": "page_fans,page_media_view"}, "must be one of"),
        ({"metric": ""}, "No metric"),
        ({"metric": "page_follows", "since": "2026-07-01"}, "more than 90 days"),
    ],
)
def test_calls_that_are_refused(call, company, asked, said):
    span = {"since": "2026-11-01", "until": company.today}
    assert said in call(f"{PAGE}/insights", **(span | asked))["error"]["message"]


def test_posts_reels_and_stories_are_three_lists_of_what_the_world_told(call, company):
    fields = "id,created_time,shares,reactions.summary(total_count).limit(0)"
    posts = call(f"{PAGE}/posts", fields=fields, limit=100)["data"]
    reels = call(f"{PAGE}/video_reels", fields="id,likes.summary(total_count)", limit=100)["data"]
    [story] = call(f"{PAGE}/stories", fields="post_id,creation_time")["data"]
    known = mine(company.post_days)
    assert len(posts) + len(reels) + 1 == mine(company.posts).height
    liked = [post["reactions"] for post in posts] + [reel["likes"] for reel in reels]
    likes = sum(one["summary"]["total_count"] for one in liked)
    assert likes == known["likes"].sum()
    metric = "post_media_view,post_reactions_by_type_total"
    told = [call(f"{post['id']}/insights", metric=metric)["data"] for post in posts]
    kinds = [metrics[1]["values"][0]["value"] for metrics in told]
    of_posts = sum(one["reactions"]["summary"]["total_count"] for one in posts)
    assert sum(sum(kind.values()) for kind in kinds) == of_posts
    told += [
        call(f"{reel['id']}/video_insights", metric="fb_reels_total_plays")["data"]
        for reel in reels
    ]
    told.append(call(f"{story['post_id']}/insights", metric="post_media_view")["data"])
    assert sum(one[0]["values"][0]["value"] for one in told) == known["views"].sum()
