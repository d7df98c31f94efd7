"""Leads handed to sales, and customers who came back."""

from datetime import date

import polars as pl
import pytest
from answers import Answers, divided, same

from sandbox.answers import customers, targets

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]


HANDED_OVER = {
    "week": "handover_week_date", "team": "sales_team", "leads": "leads_handed_over",
    "accepted": "leads_accepted", "followed": "leads_followed_up", "due": "followups_due",
    "in_time": "followups_in_time", "opened": "opportunities", "won": "customers",
    "rejected": "leads_rejected", "median": "median_followup_workdays",
    "p90": "p90_followup_workdays",
}  # fmt: skip


def test_leads_handed_to_sales_by_week_channel_and_team_and_what_became_of_them(answers: Answers):
    true = answers.truth.handovers.rename(HANDED_OVER)
    leads = pl.col("leads_handed_over")
    true = true.with_columns(
        leads_silent=leads - pl.col("leads_accepted"),
        leads_waiting=leads - pl.col("leads_followed_up"),
        acceptance_rate=divided("leads_accepted", "leads_handed_over"),
        followup_in_time_rate=divided("followups_in_time", "followups_due"),
        opportunity_rate=divided("opportunities", "leads_handed_over"),
        customer_rate=divided("customers", "leads_handed_over"),
    )
    told = answers.marts("select * from rpt_lead_handover")
    same(told, true, "handover_week_date", "channel_id", "sales_team")
    late = leads.sum() > pl.col("followups_in_time").sum()
    assert true.select(late & (pl.col("leads_silent").sum() > 0)).item()
    assert true["opportunities"].sum() > true["customers"].sum() > 0
    assert true["sales_team"].n_unique() > 5


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


COHORTS = """
    select cohort_month as month, channel_id, region_id, age_days as age, is_lived as lived,
        cohort_persons as persons, active_persons as active, repurchased_persons as again,
        net_revenue::double as revenue, gross_profit::double as profit,
        acquisition_cost::double as cost, payback_age_days as payback, retention_rate,
        repurchase_rate, ltv_observed, cac_direct, ltv_to_cac
    from rpt_cohort_retention"""


def true_cohorts(answers: Answers, closed: date) -> pl.DataFrame:
    """With what was paid for media and directly; a discount acquires nobody."""
    spent = targets.Actuals(answers.truth).costs.with_columns(
        pl.col("channel_id", "region_id").fill_null("none")
    )
    spent = spent.filter(pl.col("scope").is_in(["media", "direct"]) & ~pl.col("is_discount"))
    return customers.cohorts_by_origin(answers.truth, spent, closed).with_columns(
        retention_rate=divided("active", "persons"),
        repurchase_rate=divided("again", "persons"),
        ltv_observed=divided("profit", "persons"),
        cac_direct=divided("cost", "persons"),
        ltv_to_cac=divided("profit", "cost"),
    )


def test_cohorts_of_every_channel_and_region_and_when_they_paid_back(answers: Answers):
    true = true_cohorts(answers, answers.world.last_day)
    assert true["payback"].n_unique() > 2
    same(answers.marts(COHORTS), true, "month", "channel_id", "region_id", "age", near=0.01)


@pytest.mark.parametrize("closed", [date(2026, 12, 20), date(2027, 11, 30)], ids=str)
def test_cohorts_as_they_will_stand_when_they_have_lived(answers: Answers, closed: date):
    """Nothing happens after the story: what is told of ages lived since is told all the same."""
    told = answers.marts_on(closed, "rpt_cohort_retention", COHORTS)
    true = true_cohorts(answers, closed)
    assert true.filter("lived")["again"].sum() > 0 and true["payback"].n_unique() > 3
    same(told, true, "month", "channel_id", "region_id", "age", near=0.01)
