"""Facebook Pages: their oddities, with replies composed from the contract."""

import logging
from datetime import date
from urllib.parse import quote

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, PullError, TryAgain, Window
from connectors.social.facebook_pages import PAGE_METRICS, facebook_pages

SECRETS = {"access_token": "EAA-user-1"}
TODAY = date(2026, 11, 19)
LAST = Window.of("2026-11-18")
PAGES = [{"id": "99", "access_token": "EAA-other"}, {"id": "5144", "access_token": "EAA-page-1"}]


def error(code: int, message: str = "no", status: int = 400, **more: object) -> Said:
    return Said(
        {"error": {"message": message, "type": "OAuthException", "code": code} | more}, status
    )


class Graph:
    """Gives out page tokens; answers by path, insights by metric."""

    def __init__(self, **metrics: list) -> None:
        self.metrics = metrics
        self.said: dict[str, Said] = {}
        self.pages = [PAGES]

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/v25.0/me/accounts":
            assert asked.headers["authorization"] == "Bearer EAA-user-1"
            return self.listed(int(asked.params.get("after", 0)))
        assert asked.headers["authorization"] == "Bearer EAA-page-1"
        if asked.path in self.said:
            return self.said[asked.path]
        if asked.path.endswith(("/video_reels", "/stories")):
            return Said({"data": []})
        names = asked.params["metric"].split(",")
        if unknown := [name for name in names if name not in self.metrics]:
            return error(100, f"(#100) The value must be a valid insights metric: {unknown[0]}")
        told = [{"name": n, "values": self.metrics[n]} for n in names if self.metrics[n]]
        link = f"https://graph.invalid{asked.path}?access_token={quote('EAA-page-1')}"
        return Said({"data": told, "paging": {"next": link, "previous": link}})

    def listed(self, place: int) -> Said:
        more = {"cursors": {"after": str(place + 1)}}
        if place + 1 < len(self.pages):
            more["next"] = "https://graph.invalid/next"
        return Said({"data": self.pages[place], "paging": more})


def values(**by_end: object) -> list:
    return [{"value": value, "end_time": end} for end, value in by_end.items()]


def ends(*told: tuple[str, object]) -> list:
    return [{"value": value, "end_time": f"{end}:00:00+0000"} for end, value in told]


def all_metrics(told: list) -> dict[str, list]:
    return dict.fromkeys(PAGE_METRICS, told)


def test_the_token_of_the_page_is_found_on_a_later_page(stage: Stage, puller: Puller):
    stage.answer = Graph()
    stage.answer.pages = [[PAGES[0]], [PAGES[1]]]
    stage.answer.said["/v25.0/5144"] = Said({"id": "5144", "name": "Acme", "followers_count": 12})
    [one] = records(puller(facebook_pages, "page", SECRETS, "5144", LAST))
    assert (one["stat_date"], one["followers_count"]) == ("2026-11-18", 12)


def test_a_page_that_the_token_does_not_list_needs_a_person(stage: Stage, puller: Puller):
    stage.answer = Graph()
    with pytest.raises(AccessDenied, match="does not list page 7"):
        puller(facebook_pages, "page", SECRETS, "7", LAST)


def test_a_page_token_that_died_is_fetched_again_once(stage: Stage, puller: Puller):
    graph = Graph()
    answers = [error(190, "Error validating access token", error_subcode=460), Said({"id": "5144"})]
    stage.answer = lambda asked: answers.pop(0) if asked.path == "/v25.0/5144" else graph(asked)
    assert records(puller(facebook_pages, "page", SECRETS, "5144", LAST))
    assert [a.path for a in stage.asked].count("/v25.0/me/accounts") == 2


def test_two_pages_of_one_user_keep_their_tokens_apart(stage: Stage, puller: Puller):
    seen = {}

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("accounts"):
            return Said({"data": PAGES})
        seen[asked.path] = asked.headers["authorization"]
        return Said({"id": asked.path})

    stage.answer = answer
    for account in ("5144", "99"):
        puller(facebook_pages, "page", SECRETS, account, LAST)
    assert seen == {"/v25.0/5144": "Bearer EAA-page-1", "/v25.0/99": "Bearer EAA-other"}


