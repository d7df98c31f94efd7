"""Loads of a shop and a CRM: people who visit, sign in, ask, buy and turn out to be one."""

import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from loads import DAYS, Load, load
from visits import EVENTS

from tests.warehouse.made import clock

ORDERS, CONTACTS = "shopify__orders", "hubspot__contacts"
PEOPLE = 8
ACTS = ("Product Added", "Lead Submitted", "Order Completed", None)
Row = Mapping[str, object]


def history(folder: Path, seed: int) -> list[Load]:
    """A week in order: who somebody is comes to light by and by, and is told otherwise again."""
    dice = random.Random(seed)
    return [one for hour in range(6, 24 * DAYS, 24) for one in _day(folder, dice, hour)]


def _day(folder: Path, dice: random.Random, hour: int) -> Iterator[Load]:
    visits = [row for number in range(2 * PEOPLE) for row in _visit(dice, f"{hour}-{number}", hour)]
    yield load(folder, EVENTS, hour, "web", visits)
    orders = [_order(dice, number, hour) for number in _some(dice)]
    yield load(folder, ORDERS, hour, "shop", orders)
    contacts = [_contact(dice, number, hour) for number in _some(dice)]
    yield load(folder, CONTACTS, hour, "crm", contacts)


def _some(dice: random.Random) -> list[int]:
    return sorted(dice.sample(range(PEOPLE), 3))


def _visit(dice: random.Random, number: str, hour: int) -> Iterator[Row]:
    person, at = dice.randrange(PEOPLE), clock(hour - dice.randrange(1, 40))
    told: dict[str, object] = {
        "anonymous_id": f"{person}{dice.choice('ab')}",
        "user_hash": dice.choice([None, None, None, f"u{person}"]),
        "email_hash": dice.choice([None, None, f"e{person}"]),
        "utm_source": dice.choice(["google", "weibo", None]),
        "utm_campaign": dice.choice(["1", "2", "odd", None]),
        "page_url": "https://shop.example/",
        "received_at": clock(hour),
    }
    for step in range(dice.randint(1, 4)):
        act = dice.choice(ACTS) if step else None
        kind = {"event_type": "track" if act else "page", "event_name": act}
        moment = at + step * timedelta(minutes=dice.randint(0, 20))
        yield {**told, **kind, "message_id": f"{number}-{step}", "occurred_at": moment}


def _order(dice: random.Random, number: int, hour: int) -> Row:
    at = clock(hour - dice.randrange(48))
    return {
        "order_id": str(number if dice.random() < 0.5 else f"{number}-{hour}"),
        "created_at": at,
        "processed_at": at,
        "updated_at": clock(hour),
        "financial_status": dice.choice(["paid", "paid", "pending"]),
        "currency_code": "CNY",
        "total_price": Decimal(dice.randint(1, 9)),
        "customer_id": str(number),
        "email_hash": dice.choice([None, f"e{number}"]),
        "phone_hash": dice.choice([None, f"p{number}"]),
    }


def _contact(dice: random.Random, number: int, hour: int) -> Row:
    return {
        "contact_id": str(number),
        "email_hash": dice.choice([None, f"e{dice.randrange(PEOPLE)}"]),
        "member_hash": dice.choice([None, f"u{number}"]),
        "phone_hash": dice.choice([None, f"p{number}"]),
        "became_lead_at": dice.choice([None, clock(hour - dice.randrange(30))]),
        "created_at": clock(1),
        "updated_at": clock(hour),
        "merged_ids": dice.choice([None, None, str((number + 1) % PEOPLE)]),
    }
