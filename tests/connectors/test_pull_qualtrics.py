"""Qualtrics: its oddities, with replies composed from the contract."""

import io
import json
import zipfile
from base64 import b64encode
from typing import Any

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, PullError, TryAgain, Window
from connectors.survey.qualtrics import qualtrics

SECRETS = {"api_token": "qualtrics-secret"}
WINDOW = Window.of("2026-11-17")
RESPONSE = {
    "responseId": "R_3nUx1AbCdEfGhIj",
    "values": {
        "startDate": "2026-11-17T02:03:04Z",
        "status": 0,
        "recordedDate": "2026-11-17T02:06:11.000Z",
        "QID1": 9,
        "QID1_NPS_GROUP": 3,
        "QID2": ["1", "3"],
        "QID2_7_TEXT": "friend",
        "QID3_TEXT": "很好",
        "QID5_2": 4,
        "utm_source": "wechat",
    },
    "labels": {"QID1": "9", "QID2": ["Quality", "Price"], "QID5_2": "Good"},
    "displayedFields": ["QID1", "QID2", "QID3_TEXT", "QID4", "QID5_1", "QID5_2"],
}


def told(result: Any, **meta: Any) -> Said:
    return Said({"result": result, "meta": {"httpStatus": "200 - OK", **meta}})


def refused(status: int, code: str = "E") -> Said:
    return Said({"meta": {"error": {"errorCode": code, "errorMessage": "told"}}}, status)


def packed(*responses: dict, name: str = "Café “品牌” 🌙.json") -> Said:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, json.dumps({"responses": responses}, ensure_ascii=False))
    return Said(archive.getvalue())


class Jobs:
    """One survey, whose exports go through these states."""

    def __init__(self, *states: Said, file: Said | None = None, surveys=("SV_1",)) -> None:
        self.states, self.file, self.surveys = list(states), file or packed(RESPONSE), surveys
        self.started: list[Any] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/API/v3/surveys":
            return told({"elements": [{"id": one} for one in self.surveys], "nextPage": None})
        if asked.method == "POST":
            self.started.append(asked.json)
            return told({"progressId": "ES_1", "percentComplete": 0.0, "status": "inProgress"})
        if asked.path.endswith("/file"):
            return self.file
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]


DONE = told({"fileId": "f-1", "percentComplete": 100.0, "status": "complete"})
RUNNING = told({"fileId": None, "percentComplete": 100.0, "status": "inProgress"})
NO_FILE = told({"fileId": None, "percentComplete": 100.0, "status": "complete"})
FAILED = told(
    {"percentComplete": 0.0, "status": "failed"},
    error={"errorCode": "ESRV_9", "errorMessage": "no"},
)


def files(stage: Stage) -> list[str]:
    return [asked.path for asked in stage.asked if asked.path.endswith("/file")]


def test_status_counts_and_not_the_percents_and_no_file_is_asked_for_too_early(
    stage: Stage, puller: Puller, passing: Time
):
    stage.answer = jobs = Jobs(RUNNING, RUNNING, NO_FILE, DONE)
    [record] = records(puller(qualtrics, "responses", SECRETS, window=WINDOW))
    assert record["survey_id"] == "SV_1"
    assert {name: record[name] for name in RESPONSE} == RESPONSE
    assert files(stage) == ["/API/v3/surveys/SV_1/export-responses/f-1/file"]
    assert jobs.started == [
        {
            "format": "json",
            "compress": True,
            "timeZone": "UTC",
            "useLabels": False,
            "startDate": "2026-11-17T00:00:00Z",
            "endDate": "2026-11-18T00:00:00Z",
            "exportResponsesInProgress": False,
        }
    ]
    assert all(asked.headers["x-api-token"] == "qualtrics-secret" for asked in stage.asked)


def test_answers_by_field_become_a_list_and_what_was_not_shown_is_not_in_it(
    stage: Stage, puller: Puller
):
    stage.answer = Jobs(DONE)
    [record] = records(puller(qualtrics, "responses", SECRETS, window=WINDOW))
    assert record["answers"] == [
        {"question": "QID1", "option": "9", "text": "9"},
        {"question": "QID2", "option": "1", "text": "Quality"},
        {"question": "QID2", "option": "3", "text": "Price"},
        {"question": "QID2", "option": "7_TEXT", "text": "friend"},
        {"question": "QID3", "text": "很好"},
        {"question": "QID5", "row": "2", "option": "4", "text": "Good"},
        {"question": "QID4", "skipped": "1"},
        {"question": "QID5", "row": "1", "skipped": "1"},
    ]


