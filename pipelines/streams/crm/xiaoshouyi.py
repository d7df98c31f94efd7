"""Xiaoshouyi 销售易, clean. Raw records: `connectors/crm/xiaoshouyi.py`.

Numbers and times may be texts; times are epoch milliseconds. Ids go up to 64 bits and stay text. A
choice is a code, a label, or a list of one. What was deleted is missing from `record_ids`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import local_day, money, number, person, text, timestamp
from pipelines.streams.spec import Stream

MS = "epoch_ms"
WON, CLOSED = ["2"], ["2", "3"]
STAMPS = {
    "created_at": timestamp("createdAt", MS, required=True),
    "updated_at": timestamp("updatedAt", MS, required=True),
}

leads = Stream(
    name="xiaoshouyi__leads",
    grain="one row per lead, its newest version",
    keys=("lead_id",),
    load="merge",
    newest="updated_at",
    columns={
        "lead_id": text("id"),
        "email_hash": person("email", "email"),
        "phone_hash": person("mobile", "phone"),
        "external_hash": person("externalUserid__c", "external_userid"),
        "lead_status": text("status", join=";", required=True),
        "owner_id": text("ownerId"),
        "sales_team": text("dimDepart"),
        "converted_deal_id": text("opportunityId"),
        "became_mql_at": timestamp("mqlAt__c", MS),
        "handed_over_at": timestamp("handedOverAt__c", MS),
        "accepted_at": timestamp("acceptedAt__c", MS),
        "first_followup_at": timestamp("firstFollowupAt__c", MS),
        "became_sql_at": timestamp("sqlAt__c", MS),
        **STAMPS,
    },
    quarantine={"updated_before_created": pl.col("updated_at") < pl.col("created_at")},
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "lead_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="phone_hash", mostly=0.3, severity="warning"),
    ],
)

opportunities = Stream(
    name="xiaoshouyi__opportunities",
    grain="one row per opportunity, its newest version",
    keys=("deal_id",),
    load="merge",
    newest="updated_at",
    columns={
        "deal_id": text("id"),
        "deal_name": text("opportunityName"),
        "amount": money("money", absent=None),
        "stage_id": text("saleStageId", required=True),
        "sales_status": text("status", join=";"),
        "probability": number("winRate", percent=True),
        "close_date": local_day("closeDate", MS, zone="Asia/Shanghai"),
        "closed_at": timestamp("closedAt__c", MS),
        "owner_id": text("ownerId"),
        "sales_team": text("dimDepart"),
        "company_id": text("accountId"),
        "campaign_id": text("campaignId"),
        "record_type_id": text("entityType"),
        **STAMPS,
    },
    derived={
        "is_won": pl.col("sales_status").is_in(WON).fill_null(False),
        "is_closed": pl.col("sales_status").is_in(CLOSED).fill_null(False),
    },
    quarantine={"negative_amount": pl.col("amount") < 0},
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "deal_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="amount", mostly=0.5, severity="warning"),
    ],
)

record_ids = Stream(
    name="xiaoshouyi__record_ids",
    grain="one row per lead, opportunity, company and activity that is there",
    keys=("object_name", "record_id"),
    columns={"object_name": text("object"), "record_id": text("id")},
    expectations=lambda gxe: shared.some_rows(gxe, "object_name", "record_id"),
)
