"""Tencent Ads: its oddities, with replies composed from the contract."""

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
    puller(tencent_ads, "callback_report", SECRETS, "20000001", DAYS)
    first, second = (one.params for one in stage.asked if one.path.endswith("daily_reports/get"))
    assert json.loads(first["fields"])[:3] == json.loads(first["group_by"])
    assert (first["time_line"], second["time_line"]) == ("REQUEST_TIME", "REPORTING_TIME")
    assert "cost" not in json.loads(second["fields"])
    assert first["account_id"] == "20000001"


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


def test_deleted_ones_are_listed_too_and_too_many_are_refused(
    tencent: Tencent, stage: Stage, puller: Puller
):
    tencent.answers = [page({"adgroup_id": 1}), page({"adgroup_id": 2})]
    assert len(records(puller(tencent_ads, "campaigns", SECRETS))) == 2
    asked = [one.params["is_deleted"] for one in stage.asked if "adgroups" in one.path]
    assert asked == ["false", "true"]
    tencent.answers = [page({"adgroup_id": 1}, pages=101, total=10_001)]
    with pytest.raises(BadReply, match="101 pages"):
        puller(tencent_ads, "campaigns", SECRETS)
