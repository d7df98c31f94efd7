"""Orders of Eventbrite, clean: what was bought at once, and its tickets.

Raw records: `connectors/events/eventbrite.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, boolean, money, person, text, timestamp
from pipelines.streams.sheets import contact, last_four_of
from pipelines.streams.spec import Stream

AMOUNTS = {
    name: money(f"costs.{part}.major_value", absent=0)
    for name, part in (
        ("base_price", "base_price"),
        ("fee", "eventbrite_fee"),
        ("payment_fee", "payment_fee"),
        ("tax", "tax"),
    )
}

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
                *("placed", "pending", "refunded", "partially_refunded"),
                *("transferred", "deleted", "abandoned", "started"),
            ],
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
    private=("profile.first_name", "profile.last_name", "answers.answer"),
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
