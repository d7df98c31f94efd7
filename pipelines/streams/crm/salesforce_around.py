"""Salesforce's companies, activities and users, clean. Raw records: `connectors/crm/salesforce.py`.

The name of a person account is a person's and is not taken; subjects of activities are free text
and are not asked for. Who an activity is about is a lead, and its contact once it was converted.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, text, timestamp
from pipelines.streams.crm.salesforce import CHANGED, DELETED, IGNORED
from pipelines.streams.spec import Stream

accounts = Stream(
    name="salesforce__accounts",
    grain="one row per company, its newest version",
    keys=("company_id",),
    load="merge",
    newest="updated_at",
    columns={
        "company_id": text("Id"),
        "_name": text("Name"),
        "_is_person": boolean("IsPersonAccount", absent=False),
        "industry": text("Industry"),
        "country": text("BillingCountry"),
        "owner_id": text("OwnerId"),
        "master_id": text("MasterRecordId"),
        "is_deleted": DELETED,
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
    },
    derived={"company_name": pl.when(~pl.col("_is_person")).then("_name")},
    ignored=IGNORED,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "company_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="company_name", mostly=0.5, severity="warning"),
    ],
)

activities = Stream(
    name="salesforce__activities",
    grain="one row per task or event, its newest version",
    keys=("activity_id",),
    load="merge",
    newest="updated_at",
    columns={
        "activity_id": text("Id"),
        "activity_kind": text("object"),
        "activity_type": text("TaskSubtype"),
        "who_id": text("WhoId"),
        "what_id": text("WhatId"),
        "owner_id": text("OwnerId"),
        "_is_closed": boolean("IsClosed", absent=False),
        "_completed_at": timestamp("CompletedDateTime"),
        "_started_at": timestamp("StartDateTime"),
        "is_deleted": DELETED,
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
    },
    derived={
        "done_at": pl.when(pl.col("_is_closed"))
        .then(pl.coalesce("_completed_at", "created_at"))
        .otherwise("_started_at")
    },
    ignored=IGNORED,
)

users = Stream(
    name="salesforce__users",
    grain="one row per user",
    keys=("owner_id",),
    columns={
        "owner_id": text("Id"),
        "department": text("Department"),
        "user_type": text("UserType"),
        "is_active": boolean("IsActive", absent=True),
    },
    ignored=(*IGNORED, "SystemModstamp"),
    expectations=lambda gxe: shared.some_rows(gxe, "owner_id"),
)
