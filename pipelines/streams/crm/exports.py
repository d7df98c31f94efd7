"""Lists out of 纷享销客 and 销售易, clean. Raw records: `connectors/crm/exports.py`.

Every file is loaded by its name; a lead that stands in several is told by the newest in staging.
Choices are labels, times are of China; an owner is a name there and leaves as a keyed hash.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.streams.columns import UTC_TIME, Column, day, number, text
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    contact,
    in_yuan,
    typed_day,
    typed_money,
    typed_phone,
    typed_text,
    typed_time,
    unit_factor,
    written_number,
)
from pipelines.streams.spec import Stream

WON = ("赢单", "已赢单", "成交", "已成交", "赢")
LOST = ("输单", "已输单", "丢单", "失败", "无效", "关闭", "输")


def moment(path: str) -> Column:
    """A moment that every line has."""
    return Column(path, UTC_TIME, typed_time(path).read, required=True, nulls=BLANK)


COMMON: Mapping[str, Column] = {
    "corp_id": text("_account", required=True),
    "_exported_on": day("_exported_on"),
    "_as_of": typed_day("_as_of"),
    "_number": written_number("_row"),
    "owner_id": contact("owner", "staff"),
    "sales_team": typed_text("department"),
    "created_at": moment("created_at"),
    "updated_at": moment("updated_at"),
}
EXPORTED = {"exported_date": pl.coalesce("_exported_on", "_as_of")}


def leads(connector: str) -> Stream:
    """Leads of one vendor's lists."""
    return Stream(
        name=f"{connector}__leads",
        grain="one row per file and lead",
        keys=("lead_id",),
        nulls=BLANK,
        newest="_number",
        columns={
            "lead_id": text("record_id", required=True),
            "email_hash": contact("email", "email"),
            "phone_hash": typed_phone("mobile"),
            "lead_status": text("status", required=True),
            "lead_source": typed_text("source"),
            "campaign_id": typed_text("campaign_id"),
            "became_mql_at": typed_time("mql_at"),
            "handed_over_at": typed_time("handed_over_at"),
            "accepted_at": typed_time("accepted_at"),
            "first_followup_at": typed_time("first_followup_at"),
            "became_sql_at": typed_time("sql_at"),
            **COMMON,
        },
        derived=EXPORTED,
        quarantine={"updated_before_created": pl.col("updated_at") < pl.col("created_at")},
        ignored=(*PLACE, "name", "company"),
    )


def opportunities(connector: str) -> Stream:
    """Opportunities of one vendor's lists."""
    return Stream(
        name=f"{connector}__opportunities",
        grain="one row per file and opportunity",
        keys=("deal_id",),
        nulls=BLANK,
        newest="_number",
        columns={
            "deal_id": text("record_id", required=True),
            "deal_name": typed_text("name"),
            "company_id": typed_text("company_id"),
            "lead_id": typed_text("lead_id"),
            "campaign_id": typed_text("campaign_id"),
            "_amount": typed_money("amount"),
            "_unit_factor": unit_factor(),
            "stage_id": text("stage", required=True),
            "sales_status": text("status", required=True),
            "probability": number("probability", percent=True, nulls=BLANK),
            "close_date": typed_day("close_date"),
            "closed_at": typed_time("closed_at"),
            **COMMON,
        },
        derived={
            **EXPORTED,
            "amount": in_yuan("_amount"),
            "is_won": pl.col("sales_status").is_in(list(WON)),
            "is_closed": pl.col("sales_status").is_in([*WON, *LOST]),
        },
        quarantine={"negative_amount": pl.col("_amount") < 0},
        ignored=(*PLACE, "customer"),
    )


fxiaoke_leads = leads("fxiaoke_exports")
fxiaoke_opportunities = opportunities("fxiaoke_exports")
xiaoshouyi_leads = leads("xiaoshouyi_exports")
xiaoshouyi_opportunities = opportunities("xiaoshouyi_exports")
