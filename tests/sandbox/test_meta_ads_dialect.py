"""Meta as the sandbox plays it."""

import json
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = "5550001"
FIELDS = (
    "account_currency,campaign_id,adset_id,ad_id,impressions,clicks,spend,actions,action_values"
)
REPORT = {
    "level": "ad",
    "time_increment": "1",
    "time_range": json.dumps({"since": "2026-10-15", "until": "2026-11-13"}),
    "fields": FIELDS,
    "action_attribution_windows": json.dumps(["1d_click", "7d_click", "1d_view"]),
}


@pytest.fixture
def sandbox(play):
    return play("meta_ads")


def call(sandbox, path, method="GET", token=SECRETS["META_ADS_ACCESS_TOKEN"], **params):
    asked = {"access_token": token, **params}
    url = sandbox.url("meta_ads") + f"/v26.0/{path}"
    if method == "POST":
        return requests.post(url, data=asked, timeout=10)
    return requests.get(url, params=asked, timeout=10)


def walk(sandbox, path, **params):
    """Every record, following `next` with the token in the header."""
    headers = {"Authorization": f"Bearer {SECRETS['META_ADS_ACCESS_TOKEN']}"}
    page = call(sandbox, path, **params).json()
    records = page["data"]
    while "next" in page.get("paging", {}):
        page = requests.get(page["paging"]["next"], headers=headers, timeout=10).json()
        records += page["data"]
    return records


def test_pages_give_every_ad_day_once_and_spend_equals_the_world(sandbox, company):
    rows = walk(sandbox, f"act_{ACCOUNT}/insights", limit="97", **REPORT)
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    assert len({(row["ad_id"], row["date_start"]) for row in rows}) == len(rows) == len(shown)
    assert sum(Decimal(row["spend"]) for row in rows) == shown["spend"].sum()


def test_metrics_are_text_and_absent_when_there_is_nothing(sandbox):
    rows = walk(sandbox, f"act_{ACCOUNT}/insights", limit="500", **REPORT)
    assert all(isinstance(row["impressions"], str) for row in rows)
    assert any("actions" not in row for row in rows)
    assert any("clicks" not in row for row in rows)


def test_a_purchase_has_three_names_and_windows_overlap(sandbox, company):
    rows = walk(sandbox, f"act_{ACCOUNT}/insights", limit="500", **REPORT)
    listed = [a for row in rows for a in row.get("actions", [])]
    by_type = {name: sum(Decimal(a["value"]) for a in listed if a["action_type"] == name)
               for name in {a["action_type"] for a in listed}}  # fmt: skip
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    bought = by_type["offsite_conversion.fb_pixel_purchase"]
    assert bought == by_type["purchase"] == by_type["omni_purchase"]
    assert float(bought) == shown["conversions"].sum()
    assert all(a["7d_click"] == a["value"] for a in listed)


def test_a_job_starts_runs_and_completes_on_successive_polls(sandbox):
    number = call(sandbox, f"act_{ACCOUNT}/insights", "POST", **REPORT).json()["report_run_id"]
    assert call(sandbox, f"{number}/insights").status_code == 500
    polls = [call(sandbox, number).json() for _ in range(3)]
    told = [(poll["async_status"], poll["async_percent_completion"]) for poll in polls]
    assert told == [("Job Not Started", 0), ("Job Running", 40), ("Job Completed", 100)]
    assert walk(sandbox, f"{number}/insights", limit="500") == walk(
        sandbox, f"act_{ACCOUNT}/insights", limit="500", **REPORT
    )


def test_a_failed_job_says_why(sandbox):
    number = call(sandbox, f"act_{ACCOUNT}/insights", "POST", **REPORT).json()["report_run_id"]
    sandbox.arm(Fault("failed_job", "meta_ads", path_contains=number))
    poll = call(sandbox, number).json()
    assert poll["async_status"] == "Job Failed"
    assert poll["error_code"] == 1504038


def test_refusals_speak_by_code(sandbox):
    assert call(sandbox, "me/adaccounts", token="wrong").json()["error"]["code"] == 190
    assert call(sandbox, "act_1/ads").json()["error"]["error_subcode"] == 33
    composite = REPORT | {"action_attribution_windows": '["7d_view_1d_click"]'}
    assert call(sandbox, f"act_{ACCOUNT}/insights", **composite).json()["error"]["code"] == 100


def test_too_much_is_refused_until_the_limit_is_halved(sandbox):
    sandbox.arm(Fault("too_large", "meta_ads", times=None))
    large = call(sandbox, f"act_{ACCOUNT}/insights", limit="500", **REPORT)
    assert (large.status_code, large.json()["error"]["code"]) == (500, 1)
    assert call(sandbox, f"act_{ACCOUNT}/insights", limit="250", **REPORT).status_code == 200


def test_throttling_says_how_many_minutes(sandbox):
    sandbox.arm(Fault("busy_in_body", "meta_ads"))
    reply = call(sandbox, "me/adaccounts")
    usage = json.loads(reply.headers["x-business-use-case-usage"])
    assert reply.json()["error"]["error_subcode"] == 2446079
    assert usage["0"][0]["estimated_time_to_regain_access"] == 1


def test_entities_come_with_the_fields_asked_for(sandbox, company):
    ads = walk(sandbox, f"act_{ACCOUNT}/ads", fields="id,name,adset_id,campaign_id", limit="7")
    known = company.ads.filter(pl.col("account_id") == ACCOUNT, pl.col("status") != "deleted")
    assert {ad["name"] for ad in ads} == set(known["ad_name"])
    assert set(ads[0]) == {"id", "name", "adset_id", "campaign_id"}


def test_campaigns_and_the_account_count_what_no_ad_tells_any_more(sandbox, company):
    act, spent = "act_5550002/insights", {}
    for level in ("ad", "campaign", "account"):
        rows = walk(sandbox, act, limit="500", **REPORT | {"level": level})
        spent[level] = sum(Decimal(row["spend"]) for row in rows)
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == "5550002")
    assert spent["ad"] < spent["campaign"] == spent["account"] == shown["spend"].sum()


def test_people_are_counted_once_in_the_whole_span(sandbox, company):
    span = {"time_range": json.dumps({"since": "2026-11-02", "until": "2026-11-08"})}
    asked = {"level": "campaign", "fields": "campaign_id,impressions,reach", **span}
    week = walk(sandbox, f"act_{ACCOUNT}/insights", limit="500", **asked)
    days = walk(sandbox, f"act_{ACCOUNT}/insights", limit="500", **asked, time_increment="1")
    together = {row["campaign_id"]: int(row["reach"]) for row in week}
    assert {row["date_stop"] for row in week} == {"2026-11-08"}
    for campaign, reach in together.items():
        apart = [int(row["reach"]) for row in days if row["campaign_id"] == campaign]
        assert max(apart) <= reach < sum(apart)
