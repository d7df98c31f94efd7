"""Tencent Ads as the sandbox plays it."""

import hashlib
import json
import time
import uuid

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = "20000001"
KEYS = ["date", "adgroup_id", "dynamic_creative_id"]
FIELDS = [*KEYS, "view_count", "valid_click_count", "cost", "conversions_count"]
REPORT = {
    "account_id": ACCOUNT,
    "level": "REPORT_LEVEL_DYNAMIC_CREATIVE",
    "date_range": '{"start_date":"2026-10-15","end_date":"2026-11-14"}',
    "group_by": json.dumps(KEYS),
    "fields": json.dumps(FIELDS),
    "time_line": "REQUEST_TIME",
    "page": 1,
    "page_size": 1000,
}


@pytest.fixture
def sandbox(play):
    return play("tencent_ads")


class Client:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url("tencent_ads")
        self.access_token = self.refresh()["data"]["access_token"]

    def refresh(self, **change):
        asked = {"client_id": SECRETS["TENCENT_ADS_CLIENT_ID"], "grant_type": "refresh_token"}
        asked |= {"client_secret": SECRETS["TENCENT_ADS_CLIENT_SECRET"]}
        asked |= {"refresh_token": SECRETS["TENCENT_ADS_REFRESH_TOKEN"]} | change
        return requests.get(self.base + "/oauth/token", params=asked, timeout=10).json()

    def get(self, call="daily_reports/get", **asked):
        once = {"timestamp": int(time.time()), "nonce": uuid.uuid4().hex}
        once |= {"access_token": self.access_token}
        return requests.get(f"{self.base}/v3.0/{call}", params=once | asked, timeout=10).json()


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


def test_a_report_is_the_worlds_in_fen(client, company):
    rows = client.get(**REPORT)["data"]["list"]
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    assert len({tuple(row[key] for key in KEYS) for row in rows}) == len(rows) == len(shown)
    assert sum(row["cost"] for row in rows) == shown["spend"].sum() * 100
    assert sum(row["conversions_count"] for row in rows) == shown["conversions"].sum()
    assert all(isinstance(value, int) for name, value in rows[0].items() if name != "date")
    later = client.get(**REPORT | {"time_line": "REPORTING_TIME"})["data"]["list"]
    by_conversion = shown["conversions_by_conversion_date"].sum()
    assert sum(row["conversions_count"] for row in later) == by_conversion


def test_pages_make_up_the_whole(client):
    whole = client.get(**REPORT)["data"]
    first = client.get(**REPORT | {"page_size": 7})["data"]
    assert first["page_info"]["total_number"] == len(whole["list"])
    assert first["page_info"]["total_page"] == -(-len(whole["list"]) // 7)
    second = client.get(**REPORT | {"page_size": 7, "page": 2})["data"]["list"]
    assert first["list"] + second == whole["list"][:14]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"page": 11}, 127005),
        ({"page_size": 2001}, 18004),
        ({"group_by": "[]"}, 18001),
        ({"level": "REPORT_LEVEL_MOON"}, 18001),
        ({"time_line": "NOW"}, 18004),
        ({"account_id": "20009999"}, 12201),
        ({"timestamp": 1}, 12101),
        ({"nonce": "n" * 33}, 12100),
        ({"access_token": "foreign"}, 11002),
    ],
)
def test_a_wrong_question_has_its_code(client, change, code):
    assert client.get(**REPORT | change)["code"] == code


def test_a_nonce_is_taken_once(client):
    assert client.get(**REPORT | {"nonce": "only-once"})["code"] == 0
    assert client.get(**REPORT | {"nonce": "only-once"})["code"] == 12100


def test_a_refresh_keeps_the_refresh_token_and_a_dead_one_is_told(client):
    told = client.refresh()
    assert (told["code"], "refresh_token" in told["data"]) == (0, False)
    assert client.refresh(refresh_token="dead")["code"] == 11012
    client.access_token += "-expired"
    assert client.get(**REPORT)["code"] == 11000


