"""True partners: month by month who was won, visited and active, their leads, sales and support."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.answers import money
from sandbox.telling import records
from sandbox.world import World

ACTIVE = timedelta(days=30)


def partner_months(world: World, as_of: date) -> pl.DataFrame:
    """Partner × month, from the first sign of the partner to the last closed day."""
    closed = as_of - timedelta(days=1)
    acts = [act for act in records(world.partner_acts) if act["day"] <= closed]
    paid = booked(world, as_of, acts)
    rows = []
    for partner in records(world.partners):
        own = [act for act in acts if act["partner_id"] == partner["partner_id"]]
        signed = partner["signed"] if partner["signed"] and partner["signed"] <= closed else None
        days = [act["day"] for act in own] + ([signed] if signed else [])
        rows += [
            month_of(partner, signed, own, paid, month, closed)
            for month in months(min(days, default=as_of), closed)
        ]
    return pl.DataFrame(rows)


def months(first: date, last: date) -> list[date]:
    """First days of the months from one day to another."""
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def booked(world: World, as_of: date, acts: list[dict[str, Any]]) -> set[str]:
    """Documents of support that are booked, and of which no more is claimed than they hold."""
    lines = money.ledger_lines(world, as_of).filter(pl.col("status").is_in(money.BOOKED))
    held = dict(lines.group_by("doc_no").agg(pl.col("approved").sum()).iter_rows())
    claimed: dict[str, Decimal] = defaultdict(Decimal)
    for act in acts:
        if act["doc_no"]:
            claimed[act["doc_no"]] += act["amount"]
    return {doc for doc, amount in claimed.items() if amount <= held.get(doc, Decimal(-1))}


def month_of(
    partner: dict[str, Any],
    signed: date | None,
    acts: list[dict[str, Any]],
    paid: set[str],
    month: date,
    closed: date,
) -> dict[str, Any]:
    """One partner's month."""
    after = (month + timedelta(days=32)).replace(day=1)
    end = min(after - timedelta(days=1), closed)
    ended = partner["ended"] if partner["ended"] and partner["ended"] <= closed else None
    is_partner = bool(signed and signed <= end and not (ended and ended <= end))
    here = [act for act in acts if month <= act["day"] <= end]

    def total(*kinds: str) -> Decimal:
        return sum((act["amount"] for act in here if act["kind"] in kinds), Decimal(0))

    visits = sum(act["kind"] == "visit" for act in here)
    sold = [act["day"] for act in acts if act["kind"] == "sell_out" and act["day"] <= end]
    support = [act for act in here if act["kind"] == "support"]
    cost = sum((act["amount"] for act in support if act["doc_no"] in paid), Decimal(0))
    return {
        "month": month,
        "partner_id": partner["partner_id"],
        "region_id": partner["region_id"],
        "opened": int(bool(signed and month <= signed <= end)),
        "partners": int(is_partner),
        "visits": visits,
        "visited": int(is_partner and visits > 0),
        "active": int(any(day > end - ACTIVE for day in sold)),
        "leads": sum(act["kind"] == "lead" for act in here),
        "leads_checked": sum(act["kind"] == "lead" and bool(act["result"]) for act in here),
        "leads_valid": sum(act["kind"] == "lead" and act["result"] == "有效" for act in here),
        "sell_in": total("sell_in"),
        "sell_out": total("sell_out"),
        "returns": total("return"),
        "support_cost": cost,
        "support_pending": total("support") - cost,
    }
