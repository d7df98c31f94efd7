"""HubSpot's objects: what changed, by a search that ends at 10,000 rows; or the whole slow list."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import msgspec

from connectors.core import Api, Cursor, Page, Window, dig_text

WALL = 10_000
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
CHANGED = {"contacts": "lastmodifieddate", "deals": "hs_lastmodifieddate"}
PROPERTIES = {"contacts": CONTACT, "deals": DEAL}
MANY_EMPTIES = 20


class Found(msgspec.Struct):
    total: int
    results: list[msgspec.Raw]


def changed(api: Api, kind: str, window: Window) -> Iterator[Page]:
    start = datetime.combine(window.start, time(), UTC)
    end = datetime.combine(window.end + timedelta(days=1), time(), UTC)
    return _between(api, kind, round(start.timestamp() * 1000), round(end.timestamp() * 1000))


def _between(api: Api, kind: str, low: int, high: int) -> Iterator[Page]:
    """What changed in [low, high) milliseconds, halved until it fits under the wall."""
    body = _search(kind, low, high)
    path = f"/crm/v3/objects/{kind}/search"
    if _count(api, path, body) < WALL:
        paging = Cursor(
            "after", "paging.next.after", size_param="limit", size=200, empties=MANY_EMPTIES
        )
        yield from api.pages(path, json=body, paging=paging, records="results")
    elif high - low > 1:
        middle = (low + high) // 2
        yield from _between(api, kind, low, middle)
        yield from _between(api, kind, middle, high)
    else:
        yield from _one_millisecond(api, kind, path, body)


def _one_millisecond(api: Api, kind: str, path: str, body: dict) -> Iterator[Page]:
    """By strictly rising id. Ids sort as text in places: if one is missed, the list must do."""
    total, seen, last = _count(api, path, body), set[str](), "0"
    pages: list[Page] = []
    while True:
        beyond = {"propertyName": "hs_object_id", "operator": "GT", "value": last}
        filters = [*body["filterGroups"][0]["filters"], beyond]
        asked = {
            **body,
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "limit": 200,
        }
        records = api.post(path, json=asked, reads=Found).results
        ids = [dig_text(record, "id") or "" for record in records]
        if not records or not seen.isdisjoint(ids):
            break
        seen.update(ids)
        last = ids[-1]
        pages.append(Page(records))
    if len(seen) == total and not records:
        yield from pages
    else:
        low, high = (int(f["value"]) for f in body["filterGroups"][0]["filters"])
        yield from _listed_between(api, kind, low, high)


def _listed_between(api: Api, kind: str, low: int, high: int) -> Iterator[Page]:
    """The same out of the full list: it cannot filter, so each record is looked into."""
    for page in listed(api, kind):
        kept = [record for record in page.records if low <= _milliseconds(record) < high]
        yield Page(kept, repeats=page.repeats)


def _milliseconds(record: msgspec.Raw) -> int:
    return round(datetime.fromisoformat(dig_text(record, "updatedAt") or "").timestamp() * 1000)


def listed(api: Api, kind: str, size: int = 100, **more: str) -> Iterator[Page]:
    params = {"properties": ",".join(PROPERTIES[kind]), **more}
    paging = Cursor(
        "after",
        "paging.next.after",
        size_param="limit",
        size=size,
        empties=MANY_EMPTIES,
        guard="paging.next.link",
    )
    return api.pages(f"/crm/v3/objects/{kind}", params, paging=paging, records="results")


def _search(kind: str, low: int, high: int) -> dict:
    changed = CHANGED[kind]
    filters = [
        {"propertyName": changed, "operator": "GTE", "value": str(low)},
        {"propertyName": changed, "operator": "LT", "value": str(high)},
    ]
    return {
        "filterGroups": [{"filters": filters}],
        "sorts": [{"propertyName": changed, "direction": "ASCENDING"}],
        "properties": PROPERTIES[kind],
    }


def _count(api: Api, path: str, body: dict) -> int:
    return api.post(path, json={**body, "limit": 1}, reads=Found).total
