"""TikTok Ads: its oddities, with replies composed from the contract."""

import json

import pytest
from stage import Puller, Stage, records

from connectors.ads.tiktok_ads import tiktok_ads
from connectors.core import AccessDenied, BadReply, Window

TIKTOK = {"access_token": "tiktok-token"}
MONTH = Window.of("2026-10-01", "2026-10-30")


def tiktok_page(*ids, page: int = 1, pages: int = 1, total: int | None = None) -> dict:
    rows = [{"dimensions": {"ad_id": i}, "metrics": {"spend": "-"}} for i in ids]
    info = {"page": page, "page_size": 1000, "total_page": pages, "total_number": total or len(ids)}
    return {"code": 0, "message": "OK", "data": {"list": rows, "page_info": info}}


def tiktok_error(code: int) -> dict:
    return {"code": code, "message": "told", "request_id": "1", "data": {}}


def test_a_longer_window_is_cut_before_it_is_asked(stage: Stage, puller: Puller):
    stage.play(tiktok_page())
    puller(tiktok_ads, "ad_report", TIKTOK, window=Window.of("2026-10-01", "2026-10-31"))
    spans = [(a.params["start_date"], a.params["end_date"]) for a in stage.asked]
    assert spans == [("2026-10-01", "2026-10-30"), ("2026-10-31", "2026-10-31")]
    assert stage.asked[0].path == "/open_api/v1.3/report/integrated/get/"
    assert json.loads(stage.asked[0].params["dimensions"]) == ["ad_id", "stat_time_day"]
    assert stage.asked[0].headers["access-token"] == "tiktok-token"


def test_40067_halves_the_window_without_repeats(stage: Stage, puller: Puller):
    stage.play(tiktok_error(40067), tiktok_page("a"), tiktok_page("b"))
    found = records(puller(tiktok_ads, "ad_report", TIKTOK, window=MONTH))
    assert [r["dimensions"]["ad_id"] for r in found] == ["a", "b"]
    assert stage.asked[1].params["end_date"] == "2026-10-15"
    assert stage.asked[2].params["start_date"] == "2026-10-16"


@pytest.mark.parametrize("code", [40100, 40133, 50000, 50003])
def test_busy_in_a_reply_of_200_is_asked_again(stage: Stage, puller: Puller, code: int):
    stage.play(tiktok_error(code), tiktok_error(code), tiktok_page("a"))
    assert len(records(puller(tiktok_ads, "ad_report", TIKTOK))) == 1


@pytest.mark.parametrize("code", [40001, 40105])
def test_a_revoked_grant_needs_a_person(stage: Stage, puller: Puller, code: int):
    stage.play(tiktok_error(code))
    with pytest.raises(AccessDenied, match="uthorise the app"):
        puller(tiktok_ads, "ad_report", TIKTOK)
    assert len(stage.asked) == 1


def test_a_wrong_metric_needs_a_programmer(stage: Stage, puller: Puller):
    stage.play(tiktok_error(40002))
    with pytest.raises(BadReply):
        puller(tiktok_ads, "ad_report", TIKTOK)


def test_an_empty_list_may_say_no_pages(stage: Stage, puller: Puller):
    stage.play(tiktok_page(pages=0))
    assert records(puller(tiktok_ads, "ad_report", TIKTOK)) == []


def test_a_long_number_survives_as_it_was_written(stage: Stage, puller: Puller):
    stage.play(tiktok_page(17600000000000012345))
    [page] = puller(tiktok_ads, "ad_report", TIKTOK)
    assert b'"ad_id": 17600000000000012345' in bytes(page.records[0])


def test_weeks_and_months_that_ended_are_asked_for_whole_and_say_so(stage: Stage, puller: Puller):
    stage.play(tiktok_page("a"))
    window = Window.of("2026-10-20", "2026-11-03")
    found = records(puller(tiktok_ads, "campaign_report", TIKTOK, window=window))
    asked = [
        (a.params["data_level"], a.params["start_date"], a.params["end_date"])
        for a in stage.asked
        if "stat_time_day" not in a.params["dimensions"]
    ]
    assert asked == [
        ("AUCTION_CAMPAIGN", "2026-10-19", "2026-10-25"),
        ("AUCTION_CAMPAIGN", "2026-10-26", "2026-11-01"),
        ("AUCTION_CAMPAIGN", "2026-10-01", "2026-10-31"),
    ]
    assert [(r["start"], r["end"]) for r in found[2:]] == [span[1:] for span in asked]
    assert stage.asked[1].params["data_level"] == "AUCTION_ADVERTISER"


def test_reservation_is_asked_for_when_the_account_says_so(stage: Stage, puller: Puller):
    stage.play(tiktok_page("a"))
    puller(tiktok_ads, "ad_report", TIKTOK, options={"reservation": "yes"})
    puller(tiktok_ads, "ads", TIKTOK, options={"reservation": "yes", "smart_plus": "no"})
    levels = [asked.params.get("data_level") for asked in stage.asked[:2]]
    assert levels == ["AUCTION_AD", "RESERVATION_AD"]
    assert "RESERVATION_RF" in stage.asked[3].params["filtering"]
    assert [a.path.rpartition("v1.3")[2] for a in stage.asked[2:]] == ["/ad/get/"] * 2


def test_what_two_lists_hold_comes_once_as_the_first_tells_it(stage: Stage, puller: Puller):
    def page(*cards: dict) -> dict:
        info = {"page": 1, "page_size": 1000, "total_page": 1, "total_number": len(cards)}
        return {"code": 0, "data": {"list": list(cards), "page_info": info}}

    stage.play(
        page({"ad_id": "1", "modify_time": "x"}, {"ad_id": "2"}),
        page({"smart_plus_ad_id": "1"}, {"smart_plus_ad_id": "3"}, {"ad_name": "no number"}),
    )
    found = records(puller(tiktok_ads, "ads", TIKTOK))
    assert [r.get("ad_id", r.get("smart_plus_ad_id")) for r in found] == ["1", "2", "3", None]
    assert found[0]["modify_time"] == "x"


def test_gmv_max_is_asked_for_the_shops_of_the_account_and_may_lack_its_list(
    stage: Stage, puller: Puller
):
    info = {"page": 1, "page_size": 1000, "total_page": 1, "total_number": 0}
    stage.play({"code": 0, "data": {"page_info": info}})
    assert records(puller(tiktok_ads, "gmv_max_report", TIKTOK)) == []
    assert stage.asked == []
    options = {"store_ids": "11, 12"}
    assert records(puller(tiktok_ads, "gmv_max_report", TIKTOK, options=options)) == []
    assert json.loads(stage.asked[0].params["store_ids"]) == ["11", "12"]


def test_a_refresh_token_renews_what_would_else_have_ended(stage: Stage, puller: Puller):
    told = {"access_token": "young", "expires_in": 86400, "refresh_token": "next"}
    stage.play({"code": 0, "data": told}, tiktok_error(40105), {"code": 0, "data": told},
               tiktok_page("a"))  # fmt: skip
    secrets = {"app_id": "7", "secret": "tiktok-secret", "refresh_token": "tiktok-first"}
    assert len(records(puller(tiktok_ads, "ad_report", secrets))) == 1
    paths = [asked.path.removeprefix("/open_api/v1.3/") for asked in stage.asked]
    assert paths == ["oauth2/refresh_token/", "report/integrated/get/"] * 2
    assert [stage.asked[n].json["refresh_token"] for n in (0, 2)] == ["tiktok-first", "next"]
    assert stage.asked[3].headers["access-token"] == "young"
