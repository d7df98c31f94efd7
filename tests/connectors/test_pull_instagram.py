"""Instagram: its oddities, with replies composed from the contract."""

import logging
from datetime import date

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, PullError, TryAgain, Window
from connectors.social.instagram import METRICS, instagram

SECRETS = {"access_token": "EAA-12345"}
TODAY = date(2026, 11, 19)
LAST = Window.of("2026-11-18")
PATH = "/v25.0/1784"


def error(code: int, message: str = "no", status: int = 400, **more: object) -> Said:
    told = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1b2"}
    return Said({"error": told | more}, status)


def bad_metric() -> Said:
    return error(100, "(#100) metric[0] must be one of the following values: views, reach")


def lifetime(names: list[str], value: int = 7) -> Said:
    told = [{"name": n, "period": "lifetime", "values": [{"value": value}]} for n in names]
    return Said({"data": told})


def medium(number: int, kind: str = "FEED", on: str = "2026-11-12", **more: object) -> dict:
    told = {"id": str(number), "caption": "New drop", "media_type": "IMAGE", "like_count": 512}
    told |= {"media_product_type": kind, "timestamp": f"{on}T10:00:05+0000"}
    return told | {"comments_count": 23, "permalink": "https://www.instagram.com/p/C8/"} | more


class Instagram:
    """Media, stories and insights; `refused` metrics fail the whole call."""

    def __init__(self, *media: dict, stories: tuple[dict, ...] = (), refused: tuple = ()) -> None:
        self.lists = {"media": list(media), "stories": list(stories)}
        self.refused = set(refused)
        self.said: dict[str, Said] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.path in self.said:
            return self.said[asked.path]
        last = asked.path.rsplit("/", 1)[1]
        if last in self.lists:
            return Said({"data": self.lists[last]})
        names = asked.params["metric"].split(",")
        return bad_metric() if self.refused & set(names) else lifetime(names)


def test_each_kind_of_medium_is_asked_for_its_own_metrics(stage: Stage, puller: Puller):
    stage.answer = Instagram(
        medium(3, "REELS"), medium(2), medium(1, "AD"), stories=(medium(9, "STORY"),)
    )
    found = records(puller(instagram, "media", SECRETS, "1784", LAST))
    assert [(one["id"], len(one["insights"])) for one in found] == [
        ("3", len(METRICS["REELS"])),
        ("2", len(METRICS["FEED"])),
        ("1", 0),
        ("9", len(METRICS["STORY"])),
    ]
    assert {one["stat_date"] for one in found} == {"2026-11-18"}
    assert found[0]["insights"]["ig_reels_avg_watch_time"] == 7


def test_a_metric_that_is_gone_costs_itself_alone_and_one_warning(
    stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    stage.answer = Instagram(medium(2), medium(1), refused=("follows",))
    with caplog.at_level(logging.WARNING):
        found = records(puller(instagram, "media", SECRETS, "1784", LAST))
    expected = set(METRICS["FEED"]) - {"follows"}
    assert [set(one["insights"]) for one in found] == [expected, expected]
    assert [record.message for record in caplog.records] == [
        "/v25.0/2/insights: follows is not told of FEED"
    ]


def test_media_are_read_until_they_are_older_than_180_days(stage: Stage, puller: Puller):
    stage.answer = Instagram(medium(2, on="2026-05-22"), medium(1, on="2026-05-21"))
    stage.answer.lists["media"] += [medium(0, on="2026-05-20")]
    found = records(puller(instagram, "media", SECRETS, "1784", LAST))
    assert [one["id"] for one in found] == ["2"]
    assert sum("insights" in asked.path for asked in stage.asked) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        error(10, "(#10) Not enough viewers for the media to show insights"),
        error(100, "(#100) The media was posted before", error_subcode=2108006),
        error(100, "Object does not exist", error_subcode=33),
        Said({"data": []}),
    ],
)
def test_a_medium_that_tells_nothing_stays_without_figures(
    stage: Stage, puller: Puller, refusal: Said
):
    stage.answer = Instagram(medium(2), medium(1))
    stage.answer.said["/v25.0/2/insights"] = refusal
    found = records(puller(instagram, "media", SECRETS, "1784", LAST))
    assert found[0]["insights"] == {}
    assert found[1]["insights"]["views"] == 7


def totals(asked: Asked) -> Said:
    names = asked.params["metric"].split(",")
    if names == ["follower_count"]:
        since = int(asked.params["since"])
        ends = [{"value": 10 + n, "end_time": f"2026-11-{17 + n}T08:00:00+0000"} for n in range(3)]
        told = ends if since else []
        return Said({"data": [{"name": "follower_count", "period": "day", "values": told}]})
    told = [{"name": n, "period": "day", "total_value": {"value": 5}} for n in names]
    return Said({"data": told, "paging": {"next": f"{asked.path}?access_token=x"}})


def test_totals_are_asked_one_pacific_day_at_a_time(stage: Stage, puller: Puller):
    stage.answer = totals
    days = Window.of("2026-11-16", "2026-11-17")
    found = records(puller(instagram, "account_days", SECRETS, "1784", days, now=TODAY))
    assert [(one["date"], one["views"], one["follower_count"]) for one in found] == [
        ("2026-11-16", 5, 10),
        ("2026-11-17", 5, 11),
    ]
    spans = [(int(a.params["since"]), int(a.params["until"])) for a in stage.asked[1:]]
    assert spans == [(1794816000, 1794902400), (1794902400, 1794988800)]


