"""Eventbrite, clean: its events, the orders of tickets, the tickets and what guests answered.

Raw records: `connectors/events/eventbrite.py`.

`event_id` is the company's own number of the activity (E-2026-31) where its name holds one.
"""

from dataclasses import replace

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import (
    ERASED,
    MONEY,
    boolean,
    count,
    money,
    person,
    text,
    timestamp,
)
from pipelines.streams.shared import ends_before_start
from pipelines.streams.sheets import contact, last_four_of
from pipelines.streams.spec import Stream
from pipelines.streams.survey.forms import written

CODE = r"(E-20\d\d-\d+)"
AMOUNTS = {
    name: money(f"costs.{part}.major_value", absent=0)
    for name, part in (
        ("base_price", "base_price"),
        ("fee", "eventbrite_fee"),
        ("payment_fee", "payment_fee"),
        ("tax", "tax"),
    )
}

PEOPLE = ("profile.first_name", "profile.last_name")
# What the answers leave to the tickets they stand on.
TICKET = (
    *("order_id", "status", "cancelled", "refunded", "checked_in", "scanned_at", "ticket_class_id"),
    *("ticket_class_name", "quantity", "delivery_method", "barcodes", "costs", "team", "profile"),
    *("affiliate", "promotional_code"),
)

events = Stream(
    name="eventbrite__events",
    grain="one row per event of the organization, as it stood when it was seen last",
    keys=("event_ref",),
    load="merge",
    newest="changed_at",
    columns={
        "event_ref": text("id", required=True),
        "event_name": text("name.text"),
        "status": text("status"),
        "start_at": timestamp("start.utc", required=True),
        "end_at": timestamp("end.utc"),
        "time_zone": text("start.timezone"),
        "capacity": count("capacity", absent=None),
        "is_online": boolean("online_event"),
        "is_free": boolean("is_free"),
        "currency_code": text("currency"),
        "series_ref": text("series_id"),
        "venue": text("venue.name"),
        "city": text("venue.address.city"),
        "created_at": timestamp("created"),
        "changed_at": timestamp("changed"),
    },
    derived={
        "event_id": pl.coalesce(
            pl.col("event_name").str.extract(CODE), pl.format("eventbrite-{}", "event_ref")
        )
    },
    quarantine=ends_before_start("start_at", "end_at"),
    always=("status",),
    ignored=(
        *("organization_id", "url", "listed", "ticket_availability", "name", "start", "end"),
        "venue",
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "event_ref"),
        gxe.ExpectColumnValuesToMatchRegex(
            column="event_id", regex=f"^{CODE}$", mostly=0.8, severity="warning"
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=["draft", "live", "started", "ended", "completed", "canceled"],
            severity="warning",
        ),
    ],
)

attendees = Stream(
    name="eventbrite__attendees",
    grain="one row per ticket, its newest version; a person may hold several",
    keys=("attendee_ref",),
    load="merge",
    newest="changed_at",
    columns={
        "attendee_ref": text("id", required=True),
        "event_ref": text("event_id", required=True),
        "order_ref": text("order_id"),
        "registered_at": timestamp("created", required=True),
        "changed_at": timestamp("changed", required=True),
        "status": text("status"),
        "is_cancelled": boolean("cancelled", absent=False),
        "is_refunded": boolean("refunded", absent=False),
        "is_staff": boolean("is_staff", absent=False),
        "ticket_type": text("ticket_class_name"),
        "currency_code": text("costs.gross.currency"),
        **AMOUNTS,
        "gross": money("costs.gross.major_value", absent=0),
        "email_hash": person("profile.email", "email"),
        "phone_hash": person("profile.cell_phone", "phone"),
        "phone_last4_hash": last_four_of("profile.cell_phone"),
        "name_hash": contact("profile.name", "name"),
        "company": text("profile.company"),
        "job_title": text("profile.job_title"),
        "channel": text("affiliate"),
        "promo_code": text("promotional_code"),
        "_scanned_at": timestamp("scanned_at"),
        "_checked_in": boolean("checked_in", absent=False),
    },
    derived={
        "is_attended": pl.col("_checked_in") | pl.col("_scanned_at").is_not_null(),
        "checked_in_at": pl.coalesce("_scanned_at", pl.when("_checked_in").then("changed_at")),
        "unexplained": (pl.col("gross") - pl.sum_horizontal(*AMOUNTS)).cast(MONEY),
    },
    quarantine={
        "changed_before_registered": pl.col("changed_at") < pl.col("registered_at"),
        "negative_price": pl.any_horizontal(pl.col(name) < 0 for name in AMOUNTS),
    },
    always=("status",),
    ignored=(
        *("ticket_class_id", "quantity", "delivery_method", "barcodes", "costs", "team", "answers"),
    ),
    private=(*PEOPLE, "answers.answer"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "attendee_ref"),
        gxe.ExpectColumnValuesToNotBeNull(column="event_ref"),
        gxe.ExpectColumnValuesToNotBeNull(column="email_hash", mostly=0.5, severity="warning"),
        gxe.ExpectColumnValuesToBeBetween(
            column="unexplained", min_value=0, max_value=0, severity="warning"
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=["Attending", "Checked In", "Not Attending", "Unpaid"],
            severity="warning",
        ),
    ],
)

