"""Who registered and who came, clean. Raw records: `connectors/events/sign_in_sheets.py`.

Times are Chinese clock times; the activity stands in the file's name (`…_E-2026-31…`) or a column.
"""

import polars as pl

from pipelines.streams.columns import count
from pipelines.streams.events.places import PLACE, event_id, no_event, times, where
from pipelines.streams.sheets import (
    BLANK,
    contact,
    event_times,
    in_yuan,
    last_four,
    last_four_of,
    mark,
    typed_money,
    typed_phone,
    typed_text,
    unit_factor,
    unread,
)
from pipelines.streams.spec import Stream

registrations = Stream(
    name="sign_in_sheets__registrations",
    grain="one row per ticket of an activity",
    keys=("registration_id",),
    nulls=BLANK,
    columns={
        "registration_id": typed_text("registration_id"),
        "phone_hash": typed_phone("phone"),
        "phone_last4_hash": last_four_of("phone"),
        "email_hash": contact("email", "email"),
        "name_hash": contact("name", "name"),
        "company": typed_text("company"),
        "job_title": typed_text("job_title"),
        "ticket_type": typed_text("ticket_type"),
        "pay_status": typed_text("pay_status"),
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
        "nobody": pl.coalesce("phone_hash", "email_hash", "name_hash").is_null(),
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
        "pay_method",
        "promo_code",
        "check_in_method",
        "referrer",
    ),
    private=("wechat_id",),
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
        "nobody": pl.coalesce("phone_hash", "phone_last4_hash", "name_hash").is_null(),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="checked_in_at", mostly=0.9, severity="warning"),
    ],
    ignored=(*PLACE, "seat"),
    private=("email", "note"),
)
