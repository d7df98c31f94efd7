"""Douyin, Bilibili and Weibo as the sandbox plays them."""

import hashlib
import hmac
import time

import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Sandbox

pytestmark = pytest.mark.http
OPEN_ID, UID = "_000QingheDouyin01", "7700000001"


class Douyin:
    def __init__(self, sandbox: Sandbox) -> None:
        self.base = sandbox.url("douyin")
        self.refresh_token = SECRETS["DOUYIN_REFRESH_TOKEN"]

    def post(self, path: str, **extra: str) -> dict:
        form = {"client_key": SECRETS["DOUYIN_CLIENT_KEY"], "refresh_token": self.refresh_token}
        return requests.post(self.base + path, data=form | extra, timeout=10).json()["data"]

    def get(self, path: str, token: str, **more: str | int) -> dict:
        asked = {"open_id": OPEN_ID} | more
        headers = {"access-token": token}
        return requests.get(self.base + path, asked, headers=headers, timeout=10).json()["data"]


@pytest.fixture
def douyin(play) -> Douyin:
    return Douyin(play("douyin"))


def test_a_refresh_token_is_renewed_five_times_and_dies_each_time(douyin):
    for _ in range(5):
        told = douyin.post("/oauth/renew_refresh_token/")
        old, douyin.refresh_token = douyin.refresh_token, told["refresh_token"]
        assert old != douyin.refresh_token
    assert douyin.post("/oauth/renew_refresh_token/")["error_code"] == 10020
    douyin.refresh_token = old
    told = douyin.post("/oauth/refresh_token/", grant_type="refresh_token")
    assert told["error_code"] == 10010


def test_days_are_trailing_and_need_the_right_account(douyin):
    token = douyin.post("/oauth/refresh_token/", grant_type="refresh_token")["access_token"]
    path = "/data/external/user/fans/"
    days = douyin.get(path, token, date_type=7)["result_list"]
    assert [day["date"][-2:] for day in days] == ["07", "08", "09", "10", "11", "12", "13"]
    assert douyin.get(path, token, date_type=20)["error_code"] == 2100005
    assert douyin.get(path, token, date_type=7, open_id="x")["error_code"] == 2190015
    assert douyin.get(path, "act.other", date_type=7)["error_code"] == 2190002


def test_videos_come_newest_first_with_an_opaque_cursor(douyin):
    token = douyin.post("/oauth/refresh_token/", grant_type="refresh_token")["access_token"]
    found, cursor, more = [], 0, True
    while more:
        told = douyin.get("/api/douyin/v1/video/video_list/", token, cursor=cursor, count=20)
        found += [one["create_time"] for one in told["list"]]
        cursor, more = told["cursor"], told["has_more"]
    assert len(found) == 6
    assert found == sorted(found, reverse=True)


def test_days_of_a_young_video_add_up_to_its_total(douyin):
    token = douyin.post("/oauth/refresh_token/", grant_type="refresh_token")["access_token"]
    [video, *_] = douyin.get("/api/douyin/v1/video/video_list/", token, count=20)["list"]
    item = {"item_id": video["item_id"]}
    days = douyin.get("/data/external/item/play/", token, date_type=30, **item)["result_list"]
    total = sum(one["play"] for one in days)
    assert total == video["statistics"]["play_count"]
    base = douyin.get("/data/external/item/base/", token, **item)["result"]
    assert base["total_play"] == total
    old = douyin.get("/data/external/item/play/", token, date_type=30, item_id="@old==")
    assert old["error_code"] == 2100005


class Bilibili:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        asked = {name: SECRETS[f"BILIBILI_{name.upper()}"] for name in (
            "client_id", "client_secret", "refresh_token")}  # fmt: skip
        self.asked = asked | {"grant_type": "refresh_token"}

    def refresh(self) -> dict:
        path = self.sandbox.url("bilibili", "token") + "/x/account-oauth2/v1/refresh_token"
        return requests.post(path, params=self.asked, timeout=10).json()

    def get(self, token: str, nonce: str, skew: int = 0, secret: str = "") -> dict:
        signed = {
            "x-bili-accesskeyid": self.asked["client_id"],
            "x-bili-content-md5": hashlib.md5(b"").hexdigest(),
            "x-bili-signature-method": "HMAC-SHA256",
            "x-bili-signature-nonce": nonce,
            "x-bili-signature-version": "2.0",
            "x-bili-timestamp": str(int(time.time()) + skew),
        }
        key = (secret or self.asked["client_secret"]).encode()
        text = "\n".join(f"{name}:{value}" for name, value in sorted(signed.items()))
        headers = signed | {"Authorization": hmac.new(key, text.encode(), "sha256").hexdigest()}
        path = self.sandbox.url("bilibili") + "/arcopen/fn/data/user/stat"
        return requests.get(path, headers=headers | {"Access-Token": token}, timeout=10).json()


def test_a_call_is_signed_once_in_time(play):
    client = Bilibili(play("bilibili"))
    token = client.refresh()["data"]["access_token"]
    assert client.get(token, "a")["data"]["follower"] > 0
    assert client.get(token, "a")["code"] == 123004
    assert client.get(token, "b", skew=-3600)["code"] == 123003
    assert client.get(token, "c", secret="other")["code"] == 123002
    assert client.get("other", "d")["code"] == -101
    assert client.refresh()["code"] == -101


def test_a_timeline_counts_more_than_it_tells(play):
    sandbox = play("weibo")
    headers = {"Authorization": f"OAuth2 {SECRETS['WEIBO_ACCESS_TOKEN']}"}

    def get(host: str, path: str, **asked: str | int):
        return requests.get(sandbox.url("weibo", host) + path, asked, headers=headers, timeout=10)

    path, found = "/2/statuses/user_timeline/biz.json", []
    asked: dict[str, str | int] = {"uid": UID}
    while (told := get("api", path, **asked).json())["statuses"]:
        found += [one["id"] for one in told["statuses"]]
        asked["max_id"] = found[-1] - 1
    assert len(found) == len(set(found)) < told["total_number"]
    inclusive = get("api", path, uid=UID, max_id=found[-1]).json()["statuses"]
    assert [one["id"] for one in inclusive] == [found[-1]]
    assert get("basic", "/2/users/show.json", uid=UID).json()["followers_count"] > 0
    headers["Authorization"] = "OAuth2 other"
    refused = get("api", path, uid=UID)
    assert (refused.status_code, refused.json()["error_code"]) == (403, "21327")
