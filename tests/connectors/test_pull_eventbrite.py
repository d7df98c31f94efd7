"""Eventbrite: its oddities, against a small organization that behaves as the contract says."""

from datetime import date

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, TryAgain, Window
from connectors.events.eventbrite import eventbrite

SECRETS = {"private_token": "secret-token"}
WINDOW = Window.of("2026-11-16", "2026-11-17")
TODAY = date(2026, 11, 17)


def ticket(number: str, **told) -> dict:
    return {"id": number, "event_id": "E", "changed": "2026-11-17T02:05:00Z"} | told


def listed(name: str, *found: dict, more: str = "") -> Said:
    paging = {"object_count": len(found), "has_more_items": bool(more)}
    return Said({"pagination": paging | ({"continuation": more} if more else {}), name: found})


class Organization:
    """Tickets by status; one event ended yesterday, another long ago."""

    def __init__(self, **tickets: list[dict]) -> None:
        self.tickets = tickets

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/events/"):
            ends = {"E": "2026-11-16T09:30:00Z", "F": "2026-10-01T09:30:00Z"}
            return listed("events", *({"id": n, "end": {"utc": at}} for n, at in ends.items()))
        if asked.path.endswith("/ticket_classes/"):
            return listed("ticket_classes", {"id": "1", "event_id": asked.path.split("/")[2]})
        if asked.path.endswith("/orders/"):
            return listed("orders", *self.tickets["orders"])
        return listed("attendees", *self.tickets.get(asked.params["status"], []))


def test_tickets_are_asked_for_status_by_status_and_told_once(stage: Stage, puller: Puller):
    stage.answer = Organization(attending=[ticket("1")], not_attending=[ticket("2")])
    found = records(puller(eventbrite, "attendees", SECRETS, window=WINDOW, now=TODAY))
    assert [one["id"] for one in found] == ["1", "2"]
    paths = [asked.path for asked in stage.asked]
    assert paths == [
        *["/organizations/1/attendees/"] * 3,
        "/organizations/1/events/",
        *["/events/E/attendees/"] * 3,
    ]
    assert {asked.params.get("changed_since") for asked in stage.asked[:3]} == {
        "2026-11-16T00:00:00Z"
    }
    assert all("changed_since" not in asked.params for asked in stage.asked[4:])
    assert {asked.headers["authorization"] for asked in stage.asked} == {"Bearer secret-token"}
    assert all("token" not in asked.raw_query for asked in stage.asked)


SCANNED = {"status": "used", "changed": "2026-11-16T06:00:00Z"}
AGAIN = {"status": "used", "changed": "2026-11-16T06:10:00Z"}


@pytest.mark.parametrize(
    ("told", "scanned_at"),
    [
        ({"barcodes": [SCANNED]}, "2026-11-16T06:00:00Z"),
        ({"barcodes": [SCANNED, AGAIN]}, "2026-11-16T06:10:00Z"),
        ({"barcodes": [{"status": "unused", "changed": "2026-11-16T06:00:00Z"}]}, None),
        ({"barcodes": []}, None),
        ({}, None),
    ],
)
def test_the_last_scan_stands_in_front(stage: Stage, puller: Puller, told, scanned_at):
    stage.answer = Organization(attending=[ticket("1", **told)])
    [one] = records(puller(eventbrite, "attendees", SECRETS, window=WINDOW, now=TODAY))
    assert one == {"scanned_at": scanned_at, "is_staff": False} | ticket("1", **told)


@pytest.mark.parametrize(
    ("mail", "is_staff"),
    [("Mei@Lumora.example", True), ("mei@notlumora.example", False), (None, False)],
)
def test_our_own_people_are_marked(stage: Stage, puller: Puller, mail, is_staff):
    stage.answer = Organization(attending=[ticket("1", profile={"email": mail})])
    options = {"staff_domains": "qinghe.example, lumora.example"}
    [one] = records(
        puller(eventbrite, "attendees", SECRETS, window=WINDOW, now=TODAY, options=options)
    )
    assert one["is_staff"] is is_staff


def test_a_continuation_that_ended_means_the_list_from_its_start(stage: Stage, puller: Puller):
    gone = {"error": "ARGUMENTS_ERROR", "error_description": "bad continuation token"}
    stage.play(
        listed("events", {"id": "E"}, more="x"),
        Said(gone, 400),
        listed("events", {"id": "E"}, more="y"),
        listed("events", {"id": "F"}),
    )
    found = records(puller(eventbrite, "events", SECRETS))
    assert [one["id"] for one in found] == ["E", "F"]
    assert [asked.params.get("continuation") for asked in stage.asked] == [None, "x", None, "y"]


def test_what_changed_after_the_window_is_left_to_a_later_one(stage: Stage, puller: Puller):
    days = ("2026-11-16T23:59:59Z", "2026-11-18T00:00:00Z")
    stage.answer = Organization(attending=[ticket(at, changed=at) for at in days])
    found = records(puller(eventbrite, "attendees", SECRETS, window=WINDOW, now=date(2026, 12, 1)))
    assert [one["id"] for one in found] == ["2026-11-16T23:59:59Z"]
    assert len(stage.asked) == 3


def test_an_event_that_was_deleted_is_passed_over(stage: Stage, puller: Puller):
    organization = Organization(attending=[ticket("1")])
    gone = Said({"error": "NOT_FOUND", "error_description": "no such event"}, 404)
    stage.answer = lambda asked: gone if asked.path[:8] == "/events/" else organization(asked)
    assert len(records(puller(eventbrite, "attendees", SECRETS, window=WINDOW, now=TODAY))) == 1


def test_too_many_calls_wait_for_the_next_hour(stage: Stage, puller: Puller, passing):
    passing.now = 1_800_000_000.0 + 600
    stage.play(Said({"error": "HIT_RATE_LIMIT"}, 429), listed("events"))
    puller(eventbrite, "events", SECRETS)
    assert 3000 <= max(passing.slept) <= 3001


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, "INVALID_AUTH", AccessDenied),
        (403, "NOT_AUTHORIZED", AccessDenied),
        (503, "INTERNAL_ERROR", TryAgain),
    ],
)
def test_refusals(stage: Stage, puller: Puller, status, error, kind):
    stage.play(Said({"error": error, "error_description": "no"}, status))
    with pytest.raises(kind) as caught:
        puller(eventbrite, "events", SECRETS)
    assert "secret-token" not in str(caught.value)


def test_orders_that_changed_are_told_and_ours_are_marked(stage: Stage, puller: Puller):
    own = ticket("2", email="Mei@Lumora.example")
    later = ticket("3", changed="2026-11-18T00:00:00Z")
    stage.answer = Organization(orders=[ticket("1"), own, later])
    options = {"staff_domains": "lumora.example"}
    found = records(
        puller(eventbrite, "orders", SECRETS, window=WINDOW, now=TODAY, options=options)
    )
    assert [(one["id"], one["is_staff"]) for one in found] == [("1", False), ("2", True)]
    assert stage.asked[0].params["changed_since"] == "2026-11-16T00:00:00Z"


def test_classes_of_tickets_are_asked_event_by_event(stage: Stage, puller: Puller):
    stage.answer = Organization()
    found = records(puller(eventbrite, "ticket_classes", SECRETS, window=WINDOW, now=TODAY))
    assert [one["event_id"] for one in found] == ["E", "F"]
