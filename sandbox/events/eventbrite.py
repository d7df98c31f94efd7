"""Eventbrite (API v3), as its contract tells it.

- Bearer token; every path ends with `/`; a page holds 50 at most, `continuation` goes on.
- `changed_since` (UTC) is inclusive; without `status` cancelled tickets stay hidden.
- One ticket is one attendee: who takes two stands there twice, under one order.
- An order tells its buyer and what was paid for all of its tickets; a refunded one says so.
- Our own people have registered too, to try it out.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import (
    Prepared,
    by,
    closing,
    cursor,
    encode,
    grouped,
    instant,
    joined,
    moment,
    played,
    position,
    records,
    zulu,
)
from sandbox.tokens import bearer

Row = dict[str, Any]
MOST = 50
AHEAD = timedelta(days=30)  # events are put up so long before they begin
CLASSES = (("早鸟票", 99, 60), ("标准票", 0, 300), ("VIP", 280, 40))  # name, price, how many
QUESTION = {"question_id": "3300", "question": "预计采购时间", "type": "text"}
WORDS_OF_BUYERS = ("3个月内", "半年内", "还没想好，请致电 13800000001", "")
CANCELLED = {"已拒绝", "已取消"}
WAITING = {"待审核", "候补"}
KINDS = {
    "Attending": "attending",
    "Checked In": "attending",
    "Not Attending": "not_attending",
    "Unpaid": "unpaid",
}


def refuse(status: int, error: str, description: str) -> Reply:
    body = {"status_code": status, "error": error, "error_description": description}
    return Reply(status, body)


def hit_limit() -> Reply:
    """Too many calls in the hour."""
    said = "Your application has hit its rate limit, please try again later."
    return refuse(429, "HIT_RATE_LIMIT", said)


WORDS = {"busy_in_body": hit_limit}


class Eventbrite:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        listed = world.accounts.filter(world.accounts["connector"] == "eventbrite")
        self.organizations = set(listed["account_id"])
        told = world.events.filter(world.events["told_by"] == "eventbrite")
        self.events = {f"6677889900{e['event_id'][-2:]}": e for e in records(told)}
        self.people = by(world.people.select("person_id", "name", "email", "phone"), "person_id")
        self.guests = grouped(records(world.event_people), "event_id")
        self.prepared = Prepared()

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) != SECRETS["EVENTBRITE_PRIVATE_TOKEN"]:
                return refuse(401, "INVALID_AUTH", "The OAuth token you provided was invalid.")
            kind, number = request.path.split("/")[1:3]
            if kind == "organizations" and number not in self.organizations:
                return refuse(403, "NOT_AUTHORIZED", "You do not have permission to do that.")
            if kind == "events" and number not in self.events:
                return refuse(404, "NOT_FOUND", "The event you requested does not exist.")
            return played(request, WORDS) or handler(request)

        return check

    def event_list(self, request: Request) -> Reply:
        """Events that were put up by then."""
        now = closing(request.today)
        up = {n: e for n, e in self.events.items() if e["starts_at"] - AHEAD < now}
        return paged(request, "events", [encode(event_of(n, e, now)) for n, e in up.items()])

    def organization_tickets(self, request: Request) -> Reply:
        return self.tickets(request, list(self.events))

    def event_tickets(self, request: Request) -> Reply:
        return self.tickets(request, [request.path.split("/")[2]])

    def tickets(self, request: Request, events: list[str]) -> Reply:
        """Tickets of these events, as they stood then."""
        since = instant(request.params.get("changed_since", "2000-01-01T00:00:00Z"))
        if since is None:
            return refuse(400, "ARGUMENTS_ERROR", "changed_since is not a date and time")
        asked = request.params.get("status")
        kinds = {asked} if asked else {"attending", "unpaid"}
        found = [row for event in events for row in self.told(event, request.today)]
        shown = [body for changed, kind, body in found if changed >= since and kind in kinds]
        return paged(request, "attendees", shown)

    def orders(self, request: Request) -> Reply:
        """Orders of the organization that changed since then, of all their tickets together."""
        since = instant(request.params.get("changed_since", "2000-01-01T00:00:00Z"))
        if since is None:
            return refuse(400, "ARGUMENTS_ERROR", "changed_since is not a date and time")
        now = closing(request.today)
        found = []
        for number, event in self.events.items():
            sold = tickets_of(number, event, self.guests, self.people, now)
            for own in grouped([row | {"_at": at} for at, row in sold], "order_id").values():
                if own[0]["_at"] >= since:
                    found.append(encode(order(own)))
        return paged(request, "orders", found)

    def classes(self, request: Request) -> Reply:
        """The kinds of tickets of an event, and how many of each are gone."""
        number = request.path.split("/")[2]
        told = tickets_of(
            number, self.events[number], self.guests, self.people, closing(request.today)
        )
        gone = [row["ticket_class_id"] for _, row in told if not row["cancelled"]]
        rows = [
            {
                "id": f"{number}{turn}",
                "event_id": number,
                "name": name,
                "free": not price,
                "cost": amount(Decimal(price)) if price else None,
                "fee": amount(Decimal(price) / 10) if price else None,
                "quantity_total": total,
                "quantity_sold": gone.count(f"{number}{turn}"),
                "hidden": False,
                "on_sale_status": "AVAILABLE",
                "sales_start": zulu(self.events[number]["starts_at"] - AHEAD),
                "sales_end": zulu(self.events[number]["starts_at"]),
            }
            for turn, (name, price, total) in enumerate(CLASSES)
        ]
        return paged(request, "ticket_classes", [encode(row) for row in rows])

    def told(self, number: str, today: date) -> list[tuple[datetime, str, bytes]]:
        def make() -> list[tuple[datetime, str, bytes]]:
            rows = tickets_of(number, self.events[number], self.guests, self.people, closing(today))
            return [(at, KINDS[row["status"]], encode(row)) for at, row in rows]

        return self.prepared.get((number, today), make)

    def routes(self) -> list[Route]:
        """Every call the contract names that the company needs."""
        lists = {
            "/organizations/[^/]+/events/": (self.event_list, "events"),
            "/organizations/[^/]+/attendees/": (self.organization_tickets, "attendees"),
            "/events/[^/]+/attendees/": (self.event_tickets, "attendees"),
            "/organizations/[^/]+/orders/": (self.orders, "orders"),
            "/events/[^/]+/ticket_classes/": (self.classes, "ticket_classes"),
        }
        return [
            Route("GET", "api", path, self.guarded(answer), Shape(name, "pagination.continuation"))
            for path, (answer, name) in lists.items()
        ]


def routes(world: Any) -> list[Route]:
    return Eventbrite(world).routes()


def paged(request: Request, name: str, bodies: list[bytes]) -> Reply:
    """A page of a list and the token that goes on; there is none after the last."""
    start = position(request.params.get("continuation"))
    if start is None:
        return refuse(400, "ARGUMENTS_ERROR", "The continuation token has expired or is invalid")
    size = min(int(request.params.get("page_size", MOST)), MOST)
    more = start + size < len(bodies)
    told = {
        "object_count": len(bodies),
        "page_number": start // size + 1,
        "page_size": size,
        "page_count": -(-len(bodies) // size),
        **({"continuation": cursor(start + size)} if more else {}),
        "has_more_items": more,
    }
    head = b'{"pagination":' + encode(told) + b',"' + name.encode() + b'":'
    return Reply(200, head + joined(bodies[start : start + size]) + b"}")


def event_of(number: str, event: Row, now: datetime) -> Row:
    """The event; its name begins with the company's own number."""
    starts, ends = moment(event["starts_at"]), moment(event["ends_at"])
    is_over = ends is not None and ends < now
    return {
        "id": number,
        "name": {"text": f"{event['event_id']} {event['name']}", "html": event["name"]},
        "url": f"https://www.eventbrite.com/e/{number}",
        "start": clock(starts),
        "end": clock(ends),
        "organization_id": "228877665501",
        "created": zulu(event["starts_at"] - AHEAD),
        "changed": zulu(event["ends_at"] if is_over else event["starts_at"] - AHEAD),
        "capacity": event["target_invited"],
        "status": "completed" if is_over else "live",
        "currency": "CNY",
        "online_event": False,
        "is_free": False,
        "series_id": None,
        "venue": {"name": event["venue"], "address": {"city": event["city"]}},
        "ticket_availability": {"has_available_tickets": not is_over},
    }