answers = Stream(
    name="eventbrite__answers",
    grain="one row per ticket and question that its guest answered",
    keys=("attendee_ref", "question_ref"),
    feed="attendees",
    explode="answers",
    may_lack=True,
    load="merge",
    newest="changed_at",
    replace_by=("attendee_ref",),
    columns={
        "attendee_ref": text("id", required=True),
        "event_ref": text("event_id", required=True),
        "registered_at": timestamp("created", required=True),
        "changed_at": timestamp("changed", required=True),
        "is_staff": boolean("is_staff", absent=False),
        "question_ref": text("answers.question_id", required=True),
        "question": text("answers.question"),
        "answer_type": text("answers.type"),
        "answer_text": replace(written("answers.answer"), nulls=(ERASED,)),
    },
    always=("status",),
    private=("answers.answer", *PEOPLE),
    ignored=TICKET,
    expectations=lambda gxe: shared.any_rows(gxe, "attendee_ref", "question_ref"),
)

orders = Stream(
    name="eventbrite__orders",
    grain="one row per order of one or several tickets, its newest version",
    keys=("order_ref",),
    load="merge",
    newest="changed_at",
    columns={
        "order_ref": text("id", required=True),
        "event_ref": text("event_id", required=True),
        "ordered_at": timestamp("created", required=True),
        "changed_at": timestamp("changed", required=True),
        "status": text("status", required=True),
        "is_staff": boolean("is_staff", absent=False),
        "email_hash": person("email", "email"),
        "name_hash": contact("name", "name"),
        "promo_code": text("promo_code"),
        "currency_code": text("costs.gross.currency"),
        **AMOUNTS,
        "gross": money("costs.gross.major_value", absent=0),
    },
    quarantine={
        "changed_before_ordered": pl.col("changed_at") < pl.col("ordered_at"),
        "negative_price": pl.any_horizontal(pl.col(name) < 0 for name in AMOUNTS),
    },
    ignored=("attendees", "costs", "time_remaining"),
    private=("first_name", "last_name"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "order_ref"),
        gxe.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=[
                "placed",
                "pending",
                "refunded",
                "partially_refunded",
                "transferred",
                "deleted",
                "abandoned",
                "started",
            ],
            severity="warning",
        ),
    ],
)

ticket_classes = Stream(
    name="eventbrite__ticket_classes",
    grain="one row per event and kind of ticket, as it stands",
    keys=("event_ref", "class_ref"),
    columns={
        "event_ref": text("event_id", required=True),
        "class_ref": text("id", required=True),
        "ticket_type": text("name"),
        "is_free": boolean("free", absent=False),
        "is_hidden": boolean("hidden", absent=False),
        "currency_code": text("cost.currency"),
        "price": money("cost.major_value", absent=0),
        "fee": money("fee.major_value", absent=0),
        "offered": count("quantity_total", absent=None),
        "sold": count("quantity_sold", absent=None),
        "sales_start_at": timestamp("sales_start"),
        "sales_end_at": timestamp("sales_end"),
    },
    derived={"unsold": pl.col("offered") - pl.col("sold")},
    quarantine={
        "negative_price": (pl.col("price") < 0) | (pl.col("fee") < 0),
        "negative_count": (pl.col("offered") < 0) | (pl.col("sold") < 0),
    },
    ignored=("on_sale_status", "cost", "fee", "description", "donation", "tax"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "event_ref", "class_ref"),
        gxe.ExpectColumnValuesToBeBetween(column="unsold", min_value=0, severity="warning"),
    ],
)
