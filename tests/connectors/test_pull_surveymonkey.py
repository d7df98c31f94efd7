"""SurveyMonkey: its oddities, with replies composed from the contract."""

import math

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.survey.surveymonkey import surveymonkey

SECRETS = {"access_token": "monkey-secret"}
WINDOW = Window.of("2026-11-17", "2026-11-18")
DAY_LEFT = "X-Ratelimit-App-Global-Day-Remaining"


def card(number: str, **told: object) -> dict:
    return {"id": number, "date_created": "2026-10-01T08:00:00", "response_count": 5} | told


def listed(*cards: dict) -> Said:
    return Said({"data": list(cards), "per_page": 1000, "page": 1, "total": len(cards)})


def refused(number: str, status: int, **headers: str) -> Said:
    error = {"id": number, "name": "told", "message": "told", "http_status_code": status}
    return Said({"error": error}, status, headers)


class Surveys:
    """Responses of each survey, two a page, followed by `links.next`."""

    def __init__(self, stage: Stage, **times: list[str]) -> None:
        self.stage, self.times = stage, times

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/v3/surveys":
            return listed(*(card(name) for name in self.times))
        name, page = asked.path.split("/")[3], int(asked.params.get("page", "1"))
        rows = [
            {"id": f"{name}-{n}", "survey_id": name, "date_modified": f"{at}+00:00"}
            for n, at in enumerate(self.times[name])
        ]
        links = {}
        if page * 2 < len(rows):
            links["next"] = f"{self.stage.url}{asked.path}?per_page=2&page={page + 1}"
        shown = rows[page * 2 - 2 : page * 2]
        return Said({"data": shown, "total": len(rows), "links": links})


def names(pages) -> list[str]:
    return [record["id"] for record in records(pages)]


def test_changes_are_asked_oldest_first_and_the_walk_ends_behind_the_window(
    stage: Stage, puller: Puller
):
    days = ["17T00:00:00", "18T23:59:59", "19T00:00:00", "20T00:00:00", "21T00:00:00"]
    stage.answer = Surveys(stage, a=[f"2026-11-{day}" for day in days])
    assert names(puller(surveymonkey, "responses", SECRETS, window=WINDOW)) == ["a-0", "a-1"]
    assert stage.asked[1].params == {
        "start_modified_at": "2026-11-17T00:00:00",
        "sort_by": "date_modified",
        "sort_order": "ASC",
        "per_page": "100",
    }
    assert [asked.params.get("page") for asked in stage.asked[2:]] == ["2"]


def test_nothing_of_one_survey_goes_into_the_question_for_the_next(stage: Stage, puller: Puller):
    at = "2026-11-17T08:00:00"
    stage.answer = Surveys(stage, a=[at] * 3, b=[at])
    assert names(puller(surveymonkey, "responses", SECRETS, window=WINDOW)) == [
        *("a-0", "a-1", "a-2", "b-0")
    ]
    first_of_b = next(asked for asked in stage.asked if "/b/" in asked.path)
    assert "page" not in first_of_b.params


def test_surveys_that_are_younger_or_were_never_answered_cost_no_call(stage: Stage, puller: Puller):
    young, silent = card("y", date_created="2026-11-19T00:00:00"), card("s", response_count=0)
    stage.play(listed(young, silent))
    assert records(puller(surveymonkey, "responses", SECRETS, window=WINDOW)) == []
    assert len(stage.asked) == 1


def test_a_survey_that_is_gone_is_passed_over(stage: Stage, puller: Puller):
    whole = Surveys(stage, a=["2026-11-17T08:00:00"], b=["2026-11-17T09:00:00"])
    gone = refused("1020", 404)
    stage.answer = lambda asked: gone if "/a/" in asked.path else whole(asked)
    assert names(puller(surveymonkey, "responses", SECRETS, window=WINDOW)) == ["b-0"]


def test_a_page_that_comes_short_is_noticed(stage: Stage, puller: Puller):
    short = Said({"data": [], "total": 3, "links": {}})
    stage.answer = lambda asked: listed(card("a")) if asked.path == "/v3/surveys" else short
    with pytest.raises(TryAgain, match="0 records came, the platform counts 3"):
        puller(surveymonkey, "responses", SECRETS, window=WINDOW)


