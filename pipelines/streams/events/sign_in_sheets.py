"""Sheets of offline activities, clean. Raw records: `connectors/events/sign_in_sheets.py`.

Times are Chinese clock times; the activity stands in the file's name (`…_E-2026-31…`) or a column.
"""

import polars as pl

from pipelines.streams.columns import count, text
from pipelines.streams.sheets import (
    BLANK,
    contact,
    event_times,
    in_yuan,
    last_four,
    mark,
    typed_count,
    typed_money,
    typed_phone,
    typed_text,
    unit_factor,
    unread,
)
from pipelines.streams.spec import Stream

PLACE = ("_file", "_sheet", "_row", "_no", "_encoding", "_unit", "_as_of", "_hidden", "_day")
PERSON = ("name", "phone", "email", "company", "wechat_id")
SCALE = 1_000  # an amount so many times the usual one was typed in another unit (元 for 万元)

where = {"_file": text("_file"), "_day": text("_day"), "_event": typed_text("event_id")}
event_id = pl.coalesce("_event", pl.col("_file").str.extract(r"(E-20\d\d-\d+)"))
no_event = {"no_event": pl.col("event_id").is_null()}


def times(*names: str) -> dict:
    """Helper columns of times that may be written without year or day."""
    return {f"_{name}": typed_text(name) for name in names}


def out_of_scale(name: str) -> pl.Expr:
    """Far from the usual amount of the file; a file of a few rows has no usual amount."""
    usual = pl.col(name).filter(pl.col(name) > 0).median()
    return (pl.len() >= 5) & (pl.col(name).cast(pl.Float64) > usual * SCALE)


events = Stream(
    name="sign_in_sheets__events",
    grain="one row per offline activity",
    keys=("event_id",),
    nulls=BLANK,
    columns={
        "event_id": typed_text("event_id"),
        "event_name": typed_text("event_name"),
        "event_type": typed_text("event_type"),
        "city": typed_text("city"),
        "venue": typed_text("venue"),
        "owner": typed_text("owner"),
        "project": typed_text("project"),
        "brand": typed_text("brand"),
        "product_line": typed_text("product_line"),
        "region": typed_text("region"),
        "target_invited": typed_count("target_invited"),
        "target_attended": typed_count("target_attended"),
        "target_leads": typed_count("target_leads"),
        "status": typed_text("status"),
        "_file": text("event_id"),
        "_day": text("_day"),
        "_target_deal_amount": typed_money("target_deal_amount"),
        "_budget": typed_money("budget"),
        "_unit_factor": unit_factor(),
        **times("start_at", "end_at"),
    },
    derived={
        **event_times(("start_at", "end_at")),
        "target_deal_amount": in_yuan("_target_deal_amount"),
        "budget": in_yuan("_budget"),
    },
    quarantine={
        **unread(("start_at", "end_at")),
        "no_start": pl.col("start_at").is_null(),
        "ends_before_it_starts": pl.col("end_at") < pl.col("start_at"),
        "negative_budget": pl.col("budget") < 0,
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="event_id", regex=r"^E-20\d\d-\d+$"),
        gxe.ExpectColumnValuesToNotBeNull(column="end_at", severity="warning"),
        gxe.ExpectColumnValuesToNotBeNull(column="budget", mostly=0.9, severity="warning"),
    ],
    controls={"budget": "budget", "target_deal_amount": "target_deal_amount"},
    ignored=PLACE,
)

registrations = Stream(
    name="sign_in_sheets__registrations",
    grain="one row per ticket of an activity",
    keys=("registration_id",),
    nulls=BLANK,
    columns={
        "registration_id": typed_text("registration_id"),
        "phone_hash": typed_phone("phone"),
        "email_hash": contact("email", "email"),
        "name_hash": contact("name", "name"),
        "company": typed_text("company"),
        "job_title": typed_text("job_title"),
        "ticket_type": typed_text("ticket_type"),
        "status": typed_text("status"),
        "is_attended": mark("attended"),
        "channel": typed_text("channel"),
        "_price": typed_money("price"),
        "_unit_factor": unit_factor(),
        **where,
        **times("registered_at", "checked_in_at"),
    },
    derived={
        "event_id": event_id,
        "price": in_yuan("_price"),
        **event_times(("registered_at", "checked_in_at")),
    },
    quarantine={
        **no_event,
        **unread(("registered_at", "checked_in_at")),
        "nobody": pl.all_horizontal(pl.col("phone_hash", "email_hash", "name_hash").is_null()),
        "negative_price": pl.col("price") < 0,
        "checked_in_without_attending": pl.col("checked_in_at").is_not_null()
        & ~pl.col("is_attended"),
        "attended_but_refused": pl.col("is_attended") & (pl.col("status") == "已拒绝"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="registered_at", mostly=0.99),
        gxe.ExpectColumnValuesToNotBeNull(column="phone_hash", mostly=0.8, severity="warning"),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=["event_id", "phone_hash"],
            severity="warning",
            ignore_row_if="any_value_is_missing",
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=["待审核", "已通过", "已拒绝", "已取消", "候补"],
            severity="warning",
        ),
    ],
    controls={"price": "price"},
    ignored=(
        *PLACE,
        "wechat_id",
        "pay_status",
        "pay_method",
        "promo_code",
        "check_in_method",
        "referrer",
    ),
)

sign_ins = Stream(
    name="sign_in_sheets__sign_ins",
    grain="one row per line of a sign-in list",
    keys=("event_id", "sign_in_no"),
    nulls=BLANK,
    columns={
        "sign_in_no": count("_no"),
        "name_hash": contact("name", "name"),
        "phone_hash": typed_phone("phone"),
        "phone_last4_hash": last_four("phone_last4"),
        "company": typed_text("company"),
        **where,
        **times("checked_in_at"),
    },
    derived={"event_id": event_id, **event_times(("checked_in_at",))},
    quarantine={
        **unread(("checked_in_at",)),
        "nobody": pl.all_horizontal(
            pl.col("phone_hash", "phone_last4_hash", "name_hash").is_null()
        ),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="checked_in_at", mostly=0.9, severity="warning"),
    ],
    ignored=(*PLACE, "email", "seat", "note"),
)
