"""HubSpot, clean. Raw records: `connectors/crm/hubspot.py`.

Every property is text, null when unset. A merged contact names its losers in `merged_ids`.
What lies in the bin, or is gone, `record_ids` tell. Contact data leave here as identifiers only.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, money, person, text, timestamp
from pipelines.streams.spec import Stream

ENVELOPE = ("properties", "createdAt", "updatedAt", "archived", "archivedAt", "associations", "url")
STEPS = {
    "became_lead_at": "hs_v2_date_entered_lead",
    "became_mql_at": "hs_v2_date_entered_marketingqualifiedlead",
    "became_sql_at": "hs_v2_date_entered_salesqualifiedlead",
    "became_opportunity_at": "hs_v2_date_entered_opportunity",
    "became_customer_at": "hs_v2_date_entered_customer",
    "handed_over_at": "handed_over_at",
    "accepted_at": "accepted_at",
    "first_followup_at": "hs_sa_first_engagement_date",
}


JUNK = ("N/A", "n/a", "#N/A", "NA", "-", "--", "null", "None")  # seen where a number should be
# Both properties name the losers; the older one with the moment: `84:1423582437000`.
LOSERS = pl.concat_str(
    "_merged", pl.col("_vids").str.replace_all(r":\d+", ""), separator=";", ignore_nulls=True
)
MERGED = pl.when(LOSERS.str.len_bytes() > 0).then(LOSERS)


contacts = Stream(
    name="hubspot__contacts",
    grain="one row per contact, its newest version",
    keys=("contact_id",),
    load="merge",
    newest="updated_at",
    columns={
        "contact_id": text("id"),
        "email_hash": person("properties.email", "email"),
        "phone_hash": person("properties.phone", "phone"),
        "member_hash": person("properties.member_no", "member"),
        "first_seen_source": text("properties.hs_analytics_source"),
        "utm_source": text("properties.utm_source"),
        "utm_campaign": text("properties.utm_campaign"),
        "lifecycle_stage": text("properties.lifecyclestage"),
        "lead_status": text("properties.hs_lead_status"),
        **{name: timestamp(f"properties.{written}") for name, written in STEPS.items()},
        "owner_id": text("properties.hubspot_owner_id"),
        "sales_team": text("properties.sales_team"),
        "_merged": text("properties.hs_merged_object_ids"),
        "_vids": text("properties.hs_calculated_merged_vids"),
        "created_at": timestamp("properties.createdate", required=True),
        "updated_at": timestamp("properties.lastmodifieddate", required=True),
        "is_archived": boolean("archived", absent=False),
        "archived_at": timestamp("archivedAt"),
    },
    derived={"merged_ids": MERGED},
    quarantine={"updated_before_created": pl.col("updated_at") < pl.col("created_at")},
    always=("properties.email", "properties.lifecyclestage", "properties.hs_lead_status"),
    ignored=ENVELOPE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "contact_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="email_hash", mostly=0.3, severity="warning"),
    ],
)

deals = Stream(
    name="hubspot__deals",
    grain="one row per deal, its newest version",
    keys=("deal_id",),
    load="merge",
    newest="updated_at",
    columns={
        "deal_id": text("id"),
        "deal_name": text("properties.dealname"),
        "amount": money("properties.amount", absent=None, nulls=JUNK),
        "currency_code": text("properties.deal_currency_code"),
        "pipeline_id": text("properties.pipeline"),
        "stage_id": text("properties.dealstage", required=True),
        "owner_id": text("properties.hubspot_owner_id"),
        "created_at": timestamp("properties.createdate", required=True),
        "closed_at": timestamp("properties.closedate"),
        "updated_at": timestamp("properties.hs_lastmodifieddate", required=True),
        "is_won": boolean("properties.hs_is_closed_won", absent=False),
        "is_closed": boolean("properties.hs_is_closed", absent=False),
    },
    quarantine={
        "negative_amount": pl.col("amount") < 0,
        "won_without_currency": pl.col("is_won") & pl.col("currency_code").is_null(),
    },
    always=("properties.amount", "properties.closedate", "properties.hs_is_closed"),
    ignored=ENVELOPE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "deal_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="amount", mostly=0.8, severity="warning"),
    ],
)

record_ids = Stream(
    name="hubspot__record_ids",
    grain="one row per object that is there or in the bin",
    keys=("object_name", "record_id"),
    columns={
        "object_name": text("object"),
        "record_id": text("id"),
        "updated_at": timestamp("updatedAt"),
        "archived_at": timestamp("archivedAt"),
    },
    ignored=ENVELOPE,
    expectations=lambda gxe: shared.some_rows(gxe, "object_name", "record_id"),
)
