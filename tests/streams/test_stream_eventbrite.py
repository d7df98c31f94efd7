"""Eventbrite, clean: records composed from the contract."""

from datetime import datetime
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS

TICKETS, EVENTS = STREAMS["eventbrite__attendees"], STREAMS["eventbrite__events"]


def cost(amount: str) -> dict:
    return {"display": "x", "currency": "USD", "value": 1, "major_value": amount}


def ticket(**told) -> dict:
    return {
        "id": "4711",
        "event_id": "6677",
        "order_id": "8811",
        "created": "2026-11-01T03:20:11Z",
        "changed": "2026-11-17T02:05:00Z",
        "status": "Checked In",
        "checked_in": True,
        "cancelled": False,
        "scanned_at": "2026-11-17T02:00:00Z",
        "profile": {"email": "Mei@x.example", "cell_phone": "+86 138 0000 0001"},
        "costs": {
            "base_price": cost("20.00"),
            "eventbrite_fee": cost("3.00"),
            "tax": cost("2.00"),
            "gross": cost("25.00"),
        },
    } | told


def test_a_ticket_is_read():
    read = row(cleaned(TICKETS, ticket()))
    assert read["is_attended"]
    assert read["checked_in_at"] == datetime.fromisoformat("2026-11-17 02:00:00")
    assert (read["base_price"], read["gross"], read["unexplained"]) == (20, 25, 0)
    assert read["currency_code"] == "USD"


@pytest.mark.parametrize(
    ("told", "attended", "at"),
    [
        ({"checked_in": False}, True, "2026-11-17 02:00:00"),  # scanned all the same
        ({"scanned_at": None}, True, "2026-11-17 02:05:00"),  # the last change is the nearest
        ({"checked_in": False, "scanned_at": None}, False, None),
    ],
)
def test_who_came_was_checked_in_or_scanned(told, attended, at):
    read = row(cleaned(TICKETS, ticket(**told)))
    assert (read["is_attended"], read["checked_in_at"]) == (
        attended,
        at and datetime.fromisoformat(at),
    )


def test_a_free_ticket_has_no_amounts_and_one_that_does_not_add_up_stays():
    free = row(cleaned(TICKETS, ticket(costs={})))
    assert (free["base_price"], free["gross"]) == (0, 0)
    odd = row(cleaned(TICKETS, ticket(costs={"base_price": cost("20"), "gross": cost("20.50")})))
    assert odd["unexplained"] == Decimal("0.5")


def test_the_newest_version_of_a_ticket_stays():
    later = ticket(changed="2026-11-18T00:00:00Z", status="Not Attending", cancelled=True)
    assert row(cleaned(TICKETS, ticket(), later))["is_cancelled"]


def test_a_ticket_changed_before_it_was_bought_is_set_aside():
    assert reasons(cleaned(TICKETS, ticket(changed="2026-10-01T00:00:00Z"))) == [
        "changed_before_registered"
    ]


@pytest.mark.parametrize(
    ("name", "event_id"),
    [("E-2026-31 路演·广州站", "E-2026-31"), ("Summer party", "eventbrite-66")],
)
def test_an_event_is_the_activity_its_name_says(name, event_id):
    start = {"utc": "2026-11-17T01:30:00Z", "timezone": "Asia/Shanghai"}
    read = cleaned(EVENTS, {"id": "66", "name": {"text": name}, "status": "live", "start": start,
                            "changed": "2026-11-01T00:00:00Z"})  # fmt: skip
    assert row(read)["event_id"] == event_id
