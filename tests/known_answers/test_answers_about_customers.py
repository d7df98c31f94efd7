"""Leads handed to sales, and customers who came back."""

import polars as pl
import pytest
from answers import Answers, same

from sandbox.answers import customers

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]


def test_leads_handed_to_sales_by_week_channel_and_team_and_what_became_of_them(answers: Answers):
    told = answers.marts("""
        select handover_week_date as week, channel_id, sales_team as team,
            leads_handed_over as leads, leads_accepted as accepted, leads_followed_up as followed,
            followups_due as due, followups_in_time as in_time, opportunities as opened,
            customers as won, leads_rejected as rejected, median_followup_workdays as median,
            p90_followup_workdays as p90
        from rpt_lead_handover""")
    true = answers.truth.handovers
    same(told, true, "week", "channel_id", "team")
    late = pl.col("followed").sum() > pl.col("in_time").sum()
    assert true.select(late & (pl.col("accepted").sum() < pl.col("leads").sum())).item()
    assert true["opened"].sum() > true["won"].sum() > 0 and true["team"].n_unique() > 5


def test_rates_of_a_hand_over_divide_their_two_sums(answers: Answers):
    wrong = answers.marts("""
        select * from rpt_lead_handover where
            acceptance_rate is distinct from leads_accepted::double / leads_handed_over
            or followup_in_time_rate is distinct from
                followups_in_time::double / nullif(followups_due, 0)
            or opportunity_rate is distinct from opportunities::double / leads_handed_over
            or customer_rate is distinct from customers::double / leads_handed_over
            or leads_waiting <> leads_handed_over - leads_followed_up
            or leads_silent <> leads_handed_over - leads_accepted""")
    assert wrong.height == 0


def test_customers_by_month_of_their_first_order(answers: Answers):
    told = answers.marts("""
        select cohort_month as month, sum(cohort_persons) as persons
        from rpt_cohort_retention where age_days = 30 group by all having persons > 0""")
    bought = customers.orders(answers.world, answers.truth.end)
    first = bought.filter(pl.col("number") == 1)
    month = pl.col("day").dt.truncate("1mo")
    same(told, first.group_by(month=month).agg(persons=pl.len()), "month")


def test_what_customers_bring_is_the_truth_whatever_they_have_lived(answers: Answers):
    told = answers.marts("""
        select date_trunc('month', first_order_date)::date as month,
            sum(gross_profit)::double as profit, sum(net_revenue) as revenue,
            count(*) filter (order_no = 2 and date_day - first_order_date <= 30) as again
        from fct_order where order_no is not null group by all""")
    bought = customers.orders(answers.world, answers.truth.end)
    true = bought.group_by(month=pl.col("first_day").dt.truncate("1mo")).agg(
        pl.col("profit").sum(), revenue=pl.col("net").sum(),
        again=((pl.col("number") == 2) & (pl.col("age") <= 30)).sum(),
    )  # fmt: skip
    same(told, true, "month", near=0.01)


def test_ages_that_a_cohort_has_not_lived_are_null(answers: Answers):
    told = answers.marts("""
        select cohort_month as month, age_days as age, sum(cohort_persons) as persons,
            sum(repurchased_persons) as again, sum(active_persons) as active,
            sum(gross_profit)::double as profit
        from rpt_cohort_retention group by all having bool_and(is_lived or cohort_persons = 0)
            and persons > 0""")
    true = answers.truth.cohorts.filter("lived")
    assert told.height == true.height
    if told.height:
        same(told, true, "month", "age", near=0.01)
    unlived = answers.marts("select gross_profit from rpt_cohort_retention where not is_lived")
    assert unlived["gross_profit"].null_count() == unlived.height > 0
