"""Fxiaoke 纷享销客 around leads and opportunities, clean. Raw: `connectors/crm/fxiaoke.py`.

Only the names of the objects are documented, not all of their fields: where two names are in use,
both are read.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import local_day, person, text
from pipelines.streams.crm.fxiaoke import ENVELOPE, GONE, MS, STATE
from pipelines.streams.spec import Stream

OWNED = (*ENVELOPE, "owner_department")


def but(*read: str) -> tuple[str, ...]:
    """What stands around every record, but for what this table reads."""
    return tuple(path for path in OWNED if path not in read)


accounts = Stream(
    name="fxiaoke__accounts",
    grain="one row per company, its newest version",
    keys=("company_id",),
    load="merge",
    newest="updated_at",
    columns={
        "company_id": text("_id"),
        "company_name": text("name"),
        "industry": text("industry_level1"),
        "level": text("account_level"),
        **STATE,
    },
    derived=GONE,
    ignored=but("name"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "company_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="company_name", mostly=0.5, severity="warning"),
    ],
)

contacts = Stream(
    name="fxiaoke__contacts",
    grain="one row per contact, its newest version",
    keys=("contact_id",),
    load="merge",
    newest="updated_at",
    columns={
        "contact_id": text("_id"),
        "company_id": text("account_id", join=";"),
        "email_hash": person("email", "email"),
        "_mobile": person("mobile", "phone"),
        "_mobile1": person("mobile1", "phone"),
        "external_hash": person("external_userid__c", "external_userid"),
        **STATE,
    },
    derived={**GONE, "phone_hash": pl.coalesce("_mobile", "_mobile1")},
    ignored=but("account_id"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "contact_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="phone_hash", mostly=0.3, severity="warning"),
    ],
)

campaigns = Stream(
    name="fxiaoke__campaigns",
    grain="one row per campaign, its newest version",
    keys=("campaign_id",),
    load="merge",
    newest="updated_at",
    columns={
        "campaign_id": text("_id"),
        "campaign_name": text("name", required=True),
        "channel_type": text("event_type"),
        "status": text("biz_status"),
        "start_date": local_day("begin_time", MS, zone="Asia/Shanghai"),
        "end_date": local_day("end_time", MS, zone="Asia/Shanghai"),
        **STATE,
    },
    derived=GONE,
    quarantine=shared.ends_before_start("start_date", "end_date"),
    ignored=but("name"),
)

campaign_members = Stream(
    name="fxiaoke__campaign_members",
    grain="one row per member of a campaign, its newest version",
    keys=("member_id",),
    load="merge",
    newest="updated_at",
    columns={
        "member_id": text("_id"),
        "campaign_id": text("marketing_event_id", join=";", required=True),
        "_lead": text("lead_id", join=";"),
        "_leads": text("leads_id", join=";"),
        "contact_id": text("contact_id", join=";"),
        "member_status": text("campaign_members_status"),
        **STATE,
    },
    derived={**GONE, "lead_id": pl.coalesce("_lead", "_leads")},
    quarantine={"nobody": pl.coalesce("_lead", "_leads", "contact_id").is_null()},
    ignored=(*but(), "marketing_event_id__r", "lead_id__r", "leads_id__r", "contact_id__r"),
)
