"""Qualtrics (v3, export jobs). Limits and quirks: docs/connectors/qualtrics.md

- Responses come by a job: start, ask until `status` says complete, fetch a zip of one file.
- Finished responses and those in progress are two exports; only the first know a recorded day.
- Answers stand under names of their own (`QID2`, `QID5_1`, `QID3_TEXT`): see qualtrics_answers.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from connectors.core import (
    Api,
    Connector,
    LinkInBody,
    Page,
    Window,
    dig_text,
    of_each,
    with_field,
    with_fields,
)
from connectors.survey.forms import known_ids
from connectors.survey.qualtrics_access import OAUTH, by_grant, qualtrics_errors
from connectors.survey.qualtrics_answers import Defined, answered, labelled
from connectors.survey.qualtrics_export import export

qualtrics = Connector(
    name="qualtrics",
    urls={"api": "https://iad1.qualtrics.com"},
    secrets=("api_token", *OAUTH),
    auth=by_grant,
    verdict=qualtrics_errors,
    calls_per_second=10,
    paths_per_second={"export-responses": 5},
    api_version="v3",
    sunset=None,
    probe="questions",
    options=("mailing_lists", "scope"),
    grants={"token": ("api_token",), "oauth": OAUTH},
)


@qualtrics.feed()
def questions(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per question of every survey, its texts in front."""

    def form(survey: str) -> Iterator[Page]:
        path = f"/API/{api.version}/survey-definitions/{survey}"
        told = api.get(path, reads=Defined).result
        asked = told.Questions if isinstance(told.Questions, dict) else {}
        facts = {"survey_id": survey, "survey_title": told.SurveyName}
        yield Page(
            [
                labelled(one, place, facts | {"question_id": question})
                for place, (question, one) in enumerate(asked.items(), 1)
            ]
        )

    return of_each(_surveys(api), form)


@qualtrics.feed()
def in_progress(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per response that was begun and not sent; none of them knows a recorded day."""
    return _exported(api, {"exportResponsesInProgress": True})


@qualtrics.feed(cursor=True, repull_days=2, weekly_days=90)
def responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per response recorded in these UTC days, its answers in front."""
    until = window.end + timedelta(days=1)
    span = {"startDate": f"{window.start}T00:00:00Z", "endDate": f"{until}T00:00:00Z"}
    return _exported(api, {**span, "exportResponsesInProgress": False})


@qualtrics.feed()
def response_ids(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per finished response that is there: its survey and id."""

    def kept(survey: str) -> Iterator[Page]:
        # The fewest fields an export can be asked for; the id comes with any of them.
        body = {"exportResponsesInProgress": False, "surveyMetadataIds": ["recordedDate"]}
        found = export(api, survey, {**body, "questionIds": [], "embeddedDataIds": []})
        return known_ids([Page(found)], survey, "responseId")

    return of_each(_surveys(api), kept)


@qualtrics.feed()
def distributions(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per mailing or link of a survey: to how many it went, how many answered."""

    def sent(survey: str) -> Iterator[Page]:
        for page in _listed(api, "distributions", surveyId=survey):
            yield Page([with_field(record, "survey_id", survey) for record in page.records])

    return of_each(_surveys(api), sent)


@qualtrics.feed()
def mailing_contacts(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per person on a mailing list, the list in front: for `options.mailing_lists`."""
    if api.options.get("mailing_lists") != "yes":
        return
    lists = [one for page in _listed(api, "mailinglists") for one in page.records]
    names = {dig_text(one, "id") or "": dig_text(one, "name") for one in lists}

    def people(list_id: str) -> Iterator[Page]:
        facts = {"list_id": list_id, "list_name": names[list_id]}
        for page in _listed(api, f"mailinglists/{list_id}/contacts"):
            yield Page([with_fields(one, facts) for one in page.records], repeats=page.repeats)

    yield from of_each(names, people)


def _listed(api: Api, path: str, **params: Any) -> Iterator[Page]:
    paging = LinkInBody("result.nextPage")
    path = f"/API/{api.version}/{path}"
    return api.pages(path, params, paging=paging, records="result.elements")


def _surveys(api: Api) -> Iterator[str]:
    for page in _listed(api, "surveys", offset=0):
        yield from (dig_text(survey, "id") or "" for survey in page.records)


def _exported(api: Api, options: dict[str, Any]) -> Iterator[Page]:
    """The export of every survey."""

    def sheets(survey: str) -> Iterator[Page]:
        yield Page([answered(one, survey) for one in export(api, survey, options)])

    return of_each(_surveys(api), sheets)
