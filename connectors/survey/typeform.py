"""Typeform (responses API). Limits and quirks: docs/connectors/typeform.md

- Two ways to page that may not be mixed: `since`/`until`, or `before` a token. The first page is
  asked by time, the older ones by token until they leave the window.
- A response does not say which form it answers: we put `form_id` in front.
- Unanswered questions are absent.
"""

from collections.abc import Iterator

from connectors.core import (
    Api,
    BadReply,
    Connector,
    Page,
    Records,
    TryAgain,
    Window,
    dig_text,
    of_each,
    with_field,
    with_fields,
)
from connectors.survey.forms import known_ids
from connectors.survey.typeform_access import OAUTH, by_grant, typeform_errors
from connectors.survey.typeform_forms import form_ids, with_workspaces
from connectors.survey.typeform_paging import Older, Whole
from connectors.survey.typeform_questions import questions_of

typeform = Connector(
    name="typeform",
    urls={"api": "https://api.typeform.com", "token": "https://api.typeform.com"},
    secrets=("access_token", *OAUTH),
    auth=by_grant,
    verdict=typeform_errors,
    calls_per_second=2,
    at_once=1,
    api_version="responses",
    sunset=None,
    probe="forms",
    options=("insights",),
    grants={"token": ("access_token",), "oauth": OAUTH},
)


@typeform.feed()
def forms(api: Api, account: str, window: Window) -> Records:
    """One record per form, the workspace it stands in in front."""
    return with_workspaces(api)


@typeform.feed()
def insights(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per form, its visits and responses so far: for `options.insights`."""
    if api.options.get("insights") != "yes":
        return

    def visited(form: str) -> Iterator[Page]:
        facts = {"form_id": form, "stat_date": str(window.end)}
        yield Page([with_fields(api.record(f"/insights/{form}/summary"), facts)])

    yield from of_each(form_ids(api), visited)


@typeform.feed()
def questions(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per question of every form, groups opened up; its texts in front."""
    return of_each(form_ids(api), lambda form: questions_of(api, form))


@typeform.feed()
def response_ids(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per completed response that is there: its form and token."""
    paging = Whole(size=1000, size_param="page_size", paths=("total_items",))

    def kept(form: str) -> Iterator[Page]:
        path, params = f"/forms/{form}/responses", {"response_type": "completed"}
        return known_ids(api.pages(path, params, paging=paging, records="items"), form, "token")

    return of_each(form_ids(api), kept)


@typeform.feed()
def partial_responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per response that was begun and not sent: there is no time to ask by."""
    paging = Whole(size=1000, size_param="page_size", paths=("total_items",))

    def begun(form: str) -> Iterator[Page]:
        path, params = f"/forms/{form}/responses", {"response_type": "started,partial"}
        for page in api.pages(path, params, paging=paging, records="items"):
            yield Page([with_field(r, "form_id", form) for r in page.records], repeats=page.repeats)

    return of_each(form_ids(api), begun)


@typeform.feed(cursor=True, max_days=30, repull_days=2)
def responses(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per completed response, its answers in it."""
    for form in form_ids(api):
        yield from _of_form(api, form, window)


def _of_form(api: Api, form: str, window: Window) -> Iterator[Page]:
    since, until = f"{window.start}T00:00:00Z", f"{window.end}T23:59:59Z"
    paging = Older(
        size=1000,
        size_param="page_size",
        paths=("total_items",),
        since=since,
        until=until,
    )
    params = {"response_type": "completed"}
    came = set[str | None]()
    try:
        for page in api.pages(f"/forms/{form}/responses", params, paging=paging, records="items"):
            # One that does not say when it was sent stays: the stream refuses or sets it aside.
            told = ((r, dig_text(r, "submitted_at") or since) for r in page.records)
            own = [record for record, sent in told if since <= sent <= until]
            came |= {dig_text(record, "token") for record in own}
            yield Page([with_field(r, "form_id", form) for r in own], repeats=page.repeats)
    except BadReply as error:
        # A form thrown away between the list and the question: nothing more will come of it.
        if error.status != 404:
            raise
    if len(came) < max(paging.counted, default=0):
        what = f"{len(came)} responses came, {max(paging.counted)} are said to be there"
        raise TryAgain(f"/forms/{form}/responses", what, restart=True)
