"""What an activity brought, clean: leads and contracts.

Raw records: `connectors/events/sign_in_sheets.py`.
"""

import polars as pl

from pipelines.streams.columns import MONEY
from pipelines.streams.events.places import PLACE, event_id, no_event, out_of_scale, times, where
from pipelines.streams.sheets import (
    BLANK,
    YES,
    event_times,
    in_yuan,
    mark,
    typed_count,
    typed_money,
    typed_phone,
    typed_text,
    unit_factor,
    unread,
)
from pipelines.streams.spec import Stream

LEAD_TIMES = ("left_at", "handed_over_at", "first_followup_at")

leads = Stream(
    name="sign_in_sheets__leads",
    grain="one row per lead left at an activity; a person may leave several",
    keys=("lead_id",),
    nulls=BLANK,
    columns={
        "lead_id": typed_text("lead_id"),
        "phone_hash": typed_phone("phone"),
        "intent_product": typed_text("intent_product"),
        "intent_level": typed_text("intent_level"),
        "has_consent": mark("consent"),
        "touchpoint": typed_text("touchpoint"),
        "sales_owner": typed_text("sales_owner"),
        "acceptance": typed_text("acceptance"),
        **where,
        **times(*LEAD_TIMES),
    },
    derived={"event_id": event_id, **event_times(LEAD_TIMES)},
    quarantine={
        **no_event,
        **unread(LEAD_TIMES),
        "no_time": pl.col("left_at").is_null(),
        "no_phone": pl.col("phone_hash").is_null(),
        "handed_over_before_left": pl.col("handed_over_at") < pl.col("left_at"),
        "handed_over_without_consent": pl.col("handed_over_at").is_not_null()
        & ~pl.col("has_consent"),
        "followed_up_before_hand_over": pl.col("first_followup_at") < pl.col("handed_over_at"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="has_consent"),
        gxe.ExpectColumnValuesToBeInSet(
            column="intent_level",
            value_set=["A", "B", "C", "D", "高", "中", "低"],
            severity="warning",
        ),
    ],
    ignored=(*PLACE, "company", "budget_text", "buy_when", "collector"),
    private=("name", "email", "note"),
)

deals = Stream(
    name="sign_in_sheets__deals",
    grain="one row per contract signed at an activity",
    keys=("deal_id",),
    nulls=BLANK,
    columns={
        "deal_id": typed_text("deal_id"),
        "phone_hash": typed_phone("phone"),
        "product": typed_text("product"),
        "quantity": typed_count("quantity"),
        "deal_kind": typed_text("deal_kind"),
        "owner": typed_text("owner"),
        "is_cancelled": mark("cancelled", yes=(*YES, "已退单", "已退")),
        "_amount": typed_money("amount"),
        "_deposit": typed_money("deposit"),
        "_unit_factor": unit_factor(),
        **where,
        **times("signed_at"),
    },
    derived={
        "event_id": event_id,
        "amount": in_yuan("_amount"),
        "deposit": in_yuan("_deposit").fill_null(pl.lit(0, MONEY)),
        **event_times(("signed_at",)),
    },
    quarantine={
        **no_event,
        **unread(("signed_at",)),
        "no_time": pl.col("signed_at").is_null(),
        "amount_not_positive": pl.col("amount").fill_null(0) <= 0,
        "deposit_above_amount": pl.col("deposit") > pl.col("amount"),
        "amount_out_of_scale": out_of_scale("amount"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToBeInSet(
            column="deal_kind", value_set=["现场成交", "意向金", "框架协议"]
        ),
    ],
    controls={"amount": "amount", "deposit": "deposit"},
    ignored=(*PLACE, "company", "pay_method", "cancelled_at"),
    private=("name", "email"),
)
