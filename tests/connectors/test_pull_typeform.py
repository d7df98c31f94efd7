"""Typeform: its oddities, against a small form that behaves as the contract says."""

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.survey.typeform import typeform

SECRETS = {"access_token": "tfp_secret"}
WINDOW = Window.of("2026-11-01", "2026-11-03")


class Form:
    """Responses newest first; refuses to mix the two ways of paging."""

    def __init__(self, times: list[str], size: int = 1000) -> None:
        newest_first = sorted(enumerate(times), key=lambda one: one[1], reverse=True)
        self.rows = [{"token": f"t{n}", "submitted_at": at} for n, at in newest_first]
        self.size = size

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/forms":
            return Said({"total_items": 1, "page_count": 1, "items": [{"id": "F1"}]})
        params = asked.params
        if "before" in params and {"since", "until", "sort"} & set(params):
            return Said({"code": "VALIDATION_ERROR", "description": "mixed"}, 400)
        found = [
            r
            for r in self.rows
            if params.get("since", "") <= r["submitted_at"] <= params.get("until", "9")
        ]
        if "before" in params:
            tokens = [r["token"] for r in found]
            found = found[tokens.index(params["before"]) + 1 :]
        shown = found[: min(self.size, int(params["page_size"]))]
        return Said({"total_items": len(found), "page_count": 1, "items": shown})


def tokens(pages) -> list[str]:
    return [record["token"] for record in records(pages)]


def test_a_window_on_one_page_takes_one_call(stage: Stage, puller: Puller):
    stage.answer = Form(["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-03T23:59:59Z"])
    found = records(puller(typeform, "responses", SECRETS, window=WINDOW))
    assert [(r["form_id"], r["token"]) for r in found] == [("F1", "t2"), ("F1", "t1")]
    assert len(stage.asked) == 2
    assert stage.asked[1].params == {
        "page_size": "1000",
        "since": "2026-11-01T00:00:00Z",
        "until": "2026-11-03T23:59:59Z",
        "response_type": "completed",
    }


def test_older_pages_are_asked_for_by_token_alone_until_they_leave_the_window(
    stage: Stage, puller: Puller
):
    days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"]
    stage.answer = Form([f"{day}T12:00:00Z" for day in days], size=2)
    assert tokens(puller(typeform, "responses", SECRETS, window=WINDOW)) == ["t4", "t3", "t2"]
    walked = [asked.params for asked in stage.asked[2:]]
    assert [params.get("before") for params in walked] == ["t3"]
    assert all(not {"since", "until", "sort"} & set(params) for params in walked)


def test_the_record_is_as_sent_but_for_the_form_in_front(stage: Stage, puller: Puller):
    stage.answer = Form(["2026-11-02T00:00:00Z"])
    [page] = puller(typeform, "responses", SECRETS, window=WINDOW)
    [record] = page.records
    assert bytes(record).startswith(b'{"form_id":"F1","token": "t0",')


def test_a_form_that_was_thrown_away_is_skipped(stage: Stage, puller: Puller):
    gone = Said({"code": "FORM_NOT_FOUND", "description": "Non existing form"}, 404)
    listed = {"total_items": 1, "page_count": 1, "items": [{"id": "F1"}]}
    stage.answer = lambda asked: Said(listed) if asked.path == "/forms" else gone
    assert records(puller(typeform, "responses", SECRETS, window=WINDOW)) == []


def test_a_page_that_is_too_big_for_the_server_is_halved(stage: Stage, puller: Puller):
    form = Form(["2026-11-02T00:00:00Z"])

    def answer(asked: Asked) -> Said:
        big = int(asked.params["page_size"]) > 500 and asked.path != "/forms"
        return Said({}, 504) if big else form(asked)

    stage.answer = answer
    assert tokens(puller(typeform, "responses", SECRETS, window=WINDOW)) == ["t0"]
    assert stage.asked[-1].params["page_size"] == "500"


def test_responses_that_are_counted_but_do_not_come_are_refused(stage: Stage, puller: Puller):
    listed = {"total_items": 1, "page_count": 1, "items": [{"id": "F1"}]}
    hollow = {"total_items": 5, "page_count": 1, "items": []}
    stage.answer = lambda asked: Said(listed if asked.path == "/forms" else hollow)
    with pytest.raises(Exception, match="5 responses"):
        puller(typeform, "responses", SECRETS, window=WINDOW)


def test_older_pages_that_come_short_are_refused(stage: Stage, puller: Puller):
    form = Form([f"2026-11-02T0{hour}:00:00Z" for hour in range(5)], size=2)

    def answer(asked: Asked) -> Said:
        said = form(asked)
        if "before" in asked.params:
            said.body["items"] = said.body["items"][:1]
        return said if asked.params.get("before") != "t2" else Said({"total_items": 0, "items": []})

    stage.answer = answer
    with pytest.raises(TryAgain, match="3 responses came, 5 are said to be there"):
        puller(typeform, "responses", SECRETS, window=WINDOW)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (401, "AUTHENTICATION_FAILED", AccessDenied),
        (403, "AUTHENTICATION_FAILED", AccessDenied),
        (400, "VALIDATION_ERROR", BadReply),
    ],
)
def test_who_must_act(stage: Stage, puller: Puller, status: int, code: str, error: type[Exception]):
    stage.play(Said({"code": code, "description": "told"}, status))
    with pytest.raises(error):
        puller(typeform, "forms", SECRETS)


