"""HubSpot's objects beside contacts and deals: line items, products, tickets and leads."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.telling import moment, plain, records, zulu

TEXTS = {
    "line_items": ("name", "hs_product_id", "hs_sku", "quantity", "price", "amount"),
    "products": ("name", "hs_sku", "price"),
    "tickets": ("subject", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority"),
    "leads": ("hs_lead_name", "hs_pipeline", "hs_pipeline_stage", "hs_lead_label"),
}
TIMES_OF: dict[str, set[str]] = {
    "line_items": set(),
    "products": set(),
    "tickets": {"first_agent_reply_date", "closed_date"},
    "leads": {"hs_createdate"},
}
TIMES = set().union(*TIMES_OF.values())
BELONGS = {"line_items": "deals", "tickets": "contacts", "leads": "contacts"}
Row = dict[str, Any]


class Around:
    """These objects, as of a moment."""

    def __init__(self, world: Any) -> None:
        items = records(world.hub_items)
        products = [row for row in items if row["item_kind"] == "product"]
        self.told: dict[str, tuple[list[Row], Callable[[Row, datetime], Row]]] = {
            "line_items": (records(world.hub_lines), line),
            "products": (products, product),
            "tickets": (records(world.hub_tickets), ticket),
            "leads": (records(world.hub_leads), lead),
        }

    def of(self, kind: str, now: datetime) -> list[Row]:
        """All records of a kind that exist by then."""
        rows, tell = self.told[kind]
        return [tell(row, now) for row in rows if past(row["created_at"], now)]


def line(row: Row, now: datetime) -> Row:
    """A line of a deal; its amount is what is left after the discount."""
    return record(row["line_id"], row, row["deal_id"], {
        "name": row["line_name"],
        "hs_product_id": row["product_id"],
        "hs_sku": row["sku"],
        "quantity": plain(row["quantity"]),
        "price": plain(row["unit_price"]),
        "amount": plain(row["amount"]),
        "hs_line_item_currency_code": row["currency_code"],
    })  # fmt: skip


def product(row: Row, now: datetime) -> Row:
    """A product of the catalogue; without a price it has junk there."""
    price = "N/A" if row["unit_price"] is None else plain(row["unit_price"])
    told = {"name": row["item_name"], "hs_sku": row["sku"], "price": price}
    return record(row["item_id"], row, None, told)


def ticket(row: Row, now: datetime) -> Row:
    """A ticket in the stage it had by then."""
    replied, closed = past(row["replied_at"], now), past(row["closed_at"], now)
    told = {
        "subject": "Where is my tent?",
        "hs_pipeline": "0",
        "hs_pipeline_stage": row["stage_id"] if closed or not row["is_closed"] else "1",
        "hs_ticket_priority": row["priority"],
        "hs_ticket_category": row["reason"],
        "hubspot_owner_id": row["owner_id"],
        "first_agent_reply_date": zulu(replied, 3),
        "closed_date": zulu(closed, 3),
    }
    last = past(row["updated_at"], now) or closed or replied or row["created_at"]
    return record(row["ticket_id"], row | {"updated_at": last}, row["contact_id"], told)


def lead(row: Row, now: datetime) -> Row:
    """The lead of a contact."""
    told = {
        "hs_lead_name": "Somebody",
        "hs_pipeline": "lead-pipeline-id",
        "hs_pipeline_stage": row["stage_id"],
        "hs_lead_label": row["rating"],
        "hs_lead_type": "NEW_BUSINESS",
        "hubspot_owner_id": row["owner_id"],
        "hs_createdate": zulu(row["created_at"], 3),
    }
    return record(row["hub_lead_id"], row, row["contact_id"], told)


def record(number: str, row: Row, of: str | None, told: Row) -> Row:
    """An object as the dialect keeps it; what lies in the bin does so from its last change on."""
    times = {"createdate": zulu(row["created_at"], 3)}
    times |= {"hs_lastmodifieddate": zulu(row["updated_at"], 3)}
    archived = bool(row.get("is_archived"))
    return {
        "id": number,
        "of": of,
        "cursor": "hs_lastmodifieddate",
        "properties": {"hs_object_id": number} | told | times,
        "history": {},
        "archived": archived,
        "archivedAt": zulu(row["updated_at"], 3) if archived else None,
    }


def past(value: datetime | None, now: datetime) -> datetime | None:
    """A moment, if it was before then."""
    at = moment(value)
    return at if at is not None and at < now else None
