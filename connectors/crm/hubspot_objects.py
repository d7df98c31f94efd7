"""HubSpot's objects as they are listed: the properties we want, and the slow but whole list."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from connectors.core import Api, Cursor, Page, dig_text

STAGES = ("lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer")
CONTACT = [
    *("createdate", "lastmodifieddate", "email", "phone", "member_no", "hs_analytics_source"),
    *("utm_source", "utm_campaign", "lifecyclestage", "hs_lead_status", "hubspot_owner_id"),
    *("sales_team", "handed_over_at", "accepted_at", "hs_sa_first_engagement_date"),
    *(f"hs_v2_date_entered_{stage}" for stage in STAGES),
    "hs_merged_object_ids",
]
DEAL = [
    *("dealname", "amount", "deal_currency_code", "pipeline", "dealstage", "createdate"),
    *("closedate", "hs_lastmodifieddate", "hs_is_closed_won", "hs_is_closed", "hubspot_owner_id"),
]
COMPANY = [
    *("name", "industry", "createdate", "hs_lastmodifieddate", "hubspot_owner_id"),
    "hs_merged_object_ids",
]
# When it was done, and by whom; subjects and bodies are free text about people.
ACTIVITY = ["hs_timestamp", "hubspot_owner_id", "createdate", "hs_lastmodifieddate"]
ACTIVITIES = ("calls", "emails", "meetings", "notes", "tasks")
PROPERTIES = {"contacts": CONTACT, "deals": DEAL, "companies": COMPANY}
PROPERTIES |= dict.fromkeys(ACTIVITIES, ACTIVITY)


def listed(api: Api, kind: str, size: int = 100, **more: str) -> Iterator[Page]:
    params = {"properties": ",".join(PROPERTIES[kind]), **more}
    paging = Cursor(
        "after",
        "paging.next.after",
        size_param="limit",
        size=size,
        guard="paging.next.link",
    )
    return api.pages(f"/crm/v3/objects/{kind}", params, paging=paging, records="results")


def owned(api: Api) -> Iterator[Page]:
    """Owners who are there, then those who are not any more."""
    for archived in ("false", "true"):
        paging = Cursor("after", "paging.next.after", size_param="limit", size=500)
        params = {"archived": archived}
        yield from api.pages("/crm/v3/owners/", params, paging=paging, records="results")


def ids_of(page: Page) -> set[str]:
    return {dig_text(record, "id") or "" for record in page.records}


def changed_at(record: msgspec.Raw) -> int:
    return round(datetime.fromisoformat(dig_text(record, "updatedAt") or "").timestamp() * 1000)
