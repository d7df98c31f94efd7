"""Loads of visits to our pages: late and repeated deliveries, Google's export, a restless robot."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from loads import DAYS, Load, load

from tests.warehouse.made import clock

EVENTS, EXPORT = "clickstream__events", "ga4_bigquery_export__events"
HALF_HOUR = timedelta(minutes=30)
Row = Mapping[str, object]


def history(folder: Path, seed: int) -> list[Load]:
    """A week in order: each day tells late messages, some for the second time."""
    dice = random.Random(seed)
    told = [one for hour in range(5, 24 * DAYS, 24) for one in _day(folder, dice, hour)]
    return [*told, load(folder, EVENTS, 24 * DAYS, "robots", list(_robot()))]


def late(folder: Path, day: int) -> Load:
    """One message of that day of November, at its last minute in UTC, a week later."""
    told = {"message_id": "late", "event_type": "page", "anonymous_id": "robot"}
    at = clock(24 * day) - timedelta(minutes=1)
    row = {**told, "occurred_at": at, "received_at": clock(24 * (day + 7))}
    return load(folder, EVENTS, 24 * (day + 7), "robots", [row])


def _day(folder: Path, dice: random.Random, hour: int) -> Iterator[Load]:
    numbers = [dice.randrange(12 * (hour // 24 + 1)) for _ in range(12)]
    for account in ("web", "app"):  # the app tells some of the same messages
        rows = [_message(dice, number, account, hour) for number in sorted({*numbers})]
        yield load(folder, EVENTS, hour, account, rows)
    day = hour // 24
    for kind, told in (("running", 6), ("whole", dice.randint(0, 9))):
        rows = [_exported(dice, number, day, kind) for number in range(told)]
        yield load(folder, EXPORT, hour + 24 * (kind == "whole"), f"{kind}-{day}", rows)


def _message(dice: random.Random, number: int, account: str, hour: int) -> Row:
    shared = number % 3 == 0
    own = random.Random(number if shared else f"{number} {account} {hour}")
    return {
        "message_id": f"m{number}" if shared else f"m{number}-{account}",
        "occurred_at": clock(24 * (number // 12)) + timedelta(minutes=own.randrange(24 * 60)),
        "received_at": clock(hour) - timedelta(minutes=dice.randrange(60)),
        "event_type": own.choice(["page", "page", "track"]),
        "event_name": own.choice(["Lead Submitted", "Product Added"]),
        "anonymous_id": own.choice("abc"),
        "utm_source": own.choice(["google", None]),
    }


def _exported(dice: random.Random, number: int, day: int, kind: str) -> Row:
    name = dice.choice(["page_view", "purchase"])
    return {
        "event_key": f"{kind}-{day}-{number}",
        "stream_id": "s",
        "is_intraday": kind == "running",
        "event_date": (clock(24 * day)).date(),
        "occurred_at": clock(24 * day) + timedelta(hours=dice.randrange(-24, 90)),
        "event_name": name,
        "order_id": dice.choice("xy") if name == "purchase" else None,
        "user_pseudo_id": dice.choice("de"),
        "session_id": "1",
    }


def _robot() -> Iterator[Row]:
    for place in range(150):
        at: datetime = clock(20) + place * HALF_HOUR
        yield {
            "message_id": f"r{place}",
            "occurred_at": at,
            "received_at": at,
            "event_type": "page",
            "anonymous_id": "robot",
        }
