"""Tencent Ads: its oddities, with replies composed from the contract."""

import hashlib
import json

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.ads.tencent_ads import tencent_ads
from connectors.core import AccessDenied, BadReply, PullError, TryAgain, Window

SECRETS = {"client_id": "c-1", "client_secret": "tencent-secret", "refresh_token": "tencent-r0"}
DAYS = Window.of("2026-11-01", "2026-11-04")


class Tencent:
    """Grants without a new refresh token; answers what it is given, or by the days asked for."""

    def __init__(self) -> None:
        self.turn = 0
        self.rotates = False
        self.refresh_token = "tencent-r0"
        self.most_days = 99
        self.answers: list[dict] = []
        self.headers: dict[str, str] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/oauth/token":
            return Said(self.token(asked.params["refresh_token"]))
        if asked.params["access_token"] != f"tencent-a{self.turn}":
            return Said(refused(11000, "expired"))
        if self.answers:
            given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            return Said(given, headers=self.headers)
        days = json.loads(asked.params["date_range"])
        window = Window.of(days["start_date"], days["end_date"])
        if window.days > self.most_days:
            return Said(refused(127005, "page window"))
        return Said(page(*({"date": str(day), "cost": 12850} for day in window.dates())))

    def token(self, shown: str) -> dict:
        if shown != self.refresh_token:
            return refused(11012, "refresh token expired")
        self.turn += 1
        data = {"access_token": f"tencent-a{self.turn}", "access_token_expires_in": 86400}
        if self.rotates:
            self.refresh_token = f"tencent-r{self.turn}"
            data |= {"refresh_token": self.refresh_token}
        return {"code": 0, "data": data}


@pytest.fixture
def tencent(stage: Stage) -> Tencent:
    stage.answer = Tencent()
    return stage.answer


def page(*rows: dict, number: int = 1, pages: int = 1, total: int | None = None) -> dict:
    info = {"page": number, "page_size": 1000, "total_page": pages}
    return {"code": 0, "data": {"list": list(rows), "page_info": info | {
        "total_number": len(rows) if total is None else total}}}  # fmt: skip


def refused(code: int, message: str, kind: str = "BusinessException") -> dict:
    return {"code": code, "message": message, "message_cn": "", "code_type": kind}


def test_every_call_has_a_nonce_of_its_own_a_retry_too(
    tencent: Tencent, stage: Stage, puller: Puller
):
    tencent.answers = [refused(11016, "slow down"), refused(12100, "nonce"), page({"cost": 1})]
    puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    asked = [one.params for one in stage.asked if one.path == "/v3.0/daily_reports/get"]
    nonces = {one["nonce"] for one in asked}
    assert len(nonces) == len(asked) == 3
    assert all(len(nonce) <= 32 for nonce in nonces)
    assert all(one["timestamp"].isdigit() and one["access_token"] for one in asked)


def test_columns_follow_from_the_groups_and_the_clock_is_named(
    tencent: Tencent, stage: Stage, puller: Puller
):
    puller(tencent_ads, "ad_report", SECRETS, "20000001", DAYS)
    pages = puller(tencent_ads, "clock_report", SECRETS, "20000001", DAYS)
    puller(tencent_ads, "account_report", SECRETS, "20000001", DAYS)
    asked = [one.params for one in stage.asked if one.path.endswith("daily_reports/get")]
    assert json.loads(asked[0]["fields"])[:3] == json.loads(asked[0]["group_by"])
    clocks = ["REQUEST_TIME", "REPORTING_TIME", "ACTIVE_TIME", "REQUEST_TIME"]
    assert [one["time_line"] for one in asked] == clocks
    assert {row["time_line"] for row in records(pages)} == {"REPORTING_TIME", "ACTIVE_TIME"}
    assert "cost" not in json.loads(asked[1]["fields"])
    assert json.loads(asked[3]["group_by"]) == ["date"]
    assert asked[3]["level"] == "REPORT_LEVEL_ADVERTISER"
    assert {one["account_id"] for one in asked} == {"20000001"}


def test_a_refresh_token_that_does_not_come_back_lives_on(
    tencent: Tencent, stage: Stage, puller: Puller
):
    puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    tencent.turn += 1
    puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    used = [one.params["refresh_token"] for one in stage.asked if one.path == "/oauth/token"]
    assert used == ["tencent-r0", "tencent-r0"]


def test_a_refresh_token_that_comes_back_is_the_next(
    tencent: Tencent, stage: Stage, puller: Puller
):
    tencent.rotates = True
    puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    tencent.turn += 1
    puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    used = [one.params["refresh_token"] for one in stage.asked if one.path == "/oauth/token"]
    assert used == ["tencent-r0", "tencent-r1"]


