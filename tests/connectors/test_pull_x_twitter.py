"""X: its oddities, with replies composed from the contract."""

import logging
from datetime import date
from typing import Any

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, PullError, TryAgain, Window
from connectors.social.x_twitter import x_twitter

SECRETS = {"client_id": "c-1234", "refresh_token": "r-first"}
TODAY = date(2026, 11, 19)
DAYS = Window.of("2026-11-12", "2026-11-18")
FIELD = "https://api.twitter.com/2/problems/not-authorized-for-field"


class X:
    """A timeline by created day; each refresh token works once."""

    def __init__(self, *tweets: dict) -> None:
        self.tweets, self.more = tweets, {}
        self.refresh = ["r-first", "r-second", "r-third"]
        self.said: list[Said] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/2/oauth2/token":
            if asked.form["refresh_token"] != self.refresh[0]:
                return Said({"error": "invalid_request"}, 400)
            self.refresh.pop(0)
            told = {"access_token": f"at-{self.refresh[0]}", "refresh_token": self.refresh[0]}
            return Said(told | {"expires_in": 7200, "token_type": "bearer"})
        if self.said:
            return self.said.pop(0)
        first, end = asked.params["start_time"], asked.params["end_time"]
        found = [t for t in self.tweets if first <= t["created_at"] < end]
        place = int(asked.params.get("pagination_token", 0))
        meta: dict[str, Any] = {"result_count": len(found)}
        if not found:
            return Said({"meta": meta} | self.more)
        if place + 1 < len(found):
            meta["next_token"] = str(place + 1)
        return Said({"data": found[place : place + 1], "meta": meta} | self.more)


def tweet(number: int, on: str = "2026-11-18", **more: object) -> dict:
    told = {"id": f"18584{number}", "text": "New", "created_at": f"{on}T12:05:33.000Z"}
    return told | {"public_metrics": {"like_count": 120, "impression_count": 10233}} | more


def test_posts_of_the_days_with_their_figures(stage: Stage, puller: Puller):
    stage.answer = X(tweet(2), tweet(1, "2026-11-13"), tweet(0, "2026-11-11"))
    found = records(puller(x_twitter, "posts", SECRETS, "9053", DAYS, now=TODAY))
    assert [(one["id"], one["stat_date"]) for one in found] == [
        ("185842", "2026-11-18"),
        ("185841", "2026-11-18"),
    ]
    asked = stage.asked[1]
    assert asked.path == "/2/users/9053/tweets"
    assert asked.headers["authorization"] == "Bearer at-r-second"
    assert (asked.params["start_time"], asked.params["end_time"]) == (
        "2026-11-12T00:00:00Z",
        "2026-11-19T00:00:00Z",
    )


def test_nothing_at_all_is_no_record(stage: Stage, puller: Puller):
    stage.answer = X()
    assert records(puller(x_twitter, "posts", SECRETS, "9053", DAYS, now=TODAY)) == []


def test_posts_older_than_30_days_are_asked_without_private_fields(stage: Stage, puller: Puller):
    stage.answer = X(tweet(2, "2026-10-21"), tweet(1, "2026-10-19"))
    span = Window.of("2026-10-19", "2026-10-22")
    found = records(puller(x_twitter, "posts", SECRETS, "9053", span, now=TODAY))
    assert [one["id"] for one in found] == ["185841", "185842"]
    asked = [(a.params["start_time"][:10], a.params["tweet.fields"]) for a in stage.asked[1:]]
    assert [(day, "non_public_metrics" in fields) for day, fields in asked] == [
        ("2026-10-19", False),
        ("2026-10-21", True),
    ]