def test_new_followers_of_more_than_30_days_ago_are_not_asked(stage: Stage, puller: Puller):
    stage.answer = totals
    days = Window.of("2026-10-01", "2026-10-02")
    found = records(puller(instagram, "account_days", SECRETS, "1784", days, now=TODAY))
    assert ["follower_count" in one for one in found] == [False, False]
    assert len(stage.asked) == 2


def test_an_account_without_followers_enough_has_days_all_the_same(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        return bad_metric() if asked.params["metric"] == "follower_count" else totals(asked)

    stage.answer = answer
    found = records(puller(instagram, "account_days", SECRETS, "1784", LAST, now=TODAY))
    assert found[0]["views"] == 5


def test_no_data_for_a_day_is_no_record(stage: Stage, puller: Puller):
    stage.play({"data": []})
    pages = puller(instagram, "account_days", SECRETS, "1784", LAST, now=TODAY)
    assert [(len(page.records), page.provisional) for page in pages] == [(0, False)]


def test_the_account_says_how_it_stands(stage: Stage, puller: Puller):
    stage.play({"id": "1784", "username": "brand", "followers_count": 58213})
    [one] = records(puller(instagram, "account", SECRETS, "1784", LAST))
    assert (one["stat_date"], one["followers_count"]) == ("2026-11-18", 58213)
    assert stage.asked[0].headers["authorization"] == "Bearer EAA-12345"
    assert "access_token" not in stage.asked[0].params


@pytest.mark.parametrize(
    ("refusal", "kind", "told"),
    [
        (error(190, "Error validating access token", error_subcode=463), AccessDenied, "new token"),
        (error(10, "(#10) Application does not have permission"), AccessDenied, "permissions"),
        (error(200, "(#200) Permissions error", 403), AccessDenied, "permissions"),
        (error(803, "Some of the aliases do not exist"), AccessDenied, "number"),
        (error(80002, "(#80002) too many calls", is_transient=True), TryAgain, "80002"),
        (error(2, "Service temporarily unavailable", 500), TryAgain, "tries"),
        (error(100, "(#100) Tried accessing nonexisting field (x)"), BadReply, "nonexisting"),
    ],
)
def test_errors_say_who_must_act(
    stage: Stage, puller: Puller, refusal: Said, kind: type[PullError], told: str
):
    stage.play(refusal)
    with pytest.raises(kind, match=told) as caught:
        puller(instagram, "account", SECRETS, "1784", LAST)
    assert "EAA-12345" not in str(caught.value)


def test_a_throttled_app_waits_as_long_as_the_header_says(
    stage: Stage, puller: Puller, passing: Time
):
    usage = '{"1784":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":2}]}'
    busy = error(4, "(#4) Application request limit reached", 403)
    busy.headers["X-Business-Use-Case-Usage"] = usage
    stage.play(busy, {"id": "1784", "followers_count": 1})
    assert records(puller(instagram, "account", SECRETS, "1784", LAST))
    assert max(passing.slept) == pytest.approx(120, abs=2)


def test_a_page_too_big_is_asked_for_by_halves(stage: Stage, puller: Puller):
    told = Instagram(medium(1))

    def answer(asked: Asked) -> Said:
        if int(asked.params.get("limit", "0")) > 25:
            return error(1, "Please reduce the amount of data you're asking for", 500)
        return told(asked)

    stage.answer = answer
    assert len(records(puller(instagram, "media", SECRETS, "1784", LAST))) == 1


def test_a_token_of_instagram_login_is_renewed_each_week(
    stage: Stage, puller: Puller, passing: Time
):
    def answer(asked: Asked) -> Said:
        if asked.path == "/refresh_access_token":
            assert asked.params["grant_type"] == "ig_refresh_token"
            return Said({"access_token": "IG-second", "expires_in": 5183944})
        return Said({"id": "1784", "token": asked.headers["authorization"]})

    stage.answer = answer
    own = {"access_token": "IG-first-1"}
    seen = []
    for days in (0, 6, 3):
        passing.now += days * 86400
        seen += [records(puller(instagram, "account", own, "1784", LAST))[0]["token"]]
    assert seen == ["Bearer IG-first-1", "Bearer IG-first-1", "Bearer IG-second"]


def test_followers_by_group_of_each_breakdown(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        kind = asked.params["breakdown"]
        groups = [{"dimension_values": [f"{kind}-1"], "value": 12}]
        told = {"breakdowns": [{"dimension_keys": [kind], "results": groups}]}
        none: list = []  # fewer than 100 followers
        whole = [{"name": "follower_demographics", "total_value": told}]
        return Said({"data": none if kind == "city" else whole})

    stage.answer = answer
    found = records(puller(instagram, "audience", SECRETS, "1784", LAST))
    assert [(one["breakdown"], one["dimension_values"], one["value"]) for one in found] == [
        (kind, [f"{kind}-1"], 12) for kind in ("age", "gender", "country")
    ]
    assert {one["stat_date"] for one in found} == {"2026-11-18"}
    assert {asked.params["metric_type"] for asked in stage.asked} == {"total_value"}
