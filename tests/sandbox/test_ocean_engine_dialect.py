"""Ocean Engine as the sandbox plays it."""

import json
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.ads import ocean_engine
from sandbox.secrets import SECRETS
from sandbox.server import Fault, Sandbox
from sandbox.story.beside import qianchuan

pytestmark = pytest.mark.http

ACCOUNT = "1760000000000001"
QIANCHUAN = "1780000000000001"
METRICS = ["stat_cost", "show_cnt", "click_cnt", "convert_cnt", "attribution_convert_cnt"]
REPORT = {
    "advertiser_id": ACCOUNT,
    "data_topic": "BASIC_DATA",
    "dimensions": '["stat_time_day","cdp_project_id","cdp_promotion_id"]',
    "metrics": json.dumps(METRICS),
    "filters": "[]",
    "order_by": "[]",
    "start_time": "2026-10-15 00:00:00",
    "end_time": "2026-11-13 23:59:59",
}


class Client:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url("ocean_engine") + "/open_api/"
        self.refresh_token = SECRETS["OCEAN_ENGINE_REFRESH_TOKEN"]
        self.access_token = ""

    def refresh(self, token=None):
        form = {"app_id": SECRETS["OCEAN_ENGINE_APP_ID"], "secret": SECRETS["OCEAN_ENGINE_SECRET"]}
        form |= {"grant_type": "refresh_token", "refresh_token": token or self.refresh_token}
        reply = requests.post(self.base + "oauth2/refresh_token/", json=form, timeout=10).json()
        if reply["code"] == 0:
            self.access_token = reply["data"]["access_token"]
            self.refresh_token = reply["data"]["refresh_token"]
        return reply

    def get(self, path="v3.0/report/custom/get/", **asked):
        headers = {"Access-Token": self.access_token}
        return requests.get(self.base + path, params=asked, headers=headers, timeout=10).json()


@pytest.fixture
def sandbox(play):
    return play("ocean_engine")


@pytest.fixture
def client(sandbox):
    client = Client(sandbox)
    client.refresh()
    return client


def walk(client, size=100, **asked):
    page, total, rows, sums = 0, 1, [], {}
    while page < total:
        page += 1
        data = client.get(page=page, page_size=size, **asked)["data"]
        total, rows = data["page_info"]["total_page"], rows + data["rows"]
        sums = data["total_metrics"]
    return rows, sums


def test_each_refresh_kills_the_token_before(client):
    first = SECRETS["OCEAN_ENGINE_REFRESH_TOKEN"]
    second = client.refresh_token
    assert second != first
    assert client.refresh(first)["code"] == 40107
    assert client.refresh(second)["code"] == 0
    assert client.refresh(second)["code"] == 40107


def test_a_restarted_sandbox_still_knows_the_chain(client, company):
    with Sandbox(company, routes={"ocean_engine": ocean_engine.routes(company)}) as again:
        later = Client(again)
        later.access_token = client.access_token + "x"
        assert later.get(**REPORT)["code"] == 40102
        assert later.refresh(client.refresh_token)["code"] == 0


def test_totals_equal_the_rows_and_the_world(client, company):
    rows, sums = walk(client, **REPORT)
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    shown = shown.filter(pl.col("campaign_id") != qianchuan(company.campaigns))
    assert len({tuple(row["dimensions"].values()) for row in rows}) == len(rows) == len(shown)
    for metric in METRICS:
        assert sum(Decimal(row["metrics"][metric]) for row in rows) == Decimal(sums[metric])
    assert Decimal(sums["stat_cost"]) == shown["spend"].sum()
    assert float(sums["convert_cnt"]) == shown["conversions_by_conversion_date"].sum()
    assert float(sums["attribution_convert_cnt"]) == shown["conversions"].sum()


