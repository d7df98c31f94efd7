"""Kuaishou Ads: its oddities, with replies composed from the contract."""

from collections.abc import Callable
from datetime import date

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.ads.kuaishou_ads import kuaishou_ads
from connectors.core import AccessDenied, AskForLess, BadReply, TryAgain, Window

KUAISHOU = {"app_id": "7", "secret": "ks-secret", "refresh_token": "ks-refresh-0"}
WEEK = Window.of("2026-11-01", "2026-11-07")
RECENT = {"now": date(2026, 11, 8)}
EIGHT = Window.of("2026-11-01", "2026-11-08")
TOO_OLD = {"code": 402000, "message": "只能查最近一周的数据；时间跨度不能超一周。"}
CHINESE = (
    "日期,广告计划ID,广告创意ID,花费（元）,素材曝光数,行为数\n"
    "2026-11-03,2343304,42353334,76.1,3980,410\n"
)


class Platform:
    """Rotates the grant, runs tasks, and lets a test say the rest."""

    def __init__(self) -> None:
        self.turn = 0
        self.access = ""
        self.states: list[int] = [2]
        self.taken = 0
        self.file = CHINESE.encode("utf-8-sig")
        self.say: Callable[[Asked], dict | Said] = lambda asked: told([])

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/refresh_token"):
            if asked.json["refresh_token"] != f"ks-refresh-{self.turn}":
                return Said({"code": 402101, "message": "refresh_token 无效"})
            self.turn += 1
            self.access = f"ks-access-{self.turn}"
            pair = {"access_token": self.access, "access_token_expires_in": 86399}
            return Said({"code": 0, "data": {**pair, "refresh_token": f"ks-refresh-{self.turn}"}})
        if asked.headers.get("access-token") != self.access:
            return Said({"code": 402102, "message": "access_token 已过期"})
        if asked.path.endswith("async_task/create"):
            if self.taken:
                self.taken -= 1
                return Said({"code": 402000, "message": "task_name 不能重复"})
            return Said({"code": 0, "data": {"advertiser_id": 1, "task_id": 99}})
        if asked.path.endswith("async_task/list"):
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return Said({"code": 0, "data": {"details": [{"task_id": 99, "task_status": state}]}})
        if asked.path.endswith("async_task/download"):
            return Said(self.file)
        said = self.say(asked)
        return said if isinstance(said, Said) else Said(said)


@pytest.fixture
def platform(stage: Stage) -> Platform:
    stage.answer = Platform()
    return stage.answer


def told(details: list[dict], total: int | None = None) -> dict:
    data = {"total_count": len(details) if total is None else total, "details": details}
    return {"code": 0, "message": "OK", "request_id": "a1b2c3", "data": data}


def asked_for(stage: Stage, text: str) -> list[Asked]:
    return [asked for asked in stage.asked if text in asked.path]


def test_2001_rows_are_two_pages(platform: Platform, stage: Stage, puller: Puller):
    def say(asked: Asked) -> dict:
        page = asked.json["page"]
        numbers = range((page - 1) * 2000, min(page * 2000, 2001))
        return told([{"campaign_id": n, "charge": 76.1} for n in numbers], 2001)

    platform.say = say
    found = records(puller(kuaishou_ads, "campaign_report", KUAISHOU, "26000001", WEEK, **RECENT))
    assert len({row["campaign_id"] for row in found}) == 2001
    sent = asked_for(stage, "campaign_report")[0].json
    assert (sent["advertiser_id"], sent["report_dims"]) == (26000001, [])


