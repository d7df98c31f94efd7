"""WeCom as the sandbox plays it."""

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

FIRST = 1793376000  # 2026-10-31 in China
STAFF = ["zhangsan", "lisi", "wangwu", "zhaoliu"]


class Client:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url("wecom") + "/cgi-bin"
        self.asked = {"corpid": SECRETS["WECOM_CORPID"], "corpsecret": SECRETS["WECOM_CORPSECRET"]}
        self.token = self.fetch()["access_token"]

    def fetch(self, **change):
        asked = self.asked | change
        return requests.get(f"{self.base}/gettoken", params=asked, timeout=10).json()

    def get(self, path, **params):
        params["access_token"] = self.token
        url = f"{self.base}/externalcontact{path}"
        return requests.get(url, params=params, timeout=10).json()

    def post(self, path, **body):
        url = f"{self.base}/externalcontact{path}"
        return requests.post(url, params={"access_token": self.token}, json=body, timeout=10).json()

    def contacts(self, *staff):
        found, cursor = [], ""
        while True:
            page = self.post("/batch/get_by_user", userid_list=staff, cursor=cursor, limit=30)
            found += page["external_contact_list"]
            if not (cursor := page["next_cursor"]):
                return found


@pytest.fixture
def sandbox(play):
    return play("wecom")


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


def test_the_token_is_the_same_while_it_lives(sandbox, client):
    assert client.fetch()["access_token"] == client.token
    assert client.fetch(corpsecret="no")["errcode"] == 40001
    sandbox.arm(Fault("expired_token", "wecom"))
    assert client.get("/get_follow_user_list")["errcode"] == 42001
    assert client.fetch()["access_token"] != client.token


def test_every_pair_that_stands_comes_once(client, company):
    found = client.contacts(*STAFF)
    pairs = [(one["external_contact"]["external_userid"], one["follow_info"]["userid"])
             for one in found]  # fmt: skip
    there = company.wecom_contacts.filter(pl.col("removed_at").is_null())
    assert sorted(pairs) == sorted(there.select("external_userid", "userid").rows())
    assert len({customer for customer, _ in pairs}) < len(pairs)


def test_a_single_customer_has_another_shape(client, company):
    row = company.wecom_contacts.filter(pl.col("removed_at").is_null()).row(0, named=True)
    told = client.get("/get", external_userid=row["external_userid"])
    assert told["external_contact"]["unionid"] == row["union_id"]
    assert row["userid"] in [one["userid"] for one in told["follow_user"]]
    assert "tag_name" in told["follow_user"][0]["tags"][0]
    assert client.get("/get", external_userid="wm0")["errcode"] == 40096


def test_groups_hold_who_has_not_left(client, company):
    listed = client.post("/groupchat/list", owner_filter={"userid_list": STAFF}, limit=1000)
    told = [client.post("/groupchat/get", chat_id=one["chat_id"])["group_chat"]
            for one in listed["group_chat_list"]]  # fmt: skip
    there = company.wecom_members.filter(pl.col("left_at").is_null())
    assert sum(len(group["member_list"]) for group in told) == len(there)


def test_a_quiet_day_has_no_rate_and_two_people_are_one_row(client):
    asked = {"start_time": FIRST, "end_time": FIRST + 9 * 86_400}
    alone = client.post("/get_user_behavior_data", userid=["lisi"], **asked)["behavior_data"]
    quiet = [day for day in alone if day["chat_cnt"] == 0]
    assert all("reply_percentage" not in day for day in quiet)
    assert all(day["avg_reply_time"] > 0 for day in alone if day not in quiet)
    both = client.post("/get_user_behavior_data", userid=["lisi", "wangwu"], **asked)
    assert len(both["behavior_data"]) == len(alone) == 10


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/batch/get_by_user", {"userid_list": ["nobody"]}, 84061),
        ("/batch/get_by_user", {"userid_list": ["a"] * 101}, 40058),
        ("/batch/get_by_user", {"userid_list": ["lisi"], "limit": 101}, 40058),
        ("/get_user_behavior_data", {"userid": ["lisi"], "start_time": FIRST * 1000,
                                     "end_time": FIRST * 1000}, 600018),
        ("/get_user_behavior_data", {"userid": ["lisi"], "start_time": FIRST - 40 * 86_400,
                                     "end_time": FIRST}, 600018),
    ],
)  # fmt: skip
def test_refusals_come_with_status_200(client, path, body, code):
    assert client.post(path, **body)["errcode"] == code


def test_links_come_one_by_one_and_know_who_came_by_them(client, company):
    first = client.post("/customer_acquisition/list_link", limit=100, cursor="")
    second = client.post("/customer_acquisition/list_link", limit=100, cursor=first["next_cursor"])
    links = [*first["link_id_list"], *second["link_id_list"]]
    assert second["next_cursor"] == "" and len(set(links)) == 2
    for link in links:
        told = client.post("/customer_acquisition/customer", link_id=link, cursor="", limit=1000)
        known = company.wecom_contacts.filter(
            (pl.col("link_id") == link) & pl.col("removed_at").is_null()
        )
        found = {row["external_userid"] for row in told["customer_list"]}
        assert set(known["external_userid"]) <= found


def test_days_of_a_link_are_one_sum(client, company):
    (link, *_) = client.post("/customer_acquisition/list_link", limit=100)["link_id_list"]
    asked = {"link_id": link, "start_time": FIRST, "end_time": FIRST + 3 * 86_400 - 1}
    told = client.post("/customer_acquisition/statistic", **asked)
    first = pl.date(2026, 10, 31)
    days = company.wecom_link_days.filter(
        (pl.col("link_id") == link) & pl.col("day").is_between(first, first.dt.offset_by("2d"))
    )
    sums = (told["click_link_customer_cnt"], told["new_customer_cnt"])
    assert sums == (days["clicked"].sum(), days["gained"].sum())
    assert client.post("/customer_acquisition/statistic", link_id="no")["errcode"] == 600018


def test_tags_stand_in_their_groups(client, company):
    groups = client.post("/get_corp_tag_list")["tag_group"]
    tags = {tag["id"] for group in groups for tag in group["tag"]}
    given = company.wecom_contacts["tag_ids"].str.split(";").explode().unique()
    assert set(given) == tags
