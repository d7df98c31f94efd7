"""HubSpot CRM (objects v3, associations v4). Limits and quirks: docs/connectors/hubspot.md

- Search gives at most 10,000 rows: the time is halved, down to the millisecond, then paged by id.
- Only properties that are asked for return; all values are text; an empty page is not the end.
- Search knows no archived record and lags: ids are listed apart, and once a week a month is read.
"""

from itertools import chain

from connectors.core import Api, Connector, OnePage, Records, Window
from connectors.crm import hubspot_marketing as marketing
from connectors.crm.hubspot_access import OAUTH, by_grant, hubspot_errors, used_up
from connectors.crm.hubspot_links import links_of_changed, with_first
from connectors.crm.hubspot_list import ids_listed, listed_all
from connectors.crm.hubspot_objects import ACTIVITIES, PROPERTIES, listed, owned
from connectors.crm.hubspot_search import changed

hubspot = Connector(
    name="hubspot",
    urls={"api": "https://api.hubapi.com", "token": "https://api.hubapi.com"},
    secrets=("access_token", "client_id", "client_secret", "refresh_token"),
    auth=by_grant,
    verdict=hubspot_errors,
    pause=used_up,
    calls_per_second=10,
    paths_per_second={"/search": 4},
    api_version="v3",
    sunset=None,
    probe="deal_pipelines",
    options=("version", "leave_out"),
    grants={"private_app": ("access_token",), "oauth": OAUTH},
    longest_wait=600,
)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact changed in these UTC days."""
    return changed(api, "contacts", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def deals(api: Api, account: str, window: Window) -> Records:
    """One record per deal changed in these UTC days."""
    return changed(api, "deals", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def deal_contacts(api: Api, account: str, window: Window) -> Records:
    """One record per deal changed in these UTC days, with the contacts it is linked to, or none."""
    return links_of_changed(api, "deals", "contacts", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def companies(api: Api, account: str, window: Window) -> Records:
    """One record per company changed in these UTC days."""
    return changed(api, "companies", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def deal_companies(api: Api, account: str, window: Window) -> Records:
    """One record per deal changed in these UTC days, with the companies it is linked to."""
    return links_of_changed(api, "deals", "companies", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def line_items(api: Api, account: str, window: Window) -> Records:
    """One record per line of a deal changed in these UTC days, with the deal it belongs to."""
    return with_first(api, "line_items", "deals", "deal_id", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def tickets(api: Api, account: str, window: Window) -> Records:
    """One record per ticket changed in these UTC days, with its contact."""
    return with_first(api, "tickets", "contacts", "contact_id", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead (the object beside the contact) changed in these UTC days."""
    return with_first(api, "leads", "contacts", "contact_id", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2, weekly_days=30)
def activities(api: Api, account: str, window: Window) -> Records:
    """One record per call, e-mail, meeting, note or task changed in these UTC days."""
    asked = (with_first(api, kind, "contacts", "contact_id", window) for kind in ACTIVITIES)
    return chain.from_iterable(asked)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def form_submissions(api: Api, account: str, window: Window) -> Records:
    """One record per form somebody sent in these UTC days, without what was written in it."""
    return marketing.submitted(api, window)


@hubspot.feed()
def list_members(api: Api, account: str, window: Window) -> Records:
    """One record per list and member of it."""
    return marketing.members_of_lists(api)


@hubspot.feed()
def catalogue(api: Api, account: str, window: Window) -> Records:
    """One record per list, form, campaign, marketing mail, product, ticket stage or property."""
    return marketing.catalogue(api)


@hubspot.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per object that is there or in the bin: its kind and id."""
    return ids_listed(api, list(PROPERTIES))


@hubspot.feed()
def archived_companies(api: Api, account: str, window: Window) -> Records:
    """One record per company in the bin."""
    return listed(api, "companies", archived="true")


@hubspot.feed()
def owners(api: Api, account: str, window: Window) -> Records:
    """One record per owner, those who left too."""
    return owned(api)


@hubspot.feed()
def deal_histories(api: Api, account: str, window: Window) -> Records:
    """One record per deal with every stage it has been in."""
    return listed_all(api, "deals", size=50, propertiesWithHistory="dealstage")


@hubspot.feed()
def deal_pipelines(api: Api, account: str, window: Window) -> Records:
    """One record per pipeline, its stages in it."""
    return api.pages("/crm/v3/pipelines/deals", paging=OnePage(), records="results")