def test_programmatic_creatives_come_after_the_others(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.say = lambda asked: told([{"creative_id": 1 + ("program" in asked.path)}])
    found = records(puller(kuaishou_ads, "ad_report", KUAISHOU, "26000001", WEEK, **RECENT))
    assert [row["creative_id"] for row in found] == [1, 2]


def test_more_than_a_week_goes_through_a_task(platform: Platform, stage: Stage, puller: Puller):
    platform.states = [0, 1, 2]
    found = records(puller(kuaishou_ads, "campaign_report", KUAISHOU, "26000001", EIGHT))
    assert found == [
        {"stat_date": "2026-11-03", "campaign_id": "2343304", "creative_id": "42353334",
         "charge": "76.1", "aclick": "3980", "bclick": "410"}
    ]  # fmt: skip
    assert asked_for(stage, "_report") == []
    body = asked_for(stage, "async_task/create")[0].json
    assert body["task_params"]["view_type"] == 2
    assert len(body["task_name"]) <= 50
    link = asked_for(stage, "download")[0].params
    assert link == {"advertiser_id": "26000001", "task_id": "99"}


def test_a_week_that_is_over_goes_through_a_task(platform: Platform, stage: Stage, puller: Puller):
    platform.say = lambda asked: TOO_OLD
    assert len(records(puller(kuaishou_ads, "account_report", KUAISHOU, "1", WEEK, **RECENT))) == 1
    assert len(asked_for(stage, "account_report")) == 1


def test_no_task_has_the_name_of_another(platform: Platform, stage: Stage, puller: Puller):
    platform.taken = 2
    puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", EIGHT)
    names = [asked.json["task_name"] for asked in asked_for(stage, "create")]
    assert len(set(names)) == len(names) == 3
    platform.taken = 3
    with pytest.raises(TryAgain, match="names for one task were taken"):
        puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", EIGHT)


def test_a_task_that_fails_twice_is_asked_for_half(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.states = [3, 3, 2]
    platform.say = lambda asked: TOO_OLD
    assert len(puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", EIGHT)) == 2
    spans = [a.json["task_params"] for a in asked_for(stage, "create")]
    assert [span["end_date"] for span in spans] == ["2026-11-08"] * 2 + ["2026-11-04", "2026-11-08"]
    platform.states = [3]
    with pytest.raises(AskForLess, match="failed twice"):
        puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", Window.of("2026-11-01"))


@pytest.mark.parametrize(
    "file",
    [
        CHINESE.encode("gb18030"),
        CHINESE.replace("日期", "stat_date").replace("花费（元）", "charge").encode(),
    ],
)
def test_the_file_is_read_in_either_tongue(platform: Platform, puller: Puller, file: bytes):
    platform.file = file
    (row,) = records(puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", EIGHT))
    assert (row["stat_date"], row["charge"]) == ("2026-11-03", "76.1")


def test_a_file_with_other_heads_is_refused_and_named(platform: Platform, puller: Puller):
    platform.file = CHINESE.replace("花费", "金额").encode()
    with pytest.raises(BadReply, match=r"lacks charge; its heads are .*金额"):
        puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", EIGHT)


def test_the_operations_of_the_day_end_the_pull(platform: Platform, stage: Stage, puller: Puller):
    platform.say = lambda asked: {"code": 401000, "message": "今日操作次数已达上限"}
    with pytest.raises(TryAgain, match="tomorrow"):
        puller(kuaishou_ads, "campaigns", KUAISHOU, "1")
    assert len(asked_for(stage, "campaign/list")) == 1


@pytest.mark.parametrize(
    ("message", "error"),
    [("请求过于频繁", TryAgain), ("没有该账户的授权", AccessDenied), ("未知错误", BadReply)],
)
def test_other_codes_are_told_by_their_words(platform: Platform, puller: Puller, message, error):
    platform.say = lambda asked: {"code": 402999, "message": message}
    with pytest.raises(error, match=f"402999 {message}"):
        puller(kuaishou_ads, "campaigns", KUAISHOU, "1")


def test_the_rotated_refresh_token_is_used_next_time(
    platform: Platform, stage: Stage, puller: Puller
):
    puller(kuaishou_ads, "campaigns", KUAISHOU, "1")
    platform.access = "killed"
    puller(kuaishou_ads, "campaigns", KUAISHOU, "1")
    used = [a.json["refresh_token"] for a in stage.asked if "refresh_token" in a.path]
    assert used == ["ks-refresh-0", "ks-refresh-1"]


def test_a_dead_grant_asks_for_a_person_and_shows_nothing(platform: Platform, puller: Puller):
    platform.turn = 5
    with pytest.raises(AccessDenied, match="Authorise the app again") as caught:
        puller(kuaishou_ads, "campaigns", KUAISHOU, "1")
    assert "ks-refresh-0" not in str(caught.value)


def test_the_last_week_comes_at_once_and_older_days_as_a_file(
    platform: Platform, stage: Stage, puller: Puller
):
    platform.say = lambda asked: told([{"campaign_id": 1, "stat_date": "2026-11-08"}])
    month = Window.of("2026-10-10", "2026-11-08")
    today = date(2026, 11, 9)
    pages = puller(kuaishou_ads, "campaign_report", KUAISHOU, "1", month, now=today)
    assert [row["stat_date"] for row in records(pages)] == ["2026-11-03", "2026-11-08"]
    span = asked_for(stage, "create")[0].json["task_params"]
    assert (span["start_date"], span["end_date"]) == ("2026-10-10", "2026-11-01")
    young = asked_for(stage, "campaign_report")[0].json
    assert (young["start_date"], young["end_date"]) == ("2026-11-02", "2026-11-08")


@pytest.mark.parametrize(
    ("feed", "path", "view"),
    [
        ("keyword_report", "gw/dsp/v1/report/word_info_report", 21),
        ("search_term_report", "gw/dsp/v1/report/query_word_report", 25),
    ],
)
def test_words_are_told_by_their_unit(
    platform: Platform, stage: Stage, puller: Puller, feed: str, path: str, view: int
):
    platform.file = (
        "日期,推广关键词ID,关键词,搜索词,花费\n2026-11-03,3,帐篷,双人帐篷,1.5\n".encode()
    )
    platform.say = lambda asked: told([{"word_info_id": 3}])
    assert records(puller(kuaishou_ads, feed, KUAISHOU, "1", WEEK, **RECENT)) == [
        {"word_info_id": 3}
    ]
    asked = asked_for(stage, path)[0]
    assert (asked.path, asked.json["detailed"]) == (f"/rest/openapi/{path}", True)
    (row,) = records(puller(kuaishou_ads, feed, KUAISHOU, "1", EIGHT))
    assert (row["word_info_id"], row["word"], row["query"]) == ("3", "帐篷", "双人帐篷")
    assert asked_for(stage, "create")[0].json["task_params"]["view_type"] == view
