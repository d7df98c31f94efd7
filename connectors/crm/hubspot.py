"""HubSpot CRM (objects v3, associations v4). Limits and quirks: docs/connectors/hubspot.md

- Search gives at most 10,000 rows: the time is halved, down to the millisecond, then paged by id.
- Only properties that are asked for return; all values are text; an empty page is not the end.
- Search knows no archived record, so these are listed apart; the list is slow but complete.
"""

from connectors.core import (
    AccessDenied,
    Api,
    BadReply,
    Connector,
    OnePage,
    PullError,
    Records,
    Reply,
    TryAgain,
    Window,
    bearer,
    route,
    said,
    verdict,
)
from connectors.crm.hubspot_links import linked
from connectors.crm.hubspot_objects import ids_of, listed
from connectors.crm.hubspot_search import changed, listed_all


@verdict("category", "errors")
def hubspot_errors(reply: Reply) -> PullError | None:
    """Route on category and policy; 207 means that some ids have no link, which is no fault."""
    if reply.status < 300:
        errors = reply.value("errors") or []
        real = [e for e in errors if e.get("category") != "OBJECT_NOT_FOUND"]
        return BadReply(reply.where, said(207, real[0].get("message"))) if real else None
    what = said(reply.value("category") or reply.status, reply.value("message"))
    if reply.status in (423, 477):
        return TryAgain(reply.where, what, retry_after=reply.retry_after)
    if reply.status == 530:
        return AccessDenied(reply.where, what, "The token cannot be read: store it again")
    return route(
        reply,
        reply.value("policyName") or reply.value("category"),
        reply.value("message"),
        again={"SECONDLY", "TEN_SECONDLY_ROLLING"},
        tomorrow={"DAILY"},
        denied={"MISSING_SCOPES"},
        steps={"MISSING_SCOPES": "Add the read scope of this object to the private app"},
    )


hubspot = Connector(
    name="hubspot",
    urls={"api": "https://api.hubapi.com"},
    secrets=("access_token",),
    auth=lambda secrets: bearer(secrets["access_token"]),
    verdict=hubspot_errors,
    calls_per_second=10,
    paths_per_second={"/search": 4},
    api_version="v3",
    sunset=None,
    probe="deal_pipelines",
)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact changed in these UTC days."""
    return changed(api, "contacts", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def deals(api: Api, account: str, window: Window) -> Records:
    """One record per deal changed in these UTC days."""
    return changed(api, "deals", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def deal_contacts(api: Api, account: str, window: Window) -> Records:
    """One record per deal changed in these UTC days, with the contacts it is linked to, or none."""
    for page in changed(api, "deals", window, properties=()):
        if page.records:
            yield linked(api, "deals", "contacts", sorted(ids_of(page)))


@hubspot.feed()
def archived_contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact in the bin."""
    return listed(api, "contacts", archived="true")


@hubspot.feed()
def archived_deals(api: Api, account: str, window: Window) -> Records:
    """One record per deal in the bin."""
    return listed(api, "deals", archived="true")


@hubspot.feed()
def deal_histories(api: Api, account: str, window: Window) -> Records:
    """One record per deal with every stage it has been in."""
    return listed_all(api, "deals", size=50, propertiesWithHistory="dealstage")


@hubspot.feed()
def deal_pipelines(api: Api, account: str, window: Window) -> Records:
    """One record per pipeline, its stages in it."""
    return api.pages("/crm/v3/pipelines/deals", paging=OnePage(), records="results")
