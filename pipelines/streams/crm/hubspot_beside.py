"""HubSpot's lines, tickets, leads, lists, forms. Raw records: `connectors/crm/hubspot.py`.

What people wrote (subjects, contents, answers in forms) does not come; an e-mail leaves as a hash.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import day, money, number, person, text, timestamp
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

form_submissions = Stream(
    name="hubspot__form_submissions",
    grain="one row per form somebody sent",
    keys=("form_id", "submitted_at", "submission_id"),
    load="merge",
    newest="submitted_at",
    columns={
        "form_id": text("form_id"),
        "submitted_at": timestamp("submitted_at", "epoch_ms", required=True),
        "submission_id": text("submission_id"),
        "email_hash": person("email", "email"),
        "page_url": text("page_url"),
    },
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "form_id", "submitted_at", "submission_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="email_hash", mostly=0.5, severity="warning"),
    ],
)

list_members = Stream(
    name="hubspot__list_members",
    grain="one row per list and object in it",
    keys=("list_id", "record_id"),
    columns={
        "list_id": text("list_id"),
        "record_id": text("recordId"),
        "object_type": text("object_type"),
        "joined_at": timestamp("membershipTimestamp"),
    },
)

catalogue = Stream(
    name="hubspot__catalogue",
    grain="one row per list, form, campaign, marketing mail, product, ticket stage or property",
    keys=("item_kind", "item_id"),
    columns={
        "item_kind": text("kind"),
        "_id": text("id"),
        "_list": text("listId"),
        "_of": text("of"),
        "_label": text("label"),
        "_name": text("name"),
        "_campaign": text("properties.hs_name"),
        "_product": text("properties.name"),
        "_processing": text("processingType"),
        "_form": text("formType"),
        "_type": text("type"),
        "_state": text("state"),
        "_status": text("properties.hs_campaign_status"),
        "_ticket": text("metadata.ticketState"),
        "campaign_id": text("campaign"),
        "sku": text("properties.hs_sku"),
        "unit_price": money("properties.price", absent=None, nulls=JUNK),
        "start_date": day("properties.hs_start_date"),
        "end_date": day("properties.hs_end_date"),
        "published_at": timestamp("publishDate"),
        "created_at": timestamp("createdAt"),
        "updated_at": timestamp("updatedAt"),
    },
    derived={
        "item_id": pl.when(pl.col("item_kind") == "property")
        .then(pl.format("{}.{}", "_of", "_name"))
        .otherwise(pl.coalesce("_list", "_id")),
        "item_name": pl.coalesce("_campaign", "_product", "_label", "_name"),
        "item_type": pl.coalesce("_processing", "_form", "_type"),
        "status": pl.coalesce("_state", "_status", "_ticket"),
    },
    ignored=(
        *("archived", "archivedAt", "metadata", "displayOrder", "properties", "objectTypeId"),
        *("processingStatus", "listVersion", "filtersUpdatedAt", "createdById", "updatedById"),
        *("additionalProperties", "size", "fieldGroups", "configuration", "displayOptions"),
        *("legalConsentOptions", "businessUnits", "subject", "campaignName", "content", "from"),
        *("to", "fieldType", "groupName", "description", "options", "calculated", "hidden"),
        *("externalOptions", "hasUniqueValue", "modificationMetadata", "formField"),
        *("hubspotDefined", "writePermissions"),
    ),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "item_kind", "item_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="item_name", mostly=0.9),
    ],
)