def test_one_removed_metric_among_five_gives_four_and_one_warning(
    stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    told = all_metrics(ends(("2026-11-19T08", 5)))
    del told["page_post_engagements"]
    stage.answer = Graph(**told)
    with caplog.at_level(logging.WARNING):
        [one] = records(puller(facebook_pages, "page_days", SECRETS, "5144", LAST, now=TODAY))
    assert set(one) == {"end_time", *told}
    assert len(caplog.records) == 1
    assert "page_post_engagements" in caplog.text
    assert "EAA" not in caplog.text


@pytest.mark.parametrize(
    ("day", "end"), [("2026-03-08", "2026-03-09T07"), ("2026-03-07", "2026-03-08T08")]
)
def test_a_day_ends_at_its_own_pacific_midnight(stage: Stage, puller: Puller, day: str, end: str):
    stage.answer = Graph(**all_metrics(ends((end, 5))))
    pages = puller(facebook_pages, "page_days", SECRETS, "5144", Window.of(day), now=TODAY)
    assert len(records(pages)) == 1
    aside = Window.of("2026-03-06")
    assert not records(puller(facebook_pages, "page_days", SECRETS, "5144", aside, now=TODAY))


def test_values_stay_as_they_are_an_object_none_or_zero(stage: Stage, puller: Puller):
    told = all_metrics(ends(("2026-11-19T08", 0)))
    told["page_actions_post_reactions_total"] = ends(("2026-11-19T08", {"like": 40, "love": 12}))
    told["page_views_total"] = [{"end_time": "2026-11-19T08:00:00+0000"}]
    stage.answer = Graph(**told)
    [one] = records(puller(facebook_pages, "page_days", SECRETS, "5144", LAST, now=TODAY))
    assert one["page_actions_post_reactions_total"] == {"like": 40, "love": 12}
    assert (one["page_views_total"], one["page_media_view"]) == (None, 0)


def test_91_days_are_asked_as_90_and_1(stage: Stage, puller: Puller):
    stage.answer = Graph(**all_metrics([]))
    span = Window.of("2026-06-01", "2026-08-30")
    puller(facebook_pages, "page_days", SECRETS, "5144", span, now=TODAY)
    asked = [(a.params["since"], a.params["until"]) for a in stage.asked if "since" in a.params]
    assert asked == [("2026-06-01", "2026-08-30"), ("2026-08-30", "2026-08-31")]


def test_a_small_page_has_no_insights_and_that_is_no_fault(stage: Stage, puller: Puller):
    stage.answer = Graph(**all_metrics([]))
    pages = puller(facebook_pages, "page_days", SECRETS, "5144", LAST, now=TODAY)
    assert [(len(page.records), page.provisional) for page in pages] == [(0, False)]
    assert len(stage.asked) == 2


def test_days_behind_the_last_one_told_are_provisional(stage: Stage, puller: Puller):
    stage.answer = Graph(**all_metrics(ends(("2026-11-17T08", 5))))
    span = Window.of("2026-11-15", "2026-11-18")
    pages = puller(facebook_pages, "page_days", SECRETS, "5144", span, now=TODAY)
    assert [(str(p.window), len(p.records), p.provisional) for p in pages] == [
        ("2026-11-15..2026-11-16", 1, False),
        ("2026-11-17..2026-11-18", 0, True),
    ]


def post(number: int, on: str = "2026-11-12") -> dict:
    told = {"id": f"5144_{number}", "created_time": f"{on}T10:00:05+0000", "message": "New"}
    return told | {"reactions": {"data": [], "summary": {"total_count": 7}}}


def test_posts_carry_their_figures_and_a_deleted_one_stays_bare(stage: Stage, puller: Puller):
    stage.answer = Graph(post_media_view=[{"value": 90}], post_clicks=[{"value": 3}])
    stage.answer.said["/v25.0/5144/posts"] = Said(
        {"data": [post(2), post(1), post(0, "2025-01-01")]}
    )
    gone = error(100, "Object with ID '5144_1' does not exist", error_subcode=33)
    stage.answer.said["/v25.0/5144_1/insights"] = gone
    found = records(puller(facebook_pages, "posts", SECRETS, "5144", LAST))
    assert [one["insights"] for one in found] == [{"post_media_view": 90, "post_clicks": 3}, {}]
    assert found[0]["reactions"]["summary"]["total_count"] == 7


def test_reels_and_stories_stand_in_lists_of_their_own(stage: Stage, puller: Puller):
    plays, shared = [{"value": 70}], [{"value": {"COMMENT": 2, "SHARE": 4}}]
    stage.answer = Graph(
        fb_reels_total_plays=plays, post_video_social_actions=shared, post_media_view=[{"value": 9}]
    )
    reel = {"id": "77", "created_time": "2026-11-12T10:00:05+0000", "description": "Tent up"}
    story = {"post_id": "88", "creation_time": "1794999600", "url": "https://facebook.com/s/88"}
    old = {"post_id": "87", "creation_time": "1700000000"}
    stage.answer.said |= {
        "/v25.0/5144/posts": Said({"data": [post(2)]}),
        "/v25.0/5144/video_reels": Said({"data": [reel]}),
        "/v25.0/5144/stories": Said({"data": [story, old]}),
    }
    found = records(puller(facebook_pages, "posts", SECRETS, "5144", LAST))
    assert [one["list"] for one in found] == ["posts", "video_reels", "stories"]
    assert found[1]["insights"]["post_video_social_actions"] == {"COMMENT": 2, "SHARE": 4}
    assert found[2]["insights"] == {"post_media_view": 9}
    paths = {asked.path for asked in stage.asked}
    assert {"/v25.0/77/video_insights", "/v25.0/88/insights"} <= paths


def test_a_page_whose_stories_may_not_be_read_keeps_its_posts(
    stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    stage.answer = Graph(post_media_view=[{"value": 90}])
    stage.answer.said["/v25.0/5144/posts"] = Said({"data": [post(2)]})
    stage.answer.said["/v25.0/5144/stories"] = error(10, "(#10) no permission")
    assert len(records(puller(facebook_pages, "posts", SECRETS, "5144", LAST))) == 1
    assert "stories are not told" in caplog.text


@pytest.mark.parametrize(
    ("refusal", "kind", "told"),
    [
        (error(100, "(#100) must be a page token"), AccessDenied, "token of the page"),
        (error(10, "(#10) pages_read_engagement"), AccessDenied, "permissions"),
        (error(80001, "(#80001) too many calls to this Page"), TryAgain, "80001"),
        (error(32, "(#32) Page request limit reached"), TryAgain, "32"),
    ],
)
def test_errors_say_who_must_act(
    stage: Stage, puller: Puller, refusal: Said, kind: type[PullError], told: str
):
    stage.answer = Graph()
    stage.answer.said["/v25.0/5144"] = refusal
    with pytest.raises(kind, match=told):
        puller(facebook_pages, "page", SECRETS, "5144", LAST)
