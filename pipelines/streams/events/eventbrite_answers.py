"""What guests answered when they bought a ticket of Eventbrite, clean.

Raw records: `connectors/events/eventbrite.py`, feed `attendees`.
"""

from dataclasses import replace

from pipelines.streams import shared
from pipelines.streams.columns import ERASED, boolean, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.streams.survey.forms import written

# What the answers leave to the tickets they stand on.
TICKET = (
    *("order_id", "status", "cancelled", "refunded", "checked_in", "scanned_at", "ticket_class_id"),
    *("ticket_class_name", "quantity", "delivery_method", "barcodes", "costs", "team", "profile"),
    *("affiliate", "promotional_code"),
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
    private=("answers.answer", "profile.first_name", "profile.last_name"),
    ignored=TICKET,
    expectations=lambda gxe: shared.any_rows(gxe, "attendee_ref", "question_ref"),
)
