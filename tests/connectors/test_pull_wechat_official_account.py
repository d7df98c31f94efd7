"""WeChat Official Account: its oddities, with replies composed from the contract."""

import logging
import traceback
from datetime import date

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, TryAgain, Window
from connectors.social.wechat_official_account import wechat_official_account as wechat

SECRETS = {"appid": "wx-appid", "secret": "wx-secret"}
WEEK = Window.of("2026-11-01", "2026-11-07")


class WeChat:
    """One token per appid, the same until it is forced to change."""

    def __init__(self) -> None:
        self.turn = 1
        self.alive = True
        self.answers: list[dict] = [{"list": []}]

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/cgi-bin/stable_token":
            if asked.json["force_refresh"]:
                self.turn, self.alive = self.turn + 1, True
            return Said({"access_token": f"wx-token-{self.turn}", "expires_in": 7200})
        if asked.params.get("access_token") != f"wx-token-{self.turn}" or not self.alive:
            return Said({"errcode": 42001, "errmsg": "access_token expired rid: 1"})
        return Said(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])


@pytest.fixture
def told(stage: Stage) -> WeChat:
    stage.answer = WeChat()
    return stage.answer


def paths(stage: Stage) -> list[str]:
    return [asked.path for asked in stage.asked]


def test_accounts_of_one_appid_share_a_token(told: WeChat, stage: Stage, puller: Puller):
    puller(wechat, "follower_summary", SECRETS)
    puller(wechat, "follower_cumulate", SECRETS)
    assert paths(stage).count("/cgi-bin/stable_token") == 1
    assert stage.asked[1].params == {"access_token": "wx-token-1"}
    assert stage.asked[1].json == {"begin_date": "2026-11-03", "end_date": "2026-11-03"}


def test_a_token_refused_while_valid_is_forced_to_change_once(
    told: WeChat, stage: Stage, puller: Puller
):
    puller(wechat, "follower_summary", SECRETS)
    told.alive = False
    puller(wechat, "follower_summary", SECRETS)
    forced = [a.json["force_refresh"] for a in stage.asked if a.path == "/cgi-bin/stable_token"]
    assert forced == [False, False, True]


def test_the_secret_goes_to_the_token_call_only(told: WeChat, stage: Stage, puller: Puller):
    puller(wechat, "follower_summary", SECRETS)
    assert [b"wx-secret" in asked.body for asked in stage.asked] == [True, False]


def test_articles_are_asked_for_day_by_day_new_and_legacy_apart(
    told: WeChat, stage: Stage, puller: Puller
):
    window = Window.of("2025-10-30", "2025-11-02")
    puller(wechat, "article_detail", SECRETS, window=window)
    puller(wechat, "article_total", SECRETS, window=window)
    asked = [(a.path.rsplit("/", 1)[1], a.json.get("begin_date")) for a in stage.asked[1:]]
    assert asked == [
        ("getarticletotaldetail", "2025-11-01"),
        ("getarticletotaldetail", "2025-11-02"),
        ("getarticletotal", "2025-10-30"),
        ("getarticletotal", "2025-10-31"),
    ]


def test_a_delayed_day_keeps_its_rows_and_is_provisional(told: WeChat, puller: Puller):
    told.answers = [{"list": [{"msgid": "1_1", "detail_list": []}], "is_delay": True}]
    [page] = puller(wechat, "article_detail", SECRETS)
    assert page.provisional
    assert len(page.records) == 1


def test_a_day_that_is_not_ready_leaves_the_others_whole(told: WeChat, puller: Puller):
    not_ready = {"errcode": 61503, "errmsg": "data not ready"}
    fine = {"list": [{"ref_date": "2026-11-01"}]}
    told.answers = [not_ready, fine, not_ready, fine, not_ready]
    window = Window.of("2026-11-01", "2026-11-03")
    pages = puller(wechat, "follower_cumulate", SECRETS, window=window)
    assert [(str(p.window), len(p.records), p.provisional) for p in pages] == [
        ("2026-11-01..2026-11-01", 1, False),
        ("2026-11-02..2026-11-02", 1, False),
        ("2026-11-03..2026-11-03", 0, True),
    ]


def test_today_is_never_asked_for(told: WeChat, stage: Stage, puller: Puller):
    window = Window.of("2026-11-03", "2026-11-04")
    pages = puller(wechat, "follower_summary", SECRETS, window=window, now=date(2026, 11, 4))
    assert [(str(page.window), page.provisional) for page in pages] == [
        ("2026-11-03..2026-11-03", False),
        ("2026-11-04..2026-11-04", True),
    ]
    assert stage.asked[-1].json["end_date"] == "2026-11-03"