def test_a_failed_job_is_begun_again_and_told_with_its_code(stage: Stage, puller: Puller):
    stage.answer = jobs = Jobs(FAILED, DONE)
    assert len(records(puller(qualtrics, "responses", SECRETS, window=WINDOW))) == 1
    assert len(jobs.started) == 2
    stage.answer = Jobs(FAILED)
    with pytest.raises(TryAgain, match="ESRV_9"):
        puller(qualtrics, "responses", SECRETS, window=WINDOW)


def test_a_job_that_is_forgotten_is_begun_again(stage: Stage, puller: Puller):
    stage.answer = jobs = Jobs(refused(404), DONE)
    assert len(records(puller(qualtrics, "responses", SECRETS, window=WINDOW))) == 1
    assert len(jobs.started) == 2


def test_a_file_that_is_forgotten_is_no_survey_that_is_gone(stage: Stage, puller: Puller):
    stage.answer = Jobs(DONE, file=refused(404))
    with pytest.raises(TryAgain, match="not known any more"):
        puller(qualtrics, "responses", SECRETS, window=WINDOW)
    assert len(files(stage)) == 3


def test_a_job_that_never_ends_is_given_up_after_half_an_hour(
    stage: Stage, puller: Puller, passing: Time
):
    stage.answer = Jobs(RUNNING)
    with pytest.raises(TryAgain, match="not done after 30 minutes"):
        puller(qualtrics, "responses", SECRETS, window=WINDOW)
    assert len(stage.asked) < 220


