"""Meta Ads: its oddities, with replies composed from the contract."""

import hashlib
import hmac
import json
from datetime import date

import pytest
from stage import Puller, Said, Stage, Time, records

from connectors.ads.meta_ads import meta_ads
from connectors.core import AccessDenied, BadReply, Engine, TryAgain, Window, probe

META = {"access_token": "meta-token"}
MONTH = Window.of("2026-10-01", "2026-10-30")
WEEK = Window.of("2026-11-01", "2026-11-07")


def meta_page(*ids: str, after: str | None = None, url: str = "") -> dict:
    paging = {"cursors": {"before": "b", "after": after or "end"}}
    if after:
        paging["next"] = f"{url}/v26.0/act_1/insights?after={after}"
    return {"data": [{"ad_id": i, "spend": "36.9"} for i in ids], "paging": paging}


def meta_error(code: int, sub: int | None = None, status: int = 400, **more) -> Said:
    error = {"message": "(#x) told", "type": "OAuthException", "code": code, **more}
    return Said({"error": error | ({"error_subcode": sub} if sub else {})}, status)


def test_a_short_window_is_asked_directly_until_next_is_absent(stage: Stage, puller: Puller):
    stage.play(meta_page("1", "2", after="c2", url=stage.url), meta_page("3"))
    found = records(puller(meta_ads, "ad_report", META, window=WEEK))
    assert [r["ad_id"] for r in found] == ["1", "2", "3"]
    first, second = stage.asked
    assert json.loads(first.params["time_range"]) == {"since": "2026-11-01", "until": "2026-11-07"}
    assert "access_token" not in first.params
    assert second.params["after"] == "c2"


def job(status: str, percent: int, **more) -> dict:
    return {"id": "77", "async_status": status, "async_percent_completion": percent, **more}


def test_a_long_window_runs_as_a_job_and_waits_for_a_hundred_percent(stage: Stage, puller: Puller):
    stage.play(
        {"report_run_id": "77"},
        job("Job Not Started", 0),
        job("Job Running", 40),
        job("Job Completed", 90),
        job("Job Completed", 100),
        meta_page("1"),
    )
    assert len(records(puller(meta_ads, "ad_report", META, window=MONTH))) == 1
    assert (stage.asked[0].method, stage.asked[0].form["level"]) == ("POST", "ad")
    assert [asked.path for asked in stage.asked[1:]] == ["/v26.0/77"] * 4 + ["/v26.0/77/insights"]


def test_a_job_without_rows_is_an_empty_window(stage: Stage, puller: Puller):
    stage.play({"report_run_id": "77"}, job("Job Completed", 100), {"data": []})
    assert records(puller(meta_ads, "ad_report", META, window=MONTH)) == []
    stage.play({"report_run_id": "77"}, job("Job Skipped", 0))
    assert records(puller(meta_ads, "ad_report", META, window=MONTH)) == []


def test_a_job_that_fails_twice_is_halved(stage: Stage, puller: Puller):
    failed = job("Job Failed", 100, error_code=1, error_message="too heavy")
    made = {"report_run_id": "77"}
    stage.play(made, failed, made, failed, made, job("Job Completed", 100), meta_page("1"), made,
               job("Job Completed", 100), meta_page("2"))  # fmt: skip
    found = records(puller(meta_ads, "ad_report", META, window=MONTH))
    assert [r["ad_id"] for r in found] == ["1", "2"]
    ranges = [json.loads(a.form["time_range"]) for a in stage.asked if a.method == "POST"]
    assert ranges[-2:] == [
        {"since": "2026-10-01", "until": "2026-10-15"},
        {"since": "2026-10-16", "until": "2026-10-30"},
    ]


def test_code_1_halves_the_limit_first(stage: Stage, puller: Puller):
    stage.play(meta_error(1, status=500), meta_page("1"))
    assert len(records(puller(meta_ads, "ad_report", META, window=WEEK))) == 1
    assert [asked.params["limit"] for asked in stage.asked] == ["500", "250"]


def test_waits_for_the_minutes_the_throttle_header_names(
    stage: Stage, puller: Puller, passing: Time
):
    usage = json.dumps(
        {"5550001": [{"type": "ads_insights", "estimated_time_to_regain_access": 1}]}
    )
    busy = meta_error(17, 2446079)
    busy.headers["x-business-use-case-usage"] = usage
    stage.play(busy, meta_page("1"))
    puller(meta_ads, "ad_report", META, window=WEEK)
    assert 60 <= passing.slept[0] <= 61


@pytest.mark.parametrize(
    ("header", "share"),
    [
        ("x-fb-ads-insights-throttle", "acc_id_util_pct"),
        ("x-fb-ads-insights-throttle", "app_id_util_pct"),
        ("x-ad-account-usage", "acc_id_util_pct"),
        ("x-app-usage", "total_cputime"),
    ],
)
def test_slows_down_before_the_budget_is_gone(
    stage: Stage, puller: Puller, passing: Time, header: str, share: str
):
    nearly = Said(meta_page("1", after="c2", url=stage.url))
    nearly.headers[header] = json.dumps({share: 96.0})
    stage.play(nearly, meta_page("2"))
    puller(meta_ads, "ad_report", META, window=WEEK)
    assert passing.slept == [pytest.approx(60)]


