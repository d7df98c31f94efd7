"""True figures of the site that Google's tag counts, worked out again visit by visit.

A visit belongs to the day it began in Los Angeles. It is engaged if it saw two pages, lasted more
than ten seconds or bought; where it came from are its tags, else the referrer.
"""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.world import World

ZONE = ZoneInfo("America/Los_Angeles")
GROUPS = {"email": "Email", "video": "Organic Video", "banner": "Display"}
KEYS = ["date_day", "cut", "cut_value"]


class Seen(NamedTuple):
    """One visit as the tag counts it."""

    cookie: str
    day: date
    pages: int
    is_engaged: bool
    is_new: bool
    source: str
    landing: str
    paid: Any


def tag_days(world: World, as_of: date) -> pl.DataFrame:
    """Cut, value of the cut and day: visits, visitors, views, orders and what they came to."""
    sums: dict[tuple[date, str, str], list[Seen]] = defaultdict(list)
    for seen in _visits(world):
        if seen.day < as_of:
            cuts = (("total", "all"), ("source", seen.source), ("page", seen.landing))
            for cut, value in cuts:
                sums[seen.day, cut, value].append(seen)
    rows = [
        {
            **dict(zip(KEYS, key, strict=True)),
            "sessions": len(some),
            "engaged_sessions": sum(seen.is_engaged for seen in some),
            "visitors": len({seen.cookie for seen in some}),
            "new_visitors": len({seen.cookie for seen in some if seen.is_new}),
            "page_views": sum(seen.pages for seen in some),
            "orders": sum(seen.paid is not None for seen in some),
            "paid_native": sum(seen.paid or 0 for seen in some),
        }
        for key, some in sums.items()
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort(KEYS)


def _visits(world: World) -> list[Seen]:
    visits = world.visits.join(world.tagged, on="visit_id").sort("started_at", "visit_id")
    orders = world.orders.drop_nulls("visit_id")
    paid = dict(orders.select("visit_id", "paid").rows())
    known: set[str] = set()
    found = []
    for row in visits.iter_rows(named=True):
        began, ended = row["started_at"], row["ended_at"]
        lasted = (ended - began).total_seconds()
        found.append(
            Seen(
                cookie=row["cookie"],
                day=began.astimezone(ZONE).date(),
                pages=row["page_views"],
                is_engaged=row["page_views"] > 1 or lasted > 10 or row["ordered"],
                is_new=row["cookie"] not in known,
                source=_source(row),
                landing=urlsplit(row["landing_url"]).path,
                paid=paid.get(row["visit_id"]),
            )
        )
        known.add(row["cookie"])
    return found


def _source(row: dict[str, Any]) -> str:
    source, medium = row["utm_source"], row["utm_medium"]
    host = urlsplit(row["referrer"] or "").hostname or ""
    if medium == "cpc":
        group = "Paid Search" if source in ("google", "bing") else "Paid Social"
        return f"{group} | {source} / cpc"
    if medium:
        return f"{GROUPS.get(medium, 'Unassigned')} | {source} / {medium}"
    if not host or host.endswith("qinghe.example"):
        return "Direct | (direct) / (none)"
    for engine in ("google", "bing"):
        if engine in host:
            return f"Organic Search | {engine} / organic"
    group = "Organic Social" if host.endswith("facebook.com") else "Referral"
    return f"{group} | {host} / referral"
