"""TikTok as the sandbox plays it."""

import json
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = "7000000000000000001"
REPORT = {
    "advertiser_id": ACCOUNT,
    "report_type": "BASIC",
    "data_level": "AUCTION_AD",
    "dimensions": '["ad_id","stat_time_day"]',
    "metrics": json.dumps(["spend", "impressions", "conversion", "total_purchase_value"]),
    "start_date": "2026-10-15",
    "end_date": "2026-11-13",
}


RESERVED = {"service_type": "RESERVATION", "data_level": "RESERVATION_AD"}
ALL = json.dumps({"secondary_status": "AD_STATUS_ALL"})


@pytest.fixture
def sandbox(play):
    return play("tiktok_ads")


def call(sandbox, path="report/integrated/get/", token=SECRETS["TIKTOK_ADS_ACCESS_TOKEN"], **asked):
    url = sandbox.url("tiktok_ads") + f"/open_api/v1.3/{path}"
    headers = {"Access-Token": token} if token else {}
    reply = requests.get(url, params=asked, headers=headers, timeout=10)
    assert reply.status_code == 200
    return reply.json()


def walk(sandbox, path="report/integrated/get/", size=200, **asked):
    page, total, records = 0, 1, []
    while page < total:
        page += 1
        data = call(sandbox, path, page=page, page_size=size, **asked)["data"]
        total, records = data["page_info"]["total_page"], records + data["list"]
    return records


def test_pages_give_every_ad_day_once_and_spend_equals_the_world(sandbox, company):
    rows = walk(sandbox, **REPORT)
    rows += walk(sandbox, **REPORT | RESERVED)
    keys = {(r["dimensions"]["ad_id"], r["dimensions"]["stat_time_day"]) for r in rows}
    shown = company.ad_days_as_of(company.today).filter(pl.col("platform") == "tiktok_ads")
    shown = shown.drop_nulls("ad_id")
    assert len(keys) == len(rows) == len(shown)
    assert sum(Decimal(r["metrics"]["spend"]) for r in rows) == shown["spend"].sum()
    assert rows[0]["dimensions"]["stat_time_day"].endswith(" 00:00:00")


def test_every_metric_is_text_and_nothing_is_a_dash(sandbox):
    metrics = [row["metrics"] for row in walk(sandbox, **REPORT)]
    assert all(isinstance(value, str) for m in metrics for value in m.values())
    settled = walk(sandbox, **REPORT | {"end_date": "2026-11-01"})
    none = [r["metrics"] for r in settled if r["metrics"]["conversion"] == "0"]
    assert {m["total_purchase_value"] for m in none} == {"-"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start_date": "2026-10-14"}, 40002),
        ({"page_size": "1001"}, 40002),
        ({"metrics": '["no_such_metric"]'}, 40002),
        ({"dimensions": "ad_id"}, 40002),
        ({"advertiser_id": "1"}, 40001),
    ],
)
def test_a_wrong_question_has_its_code(sandbox, change, code):
    assert call(sandbox, **REPORT | change)["code"] == code


def test_a_missing_and_a_wrong_token_differ(sandbox):
    assert call(sandbox, token="", **REPORT)["code"] == 40104
    assert call(sandbox, token="wrong", **REPORT)["code"] == 40105


def test_thirty_days_can_be_too_large_and_halves_are_not(sandbox):
    sandbox.arm(Fault("too_large", "tiktok_ads", times=None))
    assert call(sandbox, **REPORT)["code"] == 40067
    assert call(sandbox, **REPORT | {"end_date": "2026-10-29"})["code"] == 0


def test_the_throttle_of_one_advertiser_leaves_others_alone(sandbox):
    sandbox.arm(Fault("throttled_account", "tiktok_ads", account=ACCOUNT))
    assert call(sandbox, "oauth2/advertiser/get/", app_id="1", secret="x")["code"] == 0
    assert call(sandbox, **REPORT)["code"] == 40133
    assert call(sandbox, **REPORT)["code"] == 0


def test_auction_smart_plus_and_reservation_have_lists_of_their_own(sandbox, company):
    bought = json.dumps({"secondary_status": "AD_STATUS_ALL", "buying_types": ["RESERVATION_RF"]})
    lists = [
        walk(sandbox, "ad/get/", size=5, advertiser_id=ACCOUNT, filtering=ALL),
        walk(sandbox, "ad/get/", size=5, advertiser_id=ACCOUNT, filtering=bought),
        walk(sandbox, "smart_plus/ad/get/", size=5, advertiser_id=ACCOUNT, filtering=ALL),
    ]
    known = company.ads.filter(pl.col("platform") == "tiktok_ads")
    assert all(lists)
    assert sorted(ad["ad_name"] for ads in lists for ad in ads) == sorted(known["ad_name"])
    assert all("modify_time" not in ad and "ad_id" not in ad for ad in lists[2])
    living = json.dumps({"buying_types": ["RESERVATION_RF"]})
    shown = walk(sandbox, "ad/get/", size=5, advertiser_id=ACCOUNT, filtering=living)
    assert len(shown) < len(lists[1])
    info = call(sandbox, "advertiser/info/", advertiser_ids=json.dumps([ACCOUNT]))["data"]["list"]
    assert info[0]["currency"] == "USD"


def test_the_account_spends_what_auction_reservation_and_the_shop_spend(sandbox, company):
    spent = Decimal(0)
    for service in ("AUCTION", "RESERVATION"):
        asked = {"service_type": service, "data_level": f"{service}_ADVERTISER"}
        asked |= {"dimensions": '["advertiser_id","stat_time_day"]', "metrics": '["spend"]'}
        rows = walk(sandbox, **REPORT | asked)
        assert rows
        spent += sum(Decimal(row["metrics"]["spend"]) for row in rows)
    shop = SHOP | {"start_date": REPORT["start_date"], "end_date": REPORT["end_date"]}
    spent += sum(
        Decimal(row["metrics"]["cost"]) for row in walk(sandbox, "gmv_max/report/get/", **shop)
    )
    shown = company.ad_days_as_of(company.today).filter(pl.col("platform") == "tiktok_ads")
    assert spent == shown["spend"].sum()


SHOP = {
    "advertiser_id": ACCOUNT,
    "store_ids": '["7494836523330930707"]',
    "dimensions": '["campaign_id","stat_time_day"]',
    "metrics": '["cost","orders","gross_revenue","currency"]',
}


def test_gmv_max_needs_its_shop_and_an_empty_page_has_no_list(sandbox):
    path, days = "gmv_max/report/get/", {"start_date": "2026-09-01", "end_date": "2026-09-02"}
    assert call(sandbox, path, **SHOP | days | {"store_ids": "[]"})["code"] == 40002
    assert "list" not in call(sandbox, path, **SHOP | days)["data"]


def test_shop_metrics_are_refused_above_the_ad(sandbox):
    asked = {"data_level": "AUCTION_CAMPAIGN", "dimensions": '["campaign_id","stat_time_day"]'}
    assert call(sandbox, **REPORT | asked)["code"] == 40002
    assert call(sandbox, **REPORT | asked | {"metrics": '["spend","reach"]'})["code"] == 0
