"""Tencent Survey 腾讯问卷 (wj.qq.com). Limits and quirks: docs/connectors/tencent_survey.md

- An account is the user id of a team member: the surveys that this person sees are loaded.
- Only the newest access token works; it and the appid travel in the query.
- Answers go on by the last answer's number, from 0 to the empty page; no filter by time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from connectors.core import (
    AccessDenied,
    Api,
    BadReply,
    Connector,
    OnePage,
    Page,
    PageNumber,
    PullError,
    Reply,
    Window,
    dig_text,
    of_each,
    route,
    said,
    verdict,
)
from connectors.core.paging import Step
from connectors.survey.forms import with_answers
from connectors.survey.tencent_answers import Form, answers_of, labelled
from connectors.survey.tencent_token import newest_token


@verdict("code", "error")
def tencent_errors(reply: Reply) -> PullError | None:
    """Route on `error.type`, whatever the HTTP status; any type that names the token ends it."""
    if reply.value("code") == "OK":
        return None
    kind, message = reply.value("error.type") or reply.value("code"), reply.value("error.message")
    words = str(kind or "").lower()
    if "not_found" in words and "user" not in words:
        return BadReply(reply.where, said(kind, message), status=404)
    if "token" in words:
        return AccessDenied(reply.where, said(kind, message), is_expired=True)
    return route(
        reply,
        kind,
        message,
        again={"request_rate_limited": 60.0},
        denied={"invalid_org_subscription", "permission_denied", "user_not_found"},
        steps={
            "invalid_org_subscription": "The edition has no API: download the answers instead",
            "permission_denied": "Share the survey with the member whose number is the account",
            "user_not_found": "The account's id is the user id of a team member: look it up again",
        },
    )


tencent_survey = Connector(
    name="tencent_survey",
    urls={"api": "https://open.wj.qq.com"},
    secrets=("appid", "secret"),
    auth=newest_token,
    verdict=tencent_errors,
    calls_per_second=2,
    at_once=1,
    api_version="2023",
    sunset=None,
    probe="questions",
)


@dataclass(frozen=True)
class AfterAnswer(OnePage):
    """From the first answer on; the reply's last number asks for the next, an empty list ends."""

    def first(self) -> Step:
        return {"per_page": self.size, "last_answer_id": 0}

    def next(self, step: Step, reply: Reply, records: list[Raw]) -> Step | None:
        if not records:
            return None
        return {"per_page": self.size, "last_answer_id": reply.value("data.last_answer_id")}


@tencent_survey.feed()
def questions(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per question of every survey, its texts in front."""

    def form(survey: str) -> Iterator[Page]:
        told = api.get(f"/api/surveys/{survey}/legacy", reads=Form).data
        facts = {"survey_id": survey, "survey_title": told.title}
        asked = [question for page in told.pages for question in page.questions]
        yield Page([labelled(one, place, facts) for place, one in enumerate(asked, 1)])

    return of_each(_surveys(api, account), form)


@tencent_survey.feed()
def responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per answer sheet of every survey, all of them, its answers in front."""
    paging = AfterAnswer(size=100, paths=("data.last_answer_id", "data.total"), count="data.total")

    def sheets(survey: str) -> Iterator[Page]:
        path = f"/api/surveys/{survey}/answers"
        for page in api.pages(path, paging=paging, records="data.list"):
            told = [with_answers(one, answers_of(one), survey_id=survey) for one in page.records]
            yield Page(told, repeats=page.repeats)

    return of_each(_surveys(api, account), sheets)


def _surveys(api: Api, user: str) -> Iterator[str]:
    paging = PageNumber(size=20, page_size="per_page", count="data.total")
    params: dict[str, Any] = {"user_id": user}
    for page in api.pages("/api/surveys", params, paging=paging, records="data.list"):
        yield from (dig_text(survey, "id") or "" for survey in page.records)
