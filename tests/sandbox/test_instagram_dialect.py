"""Instagram as the sandbox plays it."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http
ACCOUNT = "17841400000000001"
SAFE = "views,reach,likes,comments,shares,saved,total_interactions"


@pytest.fixture
def call(play):
    sandbox = play("instagram")

    def ask(path, token=SECRETS["INSTAGRAM_ACCESS_TOKEN"], **asked):
        headers = {"Authorization": f"Bearer {token}"}
        url = sandbox.url("instagram") + f"/v25.0/{path}"
        return requests.get(url, params=asked, headers=headers, timeout=10).json()

    return ask


def mine(frame):
    return frame.filter(pl.col("account_id") == ACCOUNT)


def stories(company):
    return mine(company.posts).filter(post_type="story")


def test_pages_lead_through_all_media_newest_first(call, company):
    found, after = [], {}
    while True:
        page = call(f"{ACCOUNT}/media", fields="id,timestamp,like_count", limit=2, **after)
        found += page["data"]
        if "next" not in page["paging"]:
            break
        after = {"after": page["paging"]["cursors"]["after"]}
    assert len(found) == mine(company.posts).height - stories(company).height
    assert [one["timestamp"] for one in found] == sorted(
        (one["timestamp"] for one in found), reverse=True
    )
    assert found[0]["timestamp"].endswith("+0000")


def test_figures_of_all_media_are_what_the_world_says(call, company):
    media = call(f"{ACCOUNT}/media", fields="id", limit=100)["data"]
    told = [call(f"{one['id']}/insights", metric=SAFE)["data"] for one in media]
    views = sum(metrics[0]["values"][0]["value"] for metrics in told)
    assert views == (
        mine(company.post_days).join(stories(company), on="post_id", how="anti")["views"].sum()
    )


@pytest.mark.parametrize("metric", ["impressions", "plays", "views,ig_reels_avg_watch_time"])
def test_a_metric_that_does_not_fit_refuses_the_whole_call(call, company, metric):
    image = mine(company.posts).filter(pl.col("post_type") == "image")["post_id"][0]
    error = call(f"{image}/insights", metric=metric)["error"]
    assert error["code"] == 100
    assert "must be one of the following values" in error["message"]


def day(company, back=1):
    last = company.today - timedelta(days=back)
    since = datetime(last.year, last.month, last.day, tzinfo=UTC)
    return last, {"since": int(since.timestamp()), "until": int(since.timestamp()) + 86400}


def test_a_total_is_that_of_its_span_whichever_midnight_it_is_asked_from(call, company):
    last, span = day(company)
    asked = {"metric": "views", "metric_type": "total_value", "period": "day"}
    [told] = call(f"{ACCOUNT}/insights", **asked, **span)["data"]
    days = mine(company.post_days).filter(
        (pl.col("day") == last) & (pl.col("platform") == "instagram")
    )
    assert told["total_value"]["value"] == days["views"].sum()


def test_new_followers_carry_the_end_of_their_day(call, company):
    last, span = day(company)
    [told] = call(f"{ACCOUNT}/insights", metric="follower_count", period="day", **span)["data"]
    [value] = told["values"]
    assert value["end_time"] == f"{last + timedelta(days=1)}T08:00:00+0000"
    assert "error" in call(f"{ACCOUNT}/insights", metric="follower_count", **day(company, 40)[1])


def test_a_wrong_token_is_190_and_an_unknown_object_100_33(call):
    assert call(ACCOUNT, token="other")["error"]["code"] == 190
    assert call("42")["error"]["error_subcode"] == 33


def test_a_story_is_told_for_a_day_and_has_figures_of_its_own(call, company):
    [told] = call(f"{ACCOUNT}/stories", fields="id,media_product_type,caption")["data"]
    assert told == {"id": stories(company)["post_id"][0], "media_product_type": "STORY"}
    [views, replies] = call(f"{told['id']}/insights", metric="views,replies")["data"]
    days = mine(company.post_days).filter(post_id=told["id"])
    assert views["values"][0]["value"] == days["views"].sum()
    assert replies["values"][0]["value"] == days["comments"].sum()
    assert call(f"{told['id']}/insights", metric="views,saved")["error"]["code"] == 100