def test_a_dead_grant_asks_for_a_person_and_shows_nothing(tencent: Tencent, puller: Puller):
    tencent.refresh_token = "another"
    with pytest.raises(AccessDenied, match="authorise the app again") as caught:
        puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    assert "tencent-r0" not in str(caught.value)


def test_a_window_too_large_is_halved_without_double_rows(
    tencent: Tencent, stage: Stage, puller: Puller
):
    tencent.most_days = 1
    found = records(puller(tencent_ads, "ad_report", SECRETS, window=DAYS))
    assert [row["date"] for row in found] == [str(day) for day in DAYS.dates()]


def test_two_pages_are_read_and_an_empty_list_is_no_error(tencent: Tencent, puller: Puller):
    tencent.answers = [page({"cost": 1}, pages=2, total=2), page({"cost": 2}, number=2, pages=2)]
    assert len(records(puller(tencent_ads, "ad_report", SECRETS, window=DAYS))) == 2
    tencent.answers = [page()]
    assert records(puller(tencent_ads, "ad_report", SECRETS, window=DAYS)) == []


@pytest.mark.parametrize(
    ("code", "kind", "least"),
    [
        (11017, "BusinessException", 60),
        (51001, "BusinessException", 60),
        (62000, "BusinessException", 60),
        (30001, "SysException", 0.5),
        (1000284, "BusinessException", 0.5),
        (11019, "BusinessException", 0.5),
    ],
)
def test_what_passes_is_waited_for(
    tencent: Tencent, puller: Puller, passing: Time, code: int, kind: str, least: float
):
    tencent.headers = {"X-RateLimit-Remaining": "80,0"}
    tencent.answers = [refused(code, "later", kind), page({"cost": 1})]
    assert len(records(puller(tencent_ads, "ad_report", SECRETS, window=DAYS))) == 1
    assert passing.slept[0] >= least


def test_a_minutes_quota_that_is_used_up_slows_the_next_call(
    tencent: Tencent, puller: Puller, passing: Time
):
    tencent.headers = {"X-RateLimit-Remaining": "80,0"}
    tencent.answers = [page({"cost": 1}, pages=2, total=2), page({"cost": 2}, number=2, pages=2)]
    assert len(records(puller(tencent_ads, "ad_report", SECRETS, window=DAYS))) == 2
    assert max(passing.slept) >= 59


def test_the_days_quota_ends_until_tomorrow(tencent: Tencent, puller: Puller, passing: Time):
    tencent.answers = [refused(11018, "daily quota")]
    with pytest.raises(TryAgain, match="tomorrow"):
        puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    assert sum(passing.slept) < 60


def test_a_clock_that_is_wrong_is_told(tencent: Tencent, puller: Puller):
    tencent.answers = [refused(12101, "timestamp")]
    with pytest.raises(TryAgain, match="Set the clock"):
        puller(tencent_ads, "ad_report", SECRETS, window=DAYS)


@pytest.mark.parametrize(
    ("code", "error"), [(18001, BadReply), (12201, AccessDenied), (11014, AccessDenied)]
)
def test_what_does_not_pass_is_told_at_once(
    tencent: Tencent, stage: Stage, puller: Puller, code: int, error: type[PullError]
):
    tencent.answers = [refused(code, "no")]
    with pytest.raises(error, match=str(code)):
        puller(tencent_ads, "ad_report", SECRETS, window=DAYS)
    assert len([one for one in stage.asked if "daily_reports" in one.path]) == 1


def part(*rows: dict, total: int, cursor: str = "") -> dict:
    info: dict = {"page_size": 100, "total_number": total}
    info |= {"has_more": True, "cursor": cursor} if cursor else {}
    return {"code": 0, "data": {"list": list(rows), "cursor_page_info": info}}


def test_lists_go_by_cursor_and_deleted_ones_are_a_list_of_their_own(
    tencent: Tencent, stage: Stage, puller: Puller
):
    tencent.answers = [
        part({"adgroup_id": 1}, total=2, cursor="c1"),
        part({"adgroup_id": 2}, total=2),
        part({"adgroup_id": 3}, total=1),
    ]
    assert len(records(puller(tencent_ads, "campaigns", SECRETS))) == 3
    asked = [one.params for one in stage.asked if "adgroups" in one.path]
    assert [one["is_deleted"] for one in asked] == ["false", "false", "true"]
    assert [one.get("cursor") for one in asked] == [None, "c1", None]
    assert {one["pagination_mode"] for one in asked} == {"PAGINATION_MODE_CURSOR"}


