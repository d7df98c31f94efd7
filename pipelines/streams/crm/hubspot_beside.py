"""HubSpot's lines of deals, tickets and leads. Raw records: `connectors/crm/hubspot.py`.

What people wrote (subjects, contents) does not come.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import money, number, text, timestamp
from pipelines.streams.crm.hubspot import ENVELOPE, JUNK
from pipelines.streams.spec import Stream

STAMPS = {
    "created_at": timestamp("properties.createdate", required=True),
    "updated_at": timestamp("properties.hs_lastmodifieddate", required=True),
}

line_items = Stream(
    name="hubspot__line_items",
    grain="one row per line of a deal, its newest version",
    keys=("line_id",),
    load="merge",
    newest="updated_at",
    columns={
        "line_id": text("id"),
        "deal_id": text("deal_id"),
        "product_id": text("properties.hs_product_id"),
        "line_name": text("properties.name"),
        "sku": text("properties.hs_sku"),
        "quantity": number("properties.quantity", nulls=JUNK),
        "unit_price": money("properties.price", absent=None, nulls=JUNK),
        "amount": money("properties.amount", absent=None, nulls=JUNK),
        "currency_code": text("properties.hs_line_item_currency_code"),
        **STAMPS,
    },
    quarantine={"negative_quantity": pl.col("quantity") < 0},
    always=("properties.amount", "properties.quantity"),
    ignored=("kind", *ENVELOPE),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "line_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="amount", mostly=0.8, severity="warning"),
        gxe.ExpectColumnValuesToNotBeNull(column="deal_id", mostly=0.8, severity="warning"),
    ],
)

tickets = Stream(
    name="hubspot__tickets",
    grain="one row per ticket, its newest version",
    keys=("ticket_id",),
    load="merge",
    newest="updated_at",
    columns={
        "ticket_id": text("id"),
        "contact_id": text("contact_id"),
        "pipeline_id": text("properties.hs_pipeline"),
        "stage_id": text("properties.hs_pipeline_stage"),
        "priority": text("properties.hs_ticket_priority"),
        "reason": text("properties.hs_ticket_category"),
        "owner_id": text("properties.hubspot_owner_id"),
        "first_reply_at": timestamp("properties.first_agent_reply_date"),
        "closed_at": timestamp("properties.closed_date"),
        **STAMPS,
    },
    quarantine={"closed_before_created": pl.col("closed_at") < pl.col("created_at")},
    always=("properties.hs_pipeline_stage", "properties.closed_date"),
    ignored=("kind", *ENVELOPE),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "ticket_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="contact_id", mostly=0.3, severity="warning"),
    ],
)

leads = Stream(
    name="hubspot__leads",
    grain="one row per lead beside a contact, its newest version",
    keys=("lead_id",),
    load="merge",
    newest="updated_at",
    columns={
        "lead_id": text("id"),
        "contact_id": text("contact_id"),
        "pipeline_id": text("properties.hs_pipeline"),
        "stage_id": text("properties.hs_pipeline_stage"),
        "rating": text("properties.hs_lead_label"),
        "lead_type": text("properties.hs_lead_type"),
        "owner_id": text("properties.hubspot_owner_id"),
        "created_at": timestamp("properties.hs_createdate"),
        "updated_at": timestamp("properties.hs_lastmodifieddate", required=True),
    },
    always=("properties.hs_lead_label", "properties.hs_pipeline_stage"),
    ignored=("kind", *ENVELOPE),
)
