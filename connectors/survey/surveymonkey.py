"""SurveyMonkey (v3). Limits and quirks: docs/connectors/surveymonkey.md

- A draft app has 120 calls a minute and 500 a day; the last ten of a day are left alone.
- Responses hold ids only; the texts stand in the details of their survey.
- Lists are asked in the order of change, oldest first, and followed by `links.next` to the end.
"""

from collections.abc import Iterator

from msgspec import Raw

from connectors.core import (
    Api,
    Connector,
    LinkInBody,
    Page,
    Window,
    bearer,
    dig_text,
    of_each,
    with_field,
)
from connectors.survey.forms import known_ids, was_read
from connectors.survey.surveymonkey_forms import Details, labelled
from connectors.survey.surveymonkey_limits import minute_used_up, surveymonkey_errors

FIELDS = "response_count,date_created,date_modified,language,question_count"
WAY = "type,status,response_count,date_created,date_modified"


surveymonkey = Connector(
    name="surveymonkey",
    urls={"api": "https://api.surveymonkey.com"},
    secrets=("access_token",),
    auth=lambda secrets: bearer(secrets["access_token"]),
    verdict=surveymonkey_errors,
    pause=minute_used_up,
    calls_per_second=1,
    burst=60,
    at_once=1,
    api_version="v3",
    sunset=None,
    probe="questions",
    options=("deletions",),
)


@surveymonkey.feed()
def questions(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per question of every survey, its texts in front."""

    def form(survey: str) -> Iterator[Page]:
        details = api.get(f"/{api.version}/surveys/{survey}/details", reads=Details)
        asked = [question for page in details.pages for question in page.questions]
        facts = {"survey_id": details.id, "survey_title": details.title}
        yield Page([labelled(one, place, facts) for place, one in enumerate(asked, 1)])

    return of_each(_surveys(api), form)


@surveymonkey.feed(cursor=True, max_days=30, repull_days=2)
def responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per response changed in these UTC days, its answers in it."""
    first, last = f"{window.start}T00:00:00", f"{window.end}T23:59:59"
    params = {"start_modified_at": first, "sort_by": "date_modified", "sort_order": "ASC"}

    def changed(survey: str) -> Iterator[Page]:
        path = f"/{api.version}/surveys/{survey}/responses/bulk"
        for page in _listed(api, path, 100, **params):
            own = [one for one in page.records if first <= _changed(one, first) <= last]
            yield Page(own, repeats=page.repeats)
            if page.records and _changed(page.records[-1], first) > last:
                return

    return of_each(_surveys(api, created_by=last), changed)


@surveymonkey.feed()
def response_ids(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per response that is there: its survey and id. What was deleted is missing."""
    if api.options.get("deletions") == "no":
        return

    def kept(survey: str) -> Iterator[Page]:
        path = f"/{api.version}/surveys/{survey}/responses/bulk"
        params = {"sort_by": "date_modified", "sort_order": "ASC"}
        return known_ids(_listed(api, path, 100, **params), survey, "id")

    counts = {dig_text(one, "id") or "": dig_text(one, "response_count") for one in _cards(api)}
    yield was_read(*(survey for survey, count in counts.items() if count == "0"))
    yield from of_each((survey for survey, count in counts.items() if count != "0"), kept)


@surveymonkey.feed()
def collectors(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per way a survey is sent: a link, a mailing; how many came back through it."""

    def ways(survey: str) -> Iterator[Page]:
        path = f"/{api.version}/surveys/{survey}/collectors"
        for page in _listed(api, path, 100, include=WAY):
            told = [_whole(api, record) for record in page.records]
            yield Page([with_field(one, "survey_id", survey) for one in told])

    return of_each(_surveys(api, created_by="9"), ways)


def _whole(api: Api, collector: Raw) -> Raw:
    """A collector that the list tells only by name is asked for by its id."""
    if dig_text(collector, "type"):
        return collector
    return api.record(f"/{api.version}/collectors/{dig_text(collector, 'id')}")


def _listed(api: Api, path: str, size: int, **params: str) -> Iterator[Page]:
    paging = LinkInBody("links.next", size=size, size_param="per_page", count="total")
    return api.pages(path, params, paging=paging, records="data")


def _cards(api: Api) -> Iterator[Raw]:
    params = {"sort_by": "date_modified", "sort_order": "ASC", "include": FIELDS}
    for page in _listed(api, f"/{api.version}/surveys", 1000, **params):
        yield from page.records


def _surveys(api: Api, created_by: str = "") -> Iterator[str]:
    """The surveys; with a moment, those that existed then and were ever answered."""
    for survey in _cards(api):
        is_young = bool(created_by) and (dig_text(survey, "date_created") or "") > created_by
        is_silent = bool(created_by) and dig_text(survey, "response_count") == "0"
        if not is_young and not is_silent:
            yield dig_text(survey, "id") or ""


def _changed(response: Raw, otherwise: str) -> str:
    """When a response changed, in UTC without its offset; one that does not say stays."""
    return (dig_text(response, "date_modified") or otherwise)[:19]