def test_a_list_that_ends_too_early_is_refused(tencent: Tencent, puller: Puller):
    tencent.answers = [part({"adgroup_id": 1}, total=2)]
    with pytest.raises(TryAgain, match="1 records came"):
        puller(tencent_ads, "campaigns", SECRETS)


FILE = b"date,adgroup_id,dynamic_creative_id,cost\n2026-11-01,9,91,12850\n"
ONE_DAY = Window.of("2026-11-01")


class AsTask(Tencent):
    """Too many rows for its pages; a task tells the day."""

    def __init__(self, *states: str, file: bytes = FILE, busy: int = 0) -> None:
        super().__init__()
        self.most_days, self.states, self.file, self.busy = 0, list(states), file, busy

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("async_reports/add"):
            if self.busy:
                self.busy -= 1
                return Said(refused(127001, "one task in five minutes"))
            return Said({"code": 0, "data": {"task_id": 7}})
        if asked.path.endswith("async_reports/get"):
            files = [{"file_id": 8, "md5": hashlib.md5(FILE).hexdigest()}]
            result = {"code": 0, "data": {"file_info_list": files}}
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            told = {"task_id": 7, "status": f"TASK_STATUS_{state}", "result": result}
            return Said({"code": 0, "data": {"list": [told]}})
        if asked.path.endswith("async_report_files/get"):
            link = f"http://{asked.headers['host']}/elsewhere"
            return Said(b"", 302, {"Location": link})
        if asked.path == "/elsewhere":
            assert "access_token" not in asked.raw_query
            return Said(self.file)
        return super().__call__(asked)


def test_a_day_too_long_for_pages_comes_as_a_file(stage: Stage, puller: Puller):
    stage.answer = AsTask("PENDING", "PROCESSING", "COMPLETED", busy=1)
    found = records(puller(tencent_ads, "ad_report", SECRETS, "20000001", ONE_DAY))
    row = {"date": "2026-11-01", "adgroup_id": "9", "dynamic_creative_id": "91", "cost": "12850"}
    assert found == [{"time_line": "REQUEST_TIME", **row}]
    body = next(one.json for one in stage.asked if one.path.endswith("add"))
    assert (body["granularity"], body["date"], body["account_id"]) == (
        "DAILY",
        "2026-11-01",
        20000001,
    )


def test_a_file_of_another_sum_is_asked_for_again_and_refused(stage: Stage, puller: Puller):
    stage.answer = AsTask("COMPLETED", file=FILE + b"x")
    with pytest.raises(TryAgain, match="not the one the platform describes"):
        puller(tencent_ads, "ad_report", SECRETS, "20000001", ONE_DAY)


def test_a_task_that_fails_is_told(stage: Stage, puller: Puller):
    stage.answer = AsTask("PROCESSING", "FAIL")
    with pytest.raises(BadReply, match="TASK_STATUS_FAIL"):
        puller(tencent_ads, "ad_report", SECRETS, "20000001", ONE_DAY)


@pytest.mark.parametrize(("code", "words"), [(11030, "authorise the app"), (11101, "user token")])
def test_dead_kinds_of_tokens_are_told(tencent: Tencent, puller: Puller, code: int, words: str):
    tencent.answers = [refused(code, "no")]
    with pytest.raises(AccessDenied, match=words):
        puller(tencent_ads, "campaigns", SECRETS)


FANS = {"video_channel_id": "sphA1", "video_channel_name": "某品牌", "date": 20261104}


def test_fans_of_bound_channels_are_asked_by_whole_numbers(tencent, stage: Stage, puller: Puller):
    info = {"page": 1, "page_size": 100, "total_number": 1, "total_page": 1}
    rows = [FANS | {"fans_cnt": 52011}]
    tencent.answers = [{"code": 0, "data": {"fans_info_list": rows, "page_info": info}}]
    on = {"video_channels": "yes"}
    found = puller(tencent_ads, "channel_fans", SECRETS, "20000001", DAYS, options=on)
    assert records(found) == rows
    asked = json.loads(stage.asked[-1].body)
    assert stage.asked[-1].path == "/v3.0/video_channel_fans_data/get"
    assert (asked["account_id"], asked["start_date"], asked["end_date"]) == (
        20000001,
        20261101,
        20261104,
    )


def test_fans_are_not_asked_for_unless_switched_on(tencent, stage: Stage, puller: Puller):
    assert records(puller(tencent_ads, "channel_fans", SECRETS, "20000001", DAYS)) == []
    assert stage.asked == []
