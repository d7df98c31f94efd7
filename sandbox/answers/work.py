"""True work: what was filed, answered and done in time.

Working days are counted one by one, by the State Council's notice for 2026; nothing is looked up.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from sandbox.finance.collaboration_requests import EARLIER, end_of
from sandbox.finance.project_tasks import ELSEWHERE, ON_TRELLO
from sandbox.papers import local
from sandbox.telling import by, records
from sandbox.world import World

HOLIDAYS = ((1, 1, 3), (2, 15, 9), (4, 4, 3), (5, 1, 5), (6, 19, 3), (9, 25, 3), (10, 1, 7))
MAKE_UP = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
OFF = {date(2026, m, d) + timedelta(days=n) for m, d, days in HOLIDAYS for n in range(days)}
ANSWER, POST_MORTEM, REPORT = 3, 7, 3


def is_working(day: date) -> bool:
    return day in MAKE_UP or (day not in OFF and day.isoweekday() <= 5)


def working_days_after(day: date, count: int) -> date:
    """The last of so many working days after a day."""
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def judged(on: date | None, limit: date | None, closed: date) -> bool | None:
    """In time, or not; overdue is not; undecided before the limit is over."""
    if limit is None:
        return None
    return on <= limit if on else False if limit <= closed else None


def requests(world: World, as_of: date) -> Iterator[dict[str, Any]]:
    """Every request with what the log knows of it, judged."""
    closed = as_of - timedelta(days=1)
    for row in records(world.requests):
        times = {n: local(row[n]) for n in row if n.endswith("_at")}
        filed, need, answered = (times[n] for n in ("submitted_at", "occurred_at", "responded_at"))
        assert filed is not None
        start = filed.date()
        late = filed.hour >= 18 and not row["is_day_only"]
        if late or not is_working(start):
            start = working_days_after(start, 1)
        seen_early = row["submitted_at"] <= end_of(closed - EARLIER)
        agreed = row["first_due"] if seen_early else row["due"]
        in_time = None
        if need:
            by_day = (start_of(filed) - start_of(need)).days <= 1
            in_time = by_day if row["is_day_only"] else filed - need <= timedelta(hours=24)
        limit = working_days_after(start, ANSWER)
        on = answered.date() if answered else None
        done = times["delivered_at"]
        done = done and (start_of(done) if row["is_day_only"] else done)
        done_on = (done - timedelta(hours=row["hold_hours"])).date() if done else None
        gone = row["state"] != "open" and answered is not None
        yield {
            "item_id": row["request_id"], "kind": "request", "team_id": row["to_team"],
            "from_team_id": row["from_team"], "day": filed.date(), "limit": limit,
            "project_id": row["project_id"] or "none", "filed": in_time,
            "answered": judged(on, limit, closed),
            "delivered": None if gone else judged(done_on, agreed, closed),
            "due_changes": int(seen_early and row["due"] != row["first_due"]),
        }  # fmt: skip


def start_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def tasks(world: World, as_of: date) -> Iterator[dict[str, Any]]:
    """Every project and task, judged."""
    closed = as_of - timedelta(days=1)
    events = by(world.events, "event_id")
    for row in records(world.tasks):
        once = row["task_id"] and row["project_id"] in ELSEWHERE
        agreed = row["due"] if once else row["first_due"]
        event = events.get(row["project_id"])
        limit, on = None, None
        if row["kind"] == "project" and row["done"]:
            limit, on = working_days_after(row["done"], POST_MORTEM), row["post_mortem"]
        elif row["kind"] == "report" and event:
            limit = working_days_after(local(event["starts_at"]).date(), REPORT)  # ty: ignore
            on = row["done"]
        blind = row["project_id"] == ON_TRELLO and row["task_id"] and row["done"]
        yield {
            "item_id": row["task_id"], "kind": row["kind"], "team_id": row["team_id"],
            "from_team_id": "none", "day": agreed, "limit": limit,
            "project_id": event["project_id"] if event else row["project_id"], "filed": None,
            "answered": judged(on, limit, closed),
            "delivered": None if blind else judged(row["done"], agreed, closed),
            "due_changes": int(not once and row["due"] != row["first_due"]),
            "weight": row["weight"], "status": row["status"],
            "assignees": 1 + len(row["beside"] or []),
        }  # fmt: skip


def work_items(world: World, as_of: date) -> pl.DataFrame:
    """All of them: what was due, and what was in time, each 0 or 1."""
    rows = []
    for row in (*requests(world, as_of), *tasks(world, as_of)):
        marks = {f"{n}_due": int(row[n] is not None) for n in ("filed", "answered", "delivered")}
        marks |= {f"{n}_in_time": int(bool(row[n])) for n in ("filed", "answered", "delivered")}
        rows.append({"weight": None, "status": None, "assignees": None} | row | marks)
    return pl.DataFrame(rows, infer_schema_length=None).drop("filed", "answered", "delivered")
