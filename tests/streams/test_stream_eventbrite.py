"""Eventbrite, clean: records composed from the contract."""

from datetime import datetime
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS

TICKETS, EVENTS = STREAMS["eventbrite__attendees"], STREAMS["eventbrite__events"]
ANSWERS, ORDERS = STREAMS["eventbrite__answers"], STREAMS["eventbrite__orders"]
CLASSES = STREAMS["eventbrite__ticket_classes"]


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


def asked(number: str, answer: object) -> dict:
    return {"question_id": number, "question": "预计采购时间", "type": "text", "answer": answer}


def test_answers_stand_below_their_ticket_and_tell_no_number():
    told = [asked("1", "3个月内"), asked("2", "call 138 0000 0001 or Mei@x.example")]
    first = ticket(answers=told, changed="2026-11-16T00:00:00Z")
    read = cleaned(ANSWERS, first, ticket(answers=told[:1]), ticket(id="4712"))
    assert read.good.select("attendee_ref", "question_ref", "answer_text").rows() == [
        ("4711", "1", "3个月内")
    ]
    assert row(cleaned(ANSWERS, ticket(answers=told)), 1)["answer_text"] == "call *** or ***"


def test_an_order_is_read_and_tells_its_buyer_by_hash_only():
    record = {
        "id": "8811",
        "event_id": "6677",
        "created": "2026-11-01T03:20:11Z",
        "changed": "2026-11-17T02:05:00Z",
        "status": "placed",
        "email": "Mei@x.example",
        "name": "Mei",
        "costs": {name: cost(of) for name, of in (("base_price", "40.00"), ("gross", "46.00"))},
    }
    read = row(cleaned(ORDERS, record))
    assert (read["base_price"], read["gross"], read["status"]) == (40, 46, "placed")
    assert "Mei" not in str(read) and read["email_hash"] and read["name_hash"]
    early = record | {"changed": "2026-10-01T00:00:00Z"}
    assert reasons(cleaned(ORDERS, early)) == ["changed_before_ordered"]


def test_a_free_class_of_tickets_has_no_price():
    free = {"id": "1", "event_id": "E", "name": "标准票", "free": True, "cost": None, "fee": None}
    paid = free | {"id": "2", "free": False, "cost": cost("280.00"), "quantity_total": 40}
    read = cleaned(CLASSES, free | {"quantity_sold": 3}, paid | {"quantity_sold": 40})
    assert read.good.select("price", "offered", "sold").rows() == [(0, None, 3), (280, 40, 40)]
