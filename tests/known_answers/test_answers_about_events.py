"""Activities: what was aimed at, who came, what was signed, what it cost and what came of it."""

import polars as pl
import pytest
from answers import MODELS, Answers, divided, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

NAMES = {
    "name": "event_name", "attended": "approved_attended", "came": "attended",
    "handed_over": "leads_handed_over", "accepted": "leads_accepted",
    "letters": "letters_of_intent", "actual_cost": "full_cost",
}  # fmt: skip
PARTS = {"venue_cost": "场地费", "material_cost": "活动物料", "promotion_cost": "达人合作"}
CREDIT = ("attributed_orders", "attributed_revenue", "attributed_deal_value")
COUNTS = (
    *("registered", "approved", "approved_attended", "attended", "walk_ins", "leads", "deals"),
    *("leads_handed_over", "leads_accepted", "letters_of_intent", "tickets"),
)


def test_every_figure_of_every_activity_and_model(answers: Answers):
    told = answers.marts("select * from rpt_event_roi")
    true = activities(answers).join(pl.DataFrame({"attribution_model": MODELS}), how="cross")
    true = true.join(credit(answers), on=["event_id", "attribution_model"], how="left")
    true = true.with_columns(pl.col(CREDIT).fill_null(0))
    for name in (*COUNTS, "venue_cost", "other_cost", "attributed_orders", "attributed_revenue"):
        assert true[name].sum() > 0, name
    same(told, with_quotients(true), "event_id", "attribution_model")


def activities(answers: Answers) -> pl.DataFrame:
    """What does not depend on a model; an activity without cost cost nothing."""
    day = pl.col("starts_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    events = answers.world.events.select(
        "event_id", "city", "project_id", "brand_id", "region_id", "product_line", "status",
        "target_invited", event_type="type", event_date=day, team_id="owner_team",
    )  # fmt: skip
    results = answers.truth.event_results.rename(NAMES).drop("starts_at")
    parts = answers.truth.cost_entries.drop_nulls("event_id").group_by("event_id").agg(
        pl.col("amount").filter(pl.col("item") == item).sum().alias(name)
        for name, item in PARTS.items()
    )  # fmt: skip
    table = events.join(results, on="event_id").join(parts, on="event_id", how="left")
    table = table.with_columns(pl.col("full_cost", "direct_cost", *PARTS).fill_null(0))
    paid = pl.sum_horizontal(*PARTS)
    return table.with_columns(other_cost=pl.col("full_cost") - paid)


def credit(answers: Answers) -> pl.DataFrame:
    """What each model gives an activity; a touch of an activity names it as its campaign."""
    order, deal = (pl.col("goal") == goal for goal in ("order", "deal"))
    touched = answers.truth.credits.filter(pl.col("channel_id") == "event")
    return touched.group_by(event_id="campaign", attribution_model="model").agg(
        attributed_orders=pl.col("credit").filter(order).sum(),
        attributed_revenue=pl.col("value").filter(order).sum(),
        attributed_deal_value=pl.col("value").filter(deal).sum(),
    )


def with_quotients(true: pl.DataFrame) -> pl.DataFrame:
    """Rates of people by people, cost by people, and what came in over what was paid."""
    money = pl.col("signed_amount", "ticket_revenue", "attributed_revenue", "full_cost")
    plain = true.with_columns(money.cast(pl.Float64))
    gain = pl.col("signed_amount") + pl.col("ticket_revenue") + pl.col("attributed_revenue")
    plain = plain.with_columns(gain=gain - pl.col("full_cost"))
    quotients = plain.select(
        attendance_rate=divided("approved_attended", "approved"),
        lead_rate=divided("leads", "attended"),
        event_conversion_rate=divided("deals", "attended"),
        cost_per_attendee=divided("full_cost", "attended"),
        cost_per_lead=divided("full_cost", "leads"),
        cost_per_deal=divided("full_cost", "deals"),
        roi_full=divided("gain", "full_cost"),
    )
    return pl.concat([true, quotients], how="horizontal")
