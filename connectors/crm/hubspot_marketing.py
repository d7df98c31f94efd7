"""What HubSpot keeps beside its objects: lists, forms, campaigns, marketing mails, properties."""

import hashlib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec

from connectors.core import (
    Api,
    BadReply,
    Cursor,
    OnePage,
    Page,
    Raw,
    Window,
    decoder,
    dig_text,
    with_fields,
)
from connectors.crm.hubspot_objects import PROPERTIES, after, kept, listed

CONTACTS = "0-1"
CAMPAIGN = "hs_name,hs_start_date,hs_end_date,hs_campaign_status"


class Answer(msgspec.Struct):
    name: str
    value: msgspec.Raw = msgspec.Raw(b"null")


class Submission(msgspec.Struct, rename="camel"):
    """What a form was told; of the values only the e-mail, the rest is free text about people."""

    submitted_at: int | str  # milliseconds, which older replies write as text
    conversion_id: str | None = None
    page_url: str | None = None
    values: list[Answer] = []

    @property
    def at(self) -> int:
        return int(self.submitted_at)


class Pipeline(msgspec.Struct):
    id: str
    label: str
    stages: list[Raw]


def catalogue(api: Api) -> Iterator[Page]:
    """Everything beside the objects, each with its `kind`."""
    for name in kept(api, list(KINDS)):
        kind, told = KINDS[name]
        for page in told(api):
            own = [with_fields(record, {"kind": kind}) for record in page.records]
            yield Page(own, repeats=page.repeats)


def lists(api: Api) -> Iterator[Page]:
    """Lists of contacts and of other objects."""
    paging = Cursor("offset", "offset", size_param="count", size=500, more="hasMore")
    return api.pages("/crm/v3/lists/search", json={"query": ""}, paging=paging, records="lists")


def forms(api: Api) -> Iterator[Page]:
    return api.pages("/marketing/v3/forms", paging=after(100), records="results")


def campaigns(api: Api) -> Iterator[Page]:
    params = {"properties": CAMPAIGN}
    return api.pages("/marketing/v3/campaigns", params, paging=after(100), records="results")


def marketing_emails(api: Api) -> Iterator[Page]:
    return api.pages("/marketing/v3/emails", paging=after(100), records="results")


def properties(api: Api) -> Iterator[Page]:
    """The property catalogue of each kind of object; `of` says which."""
    for kind in kept(api, list(PROPERTIES)):
        path = f"/crm/v3/properties/{kind}"
        for page in api.pages(path, paging=OnePage(), records="results"):
            yield Page([with_fields(record, {"of": kind}) for record in page.records])


def ticket_stages(api: Api) -> Iterator[Page]:
    """The stages of all pipelines of tickets; `of` is the pipeline."""
    for page in api.pages("/crm/v3/pipelines/tickets", paging=OnePage(), records="results"):
        lines = [decoder(Pipeline).decode(record) for record in page.records]
        yield Page([with_fields(one, {"of": line.id}) for line in lines for one in line.stages])


KINDS: dict[str, tuple[str, Callable[[Api], Iterator[Page]]]] = {
    "lists": ("list", lists),
    "forms": ("form", forms),
    "campaigns": ("campaign", campaigns),
    "marketing_emails": ("marketing_email", marketing_emails),
    "products": ("product", lambda api: listed(api, "products")),
    "ticket_stages": ("ticket_stage", ticket_stages),
    "properties": ("property", properties),
}


def members_of_lists(api: Api) -> Iterator[Page]:
    """Who is in each list; one that was deleted meanwhile is passed over."""
    everything = lists(api) if kept(api, ["lists"]) else ()
    for one in (record for page in everything for record in page.records):
        number, kind = dig_text(one, "listId") or "", dig_text(one, "objectTypeId")
        path = f"/crm/v3/lists/{number}/memberships"
        for page in _while_there(api.pages(path, paging=after(250), records="results")):
            facts = {"list_id": number, "object_type": kind or CONTACTS}
            yield Page([with_fields(record, facts) for record in page.records])


def submitted(api: Api, window: Window) -> Iterator[Page]:
    """What forms were told in these UTC days: the newest comes first, an older one is the end."""
    low, high = window.milliseconds
    everything = forms(api) if kept(api, ["forms"]) else ()
    for form in (dig_text(record, "id") or "" for page in everything for record in page.records):
        path = f"/form-integrations/v1/submissions/forms/{form}"
        for page in _while_there(api.pages(path, paging=after(50), records="results")):
            told = [(one, decoder(Submission).decode(one)) for one in page.records]
            yield Page([_sent(form, *one) for one in told if low <= one[1].at < high])
            if any(one.at < low for _, one in told):
                break


def _sent(form: str, record: Raw, told: Submission) -> Raw:
    """One submission; without an id of its own it goes by its hash."""
    emails = [each.value for each in told.values if each.name == "email"]
    parts = urlsplit(told.page_url or "")
    facts = {
        "form_id": form,
        "submission_id": told.conversion_id or hashlib.sha256(bytes(record)).hexdigest(),
        "submitted_at": told.at,
        "email": msgspec.json.decode(emails[0]) if emails else None,
        "page_url": f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else None,
    }
    return Raw(msgspec.json.encode(facts))


def _while_there(pages: Iterator[Page]) -> Iterator[Page]:
    try:
        yield from pages
    except BadReply as gone:
        if gone.status != 404:
            raise
