"""Xiaoshouyi 销售易 around leads and opportunities, clean. Raw: `connectors/crm/xiaoshouyi.py`.

How the fields of campaigns, their members and activities are called is not documented: the names in
use are read. What was deleted is missing from `record_ids`, or from the list itself.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import local_day, person, text, timestamp
from pipelines.streams.crm.xiaoshouyi import MS, STAMPS
from pipelines.streams.spec import Stream

accounts = Stream(
    name="xiaoshouyi__accounts",
    grain="one row per company, its newest version",
    keys=("company_id",),
    load="merge",
    newest="updated_at",
    columns={
        "company_id": text("id"),
        "company_name": text("accountName"),
        "industry": text("industryId", join=";"),
        "level": text("level", join=";"),
        "owner_id": text("ownerId"),
        **STAMPS,
    },
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "company_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="company_name", mostly=0.5, severity="warning"),
    ],
)

contacts = Stream(
    name="xiaoshouyi__contacts",
    grain="one row per contact, its newest version",
    keys=("contact_id",),
    load="merge",
    newest="updated_at",
    columns={
        "contact_id": text("id"),
        "company_id": text("accountId"),
        "email_hash": person("email", "email"),
        "phone_hash": person("mobile", "phone"),
        "external_hash": person("externalUserid__c", "external_userid"),
        **STAMPS,
    },
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "contact_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="phone_hash", mostly=0.3, severity="warning"),
    ],
)

campaigns = Stream(
    name="xiaoshouyi__campaigns",
    grain="one row per campaign",
    keys=("campaign_id",),
    columns={
        "campaign_id": text("id"),
        "_name": text("name"),
        "_campaign_name": text("campaignName"),
        "_type": text("type", join=";"),
        "_campaign_type": text("campaignType", join=";"),
        "status": text("status", join=";"),
        "start_date": local_day("startDate", MS, zone="Asia/Shanghai"),
        "end_date": local_day("endDate", MS, zone="Asia/Shanghai"),
        **STAMPS,
    },
    derived={
        "campaign_name": pl.coalesce("_name", "_campaign_name"),
        "channel_type": pl.coalesce("_type", "_campaign_type"),
    },
    quarantine=shared.ends_before_start("start_date", "end_date"),
)

campaign_members = Stream(
    name="xiaoshouyi__campaign_members",
    grain="one row per member of a campaign",
    keys=("member_id",),
    columns={
        "member_id": text("id"),
        "_campaign": text("campaign"),
        "_campaign_id": text("campaignId"),
        "_lead": text("lead"),
        "_lead_id": text("leadId"),
        "_contact": text("contact"),
        "_contact_id": text("contactId"),
        "member_status": text("status", join=";"),
        **STAMPS,
    },
    derived={
        "campaign_id": pl.coalesce("_campaign_id", "_campaign"),
        "lead_id": pl.coalesce("_lead_id", "_lead"),
        "contact_id": pl.coalesce("_contact_id", "_contact"),
    },
    quarantine={
        "no_campaign": pl.coalesce("_campaign_id", "_campaign").is_null(),
        "nobody": pl.coalesce("_lead_id", "_lead", "_contact_id", "_contact").is_null(),
    },
)

activities = Stream(
    name="xiaoshouyi__activities",
    grain="one row per activity record, its newest version",
    keys=("activity_id",),
    load="merge",
    newest="updated_at",
    columns={
        "activity_id": text("id"),
        "activity_kind": text("type", join=";"),
        "_item": text("itemId"),
        "_lead": text("leadId"),
        "_object": text("objectId"),
        "owner_id": text("ownerId"),
        "_started_at": timestamp("startTime", MS),
        **STAMPS,
    },
    derived={
        "who_id": pl.coalesce("_item", "_lead", "_object"),
        "done_at": pl.coalesce("_started_at", "created_at"),
    },
    quarantine={"about_nothing": pl.coalesce("_item", "_lead", "_object").is_null()},
)

users = Stream(
    name="xiaoshouyi__users",
    grain="one row per user",
    keys=("owner_id",),
    columns={"owner_id": text("id"), "sales_team": text("dimDepart", join=";")},
    ignored=("createdAt", "updatedAt"),
    expectations=lambda gxe: shared.some_rows(gxe, "owner_id"),
)
