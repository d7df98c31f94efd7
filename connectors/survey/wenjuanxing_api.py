"""问卷星 open interface (flagship edition). Limits and quirks: docs/connectors/wenjuanxing_api.md

- Every call is a signed POST to one address; `action` says what is wanted.
- HTTP 200 whatever happened; a refusal has words and no code, so its words decide.
- A page size that is too large silently becomes 10: the size that is echoed counts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Raw

from connectors.core import (
    Api,
    BadReply,
    Connector,
    Page,
    TryAgain,
    Window,
    dig_text,
    of_each,
)
from connectors.survey.forms import with_answers, with_labels
from connectors.survey.wenjuanxing_answers import Answers, Defined, Listed, answers_of, labels_of
from connectors.survey.wenjuanxing_signature import SignedBody
from connectors.survey.wenjuanxing_words import wenjuanxing_errors

LIST, DEFINITION, RESPONSES = "1000002", "1000001", "1001002"
LIVE = {None, "1", "2"}

wenjuanxing_api = Connector(
    name="wenjuanxing_api",
    urls={"api": "https://www.wjx.cn"},
    secrets=("appid", "appkey"),
    auth=lambda secrets: SignedBody(secrets["appid"], secrets["appkey"]),
    verdict=wenjuanxing_errors,
    calls_per_second=1,
    paths_per_second={f"action={action}": 1 for action in (LIST, DEFINITION, RESPONSES)},
    api_version="1",
    sunset=None,
    probe="questions",
)


@wenjuanxing_api.feed()
def surveys(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per survey: its state, and how many sheets the platform counts."""
    return (Page(list(told.values())) for told in _listed(api))


@wenjuanxing_api.feed()
def questions(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per question of every survey as it stands, its texts and version in front."""

    def form(survey: str) -> Iterator[Page]:
        params = {"vid": int(survey), "get_questions": True, "get_items": True}
        told = _asked(api, DEFINITION, params, Defined).data
        facts = {
            "survey_id": survey,
            "survey_title": told.title,
            "form_version": str(told.version),
            "survey_changed_at": told.update_time,
        }
        places = enumerate(told.questions, 1)
        yield Page([with_labels(one, labels_of(one, place), **facts) for place, one in places])

    return of_each(_surveys(api), form)


@wenjuanxing_api.feed(cursor=True, max_days=90, repull_days=7, weekly_days=90)
def responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per sheet sent in these UTC days, struck out or not, its answers in front."""
    begins, ends = window.milliseconds
    span = {"begin_time": begins, "end_time": ends}

    def sheets(survey: str) -> Iterator[Page]:
        for is_valid in (True, False):
            params = {"vid": int(survey), "valid": is_valid, **span}
            facts = {"survey_id": survey, "is_valid": str(is_valid).lower()}
            for found in _pages(api, params):
                yield Page([with_answers(one, answers_of(one), **facts) for one in found])

    return of_each(_surveys(api), sheets)


def _pages(api: Api, asked: Mapping[str, Any]) -> Iterator[list[Raw]]:
    """Sheets in the order of their numbers, each page from the last number of the one before."""
    size, last, came, counted = 50, 0, 0, 0
    while True:
        paging = {"page_index": 1, "page_size": size, "sort": 0, "min_index": last}
        told = _asked(api, RESPONSES, {**asked, **paging}, Answers).data
        found = told.rows
        came, counted = came + len(found), max(counted, told.total_count)
        yield [row for _, row in found]
        if len(found) < (told.page_size or size):
            break
        if found[-1][0] <= last:
            raise BadReply(RESPONSES, f"the pages go round in a loop at number {last}")
        last = found[-1][0]
    if came < counted:
        what = f"{came} sheets came, {counted} are said to be there"
        raise TryAgain(RESPONSES, what, restart=True)


def _surveys(api: Api) -> Iterator[str]:
    """Surveys that were ever published and are not deleted, in the order of their numbers."""
    for told in _listed(api):
        yield from (vid for vid in sorted(told) if dig_text(told[vid], "status") in LIVE)


def _listed(api: Api) -> Iterator[dict[str, Raw]]:
    """All surveys by their numbers, page after page."""
    number, seen = 1, 0
    while True:
        told = _asked(api, LIST, {"page_index": number, "page_size": 300}, Listed).data
        yield told.activitys
        number, seen = number + 1, seen + len(told.activitys)
        if seen >= told.total_count:
            return
        if not told.activitys:
            what = f"{seen} surveys came, {told.total_count} are said to be there"
            raise TryAgain(LIST, what, restart=True)


def _asked(api: Api, action: str, params: Mapping[str, Any], reads: Any) -> Any:
    path = f"/openapi/default.aspx?action={action}"
    return api.post(path, json={"action": action, **params}, reads=reads)
