"""Xiaohongshu 聚光 as the sandbox plays it."""

from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.ads.xiaohongshu_rows import WIND
from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

SPAN = {"start_date": "2026-10-15", "end_date": "2026-11-13", "time_unit": "DAY"}


@pytest.fixture
def sandbox(play):
    return play("xiaohongshu_ads")


def call(sandbox, path, token="", **asked):
    url = f"{sandbox.url('xiaohongshu_ads')}/api/open/{path}"
    reply = requests.post(url, json=asked, headers={"Access-Token": token}, timeout=10)
    assert reply.status_code == 200
    return reply.json()


def refresh(sandbox, refresh_token=SECRETS["XIAOHONGSHU_ADS_REFRESH_TOKEN"]):
    app = {"app_id": 3300, "secret": SECRETS["XIAOHONGSHU_ADS_SECRET"]}
    return call(sandbox, "oauth2/refresh_token", **app, refresh_token=refresh_token)


@pytest.fixture
def token(sandbox):
    return refresh(sandbox)["data"]["access_token"]


def walk(sandbox, token, path, account, size=20):
    number, found, total = 1, [], 1
    while len(found) < total:
        asked = {"advertiser_id": int(account), "page_num": number, "page_size": size, **SPAN}
        data = call(sandbox, path, token, **asked)["data"]
        found, total, number = found + data["data_list"], data["total_count"], number + 1
    return found


def test_both_products_together_tell_the_worlds_spend(sandbox, company, token):
    jg, wind = "jg/data/report/offline/creativity", "wind/data/report/offline/creativity"
    rows = [walk(sandbox, token, jg, account) for account in ("1000001", "1000002")]
    rows.append(walk(sandbox, token, wind, WIND))
    assert all(rows)
    told = [row for part in rows for row in part]
    shown = company.ad_days_as_of(company.today).filter(pl.col("platform") == "xiaohongshu_ads")
    spend = sum(Decimal(row["fee"].replace(",", "")) for row in told)
    assert (len(told), spend) == (len(shown), shown["spend"].sum())
    assert all(isinstance(value, str) for row in told for value in row.values())
    assert all(len(row["note_id"]) == 24 for row in told)


def test_a_refresh_kills_the_refresh_token_before_it(sandbox):
    first = refresh(sandbox)["data"]
    assert refresh(sandbox)["success"] is False
    assert refresh(sandbox, first["refresh_token"])["success"] is True


def test_refusals_stand_in_three_places(sandbox, token):
    asked = {"advertiser_id": 1000001, "page_num": 1, "page_size": 20, **SPAN}
    path = "jg/data/report/offline/creativity"
    assert call(sandbox, path, "nothing", **asked)["msg"] == "access token 已过期"
    assert call(sandbox, path, token, **asked | {"advertiser_id": 5})["code"] == 1004
    sandbox.arm(Fault("busy_in_body", "xiaohongshu_ads", path_contains="offline"))
    busy = call(sandbox, path, token, **asked)
    assert (busy["success"], busy["code"]) == (False, 0)
    sandbox.arm(Fault("throttled_account", "xiaohongshu_ads", path_contains="offline"))
    assert call(sandbox, path, token, **asked)["errorCode"] == 5001


def test_each_list_pages_in_its_own_way_and_wind_is_in_none(sandbox, token):
    nested = call(sandbox, "jg/campaign/list", token, advertiser_id=1000001, status=6,
                  page={"page_index": 1, "page_size": 20})["data"]  # fmt: skip
    assert nested["page"]["total_count"] == len(nested["base_campaign_dtos"]) == 1
    flat = call(sandbox, "jg/unit/list", token, advertiser_id=1000001, page=2, page_size=1)["data"]
    assert (flat["total_count"], len(flat["unit_dtos"])) == (2, 1)
    gone = call(sandbox, "jg/unit/list", token, advertiser_id=1000001, unit_filter_state=1)["data"]
    assert gone == {"total_count": 0}


def test_account_and_keywords_are_told_apart_from_the_creatives(sandbox, company, token):
    offline = "data/report/offline"
    days = walk(sandbox, token, f"jg/{offline}/account", "1000001")
    days += walk(sandbox, token, f"wind/{offline}/account", WIND)
    parts = walk(sandbox, token, f"jg/{offline}/creativity", "1000001")
    parts += walk(sandbox, token, f"wind/{offline}/creativity", WIND)

    def spent(rows):
        return sum(Decimal(row["fee"].replace(",", "")) for row in rows)

    assert spent(days) == spent(parts) > 0
    words = walk(sandbox, token, f"jg/{offline}/keyword", "1000001")
    bought = company.keyword_days_as_of(company.today).filter(pl.col("account_id") == "1000001")
    assert spent(words) == bought["spend"].sum() > 0
