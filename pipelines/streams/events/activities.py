"""The activities of the year and what they are planned to cost, clean.

Raw records: `connectors/events/sign_in_sheets.py`.
"""

import polars as pl

from pipelines.streams.columns import count, text
from pipelines.streams.events.places import PLACE, event_id, times, where
from pipelines.streams.sheets import (
    BLANK,
    event_times,
    in_yuan,
    typed_count,
    typed_money,
    typed_text,
    unit_factor,
    unread,
)
from pipelines.streams.spec import Stream

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

costs = Stream(
    name="sign_in_sheets__costs",
    grain="one row per cost line of an activity, as planned and noted by its organisers",
    keys=("event_id", "line_no"),
    nulls=BLANK,
    columns={
        "line_no": count("_no"),
        "cost_category": typed_text("cost_category"),
        "vendor": typed_text("vendor"),
        "doc_no": typed_text("doc_no"),
        "_planned_amount": typed_money("planned_amount"),
        "_actual_amount": typed_money("actual_amount"),
        "_unit_factor": unit_factor(),
        **where,
    },
    derived={
        "event_id": event_id,
        "planned_amount": in_yuan("_planned_amount"),
        "actual_amount": in_yuan("_actual_amount"),
    },
    quarantine={
        "no_category": pl.col("cost_category").is_null(),
        "negative_cost": (pl.col("planned_amount") < 0) | (pl.col("actual_amount") < 0),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="planned_amount", mostly=0.9, severity="warning"),
    ],
    controls={"planned_amount": "planned_amount", "actual_amount": "actual_amount"},
    ignored=(*PLACE, "tax_included"),
)
