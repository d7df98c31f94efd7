"""Matomo: its oddities, with replies composed from the contract."""

from typing import Any

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.web.matomo import matomo

TOKEN = {"token_auth": "matomo-token-1"}
DAYS = Window.of("2026-11-17", "2026-11-18")
DAY = {"nb_uniq_visitors": 812, "nb_visits": "955", "nb_actions": 3120, "bounce_count": 410,
       "sum_visit_length": 148233, "bounce_rate": "43%"}  # fmt: skip
SITE = {"idsite": "3", "name": "Shop", "currency": "EUR", "ecommerce": "1"}
SOLD = {"nb_conversions": 31, "revenue": 9269.5, "items": 40}
KINDS = [{"label": "Search Engines", "nb_visits": "1"}, {"label": "Direct Entry", "nb_visits": 2}]
ANSWERS: dict[str, Any] = {
    "API.getMatomoVersion": {"value": "5.3.2"},
    "SitesManager.getSitesWithAtLeastViewAccess": [{"idsite": "1"}, SITE],
    "VisitsSummary.get": {"2026-11-17": DAY, "2026-11-18": []},
    "Referrers.getReferrerType": {"2026-11-17": KINDS, "2026-11-18": []},
    "Goals.get": {"2026-11-17": SOLD, "2026-11-18": []},
    "Actions.getPageUrls": {"2026-11-17": [{"label": "/p/88", "nb_hits": 9}], "2026-11-18": []},
}


def play(stage: Stage, **other: Any) -> None:
    """The answers above, some of them replaced by the report's name."""
    changed = {name.replace("_", "."): told for name, told in other.items()}

    def answer(asked: Asked) -> Said:
        told = {**ANSWERS, **changed}[asked.form["method"]]
        return told if isinstance(told, Said) else Said(told)

    stage.answer = answer


def days(puller: Puller, window: Window = DAYS) -> list[dict]:
    return records(puller(matomo, "days", TOKEN, "3", window))


def test_an_empty_day_is_a_zero_and_the_kinds_stand_beside_the_whole(stage, puller):
    play(stage)
    found = days(puller)
    assert [(one["date"][-2:], one["cut"], one["label"]) for one in found] == [
        ("17", "total", "all"),
        ("17", "source", "Search Engines"),
        ("17", "source", "Direct Entry"),
        ("18", "total", "all"),
    ]
    full, empty = found[0], found[3]
    assert (full["nb_visits"], full["new_visitors"], full["currency"]) == ("955", 812, "EUR")
    assert (full["orders"], full["order_revenue"], full["order_items"]) == (31, 9269.5, 40)
    assert {empty[name] for name in ("nb_visits", "nb_actions", "new_visitors", "orders")} == {0}


def test_the_token_is_in_the_body_only_and_all_rows_are_asked_for(stage, puller):
    play(stage)
    days(puller)
    forms = [asked.form for asked in stage.asked]
    assert {form["token_auth"] for form in forms} == {"matomo-token-1"}
    assert not any(asked.raw_query for asked in stage.asked)
    asked = {form["method"]: form for form in forms}
    assert asked["Referrers.getReferrerType"]["filter_limit"] == "-1"
    assert asked["Goals.get"]["idGoal"] == "ecommerceOrder"
    assert asked["Goals.get"]["date"] == "2026-11-17,2026-11-18"
    assert asked["Goals.get"]["format_metrics"] == "0"


def test_a_site_that_sells_nothing_is_not_asked_for_orders(stage, puller):
    quiet = {**SITE, "ecommerce": "0"}
    play(stage, SitesManager_getSitesWithAtLeastViewAccess=[quiet])
    assert "orders" not in days(puller)[0]
    assert "Goals.get" not in {asked.form["method"] for asked in stage.asked}


def test_one_day_may_come_without_its_date(stage, puller):
    play(stage, VisitsSummary_get=DAY, Goals_get=[], Referrers_getReferrerType=KINDS)
    one = Window.of("2026-11-17")
    assert [told["label"] for told in days(puller, one)] == ["all", *(k["label"] for k in KINDS)]


def test_pages_bear_their_day(stage, puller):
    play(stage)
    pages = puller(matomo, "pages", TOKEN, "3", DAYS)
    assert records(pages) == [{"date": "2026-11-17", "label": "/p/88", "nb_hits": 9}]
    assert [str(page.window.start) for page in pages] == ["2026-11-17", "2026-11-18"]
    asked = stage.asked[0].form
    assert (asked["flat"], asked["filter_limit"]) == ("1", "-1")


VIEW = "You can't access this resource as it requires 'view' access for the website id = 3."
LOST = "The method 'get' does not exist or is not available in the module"


@pytest.mark.parametrize(
    ("told", "error", "said"),
    [
        ({"result": "error", "message": VIEW}, AccessDenied, "view access to this site"),
        ({"result": "error", "message": LOST}, BadReply, "Is the plugin on"),
        ({"2026-11-17": DAY}, BadReply, "1 days are missing, 2026-11-18"),
        ({"2026-11-17": [DAY], "2026-11-18": []}, BadReply, "instead of one object"),
        (Said({"error": "busy"}, 429, {"Retry-After": "1"}), TryAgain, "429"),
    ],
)
def test_what_is_wrong_with_an_answer_says_who_acts(stage, puller, told, error, said):
    play(stage, VisitsSummary_get=told)
    with pytest.raises(error, match=said):
        days(puller)


def test_a_site_out_of_reach_is_named(stage, puller):
    play(stage, SitesManager_getSitesWithAtLeastViewAccess=[{"idsite": "1"}])
    with pytest.raises(AccessDenied, match="does not reach site 3"):
        days(puller)


@pytest.mark.parametrize("html", [b"<html>Allowed memory size exhausted</html>", b"oops"])
def test_a_server_that_gives_up_is_asked_for_fewer_days(stage, puller, html):
    def answer(asked: Asked) -> Said:
        span = asked.form["date"].split(",")
        if len(set(span)) > 1:
            return Said(html, 500)
        return Said({span[0]: [{"label": "/p/88", "nb_hits": 9}]})

    stage.answer = answer
    pages = puller(matomo, "pages", TOKEN, "3", DAYS)
    assert [one["date"] for one in records(pages)] == ["2026-11-17", "2026-11-18"]
