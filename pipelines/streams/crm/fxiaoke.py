"""Fxiaoke 纷享销客, clean. Raw records: `connectors/crm/fxiaoke.py`.

Times are epoch milliseconds, pure dates midnight in China; money is text. A lookup is an id or a
list of one; choices are codes. An invalidated record stays, with `is_deleted`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, local_day, money, number, person, text, timestamp
from pipelines.streams.spec import Stream

MS = "epoch_ms"
ENVELOPE = (
    *("object_describe_api_name", "name", "owner__l.id", "owner__l.name", "owner__l.dept"),
    *("created_by", "version", "company", "account_id", "account_id__r"),
)
GONE = {"is_deleted": pl.col("_is_deleted") | (pl.col("life_status") == "invalid").fill_null(False)}
STATE = {
    "owner_id": text("owner", join=";"),
    "life_status": text("life_status"),
    "_is_deleted": boolean("is_deleted", absent=False),
    "created_at": timestamp("create_time", MS, required=True),
    "updated_at": timestamp("last_modified_time", MS, required=True),
}

leads = Stream(
    name="fxiaoke__leads",
    grain="one row per lead, its newest version",
    keys=("lead_id",),
    load="merge",
    newest="updated_at",
    columns={
        "lead_id": text("_id"),
        "email_hash": person("email", "email"),
        "phone_hash": person("mobile", "phone"),
        "external_hash": person("external_userid__c", "external_userid"),
        "lead_status": text("biz_status", required=True),
        "lead_source": text("source"),
        "sales_team": text("owner_department"),
        "became_mql_at": timestamp("mql_at__c", MS),
        "handed_over_at": timestamp("handed_over_at__c", MS),
        "accepted_at": timestamp("accepted_at__c", MS),
        "first_followup_at": timestamp("first_followup_at__c", MS),
        "became_sql_at": timestamp("sql_at__c", MS),
        **STATE,
    },
    derived=GONE,
    quarantine={"updated_before_created": pl.col("updated_at") < pl.col("created_at")},
    ignored=ENVELOPE,
    private=("name",),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "lead_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="phone_hash", mostly=0.3, severity="warning"),
    ],
)

opportunities = Stream(
    name="fxiaoke__opportunities",
    grain="one row per opportunity, its newest version",
    keys=("deal_id",),
    load="merge",
    newest="updated_at",
    columns={
        "deal_id": text("_id"),
        "deal_name": text("name"),
        "lead_id": text("leads_id", join=";"),
        "amount": money("amount", absent=None),
        "stage_id": text("sales_stage", required=True),
        "stage_label": text("sales_stage__r"),
        "sales_status": text("sales_status"),
        "sales_team": text("owner_department"),
        "company_id": text("account_id", join=";"),
        "campaign_id": text("marketing_event_id", join=";"),
        "probability": number("probability", percent=True),
        "close_date": local_day("close_date", MS, zone="Asia/Shanghai"),
        "closed_at": timestamp("closed_at__c", MS),
        **STATE,
    },
    derived={
        **GONE,
        "is_won": (pl.col("sales_status") == "2").fill_null(False),
        "is_closed": pl.col("sales_status").is_in(["2", "3", "4"]).fill_null(False),
    },
    quarantine={"negative_amount": pl.col("amount") < 0},
    ignored=(
        *(path for path in ENVELOPE if path not in ("name", "account_id")),
        *("leads_id__r", "marketing_event_id__r"),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "deal_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="amount", mostly=0.5, severity="warning"),
    ],
)

record_ids = Stream(
    name="fxiaoke__record_ids",
    grain="one row per lead, deal, company, member and order that is there",
    keys=("object_name", "record_id"),
    columns={"object_name": text("object"), "record_id": text("_id")},
    expectations=lambda gxe: shared.some_rows(gxe, "object_name", "record_id"),
)
