"""Salesforce's campaigns, who is in them, and how far one may get, clean. Raw records:
`connectors/crm/salesforce.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, day, text, timestamp
from pipelines.streams.crm.salesforce import CHANGED, DELETED, IGNORED
from pipelines.streams.spec import Stream

campaigns = Stream(
    name="salesforce__campaigns",
    grain="one row per campaign, its newest version",
    keys=("campaign_id",),
    load="merge",
    newest="updated_at",
    columns={
        "campaign_id": text("Id"),
        "campaign_name": text("Name", required=True),
        "channel_type": text("Type"),
        "status": text("Status"),
        "start_date": day("StartDate"),
        "end_date": day("EndDate"),
        "owner_id": text("OwnerId"),
        "is_deleted": DELETED,
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
    },
    quarantine=shared.ends_before_start("start_date", "end_date"),
    ignored=IGNORED,
)

campaign_members = Stream(
    name="salesforce__campaign_members",
    grain="one row per lead or contact in a campaign, its newest version",
    keys=("member_id",),
    load="merge",
    newest="updated_at",
    columns={
        "member_id": text("Id"),
        "campaign_id": text("CampaignId", required=True),
        "lead_id": text("LeadId"),
        "contact_id": text("ContactId"),
        "member_status": text("Status"),
        "has_responded": boolean("HasResponded"),
        "responded_date": day("FirstRespondedDate"),
        "is_deleted": DELETED,
        "created_at": timestamp("CreatedDate", required=True),
        "updated_at": CHANGED,
    },
    quarantine={"nobody": pl.col("lead_id").is_null() & pl.col("contact_id").is_null()},
    ignored=IGNORED,
)

campaign_member_statuses = Stream(
    name="salesforce__campaign_member_statuses",
    grain="one row per status that members of a campaign may have",
    keys=("status_id",),
    columns={
        "status_id": text("Id"),
        "campaign_id": text("CampaignId", required=True),
        "member_status": text("Label", required=True),
        "status_no": count("SortOrder", absent=None),
        "is_default": boolean("IsDefault", absent=False),
        "has_responded": boolean("HasResponded", absent=False),
        "is_deleted": DELETED,
    },
    ignored=(*IGNORED, "SystemModstamp"),
)
