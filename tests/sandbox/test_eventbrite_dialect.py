"""Eventbrite as the sandbox plays it."""

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http
ORGANIZATION = "/organizations/228877665501"
STATUSES = ("attending", "not_attending", "unpaid")


@pytest.fixture
def client(play):
    base, token = play("eventbrite").url("eventbrite"), SECRETS["EVENTBRITE_PRIVATE_TOKEN"]

    def get(path, token=token, **asked):
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(base + path, params=asked, headers=headers, timeout=10)

    return get


def walked(client, path, **asked):
    found, more = [], {}
    while True:
        told = client(path, **asked, **more).json()
        found += told["attendees"]
        if not told["pagination"]["has_more_items"]:
            return found
        more = {"continuation": told["pagination"]["continuation"]}


def test_tickets_are_the_registrations_of_its_activities_and_some_more(client, company):
    tickets = [
        one
        for status in STATUSES
        for one in walked(client, f"{ORGANIZATION}/attendees/", status=status, page_size=7)
    ]
    assert len({one["id"] for one in tickets}) == len(tickets)
    own = company.events.filter(pl.col("told_by") == "eventbrite")["event_id"].implode()
    known = company.event_people.filter(
        pl.col("event_id").is_in(own) & pl.col("registration_id").is_not_null()
    )
    guests = [one for one in tickets if one["profile"]["email" if "email" in one["profile"] else
              "cell_phone"] != "Events@Lumora.example"]  # fmt: skip
    assert len({one["order_id"] for one in guests}) == len(known)
    assert len(guests) > len(known)  # some took two
    used = [one for one in guests if one["barcodes"][0]["status"] == "used"]
    assert len(used) == known["attended"].sum() > sum(one["checked_in"] for one in used)


def test_cancelled_tickets_hide_where_no_status_is_asked_for(client):
    shown = walked(client, f"{ORGANIZATION}/attendees/")
    hidden = walked(client, f"{ORGANIZATION}/attendees/", status="not_attending")
    assert hidden
    assert not {one["id"] for one in hidden} & {one["id"] for one in shown}


def test_what_changed_since_is_inclusive(client):
    every = walked(client, f"{ORGANIZATION}/attendees/", status="attending")
    edge = sorted(one["changed"] for one in every)[len(every) // 2]
    some = walked(client, f"{ORGANIZATION}/attendees/", status="attending", changed_since=edge)
    assert {one["id"] for one in some} == {one["id"] for one in every if one["changed"] >= edge}


def test_the_name_of_an_event_begins_with_its_number(client, company):
    events = client(f"{ORGANIZATION}/events/").json()["events"]
    told = company.events.filter(pl.col("told_by") == "eventbrite")["event_id"]
    assert [one["name"]["text"].split()[0] for one in events] == told.to_list()


@pytest.mark.parametrize(
    ("path", "how", "status", "error"),
    [
        (f"{ORGANIZATION}/events/", {"token": "wrong"}, 401, "INVALID_AUTH"),
        ("/organizations/1/events/", {}, 403, "NOT_AUTHORIZED"),
        ("/events/1/attendees/", {}, 404, "NOT_FOUND"),
        (f"{ORGANIZATION}/events/", {"continuation": "?"}, 400, "ARGUMENTS_ERROR"),
    ],
)
def test_refusals(client, path, how, status, error):
    reply = client(path, **how)
    assert (reply.status_code, reply.json()["error"]) == (status, error)