def test_a_span_that_is_too_long_is_halved_down_to_a_day(told: WeChat, puller: Puller):
    too_long = {"errcode": 61501, "errmsg": "date range error"}
    told.answers = [too_long, {"list": [{"ref_date": "a"}]}, {"list": [{"ref_date": "b"}]}]
    found = records(puller(wechat, "follower_summary", SECRETS, window=WEEK))
    assert [r["ref_date"] for r in found] == ["a", "b"]
    told.answers = [too_long]
    with pytest.raises(Exception, match="61501"):
        puller(wechat, "follower_summary", SECRETS)


@pytest.mark.parametrize(
    ("code", "words"),
    [(48001, "file export"), (40164, "whitelist"), (50002, "owner"), (40125, "secret is wrong")],
)
def test_what_a_person_must_do_is_said(told: WeChat, puller: Puller, code: int, words: str):
    told.answers = [{"errcode": code, "errmsg": "told 203.0.113.9 not in whitelist"}]
    with pytest.raises(AccessDenied, match=words) as caught:
        puller(wechat, "follower_summary", SECRETS)
    assert "203.0.113.9" in str(caught.value)


def test_a_used_up_day_is_not_waited_for(told: WeChat, stage: Stage, puller: Puller, passing: Time):
    told.answers = [{"errcode": 45009, "errmsg": "reach max api daily quota limit"}]
    with pytest.raises(TryAgain, match="tomorrow"):
        puller(wechat, "follower_summary", SECRETS)
    assert passing.slept == []


def test_too_frequent_waits_about_a_minute(told: WeChat, puller: Puller, passing: Time):
    told.answers = [{"errcode": 45011, "errmsg": "too frequent"}, {"list": []}]
    puller(wechat, "follower_summary", SECRETS)
    assert passing.slept[0] >= 60


def test_a_good_reply_without_its_list_is_refused(told: WeChat, puller: Puller):
    told.answers = [{"items": []}]
    with pytest.raises(Exception, match="no list"):
        puller(wechat, "follower_summary", SECRETS)


def test_a_token_in_the_query_shows_nowhere(
    told: WeChat, stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    puller(wechat, "follower_summary", SECRETS)
    stage.play(Said({"list": []}, how="reset"))
    with pytest.raises(TryAgain) as caught:
        puller(wechat, "follower_summary", SECRETS)
    told_all = caplog.text + "".join(traceback.format_exception(caught.value, chain=True))
    assert stage.asked[-1].params["access_token"] == "wx-token-1"
    assert "wx-token" not in told_all
    assert "wx-secret" not in told_all


def calls(stage: Stage) -> list[tuple[str, str]]:
    return [
        (a.path.rsplit("/", 1)[1], a.json["begin_date"])
        for a in stage.asked
        if "/datacube/" in a.path
    ]


def test_weeks_and_months_are_asked_once_they_have_closed(
    told: WeChat, stage: Stage, puller: Puller
):
    told.answers = [{"list": [{"ref_date": "2026-10-26", "msg_type": 1, "msg_user": 3}]}]
    window = Window.of("2026-10-31", "2026-11-01")  # a Saturday that ends a month, and a Sunday
    [*pages] = puller(wechat, "messages", SECRETS, window=window)
    assert calls(stage) == [
        ("getupstreammsg", "2026-10-31"),
        ("getupstreammsgdist", "2026-10-31"),
        ("getupstreammsgweek", "2026-10-26"),
        ("getupstreammsgdistweek", "2026-10-26"),
        ("getupstreammsgmonth", "2026-10-01"),
        ("getupstreammsgdistmonth", "2026-10-01"),
    ]
    closed = [record.get("closed_on") for record in records(pages)]
    assert closed == [None, None, "2026-11-01", "2026-11-01", "2026-10-31", "2026-10-31"]


def test_hours_are_asked_where_they_are_wanted(told: WeChat, stage: Stage, puller: Puller):
    puller(wechat, "interface_calls", SECRETS, options={"hours": "yes"}, window=WEEK)
    assert len([name for name, _ in calls(stage) if name.endswith("hour")]) == 7


def test_the_older_family_answers_for_older_days(told: WeChat, stage: Stage, puller: Puller):
    puller(wechat, "article_days", SECRETS, window=Window.of("2025-10-31", "2025-11-01"))
    assert [name for name, _ in calls(stage)] == [
        "getarticlesummary",
        "getarticleread",
        "getarticleshare",
    ]


def test_income_of_ads_has_an_envelope_of_its_own(told: WeChat, puller: Puller):
    told.answers = [
        {"base_resp": {"ret": 0, "err_msg": "ok"}, "list": [{"slot_id": 1}], "total_num": 1}
    ]
    assert len(records(puller(wechat, "ad_income", SECRETS))) == 1
    told.answers = [{"base_resp": {"ret": 2009, "err_msg": "invalid"}}]
    with pytest.raises(AccessDenied, match=r"2009.*流量主"):
        puller(wechat, "ad_income", SECRETS)