@pytest.mark.parametrize("body", [b"PK\x03\x04 torn", packed(RESPONSE).body[:-30]])
def test_an_archive_that_is_not_whole_is_fetched_again_and_then_refused(
    stage: Stage, puller: Puller, body: bytes
):
    stage.answer = Jobs(DONE, file=Said(body))
    with pytest.raises(TryAgain, match="archive is not whole"):
        puller(qualtrics, "responses", SECRETS, window=WINDOW)
    assert len(files(stage)) == 3


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(
    stage: Stage, puller: Puller, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("connectors.survey.qualtrics_answers.BIGGEST_FILE", 10)
    stage.answer = Jobs(DONE)
    with pytest.raises(BadReply, match="unpacks to"):
        puller(qualtrics, "responses", SECRETS, window=WINDOW)


def test_responses_in_progress_are_an_export_of_their_own_without_days(
    stage: Stage, puller: Puller
):
    begun = {"responseId": "R_2", "values": {"progress": 40, "QID1": 3}, "displayedFields": []}
    stage.answer = jobs = Jobs(DONE, file=packed(begun))
    [record] = records(puller(qualtrics, "in_progress", SECRETS))
    assert "recordedDate" not in record["values"]
    assert jobs.started[0]["exportResponsesInProgress"] is True
    assert not {"startDate", "endDate"} & set(jobs.started[0])


def test_a_survey_one_may_not_read_is_left_out_unless_it_is_all_of_them(
    stage: Stage, puller: Puller
):
    jobs = Jobs(DONE, surveys=("SV_1", "SV_2"))
    stage.answer = lambda asked: (
        refused(403) if asked.method == "POST" and "SV_1" in asked.path else jobs(asked)
    )
    found = records(puller(qualtrics, "responses", SECRETS, window=WINDOW))
    assert [one["survey_id"] for one in found] == ["SV_2"]
    stage.answer = lambda asked: refused(403) if asked.method == "POST" else jobs(asked)
    with pytest.raises(AccessDenied, match="Share the survey"):
        puller(qualtrics, "responses", SECRETS, window=WINDOW)


def test_a_list_goes_on_by_its_link(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        if asked.path.startswith("/API/v3/survey-definitions"):
            questions = {"QID1": {"QuestionText": "Why?", "QuestionType": "TE", "Choices": []}}
            return told({"SurveyName": "N", "Questions": questions})
        first = asked.params["offset"] == "0"
        link = f"{stage.url}/API/v3/surveys?offset=100" if first else None
        return told({"elements": [{"id": "SV_1" if first else "SV_2"}], "nextPage": link})

    stage.answer = answer
    found = records(puller(qualtrics, "questions", SECRETS))
    assert [(one["survey_id"], one["question_id"]) for one in found] == [
        ("SV_1", "QID1"),
        ("SV_2", "QID1"),
    ]


def test_choices_of_a_matrix_are_its_rows(stage: Stage, puller: Puller):
    matrix = {
        "QuestionText": "Rate",
        "QuestionType": "Matrix",
        "Choices": {"1": {"Display": "Look"}, "2": {"Display": "Feel"}},
        "Answers": {"1": {"Display": "Bad"}, "2": {"Display": "Good"}},
        "RecodeValues": {"1": "5", "2": "1"},
    }
    listed = told({"elements": [{"id": "SV_1"}], "nextPage": None})
    stage.play(listed, told({"SurveyName": "N", "Questions": {"QID5": matrix}}))
    [record] = records(puller(qualtrics, "questions", SECRETS))
    assert [(one["kind"], one.get("id"), one["text"]) for one in record["labels"]] == [
        ("question", None, "Rate"),
        ("row", "1", "Look"),
        ("row", "2", "Feel"),
        ("option", "5", "Bad"),
        ("option", "1", "Good"),
    ]


@pytest.mark.parametrize(
    ("status", "error"), [(401, AccessDenied), (400, BadReply), (429, TryAgain), (503, TryAgain)]
)
def test_who_must_act(stage: Stage, puller: Puller, status: int, error: type[PullError]):
    stage.play(refused(status))
    with pytest.raises(error):
        puller(qualtrics, "questions", SECRETS)


def test_a_wrong_data_centre_redirects_and_nothing_follows(stage: Stage, puller: Puller):
    stage.play(Said({}, 302, {"Location": "https://elsewhere.invalid/API/v3/surveys"}))
    with pytest.raises(BadReply, match="Check the base URL"):
        puller(qualtrics, "questions", SECRETS)
    assert len(stage.asked) == 1


def test_ids_are_exported_with_as_few_fields_as_can_be_asked_for(stage: Stage, puller: Puller):
    stage.answer = jobs = Jobs(DONE)
    told_ids = records(puller(qualtrics, "response_ids", SECRETS))
    assert [one["response_id"] for one in told_ids] == ["R_3nUx1AbCdEfGhIj", "*"]
    [body] = jobs.started
    assert (body["questionIds"], body["surveyMetadataIds"]) == ([], ["recordedDate"])
    assert "startDate" not in body


def test_mailings_of_a_survey_name_it(stage: Stage, puller: Puller):
    mailing = {"id": "EMD_1", "requestType": "Invite", "stats": {"sent": 12, "finished": 3}}

    def answer(asked: Asked) -> Said:
        if asked.path == "/API/v3/distributions":
            assert asked.params == {"surveyId": "SV_1"}
            return told({"elements": [mailing], "nextPage": None})
        return told({"elements": [{"id": "SV_1"}], "nextPage": None})

    stage.answer = answer
    [record] = records(puller(qualtrics, "distributions", SECRETS))
    assert record == {"survey_id": "SV_1", **mailing}


CLIENT = {"client_id": "c-77", "client_secret": "secret-of-the-client"}
OAUTH = {"grant": "oauth"}


def test_a_client_fetches_a_token_for_its_scopes_and_another_when_it_ends(
    stage: Stage, puller: Puller
):
    given = iter(("first-token", "second-token"))
    jobs = Jobs(DONE)

    def answer(asked: Asked) -> Said:
        if asked.path == "/oauth2/token":
            return Said({"access_token": next(given), "expires_in": 3599, "token_type": "Bearer"})
        is_new = asked.headers["authorization"] == "Bearer second-token"
        return jobs(asked) if is_new else refused(401, "AUTH_6")

    stage.answer = answer
    options = OAUTH | {"scope": "read:surveys"}
    assert records(puller(qualtrics, "responses", CLIENT, window=WINDOW, options=options))
    first = stage.asked[0]
    assert (
        first.headers["authorization"]
        == f"Basic {b64encode(b'c-77:secret-of-the-client').decode()}"
    )
    assert first.form == {"grant_type": "client_credentials", "scope": "read:surveys"}
    assert not any("x-api-token" in asked.headers for asked in stage.asked)


def test_a_client_that_is_refused_is_told_so_without_its_secret(stage: Stage, puller: Puller):
    stage.answer = lambda asked: Said({"error": "invalid_client secret-of-the-client"}, 401)
    with pytest.raises(AccessDenied, match="scopes") as caught:
        puller(qualtrics, "questions", CLIENT, options=OAUTH)
    assert CLIENT["client_secret"] not in f"{caught.value!r}"


def test_people_on_mailing_lists_are_asked_for_where_they_are_wanted(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/mailinglists"):
            lists = [{"id": "CG_1", "name": "Buyers"}, {"id": "CG_2", "name": "Closed"}]
            return told({"elements": lists, "nextPage": None})
        if "CG_2" in asked.path:
            return refused(403)
        following = None if asked.params.get("offset") else f"{stage.url}{asked.path}?offset=100"
        person = {"id": f"P{asked.params.get('offset', '0')}", "email": "a@example.com"}
        return told({"elements": [person], "nextPage": following})

    stage.answer = answer
    assert records(puller(qualtrics, "mailing_contacts", SECRETS)) == []
    assert stage.asked == []
    found = records(
        puller(qualtrics, "mailing_contacts", SECRETS, options={"mailing_lists": "yes"})
    )
    assert [(one["list_id"], one["list_name"], one["id"]) for one in found] == [
        ("CG_1", "Buyers", "P0"),
        ("CG_1", "Buyers", "P100"),
    ]
