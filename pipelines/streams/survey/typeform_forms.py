"""Forms of Typeform, clean: their texts, visits and known responses.

Raw records: `connectors/survey/typeform.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms as known

forms = Stream(
    name="typeform__forms",
    grain="one row per form",
    keys=("form_id",),
    columns={
        "form_id": text("id"),
        "title": text("title"),
        "last_updated_at": timestamp("last_updated_at"),
        "workspace_id": text("workspace_id"),
        "workspace_name": text("workspace_name"),
    },
    ignored=("type", "created_at", "settings", "self", "theme", "_links"),
    expectations=lambda gxe: shared.some_rows(gxe, "form_id"),
)

COUNTS = ("total_visits", "unique_visits", "responses_count")
TOLD = "form.summary."

insights = Stream(
    name="typeform__insights",
    grain="one row per form and day on which it was read, counts over its whole life",
    keys=("form_id", "stat_date"),
    load="merge",
    newest="stat_date",
    columns={
        "form_id": text("form_id", required=True),
        "stat_date": day("stat_date", required=True),
        **{f"_{name}": count(TOLD + name, absent=None) for name in COUNTS},
        **{f"_{name}_of_all": count(name, absent=None) for name in COUNTS},
    },
    derived={name: pl.coalesce(f"_{name}", f"_{name}_of_all") for name in COUNTS},
    quarantine={"negative_count": pl.min_horizontal(*COUNTS) < 0},
    ignored=("fields", "form", "completion_rate", "average_time", "platforms", "submissions"),
    expectations=lambda gxe: shared.any_rows(gxe, "form_id", "stat_date"),
)

labels = known.labels(
    "typeform",
    *("title", "ref", "properties", "validations", "attachment", "layout", "labels"),
    question_id="id",
    question_kind="type",
)
response_ids = known.response_ids("typeform")
