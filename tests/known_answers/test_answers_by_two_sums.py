"""Every quotient of every report is that of two sums it shows; nothing by nothing is null."""

import polars as pl
import pytest
from answers import SUM_NEAR, Answers

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COST = "direct_cost + people_cost"
# Report → quotient → above and below the line, and where it is told at all.
QUOTIENTS = {
    "rpt_channel_roi": {
        "cac_paid": ("media_cost", "new_customers", "true"),
        "cac_full": ("full_cost", "new_customers", "true"),
        "ltv_to_cac_90": ("customer_profit_90", "full_cost", "customer_profit_90 is not null"),
    },
    "rpt_contribution": {"contribution_per_cost": ("contribution_value", COST, "true")},
    "rpt_budget_pacing": {
        "execution_rate": ("actual", "budget", "true"),
        "remaining_share": ("budget - actual - committed", "budget", "true"),
        "pacing_index": ("execution_rate", "time_share", "true"),
        "pacing_index_curve": ("execution_rate", "curve_share", "true"),
    },
    "rpt_event_roi": {
        "cost_per_attendee": ("full_cost", "attended", "true"),
        "roi_full": (
            "signed_amount + ticket_revenue + attributed_revenue - full_cost",
            "full_cost",
            "true",
        ),
    },
    "rpt_cohort_retention": {
        "retention_rate": ("active_persons", "cohort_persons", "is_lived"),
        "repurchase_rate": ("repurchased_persons", "cohort_persons", "is_lived"),
        "ltv_observed": ("gross_profit", "cohort_persons", "is_lived"),
        "ltv_to_cac": ("gross_profit", "acquisition_cost", "is_lived"),
        "cac_direct": ("acquisition_cost", "cohort_persons", "true"),
    },
}
# Sums that a report shows in parts, and the whole.
WHOLES = {
    "rpt_event_roi": ("venue_cost + material_cost + promotion_cost + other_cost", "full_cost"),
    "rpt_lead_handover": ("leads_accepted + leads_silent", "leads_handed_over"),
    "rpt_scorecard": ("quantitative_weight + qualitative_weight", "weight"),
}


@pytest.mark.parametrize("report", QUOTIENTS)
def test_a_quotient_is_that_of_its_two_sums(answers: Answers, report: str):
    wrong = {}
    for name, (upper, lower, where) in QUOTIENTS[report].items():
        rows = answers.marts(f"""
            select * from (
                select {name} as told, ({upper})::double / nullif(({lower})::double, 0) as two_sums
                from {report} where {where}
            ) where (told is null) <> (two_sums is null)
                or abs(told - two_sums) > 1e-9 * greatest(1, abs(two_sums))""")
        wrong |= {name: rows.head(3).rows()} if rows.height else {}
    assert wrong == {}


@pytest.mark.parametrize("report", WHOLES)
def test_parts_add_up_to_the_whole(answers: Answers, report: str):
    parts, whole = WHOLES[report]
    told = answers.marts(
        f"select ({parts})::double as parts, {whole}::double as whole from {report}"
    )
    assert told.height
    assert not told.filter((pl.col("parts") - pl.col("whole")).abs() > SUM_NEAR).height


def test_removal_effects_beside_the_credit_are_those_of_the_chain(answers: Answers):
    wrong = answers.marts("""
        select * from rpt_attribution_compare as shown
        full join fct_channel_effect_monthly as solved
            using (report_month, goal_id, channel_id)
        where shown.removal_effect is distinct from solved.removal_effect
            or coalesce(shown.credit_markov_global, 0) <> coalesce(solved.credit_markov_global, 0)
            or shown.credit_spread < 0""")
    assert wrong.height == 0