def test_only_named_columns_come_and_deleted_ones_stand_apart(client, company):
    asked = {"account_id": ACCOUNT, "fields": '["dynamic_creative_id"]', "page_size": 100}
    found = [
        one
        for gone in ("false", "true")
        for one in client.get("dynamic_creatives/get", **asked, is_deleted=gone)["data"]["list"]
    ]
    known = company.ads.filter(pl.col("account_id") == ACCOUNT)
    assert {str(one["dynamic_creative_id"]) for one in found} == set(known["ad_id"])
    assert all(set(one) == {"dynamic_creative_id"} for one in found)
    assert client.get("adgroups/get", account_id=ACCOUNT)["code"] == 18001


def test_an_organisation_lists_its_accounts_by_cursor(client):
    asked = {"pagination_mode": "PAGINATION_MODE_CURSOR", "page_size": 1}
    first = client.get("organization_account_relation/get", **asked)["data"]
    cursor = first["cursor_page_info"]["cursor"]
    last = client.get("organization_account_relation/get", **asked, cursor=cursor)["data"]
    assert [one["account_id"] for one in first["list"] + last["list"]] == [20000001, 20000002]
    assert "has_more" not in last["cursor_page_info"]


@pytest.mark.parametrize(
    ("kind", "code", "word"),
    [
        ("busy_in_body", 11017, "BusinessException"),
        ("daily_quota", 11018, "BusinessException"),
        ("too_large", 127005, "BusinessException"),
        ("not_ready_day", 30001, "SysException"),
    ],
)
def test_it_refuses_in_its_own_words(sandbox, client, kind, code, word):
    sandbox.arm(Fault(kind, "tencent_ads"))
    told = client.get(**REPORT)
    assert (told["code"], told["code_type"]) == (code, word)


def test_lists_go_by_cursor_too(client, company):
    asked = {"account_id": ACCOUNT, "fields": '["dynamic_creative_id"]', "page_size": 1}
    asked |= {"pagination_mode": "PAGINATION_MODE_CURSOR", "is_deleted": "false"}
    found, cursor = [], {}
    while cursor is not None:
        data = client.get("dynamic_creatives/get", **asked, **cursor)["data"]
        found += data["list"]
        info = data["cursor_page_info"]
        cursor = {"cursor": info["cursor"]} if info.get("has_more") else None
    assert len(found) == info["total_number"] > 1


def test_a_day_of_the_account_is_the_sum_of_its_creatives(client):
    level = {"level": "REPORT_LEVEL_ADVERTISER", "group_by": '["date"]'}
    whole = client.get(**REPORT | level | {"fields": '["date","cost"]'})["data"]["list"]
    parts = client.get(**REPORT)["data"]["list"]
    assert sum(row["cost"] for row in whole) == sum(row["cost"] for row in parts)
    assert len({row["date"] for row in whole}) == len(whole)


def test_a_task_tells_one_day_behind_a_redirect(sandbox, client):
    rows = client.get(**REPORT)["data"]["list"]
    day = [row for row in rows if row["date"] == "2026-11-03"]
    once = {"timestamp": int(time.time()), "access_token": client.access_token}
    asked = {"account_id": int(ACCOUNT), "task_name": "t", "granularity": "DAILY"}
    asked |= {"level": REPORT["level"], "time_line": "REQUEST_TIME", "date": "2026-11-03"}

    def add():
        url = f"{client.base}/v3.0/async_reports/add"
        params = once | {"nonce": uuid.uuid4().hex}
        return requests.post(url, json=asked | {"report_fields": FIELDS}, params=params, timeout=10)

    number = add().json()["data"]["task_id"]
    assert add().json()["code"] == 127001
    wanted = json.dumps([{"field": "task_id", "operator": "EQUALS", "values": [str(number)]}])
    question = {"account_id": ACCOUNT, "filtering": wanted}
    states = [client.get("async_reports/get", **question)["data"]["list"][0] for _ in "12"]
    assert [one["status"][12:] for one in states] == ["PROCESSING", "COMPLETED"]
    [file] = states[1]["result"]["data"]["file_info_list"]
    link = f"{sandbox.url('tencent_ads', 'files')}/v3.0/async_report_files/get"
    params = once | {"nonce": "f", "account_id": ACCOUNT, "task_id": number}
    content = requests.get(link, params=params | {"file_id": file["file_id"]}, timeout=10).content
    assert hashlib.md5(content).hexdigest() == file["md5"]
    assert len(content.splitlines()) == len(day) + 1
