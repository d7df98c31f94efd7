"""Eventbrite, clean: its events and the kinds of tickets they offer.

Raw records: `connectors/events/eventbrite.py`.

`event_id` is the company's own number of the activity (E-2026-31) where its name holds one.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, money, text, timestamp
from pipelines.streams.shared import ends_before_start
from pipelines.streams.spec import Stream

CODE = r"(E-20\d\d-\d+)"

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