def test_a_wrong_total_can_be_armed(sandbox, client):
    sandbox.arm(Fault("wrong_total", "ocean_engine", times=None))
    rows, sums = walk(client, **REPORT)
    difference = Decimal(sums["stat_cost"]) - sum(Decimal(r["metrics"]["stat_cost"]) for r in rows)
    assert difference == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"page_size": "101"}, 40000),
        ({"start_time": "2026-10-14 00:00:00"}, 40000),
        ({"start_time": "2026-11-01"}, 40000),
        ({"metrics": '["nonsense"]'}, 40000),
        ({"advertiser_id": "1780000000000001"}, 40002),
    ],
)
def test_a_wrong_question_has_its_code(client, change, code):
    assert client.get(**REPORT | change)["code"] == code


def test_tokens_end_in_three_ways(client):
    client.access_token += "-expired"
    assert client.get(**REPORT)["code"] == 40102
    client.access_token = "foreign"
    assert client.get(**REPORT)["code"] == 40105
    client.access_token = ""
    assert client.get(**REPORT)["code"] == 40104


def test_grants_hold_more_than_ad_accounts(client):
    found = client.get("oauth2/advertiser/get/")["data"]["list"]
    assert {one["account_role"] for one in found} == {
        "ADVERTISER",
        "CUSTOMER_ADMIN",
        "PLATFORM_ROLE_QIANCHUAN",
    }
    assert all(isinstance(one["advertiser_id"], int) for one in found)


def test_listings_hold_every_project_and_promotion(client, company):
    promotions, page, total = [], 0, 1
    while page < total:
        page += 1
        asked = {"advertiser_id": ACCOUNT, "page": page, "page_size": 20}
        data = client.get("v3.0/promotion/list/", **asked)["data"]
        total, promotions = data["page_info"]["total_page"], promotions + data["list"]
    sold = pl.col("campaign_id") == qianchuan(company.campaigns)
    known = company.ads.filter(
        pl.col("account_id") == ACCOUNT, pl.col("status") != "deleted", ~sold
    )
    assert {str(p["promotion_id"]) for p in promotions} == set(known["ad_id"])
    too_many = client.get("v3.0/promotion/list/", advertiser_id=ACCOUNT, page_size=21)
    assert too_many["code"] == 40000


def test_throttling_says_when_to_come_back(sandbox, client):
    sandbox.arm(Fault("busy_in_body", "ocean_engine"))
    headers = {"Access-Token": client.access_token}
    url = client.base + "v3.0/report/custom/get/"
    reply = requests.get(url, params=REPORT, headers=headers, timeout=10)
    assert (reply.json()["code"], reply.headers["X-RateLimit-RetryIn"]) == (40110, "2")


def test_bills_of_both_advertisers_are_what_the_company_paid(client, company):
    span = {"start_date": "2026-10-15", "end_date": "2026-11-13", "page_size": 100}
    path, spent = "2/advertiser/fund/daily_stat/", {}
    for payer in (ACCOUNT, QIANCHUAN):
        rows = client.get(path, advertiser_id=payer, **span)["data"]["list"]
        spent[payer] = sum(Decimal(str(row["cost"])) for row in rows)
    _, sums = walk(client, **REPORT)
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    assert spent[ACCOUNT] == Decimal(sums["stat_cost"])
    assert sum(spent.values()) == shown["spend"].sum()


def test_plans_of_qianchuan_tell_less_than_its_bill(client):
    span = {"start_date": "2026-10-16", "end_date": "2026-11-13", "page_size": 100}
    asked = span | {"advertiser_id": QIANCHUAN, "fields": '["stat_cost","pay_order_count"]'}
    asked |= {"time_granularity": "TIME_GRANULARITY_DAILY"}
    plans = client.get("v1.0/qianchuan/report/ad/get/", **asked)["data"]["list"]
    bills = client.get("2/advertiser/fund/daily_stat/", advertiser_id=QIANCHUAN, **span)
    told = sum(row["stat_cost"] for row in plans)
    assert 0 < told < sum(row["cost"] for row in bills["data"]["list"])
    wrong = asked | {"advertiser_id": ACCOUNT}
    assert client.get("v1.0/qianchuan/report/ad/get/", **wrong)["code"] == 40002
    listed = client.get(
        "v1.0/qianchuan/ad/get/", advertiser_id=QIANCHUAN, filtering='{"status":"ALL"}'
    )
    assert {row["ad_id"] for row in plans} <= {card["ad_id"] for card in listed["data"]["list"]}
