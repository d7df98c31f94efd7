"""腾讯问卷: its oddities, with replies composed from the contract."""

from typing import Any

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, TryAgain
from connectors.survey.tencent_survey import tencent_survey

SECRETS = {"appid": "tencent-app", "secret": "tencent-secret"}
TOKEN = "/api/oauth2/access_token"


def told(data: Any) -> Said:
    return Said({"code": "OK", "error": {"type": ""}, "data": data, "request_id": "6cda"})


def refused(kind: str, status: int = 200) -> Said:
    return Said({"code": "Error", "error": {"type": kind}, "request_id": "6cda"}, status)


class Platform:
    """Two surveys; only the newest token works; answers go on by the last number."""

    def __init__(self, **sheets: list[int]) -> None:
        self.sheets = {name[1:]: numbers for name, numbers in sheets.items()}
        self.issued = 0
        self.total: int | None = None

    def __call__(self, asked: Asked) -> Said:
        if asked.path == TOKEN:
            self.issued += 1
            return told({"access_token": f"ACCESS{self.issued}", "expires_in": 7200})
        if asked.params["access_token"] != f"ACCESS{self.issued}":
            return refused("access_token_expired", 401)
        if asked.path == "/api/surveys":
            return told({"total": len(self.sheets), "list": [{"id": int(s)} for s in self.sheets]})
        numbers = self.sheets[asked.path.split("/")[3]]
        after = int(asked.params["last_answer_id"])
        shown = [n for n in numbers if n > after][:2]
        rows = [{"answer_id": n, "answer": []} for n in shown]
        total = len(numbers) if self.total is None else self.total
        return told({"total": total, "last_answer_id": shown[-1] if shown else after, "list": rows})


def numbers(pages) -> list[tuple[str, int]]:
    return [(one["survey_id"], one["answer_id"]) for one in records(pages)]


def pulled(puller: Puller, feed: str = "responses"):
    return puller(tencent_survey, feed, SECRETS, account="100860012")


def test_answers_go_on_by_number_to_the_empty_page_and_each_survey_begins_at_0(
    stage: Stage, puller: Puller
):
    stage.answer = Platform(s1=[51, 52, 60], s2=[1])
    assert numbers(pulled(puller)) == [("1", 51), ("1", 52), ("1", 60), ("2", 1)]
    walked = [a.params["last_answer_id"] for a in stage.asked if a.path.endswith("answers")]
    assert walked == ["0", "52", "60", "0", "1"]
    assert {a.params["per_page"] for a in stage.asked if a.path.endswith("answers")} == {"100"}


def test_every_call_names_the_app_the_token_and_never_the_secret(stage: Stage, puller: Puller):
    stage.answer = Platform(s1=[1])
    pulled(puller)
    first, *rest = stage.asked
    assert first.params == {**SECRETS, "grant_type": "client_credential"}
    assert all(asked.params["appid"] == "tencent-app" for asked in rest)
    assert all("secret" not in asked.params for asked in rest)
    assert rest[0].params["user_id"] == "100860012"


def test_a_token_that_somebody_else_ended_is_fetched_once(stage: Stage, puller: Puller):
    platform = Platform(s1=[1, 2, 3])
    calls: list[Asked] = []

    def answer(asked: Asked) -> Said:
        calls.append(asked)
        if len(calls) == 4:
            platform.issued += 1
        return platform(asked)

    stage.answer = answer
    assert numbers(pulled(puller)) == [("1", 1), ("1", 2), ("1", 3)]
    assert sum(asked.path == TOKEN for asked in stage.asked) == 2


def test_fewer_answers_than_are_counted_are_refused(stage: Stage, puller: Puller):
    platform = Platform(s1=[1, 2])
    platform.total = 3
    stage.answer = platform
    with pytest.raises(TryAgain, match="2 records came, the platform counts 3"):
        pulled(puller)


def test_each_kind_of_question_gives_its_answers(stage: Stage, puller: Puller):
    questions = [
        {"id": "q-1", "type": "star", "sub_type": "nps", "text": "9"},
        {
            "id": "q-2",
            "type": "checkbox",
            "options": [
                {"id": "o-100", "checked": 1, "text": "质量"},
                {"id": "o-101", "checked": 0, "text": "价格"},
            ],
        },
        {
            "id": "q-4",
            "type": "matrix_radio",
            "groups": [
                {"id": "g-1", "options": [{"id": "o-5", "checked": 1, "text": "满意"}]},
                {"id": "g-2", "options": [{"id": "o-6", "checked": 0, "text": "满意"}]},
            ],
        },
        {"id": "q-5", "type": "blank", "blanks": [{"id": "b-1", "text": "三年"}]},
        {"id": "q-6", "type": "textarea", "text": ""},
    ]
    sheet = {"answer_id": 1, "answer": [{"id": "p-1", "questions": questions}]}
    stage.play(
        told({"access_token": "A", "expires_in": 7200}),
        told({"total": 1, "list": [{"id": 7}]}),
        told({"total": 1, "last_answer_id": 1, "list": [sheet]}),
        told({"total": 1, "last_answer_id": 1, "list": []}),
    )
    [record] = records(pulled(puller))
    assert record["answer"] == sheet["answer"]
    assert record["answers"] == [
        {"question": "q-1", "text": "9", "kind": "star/nps"},
        {"question": "q-2", "option": "o-100", "text": "质量", "kind": "checkbox"},
        {
            "question": "q-4",
            "row": "g-1",
            "option": "o-5",
            "text": "满意",
            "kind": "matrix_radio",
        },
        {"question": "q-5", "row": "b-1", "text": "三年", "kind": "blank"},
        {"question": "q-6", "kind": "textarea", "skipped": "1"},
    ]


def test_too_many_calls_wait_a_minute(stage: Stage, puller: Puller, passing: Time):
    platform, busy = Platform(s1=[]), [True]
    stage.answer = lambda asked: (
        refused("request_rate_limited")
        if asked.path == "/api/surveys" and busy and busy.pop()
        else platform(asked)
    )
    assert records(pulled(puller)) == []
    assert max(passing.slept) >= 60


@pytest.mark.parametrize(
    ("kind", "error", "step"),
    [
        ("invalid_org_subscription", AccessDenied, "download the answers"),
        ("user_not_found", AccessDenied, "user id of a team member"),
        ("invalid_argument", BadReply, "connector"),
    ],
)
def test_who_must_act(stage: Stage, puller: Puller, kind, error, step):
    stage.play(told({"access_token": "A", "expires_in": 7200}), refused(kind))
    with pytest.raises(error, match=step):
        pulled(puller, "questions")


@pytest.mark.parametrize("kind", ["permission_denied", "survey_not_found"])
def test_a_survey_that_is_closed_to_us_or_gone_is_left_out(stage: Stage, puller: Puller, kind: str):
    platform = Platform(s1=[1], s2=[4])
    stage.answer = lambda asked: (
        refused(kind) if "/1/" in asked.path and asked.path != TOKEN else platform(asked)
    )
    assert numbers(pulled(puller)) == [("2", 4)]
