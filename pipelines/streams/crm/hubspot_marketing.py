"""HubSpot's forms, lists and what else marketing keeps. Raw records: `connectors/crm/hubspot.py`.

Answers in forms do not come; an e-mail leaves as a hash.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import day, money, person, text, timestamp
from pipelines.streams.crm.hubspot import JUNK
from pipelines.streams.spec import Stream

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