@pytest.mark.parametrize(
    ("code", "sub", "error", "calls"),
    [
        (2, 1504041, BadReply, 1),
        (100, None, BadReply, 1),
        (190, 463, AccessDenied, 1),
        (200, None, AccessDenied, 1),
        (100, 33, AccessDenied, 1),
        (2, None, TryAgain, 4),
        (80004, None, TryAgain, 4),
    ],
)
def test_routes_on_code_and_subcode(
    stage: Stage, puller: Puller, code: int, sub: int | None, error: type[Exception], calls: int
):
    stage.play(meta_error(code, sub))
    with pytest.raises(error):
        puller(meta_ads, "ad_report", META, window=WEEK)
    assert len(stage.asked) == calls


def test_an_account_the_token_does_not_list_is_refused(stage: Stage, puller: Puller):
    stage.play({"data": [{"account_id": "2"}, {"account_id": "1"}]})
    assert records(puller(meta_ads, "accounts", META)) == [{"account_id": "1"}]
    with pytest.raises(AccessDenied, match="does not list 9"):
        puller(meta_ads, "accounts", META, account="9")


def test_deleted_ads_are_asked_for(stage: Stage, puller: Puller):
    stage.play({"data": [{"id": "1"}]})
    puller(meta_ads, "ads", META)
    [condition] = json.loads(stage.asked[0].params["filtering"])
    assert {"ARCHIVED", "DELETED"} <= set(condition["value"])


def test_each_kind_of_object_is_asked_for_in_its_own_statuses(stage: Stage, puller: Puller):
    stage.play({"data": [{"id": "1"}]})
    for feed in ("campaigns", "ad_groups", "ads"):
        puller(meta_ads, feed, META)
    asked = {a.path.rpartition("/")[2]: json.loads(a.params["filtering"])[0] for a in stage.asked}
    assert {path: one["field"] for path, one in asked.items()} == {
        "campaigns": "campaign.effective_status",
        "adsets": "adset.effective_status",
        "ads": "ad.effective_status",
    }
    assert "CAMPAIGN_PAUSED" not in asked["campaigns"]["value"]
    assert {"CAMPAIGN_PAUSED", "ADSET_PAUSED", "DISAPPROVED"} <= set(asked["ads"]["value"])


def test_campaigns_and_the_account_by_day_and_people_by_whole_weeks_and_months(
    stage: Stage, puller: Puller
):
    stage.play({"data": []})
    puller(meta_ads, "campaign_report", META, window=Window.of("2026-10-20", "2026-11-03"))
    asked = [
        (
            a.params["level"],
            *json.loads(a.params["time_range"]).values(),
            "time_increment" in a.params,
        )
        for a in stage.asked
    ]
    assert asked == [
        ("campaign", "2026-10-20", "2026-11-03", True),
        ("account", "2026-10-20", "2026-11-03", True),
        ("campaign", "2026-10-19", "2026-10-25", False),
        ("campaign", "2026-10-26", "2026-11-01", False),
        ("campaign", "2026-10-01", "2026-10-31", False),
    ]
    assert all("reach" in a.params["fields"] for a in stage.asked if a.params["level"] != "account")


@pytest.mark.parametrize(("options", "more"), [({}, []), ({"skan": "yes"}, ["skan_click"])])
def test_the_windows_of_today_are_asked_for_and_skan_when_wanted(
    stage: Stage, puller: Puller, options: dict, more: list
):
    stage.play({"data": []})
    puller(meta_ads, "ad_report", META, window=WEEK, options=options)
    asked = json.loads(stage.asked[0].params["action_attribution_windows"])
    assert set(asked) >= {"1d_click", "7d_click", "28d_click", "1d_view", "1d_ev", *more}
    assert not set(asked) & {"7d_view", "28d_view"}
    assert ("skan_click" in asked) == bool(more)


def test_an_app_that_demands_proof_gets_it_and_its_secret_stays_here(stage: Stage, puller: Puller):
    stage.play(meta_page("1"))
    puller(meta_ads, "ad_report", META | {"app_secret": "app-secret"}, window=WEEK)
    proof = hmac.new(b"app-secret", b"meta-token", hashlib.sha256).hexdigest()
    assert stage.asked[0].params["appsecret_proof"] == proof
    assert stage.asked[0].headers["authorization"] == "Bearer meta-token"
    assert "app-secret" not in stage.asked[0].raw_query


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ({"data": {"is_valid": True, "expires_at": 1_801_000_000}}, date(2027, 1, 26)),
        ({"data": {"is_valid": True, "expires_at": 0}}, None),
        ({"error": {"code": 100, "message": "told"}}, None),
    ],
)
def test_the_end_of_a_token_is_asked_for_before_it_comes(
    stage: Stage, engine: Engine, told: dict, ends: date | None
):
    stage.play({"data": [{"account_id": "1"}]}, told)
    urls = {"api": stage.url}
    found = probe(meta_ads, "1", META, day=date(2026, 11, 3), urls=urls, engine=engine)
    assert found == ends
