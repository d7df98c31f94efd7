"""X as the sandbox plays it."""

from datetime import timedelta

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http
ACCOUNT = "905382554"
PUBLIC = "created_at,public_metrics,edit_history_tweet_ids"


class Client:
    def __init__(self, sandbox) -> None:
        self.sandbox = sandbox
        self.refresh = SECRETS[f"X_TWITTER_REFRESH_TOKEN__{ACCOUNT}"]
        self.renew()

    def renew(self):
        form = {"grant_type": "refresh_token", "refresh_token": self.refresh}
        form["client_id"] = SECRETS["X_TWITTER_CLIENT_ID"]
        url = self.sandbox.url("x_twitter", "token") + "/2/oauth2/token"
        given = requests.post(url, data=form, timeout=10)
        if given.ok:
            self.token, self.refresh = (given.json()[f"{n}_token"] for n in ("access", "refresh"))
        return given.status_code

    def get(self, path, **asked):
        url = self.sandbox.url("x_twitter") + f"/2/{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.get(url, params=asked, headers=headers, timeout=10)

    def timeline(self, **asked):
        return self.get(f"users/{ACCOUNT}/tweets", **asked).json()


@pytest.fixture
def client(play):
    return Client(play("x_twitter"))


def mine(frame):
    return frame.filter((pl.col("account_id") == ACCOUNT) & (pl.col("platform") == "x_twitter"))


def test_a_timeline_holds_every_post_once_with_what_the_world_says(client, company):
    found, more = [], {}
    while True:
        page = client.timeline(max_results=5, **{"tweet.fields": PUBLIC}, **more)
        found += page["data"]
        if "next_token" not in page["meta"]:
            break
        more = {"pagination_token": page["meta"]["next_token"]}
    days = mine(company.post_days)
    assert len({post["id"] for post in found}) == len(found) == mine(company.posts).height
    seen = [post["public_metrics"] for post in found]
    assert sum(one["impression_count"] for one in seen) == days["impressions"].sum()
    shares = sum(one["retweet_count"] + one["quote_count"] for one in seen)
    assert shares == days["shares"].sum()
    assert any(len(post["edit_history_tweet_ids"]) == 2 for post in found)


def test_nothing_has_no_data_and_only_fields_asked_for_come(client, company):
    ahead = f"{company.today}T00:00:00Z"
    assert client.timeline(start_time=ahead) == {"meta": {"result_count": 0}}
    [post, *_] = client.timeline()["data"]
    assert set(post) == {"id", "text", "edit_history_tweet_ids"}


def test_private_figures_are_for_own_posts_of_30_days(client, company):
    client.sandbox.set_today(company.today + timedelta(days=15))
    asked = {"tweet.fields": "created_at,non_public_metrics", "max_results": 100}
    page = client.timeline(**asked)
    told = [post for post in page["data"] if "non_public_metrics" in post]
    assert 0 < len(told) < len(page["data"])
    assert len(page["errors"]) == len(page["data"]) - len(told)
    other = client.get("users/905382555/tweets", **asked).json()
    assert not [post for post in other["data"] if "non_public_metrics" in post]


def test_a_lookup_names_what_is_not_there(client, company):
    known = mine(company.posts)["post_id"][0]
    found = client.get("tweets", ids=f"{known},7").json()
    assert [post["id"] for post in found["data"]] == [known]
    assert [error["value"] for error in found["errors"]] == ["7"]
    assert client.get("users/by/username/nobody").json()["errors"][0]["value"] == "nobody"
    assert client.get("users/by/username/brand_54").json()["data"]["id"] == ACCOUNT


def test_a_refresh_token_works_once(client):
    first = client.refresh
    assert client.renew() == 200
    client.refresh = first
    assert client.renew() == 400
    client.token = "other"
    assert client.get(f"users/{ACCOUNT}").status_code == 401