def test_an_error_about_a_field_keeps_the_posts_and_is_told_once(
    stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    stage.answer = X(tweet(1))
    wrong = {"resource_type": "tweet", "field": "non_public_metrics", "type": FIELD}
    stage.answer.more = {"errors": [wrong | {"title": "Field Authorization Error"}]}
    with caplog.at_level(logging.WARNING):
        found = records(puller(x_twitter, "posts", SECRETS, "9053", DAYS, now=TODAY))
    assert len(found) == 1
    assert len(caplog.records) == 1
    assert "Field Authorization Error" in caplog.text


def test_figures_are_read_again_after_one_two_three_and_four_weeks(stage: Stage, puller: Puller):
    stage.answer = X(tweet(2, "2026-11-11"), tweet(1, "2026-10-21"), tweet(0, "2026-11-12"))
    last = Window.of("2026-11-18")
    found = records(puller(x_twitter, "older_posts", SECRETS, "9053", last, now=TODAY))
    assert [one["id"] for one in found] == ["185842", "185841"]
    days = [a.params["start_time"][:10] for a in stage.asked[1:]]
    assert days == ["2026-11-11", "2026-11-04", "2026-10-28", "2026-10-21"]


def test_a_limit_is_waited_for_until_it_is_reset(stage: Stage, puller: Puller, passing: Time):
    stage.answer = X(tweet(1))
    reset = {"x-rate-limit-reset": str(int(passing.now) + 40)}
    told = {"title": "Too Many Requests", "detail": "Too Many Requests", "status": 429}
    stage.answer.said = [Said(told, 429, reset)]
    assert len(records(puller(x_twitter, "posts", SECRETS, "9053", DAYS, now=TODAY))) == 1
    assert max(passing.slept) == pytest.approx(42, abs=2)


@pytest.mark.parametrize(
    ("status", "body", "kind", "told"),
    [
        (429, {"title": "UsageCapExceeded", "detail": "Usage cap exceeded"}, TryAgain, "credits"),
        (403, {"title": "Client Forbidden", "reason": "client-not-enrolled"}, AccessDenied, "tier"),
        (400, {"title": "Invalid Request", "detail": "One or more parameters"}, BadReply, "400"),
        (503, {"title": "Service Unavailable"}, TryAgain, "503"),
        (404, {"title": "Not Found"}, AccessDenied, "number"),
    ],
)
def test_errors_say_who_must_act(
    stage: Stage,
    puller: Puller,
    passing: Time,
    status: int,
    body: dict,
    kind: type[PullError],
    told: str,
):
    stage.answer = X()
    stage.answer.said = [Said(body, status)] * 9
    with pytest.raises(kind, match=told):
        puller(x_twitter, "account", SECRETS, "9053")
    assert max(passing.slept, default=0) < 100


def test_an_account_that_is_not_there_comes_with_http_200(stage: Stage, puller: Puller):
    stage.answer = X()
    missing = {"title": "Not Found Error", "detail": "Could not find user", "value": "9053"}
    stage.answer.said = [Said({"errors": [missing]})]
    with pytest.raises(AccessDenied, match="Could not find user"):
        puller(x_twitter, "account", SECRETS, "9053")


def test_a_refresh_token_is_used_once_and_its_successor_kept(
    stage: Stage, puller: Puller, passing: Time
):
    stage.answer = X()
    told = Said({"data": {"id": "9053", "public_metrics": {"followers_count": 5}}})
    for _ in range(2):
        stage.answer.said = [told]
        assert records(puller(x_twitter, "account", SECRETS, "9053"))[0]["data"]["id"] == "9053"
        passing.now += 7300
        puller.engine.tokens._memory.clear()
    assert stage.answer.refresh == ["r-third"]


def test_a_refused_refresh_token_needs_a_person(stage: Stage, puller: Puller):
    stage.answer = X()
    with pytest.raises(AccessDenied, match="Log in again"):
        puller(x_twitter, "account", {"client_id": "c-1234", "refresh_token": "r-wrong"}, "9053")


@pytest.mark.parametrize(("switch", "count"), [("yes", 2), ("no", 0), ("", 0)])
def test_what_names_the_account_is_asked_for_where_it_is_switched_on(
    stage: Stage, puller: Puller, switch, count
):
    stage.answer = X(tweet(2, author_id="77"), tweet(1, "2026-11-13", author_id="78"))
    named = {"mentions": switch} if switch else {}
    pages = puller(x_twitter, "mentions", SECRETS, "9053", DAYS, now=TODAY, options=named)
    assert [one["author_id"] for one in records(pages)] == ["77", "78"][:count]
    paths = {one.path for one in stage.asked[1:]}
    assert paths == ({"/2/users/9053/mentions"} if count else set())
    assert not any("non_public" in one.params["tweet.fields"] for one in stage.asked[1:])
