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


@pytest.mark.parametrize("code", [40100, 40133, 50000])
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