def clock(at: datetime | None) -> Row:
    local = moment(at, "Asia/Shanghai")
    return {
        "timezone": "Asia/Shanghai",
        "local": f"{local:%Y-%m-%dT%H:%M:%S}",
        "utc": zulu(at),
    }


def tickets_of(
    number: str, event: Row, guests: dict[Any, list[Row]], people: dict[Any, Row], now: datetime
) -> list[tuple[datetime, Row]]:
    """The tickets sold by then and when each changed last; some people took two."""
    is_over = event["ends_at"] < now
    sold = []
    for place, row in enumerate(guests.get(event["event_id"], [])):
        if not row["registration_id"] or row["registered_at"] >= now:
            continue
        came = row["checked_in_at"] if is_over and row["attended"] else None
        who = people[row["person_id"]]
        sold.append(ticket(number, place, row, came, who))
        if row["seats"] > 1:
            sold.append(ticket(number, place, row, None, who, seat=2))
    tried = event["starts_at"] - timedelta(days=10)
    if tried < now:
        own = {"name": "Test", "email": "Events@Lumora.example", "phone": None}
        trial = {"registered_at": tried, "status": "已通过", "ticket_no": 0, "is_refunded": False}
        sold.append(ticket(number, 999, trial, None, own))
    return sold


def ticket(
    number: str,
    place: int,
    row: Row,
    came: datetime | None,
    who: Row,
    seat: int = 1,
) -> tuple[datetime, Row]:
    """One ticket. A used barcode changed when it was scanned."""
    registered, state = row["registered_at"], row["status"]
    is_cancelled = state in CANCELLED
    status = "Not Attending" if is_cancelled else "Unpaid" if state in WAITING else "Attending"
    changed = came or registered
    kind, price, _ = CLASSES[row["ticket_no"]]
    order = f"8811{number[-4:]}{place:04d}"
    profile = {"name": who["name"], "company": f"示例公司{place % 40}", "job_title": "采购经理"}
    profile |= {"email": who["email"]} if who["email"] else {}
    profile |= {"cell_phone": who["phone"]} if who["phone"] else {}
    barcode: Row = {"barcode": f"{order}{seat:03d}", "status": "used" if came else "unused"}
    barcode |= {"created": zulu(registered), "changed": zulu(changed), "checkin_type": 1}
    said = WORDS_OF_BUYERS[place % len(WORDS_OF_BUYERS)]
    body = {
        "id": f"4711{number[-4:]}{place:04d}{seat}",
        "order_id": order,
        "event_id": number,
        "created": zulu(registered),
        "changed": zulu(changed),
        "ticket_class_id": f"{number}{row['ticket_no']}",
        "ticket_class_name": kind,
        "quantity": 1,
        "status": "Checked In" if came and place % 3 else status,
        "checked_in": bool(came and place % 3),
        "cancelled": is_cancelled,
        "refunded": row["is_refunded"],
        "delivery_method": "electronic",
        "costs": costs(price),
        "profile": profile,
        "barcodes": [barcode | {"is_printed": False}],
        "answers": [QUESTION | {"answer": said}] if said else [],
        "affiliate": ("wechat-kol-7", "email", "oddtdtcreator")[place % 3],
        "promotional_code": None,
    }
    return moment(changed) or changed, body


