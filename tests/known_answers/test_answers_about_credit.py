"""Conversions, who gets the credit, and what teams contributed."""

from datetime import date

import polars as pl
import pytest
from answers import CREDIT_NEAR, MODELS, Answers, same, seed, telling

from sandbox.answers import comparison, owners

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COST_NEAR = 1e-4  # invoices are shared out over campaigns
CREDIT = ["goal", "conversion", "model", "touched_at"]


def test_conversions_of_every_goal_by_day(answers: Answers):
    told = answers.marts("""
        select goal_id as goal, date_day as day, count(*) as conversions, sum(value) as value
        from fct_conversion group by all""")
    keys = ["goal", "day"]
    true = answers.truth.conversions.group_by(keys)
    same(told, true.agg(pl.col("value").sum(), conversions=pl.len()), *keys)


def test_every_touch_of_every_conversion_and_its_credit(answers: Answers):
    told = answers.marts("""
        select credits.goal_id as goal, coalesce(orders.order_id, deals.deal_id,
                case when leads.event_id = 'none'
                then leads.source_name || '/' || leads.lead_id end)
                as conversion,
            attribution_model as model, touched_at, credits.channel_id, credits.date_day as day,
            credit::double as credit,
            credited_value as value
        from fct_attribution_credit as credits
        join fct_conversion as conversions using (conversion_key)
        left join fct_order as orders on orders.order_key = conversions.source_key
        left join fct_deal as deals on deals.deal_key = conversions.source_key
        left join fct_lead as leads on leads.lead_key = conversions.source_key
        where coalesce(leads.event_id, 'none') = 'none'""")
    touches = answers.truth.touches.select("touch", "touched_at")
    true = answers.truth.credits.filter(~pl.col("conversion").str.starts_with("event/"))
    true = true.join(touches, on="touch", how="left")
    same(told, true, *CREDIT, "channel_id", near=CREDIT_NEAR)


def test_credit_of_every_channel_under_every_model(answers: Answers):
    told = answers.marts("""
        select goal_id as goal, attribution_model as model, channel_id,
            sum(credit)::double as credit,
            sum(credited_value) as value
        from fct_attribution_credit group by all""")
    same(told, answers.truth.attribution, "goal", "model", "channel_id")


def test_each_conversion_is_credited_once_and_its_value_is_conserved(answers: Answers):
    told = answers.marts("""
        select conversion_key, attribution_model, sum(credit) as credit,
            sum(credited_value) as credited, any_value(value) as value
        from fct_attribution_credit join fct_conversion using (conversion_key) group by all""")
    assert told.height == answers.truth.conversions.height * len(MODELS)
    assert told.filter(pl.col("credit") != 1).height == 0
    assert told.filter(pl.col("credited") != pl.col("value")).height == 0


def test_models_stand_side_by_side_with_each_other_and_with_claims(answers: Answers):
    told = answers.marts("""
        select * rename (report_month as month, goal_id as goal) from rpt_attribution_compare""")
    true = comparison.report(answers.truth)
    assert true.filter(pl.col("removal_effect").is_not_null())["goal"].n_unique() > 2
    assert true["assisted_conversions"].sum() > 0 and true["claimed_value"].null_count()
    same(told, true, *comparison.KEYS)


def test_contribution_of_every_team_under_every_model(answers: Answers):
    told = answers.marts("""
        select goal_id as goal, attribution_model as model, team_id,
            sum(contribution)::double as credit,
            sum(contribution_value) as value
        from fct_contribution where axis = 'function' group by all""")
    same(told, answers.truth.contribution, "goal", "model", "team_id")


def test_both_axes_hold_the_same_credit(answers: Answers):
    told = answers.marts("""
        select goal_id as goal, attribution_model as model, axis,
            sum(contribution)::double as credit,
            sum(contribution_value) as value
        from fct_contribution group by all""")
    keys = ["goal", "model"]
    true = answers.truth.credits.group_by(keys).agg(pl.col("credit", "value").sum())
    true = true.join(pl.DataFrame({"axis": ["business", "function"]}), how="cross")
    same(told, true, *keys, "axis")


OWNERS = f"""
    select report_month as month, attribution_model as model, axis, {", ".join(owners.OWNER)},
        {", ".join(owners.MEASURES)}, contribution_per_cost
    from rpt_contribution"""


@pytest.mark.parametrize("axis", ["function", "business"])
def test_every_owner_has_what_came_by_it_and_what_it_cost(answers: Answers, axis: str):
    per_cost = "contribution_per_cost"
    told = answers.marts(f"{OWNERS} where axis = '{axis}'").drop("axis")
    true = owners.report(answers.truth, seed("responsibility_rules"), axis)
    told, true = (telling(one, owners.MEASURES, [per_cost]) for one in (told, true))
    same(told, true, "month", "model", *owners.OWNER, near=COST_NEAR)
    assert true["influenced_orders"].sum() > true["sourced_orders"].sum() > 0
    assert all(true[name].sum() > 0 for name in owners.MEASURES)


DARK, DARK_SHOP = (
    pl.col("month") == date(2026, 11, 1),
    {
        "int_coverage_days": """
            select * replace (case when connector = 'shopify' and date_day = date '2026-11-05'
                then 'missing' else state end as state)
            from intermediate.int_coverage_days"""
    },
)


def test_what_nobody_contributed_is_missing_in_a_month_in_which_a_shop_is(answers: Answers):
    told = answers.marts_with(DARK_SHOP, "rpt_contribution", OWNERS, "fct_channel_coverage_daily")
    keys = ["month", "model", "axis", *owners.OWNER]
    both = told.join(answers.marts(OWNERS), on=keys, suffix="_whole", validate="1:1")
    assert both.height == told.height
    results = owners.MEASURES[: owners.MEASURES.index("direct_cost")]
    for name in owners.MEASURES:
        now, whole = pl.col(name), pl.col(f"{name}_whole")
        unknown = DARK & (whole == 0) & now.is_null() if name in results else pl.lit(False)
        assert both.select(((now == whole).fill_null(False) | unknown).all()).item(), name
        assert (both.filter(DARK)[name].null_count() > 0) == (name in results), name


def test_credit_is_missing_in_a_month_in_which_a_shop_is(answers: Answers):
    sql = "select * rename (report_month as month) from rpt_attribution_compare"
    also = ("rpt_attribution_compare", sql, "fct_channel_coverage_daily")
    told = answers.marts_with(DARK_SHOP, *also)
    assert told.select(((pl.col("missing_accounts") > 0) == DARK).all()).item()
    keys = ["month", "goal_id", "channel_id"]
    both = told.join(answers.marts(sql), on=keys, suffix="_whole", validate="1:1")
    for name in ("credit_linear", "value_linear", "assisted_conversions", "credit_markov_global"):
        now, whole = pl.col(name), pl.col(f"{name}_whole")
        unknown = DARK & (whole == 0) & now.is_null()
        assert both.select(((now == whole).fill_null(False) | unknown).all()).item(), name
        assert both.filter(DARK)[name].null_count() > 0, name
