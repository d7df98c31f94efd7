"""WeChat Official Account as the sandbox plays it."""

from datetime import timedelta

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

NAME, ACCOUNT = "wechat_official_account", "gh_qinghe"


class Client:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url(NAME)
        self.token = self.stable()["access_token"]

    def stable(self, force=False, **change):
        asked = {
            "grant_type": "client_credential",
            "appid": SECRETS["WECHAT_OFFICIAL_ACCOUNT_APPID__GH_QINGHE"],
            "secret": SECRETS["WECHAT_OFFICIAL_ACCOUNT_SECRET__GH_QINGHE"],
            "force_refresh": force,
        }
        url = self.base + "/cgi-bin/stable_token"
        return requests.post(url, json=asked | change, timeout=10).json()

    def ask(self, what, start, end=None):
        body = {"begin_date": str(start), "end_date": str(end or start)}
        url = f"{self.base}/datacube/{what}?access_token={self.token}"
        return requests.post(url, json=body, timeout=10).json()


@pytest.fixture
def sandbox(play):
    return play(NAME)


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


def weeks(company):
    days = [company.first_day + timedelta(days=n) for n in range(0, 30, 7)]
    return [(day, min(day + timedelta(days=6), company.last_day)) for day in days]


def test_the_stable_token_stays_until_it_is_forced(client):
    first = client.token
    assert client.stable()["access_token"] == first
    assert client.stable(force=True)["access_token"] != first
    assert client.ask("getusersummary", "2026-11-01")["errcode"] == 42001


def test_wrong_credentials_are_told_apart(client):
    assert client.stable(appid="wxnobody")["errcode"] == 40013
    assert client.stable(secret="wrong")["errcode"] == 40125
    client.token = "foreign"
    assert client.ask("getusersummary", "2026-11-01")["errcode"] == 40001


def test_follower_figures_equal_the_world(client, company):
    pages = [client.ask("getusersummary", *week)["list"] for week in weeks(company)]
    rows = [row for page in pages for row in page]
    mine = company.follower_days.filter(pl.col("account_id") == ACCOUNT)
    assert len({(row["ref_date"], row["user_source"]) for row in rows}) == len(rows) == len(mine)
    assert sum(row["new_user"] for row in rows) == mine["gained"].sum()
    assert sum(row["cancel_user"] for row in rows) == mine["lost"].sum()
    last = client.ask("getusercumulate", company.last_day)["list"]
    assert last == [{"ref_date": str(company.last_day), "cumulate_user": mine["total"][-1]}]


def test_details_are_running_totals_that_end_at_the_worlds_sums(client, company):
    ended = {}
    for day in company.articles["published_on"].unique():
        reply = client.ask("getarticletotaldetail", day)
        assert reply["is_delay"] is False
        for article in reply["list"]:
            reads = [one["read_user"] for one in article["detail_list"]]
            assert reads == sorted(reads)
            ended[article["msgid"]] = reads[-1]
    mine = company.article_days.filter(pl.col("account_id") == ACCOUNT)
    known = mine.group_by("msgid").agg(pl.col("read_users").sum())
    assert ended == dict(known.iter_rows())


@pytest.mark.parametrize(
    ("what", "start", "end", "code"),
    [
        ("getusersummary", "2026-11-01", "2026-11-08", 61501),
        ("getarticletotaldetail", "2026-11-01", "2026-11-02", 61501),
        ("getusersummary", "2026-11-14", "2026-11-14", 61503),
        ("getusersummary", "2026-11-15", "2026-11-15", 61501),
        ("getusersummary", "yesterday", "today", 61500),
    ],
)
def test_days_that_cannot_be_told(client, what, start, end, code):
    assert client.ask(what, start, end)["errcode"] == code


def test_a_late_job_is_said_in_the_platforms_own_ways(sandbox, client, company):
    sandbox.arm(Fault("not_ready_day", NAME, times=None))
    assert client.ask("getusersummary", company.last_day)["errcode"] == 61503
    assert client.ask("getarticletotaldetail", company.last_day)["is_delay"] is True


def test_old_days_belong_to_the_legacy_call(client):
    assert client.ask("getarticletotal", "2026-11-12") == {"list": []}