def test_a_question_keeps_its_own_words_and_brings_its_texts(stage: Stage, puller: Puller):
    question = {
        "id": "667455161",
        "family": "matrix",
        "subtype": "rating",
        "headings": [{"heading": "How <b>likely</b>?"}],
        "answers": {
            "choices": [{"id": "c9", "text": "9", "position": 10, "weight": 9}],
            "rows": [{"id": "r1", "text": ""}],
            "other": {"id": "o1", "text": "Other"},
        },
    }
    details = {"id": "a", "title": "T", "pages": [{"questions": [question]}, {"questions": []}]}
    stage.play(listed(card("a")), details)
    [record] = records(puller(surveymonkey, "questions", SECRETS))
    assert {name: record[name] for name in question} == question
    assert (record["survey_id"], record["survey_title"]) == ("a", "T")
    assert [(one["kind"], one.get("id"), one.get("score")) for one in record["labels"]] == [
        ("question", None, None),
        ("row", "r1", None),
        ("option", "c9", "9"),
        ("option", "o1", None),
    ]


def test_the_last_calls_of_a_day_are_left_alone(stage: Stage, puller: Puller, passing: Time):
    said = listed(card("a"))
    said.headers[DAY_LEFT] = "9"
    stage.play(said)
    with pytest.raises(TryAgain, match="9 calls of the day are left") as caught:
        puller(surveymonkey, "questions", SECRETS)
    assert caught.value.retry_after == math.inf
    assert len(stage.asked) == 1


def test_a_used_up_minute_is_waited_for_and_a_used_up_day_is_not(
    stage: Stage, puller: Puller, passing: Time
):
    minute = {"X-Ratelimit-App-Global-Minute-Remaining": "0"}
    minute["X-Ratelimit-App-Global-Minute-Reset"] = "41"
    stage.play(refused("1040", 429, **minute), listed())
    assert records(puller(surveymonkey, "questions", SECRETS)) == []
    assert max(passing.slept) >= 41
    stage.play(refused("1040", 429, **{DAY_LEFT: "0"}))
    with pytest.raises(TryAgain) as caught:
        puller(surveymonkey, "questions", SECRETS)
    assert caught.value.retry_after == math.inf


@pytest.mark.parametrize(
    ("number", "status", "error"),
    [
        ("1010", 401, AccessDenied),
        ("1014", 403, AccessDenied),
        ("1018", 403, AccessDenied),
        ("1050", 500, TryAgain),
        ("1030", 400, BadReply),
    ],
)
def test_who_must_act(stage: Stage, puller: Puller, number, status, error):
    stage.play(refused(number, status))
    with pytest.raises(error):
        puller(surveymonkey, "questions", SECRETS)


def test_ids_of_what_is_there_with_a_mark_for_each_survey_that_was_read(
    stage: Stage, puller: Puller
):
    whole = Surveys(stage, a=["2026-11-17T08:00:00"] * 3)
    gone, silent = card("g"), card("s", response_count=0)

    def answer(asked: Asked) -> Said:
        if asked.path == "/v3/surveys":
            return listed(card("a"), gone, silent)
        return refused("1020", 404) if "/g/" in asked.path else whole(asked)

    stage.answer = answer
    told = records(puller(surveymonkey, "response_ids", SECRETS))
    assert [(one["survey_id"], one["response_id"]) for one in told] == [
        *(("s", "*"), ("a", "a-0"), ("a", "a-1"), ("a", "a-2"), ("a", "*"))
    ]
    spent = len(stage.asked)
    assert not records(puller(surveymonkey, "response_ids", SECRETS, options={"deletions": "no"}))
    assert len(stage.asked) == spent


def test_changes_of_many_days_are_read_by_thirties(stage: Stage, puller: Puller):
    stage.answer = Surveys(stage, a=["2026-11-17T08:00:00"])
    long_ago = Window.of("2026-08-25", "2026-11-18")
    assert len(records(puller(surveymonkey, "responses", SECRETS, window=long_ago))) == 1
    since = [a.params["start_modified_at"][:10] for a in stage.asked if "/bulk" in a.path]
    assert since == ["2026-09-24", "2026-10-24"]  # for the first thirty the survey is too young


def test_a_collector_that_the_list_only_names_is_asked_for(stage: Stage, puller: Puller):
    way = {"id": "7", "name": "Mailing", "type": "email", "response_count": 3}
    stage.play(
        listed(card("a")),
        Said({"data": [way, {"id": "8", "name": "Link"}], "links": {}}),
        Said({"id": "8", "name": "Link", "type": "weblink"}),
    )
    told = records(puller(surveymonkey, "collectors", SECRETS))
    assert [(one["survey_id"], one["id"], one["type"]) for one in told] == [
        *(("a", "7", "email"), ("a", "8", "weblink"))
    ]
    assert stage.asked[-1].path == "/v3/collectors/8"
