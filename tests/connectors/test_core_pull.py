"""Windows, pieces, provisional days, many accounts at once, and the truncation guard."""

from datetime import UTC, date, datetime

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import (
    AccessDenied,
    BadReply,
    Connector,
    Engine,
    HeaderToken,
    Job,
    OnePage,
    Page,
    Raw,
    TryAgain,
    Window,
    code_in_body,
    probe,
    pull_all,
)
from connectors.core.pull import refuse_if_truncated

SECRETS = {"access_token": "a-secret"}

diary = Connector(
    name="diary",
    urls={"api": "https://{account}.diary.invalid"},
    secrets=("access_token",),
    auth=lambda secrets: HeaderToken("X-Token", secrets["access_token"]),
    verdict=code_in_body("code", fine={0, None}, denied={105}),
    calls_per_second=1000,
    api_version="v1",
    sunset=None,
    probe="days",
)


@diary.feed(max_days=2, repull_days=3, since=date(2026, 10, 30), is_late=True)
def days(api, account, window):
    """One record per day."""
    params = {"start": str(window.start), "end": str(window.end), "account": account}
    return api.pages("/days", params, paging=OnePage(), records="list")


@diary.feed(cursor=True)
def changes(api, account, window):
    return api.pages("/changes", paging=OnePage(), records="list")


@diary.feed()
def names(api, account, window):
    return api.pages("/names", paging=OnePage(), records="list")


@diary.feed()
def counted(api, account, window):
    """One record per count, which the platform writes as text."""
    yield Page([Raw(b'{"n":%d}' % int(api.get("/counted")["n"]))])


def one_a_day(asked: Asked) -> Said:
    window = Window.of(asked.params["start"], asked.params["end"])
    return Said({"list": [{"day": str(day)} for day in window.dates()]})


def test_a_window_is_whole_days_and_can_be_cut():
    window = Window.of("2026-11-01", "2026-11-05")
    assert (window.days, str(window)) == (5, "2026-11-01..2026-11-05")
    assert list(map(str, window.pieces(2))) == [
        "2026-11-01..2026-11-02",
        "2026-11-03..2026-11-04",
        "2026-11-05..2026-11-05",
    ]
    assert list(map(str, window.halves())) == ["2026-11-01..2026-11-02", "2026-11-03..2026-11-05"]
    assert list(window.pieces(None)) == [window]
    with pytest.raises(ValueError, match="ends before it starts"):
        Window.of("2026-11-05", "2026-11-01")


def test_the_kind_of_a_feed_follows_from_how_it_is_declared():
    kinds = {name: feed.kind for name, feed in diary.feeds.items()}
    snapshots = {"names": "snapshot", "counted": "snapshot"}
    assert kinds == {"days": "daily", "changes": "cursor", **snapshots}
    assert diary.feeds["days"].doc == "One record per day."


def test_secrets_are_named_after_the_connector_and_an_account_may_have_its_own():
    assert diary.secret_names() == {"access_token": "DIARY_ACCESS_TOKEN"}
    assert diary.secret_names("a-b.1") == {"access_token": "DIARY_ACCESS_TOKEN__A_B_1"}
    environment = {"DIARY_ACCESS_TOKEN": "common", "DIARY_ACCESS_TOKEN__A_B_1": "own"}
    assert diary.secrets_from(environment, "a-b.1") == {"access_token": "own"}
    assert diary.secrets_from(environment, "other") == {"access_token": "common"}
    assert diary.secrets_from({}, "other") == {}


def test_pages_say_which_days_they_belong_to_and_whether_these_are_over(
    stage: Stage, puller: Puller
):
    stage.answer = one_a_day
    window = Window.of("2026-10-28", "2026-11-03")
    now = datetime(2026, 11, 2, 15, tzinfo=UTC)
    pages = puller(diary, "days", SECRETS, window=window, now=now)
    assert [(str(page.window), page.provisional, len(page.records)) for page in pages] == [
        ("2026-10-30..2026-10-31", False, 2),
        ("2026-11-01..2026-11-01", False, 1),
        ("2026-11-02..2026-11-03", True, 0),
    ]


def test_days_the_feed_does_not_have_are_not_asked_for(stage: Stage, puller: Puller):
    window = Window.of("2026-10-01", "2026-10-29")
    assert puller(diary, "days", SECRETS, window=window) == []
    assert stage.asked == []


