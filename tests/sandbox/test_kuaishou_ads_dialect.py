"""Kuaishou as the sandbox plays it."""

import csv
import io
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = 26000001
SPAN = {"start_date": "2026-11-07", "end_date": "2026-11-13"}


@pytest.fixture
def sandbox(play):
    return play("kuaishou_ads")


def call(sandbox, path, token="", **asked):
    url = f"{sandbox.url('kuaishou_ads')}/rest/openapi/{path}"
    headers = {"Access-Token": token}
    reply = requests.post(url, json={"advertiser_id": ACCOUNT} | asked, headers=headers, timeout=10)
    assert reply.status_code == 200
    return reply.json()


def refresh(sandbox, refresh_token=SECRETS["KUAISHOU_ADS_REFRESH_TOKEN"]):
    app = {"app_id": 4400, "secret": SECRETS["KUAISHOU_ADS_SECRET"]}
    path = "oauth2/authorize/refresh_token"
    return call(sandbox, path, **app, refresh_token=refresh_token)


@pytest.fixture
def token(sandbox):
    return refresh(sandbox)["data"]["access_token"]


def charged(sandbox, token, level):
    rows = call(sandbox, f"v1/report/{level}_report", token, page_size=2000, **SPAN)["data"][
        "details"
    ]
    return sum(Decimal(str(round(row["charge"], 2))) for row in rows)


def test_creatives_campaigns_and_account_add_up_in_this_order(sandbox, company, token):
    shown = company.ad_days_as_of(company.today).filter(
        (pl.col("platform") == "kuaishou_ads") & (pl.col("day") >= pl.date(2026, 11, 7))
    )
    creative, composed = (
        charged(sandbox, token, "creative"),
        charged(sandbox, token, "program_creative"),
    )
    campaign, account = charged(sandbox, token, "campaign"), charged(sandbox, token, "account")
    assert 0 < composed < creative + composed < campaign == account == shown["spend"].sum()
    hidden = shown.filter(pl.col("ad_id").is_null())["spend"].sum()
    assert campaign - creative - composed == hidden > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start_date": "2026-11-06"}, "跨度"),
        ({"start_date": "2026-10-20", "end_date": "2026-10-21"}, "最近一周"),
        ({"page_size": 2001}, "page_size"),
        ({"advertiser_id": 5}, "授权"),
    ],
)
def test_a_wrong_question_is_refused_in_words(sandbox, token, change, words):
    reply = call(sandbox, "v1/report/creative_report", token, **SPAN | change)
    assert reply["code"] != 0
    assert words in reply["message"]


def test_a_task_runs_then_its_file_tells_older_days(sandbox, token):
    params = {"start_date": "2026-10-15", "end_date": "2026-11-13", "view_type": 2}
    made = call(sandbox, "v1/async_task/create", token, task_name="t1", task_params=params)["data"]
    again = call(sandbox, "v1/async_task/create", token, task_name="t1", task_params=params)
    assert "不能重复" in again["message"]
    asked = {"task_ids": [made["task_id"]]}
    states = [
        call(sandbox, "v1/async_task/list", token, **asked)["data"]["details"][0] for _ in "12"
    ]
    assert [state["task_status"] for state in states] == [1, 2]
    url = f"{sandbox.url('kuaishou_ads')}/rest/openapi/v1/async_task/download"
    file = requests.get(
        url,
        params={"advertiser_id": ACCOUNT, "task_id": made["task_id"]},
        headers={"Access-Token": token},
        timeout=10,
    ).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert rows[0]["日期"] == "2026-10-15"
    assert "广告创意ID" not in rows[0]
    assert float(rows[0]["花费（元）"]) > 0


def test_refusals_in_its_own_words(sandbox, token):
    assert "过期" in call(sandbox, "gw/dsp/campaign/list", "nothing")["message"]
    sandbox.arm(Fault("daily_quota", "kuaishou_ads", path_contains="campaign/list"))
    assert call(sandbox, "gw/dsp/campaign/list", token)["code"] == 401000
    first = refresh(sandbox)
    assert first["code"] != 0


def test_composed_creatives_stand_in_no_list(sandbox, company, token):
    listed = call(sandbox, "gw/dsp/creative/list", token, page_size=200)["data"]
    ads = company.ads.filter(pl.col("platform") == "kuaishou_ads")
    assert 0 < listed["total_count"] < len(ads)


def test_words_and_what_was_typed_add_up_to_the_same(sandbox, company, token):
    told = [
        call(sandbox, f"gw/dsp/v1/report/{kind}_report", token, page_size=2000, **SPAN)["data"]
        for kind in ("word_info", "query_word")
    ]
    words, typed = (sum(Decimal(str(row["charge"])) for row in data["details"]) for data in told)
    days = company.keyword_days_as_of(company.today).filter(
        (pl.col("platform") == "kuaishou_ads") & (pl.col("day") >= pl.date(2026, 11, 7))
    )
    assert words == typed == days["spend"].sum() > 0