def test_all_tokens_are_walked_without_times(stage: Stage, puller: Puller):
    stage.answer = Form([f"2026-0{month}-01T00:00:00Z" for month in range(1, 6)], size=2)
    told = records(puller(typeform, "response_ids", SECRETS))
    assert [one["response_id"] for one in told] == ["t4", "t3", "t2", "t1", "t0", "*"]
    assert {one["survey_id"] for one in told} == {"F1"}
    asked = [one.params for one in stage.asked[1:]]
    assert [one.get("before") for one in asked] == [None, "t3", "t1"]
    assert all("since" not in one and one["response_type"] == "completed" for one in asked)


def test_what_was_begun_is_asked_whole_and_by_token(stage: Stage, puller: Puller):
    stage.answer = Form(["0001-01-01T00:00:00Z"] * 3, size=2)
    found = records(puller(typeform, "partial_responses", SECRETS))
    assert sorted(one["token"] for one in found) == ["t0", "t1", "t2"]
    assert {one["form_id"] for one in found} == {"F1"}
    kinds = [asked.params.get("response_type") for asked in stage.asked[1:]]
    assert kinds == ["started,partial"] * len(kinds)
    assert "before" in stage.asked[2].params
    assert "since" not in stage.asked[1].params


def test_groups_of_a_form_are_opened_up(stage: Stage, puller: Puller):
    choice = {"properties": {"choices": [{"id": "a1", "label": "Quality"}]}, "title": "Why?"}
    inner = [{"id": "f2", "type": "multiple_choice", **choice}, {"id": "f3", "title": "More?"}]
    group = {"id": "g", "type": "group", "title": "Last", "properties": {"fields": inner}}

    def answer(asked: Asked) -> Said:
        if asked.path == "/forms":
            return Said({"total_items": 1, "page_count": 1, "items": [{"id": "F1"}]})
        return Said({"id": "F1", "title": "Pulse", "fields": [{"id": "f1", "title": "NPS"}, group]})

    stage.answer = answer
    found = records(puller(typeform, "questions", SECRETS))
    assert [one["id"] for one in found] == ["f1", "f2", "f3"]
    assert [label["text"] for label in found[1]["labels"]] == ["Why?", "Quality"]
    assert found[1]["labels"][0]["position"] == 2


def spaces(asked: Asked) -> Said:
    """Two forms, one of them in a workspace."""
    forms = [{"id": "F1", "title": "A"}, {"id": "F2", "title": "B"}]
    if asked.path == "/workspaces":
        return Said({"page_count": 1, "total_items": 1, "items": [{"id": "W1", "name": "Brand"}]})
    shown = forms[:1] if asked.params.get("workspace_id") == "W1" else forms
    return Said({"page_count": 1, "total_items": len(shown), "items": shown})


def test_a_form_has_its_workspace_in_front(stage: Stage, puller: Puller):
    stage.answer = spaces
    assert records(puller(typeform, "forms", SECRETS)) == [
        {"workspace_id": "W1", "workspace_name": "Brand", "id": "F1", "title": "A"},
        {"workspace_id": None, "workspace_name": None, "id": "F2", "title": "B"},
    ]


def test_without_the_scope_for_workspaces_forms_come_without_them(stage: Stage, puller: Puller):
    no = Said({"code": "FORBIDDEN", "description": "scope"}, 403)
    stage.answer = lambda asked: no if asked.path == "/workspaces" else spaces(asked)
    assert [form["id"] for form in records(puller(typeform, "forms", SECRETS))] == ["F1", "F2"]


def test_visits_are_asked_for_where_they_are_wanted(stage: Stage, puller: Puller):
    told = {"form": {"summary": {"total_visits": 30}}, "fields": []}
    gone = Said({"code": "FORM_NOT_FOUND", "description": "gone"}, 404)
    stage.answer = lambda asked: (
        {"/insights/F1/summary": Said(told), "/insights/F2/summary": gone}.get(asked.path)
        or spaces(asked)
    )
    assert records(puller(typeform, "insights", SECRETS)) == []
    found = records(puller(typeform, "insights", SECRETS, options={"insights": "yes"}))
    assert found == [{"form_id": "F1", "stat_date": "2026-11-03", **told}]


def test_the_token_of_an_app_is_renewed_and_its_refresh_token_kept(stage: Stage, puller: Puller):
    app = {"client_id": "app", "client_secret": "app-secret", "refresh_token": "refresh-0"}
    given = iter(range(1, 9))

    def answer(asked: Asked) -> Said:
        if asked.path == "/oauth/token":
            number = next(given)
            told = {"access_token": f"token-{number}", "refresh_token": f"refresh-{number}"}
            return Said(told | {"expires_in": 604_800})
        if asked.headers["authorization"] == "Bearer token-1":
            return Said({"code": "AUTHENTICATION_FAILED", "description": "expired"}, 403)
        return spaces(asked)

    stage.answer = answer
    assert len(records(puller(typeform, "forms", app, options={"grant": "oauth"}))) == 2
    asked = [one.form["refresh_token"] for one in stage.asked if one.path == "/oauth/token"]
    assert asked == ["refresh-0", "refresh-1"]
