"""Xiaohongshu Ads: its oddities, with replies composed from the contract."""

from collections.abc import Callable

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.ads.xiaohongshu_ads import xiaohongshu_ads
from connectors.core import AccessDenied, BadReply, TryAgain, Window

XHS = {"app_id": "3300", "secret": "xhs-secret", "refresh_token": "xhs-refresh-0"}
WEEK = Window.of("2026-11-01", "2026-11-07")


class Platform:
    """Rotates the grant; lets a test say the rest."""

    def __init__(self) -> None:
        self.turn = 0
        self.access = ""
        self.say: Callable[[Asked], dict | Said] = lambda asked: told({})

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/oauth2/refresh_token"):
            if asked.json["refresh_token"] != f"xhs-refresh-{self.turn}":
                return Said({"success": False, "code": 9, "msg": "refresh_token 无效"})
            assert asked.json["app_id"] == 3300
            self.turn += 1
            self.access = f"xhs-access-{self.turn}"
            pair = {"access_token": self.access, "access_token_expires_in": 86400}
            return Said(told({**pair, "refresh_token": f"xhs-refresh-{self.turn}"}))
        if asked.headers.get("access-token") != self.access:
            return Said({"success": False, "code": 1, "msg": "access token 已过期"})
        said = self.say(asked)
        return said if isinstance(said, Said) else Said(said)


@pytest.fixture
def platform(stage: Stage) -> Platform:
    stage.answer = Platform()
    return stage.answer


def told(data: dict) -> dict:
    return {"success": True, "code": 0, "msg": "成功", "request_id": "c0ffee01", "data": data}


def rows(total: int, size: int, page: int) -> list[dict]:
    numbers = range((page - 1) * size, min(page * size, total))
    return [{"time": "2026-11-03", "creativity_id": str(n), "fee": "1,234.50"} for n in numbers]


def test_1001_rows_are_three_pages_of_yuan_as_text(
    platform: Platform, stage: Stage, puller: Puller
):
    def say(asked: Asked) -> dict:
        page, size = asked.json["page_num"], asked.json["page_size"]
        return told({"total_count": 1001, "data_list": rows(1001, size, page)})

    platform.say = say
    found = records(puller(xiaohongshu_ads, "ad_report", XHS, "1000001", WEEK))
    assert len({row["creativity_id"] for row in found}) == 1001
    sent = [asked.json for asked in stage.asked if "offline" in asked.path]
    assert sorted(body["page_num"] for body in sent) == [1, 2, 3]
    assert sent[0]["advertiser_id"] == 1000001
    assert (sent[0]["start_date"], sent[0]["time_unit"]) == ("2026-11-01", "DAY")


def test_fewer_rows_than_the_platform_counts_end_the_paging_and_are_refused(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.say = lambda asked: told({"total_count": 900, "data_list": rows(3, 500, 1)})
    with pytest.raises(TryAgain, match=r"3 records came|6 records came"):
        puller(xiaohongshu_ads, "ad_report", XHS, "1000001", WEEK)
    assert len(stage.asked) < 20


def test_today_is_an_empty_list_and_no_error(platform: Platform, puller: Puller):
    platform.say = lambda asked: told({"total_count": 0, "data_list": []})
    assert records(puller(xiaohongshu_ads, "ad_report", XHS, "1000001")) == []


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"success": False, "code": 0, "msg": "请求过于频繁"}, TryAgain),
        ({"success": True, "code": 0, "errorCode": 5, "errorMsg": "限流"}, TryAgain),
        ({"success": False, "code": 7, "message": "没有该广告主的授权"}, AccessDenied),
        ({"success": False, "code": 7, "msg": "token 已过期"}, AccessDenied),
        ({"success": False, "code": 8, "msg": "未知错误"}, BadReply),
    ],
)
def test_a_refusal_stands_in_any_of_three_places(platform: Platform, puller: Puller, body, error):
    platform.say = lambda asked: body
    with pytest.raises(error) as caught:
        puller(xiaohongshu_ads, "campaigns", XHS, "1000001")
    told_text = body.get("msg") or body.get("message") or body.get("errorMsg")
    assert told_text in str(caught.value)


def test_a_busy_platform_is_waited_for(platform: Platform, puller: Puller, passing: Time):
    answers = [Said({"error": "slow down"}, 429, {"Retry-After": "7"}), told({"total_count": 0})]
    platform.say = lambda asked: answers.pop(0) if len(answers) > 1 else answers[0]
    assert records(puller(xiaohongshu_ads, "ad_report", XHS, "1000001")) == []
    assert 7 <= max(passing.slept) < 8