def order(tickets: list[Row]) -> Row:
    """The order of these tickets: who bought, what was paid, what became of it."""
    first = tickets[0]
    parts: Row = {}
    for row in tickets:
        for name, part in row["costs"].items():
            parts[name] = parts.get(name, Decimal(0)) + Decimal(part["major_value"])
    state = "refunded" if first["refunded"] else "placed"
    is_open = first["status"] == "Unpaid"
    return {
        "id": first["order_id"],
        "event_id": first["event_id"],
        "created": first["created"],
        "changed": first["changed"],
        "name": first["profile"]["name"],
        "email": first["profile"].get("email"),
        "status": "pending" if is_open else state,
        "costs": {name: amount(part) for name, part in parts.items()},
        "promo_code": None,
    }


def costs(yuan: int) -> Row:
    """What a ticket cost, a tenth of it the platform's; a free one has no parts."""
    if not yuan:
        return {"gross": amount(Decimal(0))}
    fee = Decimal(yuan) / 10
    parts = {"base_price": Decimal(yuan), "eventbrite_fee": fee, "tax": Decimal(0)}
    return {name: amount(part) for name, part in (parts | {"gross": yuan + fee}).items()}


def amount(yuan: Decimal) -> Row:
    return {
        "display": f"CN¥{yuan:.2f}",
        "currency": "CNY",
        "value": int(yuan * 100),
        "major_value": f"{yuan:.2f}",
    }
