"""Typeform as the sandbox plays it."""

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http


class Client:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url("typeform")
        self.token = SECRETS["TYPEFORM_ACCESS_TOKEN"]

    def get(self, path, **asked):
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.get(self.base + path, params=asked, headers=headers, timeout=10)

    def responses(self, form, **asked):
        return self.get(f"/forms/{form}/responses", **asked)


@pytest.fixture
def client(play):
    return Client(play("typeform"))


@pytest.fixture
def form(company):
    return company.forms["form_id"][0]


def test_walking_by_token_gives_every_response_once_newest_first(client, company, form):
    found, asked = [], {}
    while page := client.responses(form, page_size=7, **asked).json()["items"]:
        found += page
        asked = {"before": page[-1]["token"]}
    known = company.typeform_responses.filter(pl.col("form_id") == form)
    assert [r["submitted_at"] for r in found] == sorted(
        (r["submitted_at"] for r in found), reverse=True
    )
    assert sorted(r["token"] for r in found) == sorted(known["response_id"])
    scores = [a["number"] for r in found for a in r["answers"] if a["field"]["ref"] == "nps"]
    assert sum(scores) == known["nps"].sum()


def test_both_edges_are_inclusive(client, form):
    newest = client.responses(form, page_size=3).json()["items"]
    edges = {"since": newest[-1]["submitted_at"], "until": newest[0]["submitted_at"]}
    assert client.responses(form, **edges).json()["items"] == newest


def test_unanswered_questions_are_absent(client, form):
    items = client.responses(form, page_size=1000).json()["items"]
    refs = [{answer["field"]["ref"] for answer in item["answers"]} for item in items]
    assert any("comment" in one for one in refs)
    assert any("comment" not in one for one in refs)
    assert any("member_id" not in item["hidden"] for item in items)


@pytest.mark.parametrize(
    "asked",
    [
        {"page_size": "1001"},
        {"before": "x", "since": "2026-11-01T00:00:00Z"},
        {"after": "x", "sort": "submitted_at,asc"},
        {"since": "yesterday"},
    ],
)
def test_mixed_or_wrong_parameters_are_refused(client, form, asked):
    reply = client.responses(form, **asked)
    assert (reply.status_code, reply.json()["code"]) == (400, "VALIDATION_ERROR")


def test_forms_and_refusals(client, company):
    forms = client.get("/forms", page=1, page_size=200).json()["items"]
    assert [one["title"] for one in forms] == company.forms["title"].to_list()
    assert client.get("/forms", page_size=201).status_code == 400
    assert client.responses("nobody").json()["code"] == "FORM_NOT_FOUND"
    client.token = "wrong"
    assert client.get("/forms").status_code == 403


def test_visits_workspaces_and_an_app(client, company):
    form = company.forms["form_id"][0]
    summary = client.get(f"/insights/{form}/summary").json()["form"]["summary"]
    assert summary["total_visits"] == 3 * client.responses(form).json()["total_items"] > 0
    [first, second] = client.get("/workspaces").json()["items"]
    counts = [
        client.get("/forms", workspace_id=one["id"]).json()["total_items"]
        for one in (first, second)
    ]
    assert counts == [company.forms.height, 0]
    url = client.base.replace("/api", "/token") + "/oauth/token"
    names = ("client_id", "client_secret", "refresh_token")
    asked = {name: SECRETS[f"TYPEFORM_{name.upper()}"] for name in names}
    told = requests.post(url, data=asked | {"grant_type": "refresh_token"}, timeout=10).json()
    client.token = told["access_token"]
    assert client.get("/forms").status_code == 200
    again = requests.post(url, data=asked | {"grant_type": "refresh_token"}, timeout=10)
    assert again.status_code == 400
