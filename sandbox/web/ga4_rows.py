"""The rows of Google's event export, as its contract shows them; whole numbers still as numbers.

- Google's own events (`session_start`, `first_visit`, `user_engagement`) stand among the visitor's.
- `session_engaged` is now a number, now a text; some `add_to_cart` are written `Add To Cart`.
- One purchase in three fires again when the page is loaded again.
- Of one paid Google click in three the address keeps the gclid only, and the medium is `organic`.
- Who refuses consent is a page and a moment; an audience that is entered has no session.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

ZONE = "America/Los_Angeles"
STREAM, HOST = "3811223344", "www.qinghe.example"
NAMES = {
    "Product Added": "add_to_cart",
    "Order Completed": "purchase",
    "Lead Submitted": "generate_lead",
}
SECOND = 1_000_000  # in microseconds
Row = dict[str, Any]


def rows(world: Any) -> list[Row]:
    """Every row of the property since its export was linked, with `_received`, by moment."""
    told = _acts(world)
    found = [row for act in told.iter_rows(named=True) for row in _of_act(act)]
    found += [_refused(page) for page in world.refused.iter_rows(named=True)]
    for number, row in enumerate(sorted(found, key=lambda row: row["event_timestamp"])):
        row |= {"batch_event_index": number % 9, "batch_ordering_id": number % 4 + 1}
        row["batch_page_id"] = row["event_timestamp"] // 1_000 - number % 997
    return sorted(found, key=lambda row: row["event_timestamp"])


def _acts(world: Any) -> pl.DataFrame:
    """What the tag saw, once, with the start and number of the session and what comes last."""
    visits = world.visits.join(world.tagged, on="visit_id").sort("started_at", "visit_id")
    visits = visits.with_columns(
        session_no=pl.int_range(1, pl.len() + 1).over("cookie"),
        first_at=pl.col("started_at").first().over("cookie"),
        place=pl.int_range(pl.len()),
    ).filter("is_exported")
    visits = visits.select("visit_id", "started_at", "session_no", "first_at", "place")
    acts = world.web_events.filter(pl.col("delivery") == 1).join(visits, on="visit_id")
    acts = acts.sort("occurred_at", "message_id")
    last = pl.col("occurred_at") == pl.col("occurred_at").max().over("visit_id")
    return acts.with_columns(is_last=last)


def _of_act(act: Row) -> Iterator[Row]:
    """The row of one act, and what the tag tells of itself beside it."""
    first, name = act["turn"] == 0, _name(act)
    if first:
        yield _row(act, "session_start", {})
    if first and act["session_no"] == 1:
        yield _row(act, "first_visit", {})
    row = _row(act, name, _own(act))
    yield row
    if act["event"] == "Order Completed" and act["place"] % 3 == 0:
        yield _later(row, 4 * SECOND)
    if act["is_last"] and act["place"] % 2 == 0:
        yield _later(_row(act, "user_engagement", {}), 9 * SECOND)
    if act["event"] == "Order Completed" and act["place"] % 5 == 0:
        entered = _later(_row(act, "audience_buyers", {}), 7_200 * SECOND)
        entered["event_params"] = []
        yield entered


def _name(act: Row) -> str:
    if act["type"] == "track":
        told = NAMES[act["event"]]
        odd = told == "add_to_cart" and act["place"] % 5 == 0
        return "Add To Cart" if odd else told
    return "login" if act["type"] == "identify" else "page_view"


def _own(act: Row) -> Row:
    """What only this event tells: a form, or who logged in."""
    typed = hashlib.sha256(act["form_phone"].encode()).hexdigest() if act["form_phone"] else None
    own = {
        "form_id": act["form_id"],
        "email_sha256": act["email_sha256"],
        "phone_sha256": typed or act["phone_sha256"],
        "currency": act["currency_code"],
    }
    return {key: value for key, value in own.items() if value is not None}


def _row(act: Row, name: str, own: Row) -> Row:
    at, place = _micros(act["occurred_at"]), act["place"]
    stripped = act["click_id_kind"] == "gclid" and place % 3 == 0
    engaged: Row = {"string_value": "1"} if place % 2 else {"int_value": 1}
    session = _micros(act["started_at"]) // SECOND
    location = _stripped(act["url"]) if stripped else act["url"]
    params = {
        "ga_session_id": {"int_value": session},
        "ga_session_number": {"int_value": act["session_no"]},
        "page_location": {"string_value": location},
        "page_referrer": {"string_value": act["referrer"] or None},
        "page_title": {"string_value": act["title"]},
        "session_engaged": engaged,
        "engagement_time_msec": {"int_value": 900 + place % 5_000},
        **{key: {"string_value": value} for key, value in own.items()},
    }
    row = _bare(at, name, act["received_at"])
    campaign = {"campaign_name": act["utm_campaign"], "source": act["utm_source"]}
    row |= {
        "user_id": act["user_id"] if name == "login" else None,
        "user_pseudo_id": act["cookie"],
        "user_first_touch_timestamp": _micros(act["first_at"]),
        "event_params": [{"key": key, "value": value} for key, value in params.items()],
        "traffic_source": {"name": "welcome", "medium": "email", "source": "newsletter"},
        "session_traffic_source_last_click": {
            "manual_campaign": {**campaign, "medium": act["utm_medium"]}
        },
    }
    if act["utm_source"]:
        gclid = act["click_id"] if act["click_id_kind"] == "gclid" else None
        row["collected_traffic_source"] = {
            "manual_source": act["utm_source"],
            "manual_medium": "organic" if stripped else act["utm_medium"],
            "manual_campaign_name": act["utm_campaign"],
            "gclid": gclid,
        }
    if name == "purchase":
        row["ecommerce"] = {
            "transaction_id": act["order_id"],
            "purchase_revenue": float(act["revenue"]),
            "total_item_quantity": 1,
        }
    if act["sku"] and act["type"] == "track" and name not in ("session_start", "first_visit"):
        row["items"] = [{"item_id": act["sku"], "item_name": "(not set)", "quantity": 1}]
    return row


def _bare(at: int, name: str, received: datetime) -> Row:
    """A row that tells of nobody."""
    moment = datetime.fromtimestamp(at / SECOND, ZoneInfo(ZONE))
    return {
        "event_date": f"{moment:%Y%m%d}",
        "event_timestamp": at,
        "event_name": name,
        "user_id": None,
        "user_pseudo_id": None,
        "user_first_touch_timestamp": None,
        "event_params": [],
        "privacy_info": {"analytics_storage": "Yes"},
        "device": {"category": "mobile", "web_info": {"hostname": HOST}},
        "geo": {"country": "United States"},
        "traffic_source": None,
        "collected_traffic_source": None,
        "session_traffic_source_last_click": None,
        "stream_id": STREAM,
        "platform": "WEB",
        "ecommerce": {"transaction_id": "(not set)"},
        "items": [],
        "_received": received,
    }


def _refused(page: Row) -> Row:
    row = _bare(_micros(page["occurred_at"]), "page_view", page["occurred_at"])
    seen = {"key": "page_location", "value": {"string_value": f"https://{HOST}/{page['path']}"}}
    return row | {"privacy_info": {"analytics_storage": "No"}, "event_params": [seen]}


def _later(row: Row, micros: int) -> Row:
    at = row["event_timestamp"] + micros
    again = _bare(at, row["event_name"], row["_received"])
    return row | {"event_timestamp": at, "event_date": again["event_date"]}


def _stripped(url: str) -> str:
    return re.sub(r"utm_(source|medium)=[^&]*&", "", url)


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000) * 1_000
