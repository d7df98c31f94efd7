"""Salesforce's people and what is there, clean. Raw records: `connectors/crm/salesforce.py`.

REST writes types, Bulk files text only; times end in `+0000` or `Z`: both give the same rows. What
was deleted comes once more with `is_deleted`; a merged record names its winner.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, day, person, text, timestamp
from pipelines.streams.spec import Stream

IGNORED = ("attributes.type", "attributes.url")
DELETED = boolean("IsDeleted", absent=False)
CHANGED = timestamp("SystemModstamp", required=True)

leads = Stream(
    name="salesforce__leads",
    grain="one row per lead, its newest version",
    keys=("lead_id",),
    load="merge",
    newest="updated_at",
    columns={
        "lead_id": text("Id"),
        "email_hash": person("Email", "email"),
        "phone_hash": person("Phone", "phone"),
        "lead_status": text("Status", required=True),
        "lead_source": text("LeadSource"),
        "owner_id": text("OwnerId"),
        "sales_team": text("Sales_Team__c"),
        "is_converted": boolean("IsConverted", absent=False),
        "converted_date": day("ConvertedDate"),
        "converted_company_id": text("ConvertedAccountId"),
        "converted_contact_id": text("ConvertedContactId"),
        "converted_deal_id": text("ConvertedOpportunityId"),
        "became_mql_at": timestamp("MQL_At__c"),
        "handed_over_at": timestamp("Handed_Over_At__c"),
        "accepted_at": timestamp("Accepted_At__c"),
        "first_followup_at": timestamp("First_Followup_At__c"),
        "became_sql_at": timestamp("SQL_At__c"),
        "master_id": text("MasterRecordId"),
        "is_deleted": DELETED,
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
    },
    quarantine={"updated_before_created": pl.col("updated_at") < pl.col("created_at")},
    ignored=IGNORED,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "lead_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="email_hash", mostly=0.3, severity="warning"),
    ],
)

contacts = Stream(
    name="salesforce__contacts",
    grain="one row per contact, its newest version",
    keys=("contact_id",),
    load="merge",
    newest="updated_at",
    columns={
        "contact_id": text("Id"),
        "company_id": text("AccountId"),
        "email_hash": person("Email", "email"),
        "phone_hash": person("Phone", "phone"),
        "master_id": text("MasterRecordId"),
        "is_deleted": DELETED,
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
    },
    ignored=IGNORED,
)

record_ids = Stream(
    name="salesforce__record_ids",
    grain="one row per record of the reconciled objects that is there",
    keys=("object_name", "record_id"),
    columns={"object_name": text("object"), "record_id": text("Id")},
    ignored=IGNORED,
    expectations=lambda gxe: shared.some_rows(gxe, "object_name", "record_id"),
)