def test_the_rotated_refresh_token_is_used_next_time(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.say = lambda asked: told({"total_count": 0})
    puller(xiaohongshu_ads, "ad_report", XHS, "1000001")
    platform.access = "killed"
    puller(xiaohongshu_ads, "ad_report", XHS, "1000001")
    used = [a.json["refresh_token"] for a in stage.asked if "refresh_token" in a.path]
    assert used == ["xhs-refresh-0", "xhs-refresh-1"]


def test_a_dead_grant_asks_for_a_person_and_shows_nothing(platform: Platform, puller: Puller):
    platform.turn = 5
    with pytest.raises(AccessDenied, match="Authorise the app again") as caught:
        puller(xiaohongshu_ads, "ad_report", XHS, "1000001")
    assert "xhs-refresh-0" not in str(caught.value)


def test_wind_money_is_asked_for_by_its_own_number_or_not_at_all(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.say = lambda asked: told({"total_count": 1, "data_list": rows(1, 500, 1)})
    assert puller(xiaohongshu_ads, "wind_report", XHS, "1000001", WEEK) == []
    assert stage.asked == []
    options = {"wind_advertiser_id": "1900001"}
    assert len(puller(xiaohongshu_ads, "wind_report", XHS, "1000001", WEEK, options=options)) == 1
    asked = stage.asked[-1]
    assert asked.path == "/api/open/wind/data/report/offline/creativity"
    assert asked.json["advertiser_id"] == 1900001


def test_the_word_for_creatives_is_a_setting(platform: Platform, stage: Stage, puller: Puller):
    platform.say = lambda asked: told({"total_count": 0})
    options = {"creative_path": "creative"}
    puller(xiaohongshu_ads, "ad_report", XHS, "1000001", options=options)
    assert stage.asked[-1].path.endswith("/offline/creative")


@pytest.mark.parametrize("name", ["unit_dtos", "unit_infos"])
def test_units_are_found_under_either_name_and_deleted_ones_are_asked_for(
    platform: Platform, stage: Stage, puller: Puller, name: str
):
    def say(asked: Asked) -> dict:
        if asked.json.get("unit_filter_state") == 1:
            return told({"total_count": 0})
        return told({"total_count": 1, name: [{"id": 30000001}]})

    platform.say = say
    assert records(puller(xiaohongshu_ads, "ad_groups", XHS, "1000001")) == [{"id": 30000001}]


def test_lists_page_in_an_object_of_their_own(platform: Platform, stage: Stage, puller: Puller):
    def say(asked: Asked) -> dict:
        number = asked.json["page"]["page_index"]
        if asked.json["status"] == 3:
            return told({"page": {"page_index": 1, "total_count": 0}})
        cards = [{"campaign_id": number * 100 + n} for n in range(50 if number == 1 else 1)]
        page = {"page_index": number, "total_count": 51}
        return told({"base_campaign_dtos": cards, "page": page})

    platform.say = say
    assert len(records(puller(xiaohongshu_ads, "campaigns", XHS, "1000001"))) == 51


def test_the_account_is_its_balance_with_the_number_asked_for(platform: Platform, puller: Puller):
    platform.say = lambda asked: told({"total_balance": 1234500})
    (account,) = records(puller(xiaohongshu_ads, "accounts", XHS, "1000001"))
    assert account == {"advertiser_id": "1000001", "total_balance": 1234500}


def test_the_account_is_asked_for_in_both_products(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.say = lambda asked: told({"total_count": 1, "data_list": rows(1, 500, 1)})
    options = {"wind_advertiser_id": "1900001"}
    pages = puller(xiaohongshu_ads, "account_report", XHS, "1000001", WEEK, options=options)
    assert [row["product"] for row in records(pages)] == ["jg", "wind"]
    asked = [one for one in stage.asked if one.path.endswith("/offline/account")]
    assert [one.json["advertiser_id"] for one in asked] == [1000001, 1900001]


def test_keywords_have_a_report_of_their_own(platform: Platform, stage: Stage, puller: Puller):
    platform.say = lambda asked: told({"total_count": 0, "data_list": []})
    assert records(puller(xiaohongshu_ads, "keyword_report", XHS, "1000001", WEEK)) == []
    assert stage.asked[-1].path == "/api/open/jg/data/report/offline/keyword"
