"""HubSpot's objects as they are listed: where they stand and the properties we want of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from connectors.core import Api, AskForLess, Cursor, Page, dig_text

STAGES = ("lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer")
CONTACT = [
    *("createdate", "lastmodifieddate", "email", "phone", "member_no", "hs_analytics_source"),
    *("utm_source", "utm_campaign", "lifecyclestage", "hs_lead_status", "hubspot_owner_id"),
    *("sales_team", "handed_over_at", "accepted_at", "hs_sa_first_engagement_date"),
    *(f"hs_v2_date_entered_{stage}" for stage in STAGES),
    *("hs_merged_object_ids", "hs_calculated_merged_vids"),
]
DEAL = [
    *("dealname", "amount", "deal_currency_code", "pipeline", "dealstage", "createdate"),
    *("closedate", "hs_lastmodifieddate", "hs_is_closed_won", "hs_is_closed", "hubspot_owner_id"),
]
COMPANY = [
    *("name", "industry", "createdate", "hs_lastmodifieddate", "hubspot_owner_id"),
    "hs_merged_object_ids",
]
LINE_ITEM = [
    *("name", "hs_product_id", "hs_sku", "quantity", "price", "amount", "createdate"),
    *("hs_line_item_currency_code", "hs_lastmodifieddate"),
]
PRODUCT = ["name", "hs_sku", "price", "createdate", "hs_lastmodifieddate"]
# Subjects, contents and names of tickets and leads are free text about people.
TICKET = [
    *("hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hs_ticket_category"),
    *("hubspot_owner_id", "createdate", "first_agent_reply_date", "closed_date"),
    "hs_lastmodifieddate",
]
LEAD = [
    *("hs_pipeline", "hs_pipeline_stage", "hs_lead_label", "hs_lead_type", "hubspot_owner_id"),
    *("hs_createdate", "hs_lastmodifieddate"),
]
# When it was done, and by whom; subjects and bodies are free text about people.
ACTIVITY = ["hs_timestamp", "hubspot_owner_id", "createdate", "hs_lastmodifieddate"]
ACTIVITIES = ("calls", "emails", "meetings", "notes", "tasks")
PROPERTIES = {
    "contacts": CONTACT,
    "companies": COMPANY,
    "deals": DEAL,
    "tickets": TICKET,
    "leads": LEAD,
    "products": PRODUCT,
    "line_items": LINE_ITEM,
    **dict.fromkeys(ACTIVITIES, ACTIVITY),
}


def path_of(api: Api, kind: str) -> str:
    """Where objects of a kind stand: `options.version` may be a date, the vendor's newer naming."""
    version = api.options.get("version") or api.version
    return (
        f"/crm/{version}/objects/{kind}" if version[0] == "v" else f"/crm/objects/{version}/{kind}"
    )


def kept(api: Api, kinds: Sequence[str]) -> list[str]:
    """The kinds without those that `options.leave_out` names: not in the portal, or not for us."""
    left = {name.strip() for name in api.options.get("leave_out", "").split(",")}
    return [kind for kind in kinds if kind not in left]


def listed(
    api: Api, kind: str, size: int = 100, properties: Sequence[str] | None = None, **more: str
) -> Iterator[Page]:
    """The slow but whole list; where the properties make the address too long, in two halves."""
    names = PROPERTIES[kind] if properties is None else properties
    params = {"properties": ",".join(names), **more}
    paging = after(size, guard="paging.next.link")
    pages = iter(api.pages(path_of(api, kind), params, paging=paging, records="results"))
    try:
        first = next(pages, None)
    except AskForLess:
        if len(names) < 2:
            raise
        half = len(names) // 2
        yield from _joined(
            *(listed(api, kind, size, some, **more) for some in (names[:half], names[half:]))
        )
        return
    if first is not None:
        yield first
    yield from pages


def _joined(one: Iterator[Page], other: Iterator[Page]) -> Iterator[Page]:
    """The same records listed twice, as one: joined by id; what only one list holds, as it is."""
    rest = {dig_text(record, "id"): record for page in other for record in page.records}
    for page in one:
        yield Page(
            [_with_more(record, rest.pop(dig_text(record, "id"), None)) for record in page.records]
        )
    if rest:
        yield Page(list(rest.values()))


def _with_more(record: msgspec.Raw, other: msgspec.Raw | None) -> msgspec.Raw:
    if other is None:
        return record
    told = msgspec.json.decode(record)
    told["properties"] |= msgspec.json.decode(other)["properties"]
    return msgspec.Raw(msgspec.json.encode(told))


def after(size: int, guard: str | None = None) -> Cursor:
    """HubSpot's way on: only where `paging.next` is missing, the list ends."""
    return Cursor("after", "paging.next.after", size_param="limit", size=size, guard=guard)


def owned(api: Api) -> Iterator[Page]:
    """Owners who are there, then those who are not any more."""
    for archived in ("false", "true"):
        params = {"archived": archived}
        yield from api.pages("/crm/v3/owners/", params, paging=after(500), records="results")


def ids_of(page: Page) -> set[str]:
    return {dig_text(record, "id") or "" for record in page.records}


def changed_at(record: msgspec.Raw) -> int:
    return round(datetime.fromisoformat(dig_text(record, "updatedAt") or "").timestamp() * 1000)