def test_progress_is_told_after_every_piece(stage: Stage, puller: Puller):
    stage.answer = one_a_day
    told = []
    window = Window.of("2026-11-01", "2026-11-03")
    puller(diary, "days", SECRETS, window=window, on_progress=told.append)
    assert [(p.days_done, p.days, p.records) for p in told] == [(2, 3, 2), (3, 3, 3)]


def jobs(stage: Stage, *accounts: str, feed: str = "days") -> list[Job]:
    window = Window.of("2026-11-01", "2026-11-04")
    urls = {"api": stage.url}
    return [Job(diary, feed, account, window, SECRETS, urls) for account in accounts]


def test_one_refused_account_does_not_stop_the_others(stage: Stage, engine: Engine):
    def answer(asked: Asked) -> Said:
        refused = asked.params["account"] == "2"
        return Said({"code": 105, "message": "no"}) if refused else one_a_day(asked)

    stage.answer = answer
    work = jobs(stage, "1", "2", "3")
    outcomes = list(pull_all(work, lambda job, pages: len(records(list(pages))), engine=engine))
    by_account = {outcome.job.account: outcome for outcome in outcomes}
    assert {a: o.result for a, o in by_account.items()} == {"1": 4, "2": None, "3": 4}
    assert isinstance(by_account["2"].error, AccessDenied)
    assert "diary/days 2 2026-11-01..2026-11-02" in str(by_account["2"].error)


def test_accounts_overlap(stage: Stage, engine: Engine):
    """Four first replies wait for each other: one account after the other would never end."""
    stage.answer = one_a_day
    together = stage.meet(4)
    work = jobs(stage, "1", "2", "3", "4")
    outcomes = list(pull_all(work, lambda job, pages: len(list(pages)), engine=engine))
    assert together.broken is False
    assert [outcome.error for outcome in outcomes] == [None] * 4


def test_an_error_of_ours_is_not_taken_for_a_platform_s(stage: Stage, engine: Engine):
    stage.answer = one_a_day

    def take(job, pages):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        list(pull_all(jobs(stage, "1"), take, engine=engine))


def test_a_job_shows_no_secret(stage: Stage):
    [job] = jobs(stage, "1")
    assert "a-secret" not in f"{job!r} {job}"


def test_far_fewer_records_than_last_time_are_refused():
    refuse_if_truncated("x", 60, 100)
    refuse_if_truncated("x", 0, None)
    refuse_if_truncated("x", 0, 5)
    with pytest.raises(BadReply, match=r"10 records came.* had 100"):
        refuse_if_truncated("x", 10, 100)


def test_a_pull_is_guarded_by_the_count_of_the_last_one(stage: Stage, puller: Puller):
    stage.answer = one_a_day
    window = Window.of("2026-11-01", "2026-11-04")
    with pytest.raises(BadReply, match="4 records came"):
        puller(diary, "days", SECRETS, window=window, previous=400)


def test_a_probe_asks_one_page_and_says_who_must_act(stage: Stage, engine: Engine):
    def ask() -> None:
        urls = {"api": stage.url}
        probe(diary, "1", SECRETS, day=date(2026, 11, 3), urls=urls, engine=engine)

    stage.answer = one_a_day
    ask()
    assert len(stage.asked) == 1
    stage.play({"code": 105, "message": "no such grant"})
    with pytest.raises(AccessDenied, match="diary 1 /days: 105 no such grant"):
        ask()
    stage.play(Said({}, 503))
    with pytest.raises(TryAgain, match="2 tries"):
        ask()


@pytest.mark.parametrize("reply", [{}, {"n": None}, {"n": "ann@example.com"}, []])
def test_a_reply_that_a_feed_stumbles_over_is_a_bad_reply_and_stays_unsaid(
    stage: Stage, puller: Puller, reply
):
    stage.play(reply)
    with pytest.raises(BadReply, match=r"diary/counted .* another shape .* in test_core_pull\.py"):
        puller(diary, "counted", SECRETS)
    stage.play({"n": "7"})
    assert records(puller(diary, "counted", SECRETS)) == [{"n": 7}]


def test_a_window_of_days_is_a_span_of_moments_in_utc():
    window = Window.of("2026-11-03", "2026-11-04")
    assert [f"{at:%Y-%m-%dT%H:%M%z}" for at in window.moments] == [
        "2026-11-03T00:00+0000",
        "2026-11-05T00:00+0000",
    ]
    assert window.milliseconds == (1_793_664_000_000, 1_793_836_800_000)
