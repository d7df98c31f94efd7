"""Salesforce's opportunities and what says where they stand, clean. Raw records:
`connectors/crm/salesforce.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, day, money, number, text, timestamp
from pipelines.streams.crm.salesforce import CHANGED, DELETED, IGNORED
from pipelines.streams.spec import Stream

opportunities = Stream(
    name="salesforce__opportunities",
    grain="one row per opportunity, its newest version",
    keys=("deal_id",),
    load="merge",
    newest="updated_at",
    columns={
        "deal_id": text("Id"),
        "deal_name": text("Name"),
        "amount": money("Amount", absent=None),
        "currency_code": text("CurrencyIsoCode"),
        "stage_id": text("StageName", required=True),
        "probability": number("Probability", percent=True),
        "close_date": day("CloseDate"),
        "owner_id": text("OwnerId"),
        "company_id": text("AccountId"),
        "campaign_id": text("CampaignId"),
        "record_type_id": text("RecordTypeId"),
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
        "is_won": boolean("IsWon", absent=False),
        "is_closed": boolean("IsClosed", absent=False),
        "is_deleted": DELETED,
    },
    quarantine={"negative_amount": pl.col("amount") < 0},
    ignored=IGNORED,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "deal_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="amount", mostly=0.5, severity="warning"),
    ],
)

opportunity_history = Stream(
    name="salesforce__opportunity_history",
    grain="one row per change of an opportunity",
    keys=("change_id",),
    load="merge",
    newest="entered_at",
    columns={
        "change_id": text("Id"),
        "deal_id": text("OpportunityId", required=True),
        "stage_id": text("StageName", required=True),
        "amount": money("Amount", absent=None),
        "close_date": day("CloseDate"),
        "entered_at": timestamp("CreatedDate", required=True),
    },
    ignored=IGNORED,
)

opportunity_contact_roles = Stream(
    name="salesforce__opportunity_contact_roles",
    grain="one row per contact's part in an opportunity, its newest version",
    keys=("role_id",),
    load="merge",
    newest="updated_at",
    columns={
        "role_id": text("Id"),
        "deal_id": text("OpportunityId", required=True),
        "contact_id": text("ContactId", required=True),
        "is_primary": boolean("IsPrimary", absent=False),
        "is_deleted": DELETED,
        "updated_at": CHANGED,
    },
    ignored=IGNORED,
)

opportunity_stages = Stream(
    name="salesforce__opportunity_stages",
    grain="one row per stage of opportunities",
    keys=("stage_id",),
    columns={
        "stage_id": text("ApiName"),
        "stage_label": text("MasterLabel"),
        "display_order": count("SortOrder", absent=None),
        "probability": number("DefaultProbability", percent=True),
        "is_closed": boolean("IsClosed", absent=False),
        "is_won": boolean("IsWon", absent=False),
        "is_active": boolean("IsActive", absent=True),
    },
    ignored=(*IGNORED, "Id"),
    expectations=lambda gxe: shared.some_rows(gxe, "stage_id"),
)

record_types = Stream(
    name="salesforce__record_types",
    grain="one row per record type",
    keys=("record_type_id",),
    columns={
        "record_type_id": text("Id"),
        "record_type_label": text("Name"),
        "object_name": text("SobjectType"),
        "is_active": boolean("IsActive", absent=True),
    },
    ignored=IGNORED,
)
