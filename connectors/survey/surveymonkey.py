"""SurveyMonkey (v3). Limits and quirks: docs/connectors/surveymonkey.md

- A draft app has 120 calls a minute and 500 a day; the last ten of a day are left alone.
- Responses hold ids only; the texts stand in the details of their survey.
- Lists are asked in the order of change, oldest first, and followed by `links.next` to the end.
"""

from collections.abc import Iterator, Mapping

from msgspec import Raw

from connectors.core import (
    Api,
    Connector,
    LinkInBody,
    Page,
    PullError,
    Reply,
    TryAgain,
    Window,
    bearer,
    dig_text,
    route,
    verdict,
)
from connectors.core.verdicts import TOMORROW
from connectors.survey.forms import of_each
from connectors.survey.surveymonkey_forms import Details, labelled

MINUTE, DAY = "x-ratelimit-app-global-minute-", "x-ratelimit-app-global-day-"
KEPT_BACK = 10
DENIED = {"1010", "1011", "1012", "1013", "1014", "1015", "1016", "1017", "1018"}
FIELDS = "response_count,date_created,date_modified,language,question_count"


@verdict("error")
def surveymonkey_errors(reply: Reply) -> PullError | None:
    """Route on `error.id`; a day's calls that are nearly used up end the pull until tomorrow."""
    left = reply.headers.get(f"{DAY}remaining", "")
    if left.isdigit() and int(left) < (KEPT_BACK if reply.status < 300 else 1):
        what, step = f"{left} calls of the day are left", "Run the same pull tomorrow"
        return TryAgain(reply.where, what, step, retry_after=TOMORROW)
    if reply.status < 300:
        return None
    return route(
        reply,
        reply.value("error.id"),
        reply.value("error.message"),
        again={"1040", "1050", "1051", "1052"},
        less={"1025", "1026"},
        denied=DENIED,
        steps={
            "1014": "Grant the app surveys_read, responses_read and responses_read_detail",
            **dict.fromkeys(("1010", "1011", "1012", "1013"), "Make a new access token"),
        },
    )


def minute_used_up(headers: Mapping[str, str]) -> float | None:
    """Seconds until the next minute's calls, once those of this one are gone."""
    if headers.get(f"{MINUTE}remaining") == "0":
        return float(headers.get(f"{MINUTE}reset") or 60)
    return None


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


@surveymonkey.feed(cursor=True, repull_days=2)
def responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per response changed in these UTC days, its answers in it."""
    first, last = f"{window.start}T00:00:00", f"{window.end}T23:59:59"
    params = {"start_modified_at": first, "sort_by": "date_modified", "sort_order": "ASC"}
    paging = LinkInBody("links.next", size=100, size_param="per_page", count="total")

    def changed(survey: str) -> Iterator[Page]:
        path = f"/{api.version}/surveys/{survey}/responses/bulk"
        for page in api.pages(path, params, paging=paging, records="data"):
            own = [one for one in page.records if first <= _changed(one, first) <= last]
            yield Page(own, repeats=page.repeats)
            if page.records and _changed(page.records[-1], first) > last:
                return

    return of_each(_surveys(api, created_by=last), changed)


def _surveys(api: Api, created_by: str = "") -> Iterator[str]:
    """The surveys; with a moment, those that existed then and were ever answered."""
    paging = LinkInBody("links.next", size=1000, size_param="per_page", count="total")
    params = {"sort_by": "date_modified", "sort_order": "ASC", "include": FIELDS}
    for page in api.pages(f"/{api.version}/surveys", params, paging=paging, records="data"):
        for survey in page.records:
            is_young = bool(created_by) and (dig_text(survey, "date_created") or "") > created_by
            is_silent = bool(created_by) and dig_text(survey, "response_count") == "0"
            if not is_young and not is_silent:
                yield dig_text(survey, "id") or ""


def _changed(response: Raw, otherwise: str) -> str:
    """When a response changed, in UTC without its offset; one that does not say stays."""
    return (dig_text(response, "date_modified") or otherwise)[:19]
