"""HubSpot CRM (objects v3, associations v4). Limits and quirks: docs/connectors/hubspot.md

- Search gives at most 10,000 rows: the time is halved, down to the millisecond, then paged by id.
- Only properties that are asked for return; all values are text; an empty page is not the end.
- Search knows no archived record, so these are listed apart; the list is slow but complete.
"""

from itertools import chain

from connectors.core import Api, Connector, OnePage, Records, Window
from connectors.crm.hubspot_access import OAUTH, by_grant, hubspot_errors
from connectors.crm.hubspot_links import links_of_changed, with_first_contact
from connectors.crm.hubspot_list import listed_all
from connectors.crm.hubspot_objects import ACTIVITIES, listed, owned
from connectors.crm.hubspot_search import changed

hubspot = Connector(
    name="hubspot",
    urls={"api": "https://api.hubapi.com", "token": "https://api.hubapi.com"},
    secrets=("access_token", "client_id", "client_secret", "refresh_token"),
    auth=by_grant,
    verdict=hubspot_errors,
    calls_per_second=10,
    paths_per_second={"/search": 4},
    api_version="v3",
    sunset=None,
    probe="deal_pipelines",
    grants={"private_app": ("access_token",), "oauth": OAUTH},
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
    return links_of_changed(api, "deals", "contacts", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def companies(api: Api, account: str, window: Window) -> Records:
    """One record per company changed in these UTC days."""
    return changed(api, "companies", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def deal_companies(api: Api, account: str, window: Window) -> Records:
    """One record per deal changed in these UTC days, with the companies it is linked to."""
    return links_of_changed(api, "deals", "companies", window)


@hubspot.feed(cursor=True, max_days=30, repull_days=2)
def activities(api: Api, account: str, window: Window) -> Records:
    """One record per call, e-mail, meeting, note or task changed in these UTC days."""
    return chain.from_iterable(with_first_contact(api, kind, window) for kind in ACTIVITIES)


@hubspot.feed()
def archived_contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact in the bin."""
    return listed(api, "contacts", archived="true")


@hubspot.feed()
def archived_deals(api: Api, account: str, window: Window) -> Records:
    """One record per deal in the bin."""
    return listed(api, "deals", archived="true")


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
