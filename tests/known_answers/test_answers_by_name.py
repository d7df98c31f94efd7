"""A metric asked by its name, the report that shows it and a sum written by hand are one number."""

from datetime import date
from itertools import pairwise

import duckdb
import pytest
from answers import SUM_NEAR, Answers, opened

from pipelines import metrics
from pipelines.metric_names import registry
from pipelines.metrics import Question

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

ADS = "from fct_ad_performance_daily"
COST = "from fct_marketing_cost where is_actual"
SHOP = "from fct_order where is_valid"
KNOWN, WORK = f"{SHOP} and person_key <> 'unknown'", "from fct_work_item where item_kind"
CREDIT = "from fct_attribution_credit where attribution_model = 'last_non_direct' and goal_id"
CLAIMS = "from fct_ad_claimed_conversions_daily where is_primary_claim and goal_id = 'order'"
LEADS = "from fct_lead where not is_duplicate"
DEALS = "from fct_deal where is_closed and not is_archived and closed_at is not null"
VISITS, CAME = "from fct_web_session", "from fct_event_participation"
ACTS = "from fct_partner_activity where act_kind"
SITES = "from fct_site_daily where cut = 'total'"
LIVED = "(select max(date_day) from dim_date where is_closed)"
ADDS = "from fct_private_contact where is_first_add"
FIRST = f"from fct_order where is_first_order and date_day <= {LIVED} - 90"
AGAIN = f"""from fct_order as orders join fct_order as firsts using (person_key)
    where firsts.is_first_order and orders.order_no = 2 and firsts.date_day <= {LIVED} - 90
    and orders.date_day - firsts.date_day <= 90"""
LIFE = f"from fct_stage_reached where funnel = 'life_cycle' and cohort_date <= {LIVED} - 90"
SALES = f"from fct_stage_reached where funnel = 'lead' and cohort_date <= {LIVED} - 90"
SITE = f"from fct_stage_reached where funnel = 'site' and cohort_date <= {LIVED} - 7"
PAID = "channel_id in (select channel_id from dim_channel where ownership = 'paid')"
MEDIA, DIRECT = f"{COST} and cost_scope = 'media'", f"{COST} and cost_scope in ('media', 'direct')"
REVENUE = f"sum(credited_value) {CREDIT} = 'order'"
EVENTS = "from rpt_event_roi where attribution_model = 'last'"
ROI = "from rpt_channel_roi where attribution_model = 'last_non_direct'"
YEAR = "from rpt_budget_pacing where period_kind = 'year'"

# Above and below the line, each by hand.
BY_HAND = {
    "impressions": (f"sum(impressions) {ADS}", ""),
    "clicks": (f"sum(clicks) {ADS}", ""),
    "click_rate": (f"sum(clicks) {ADS}", f"sum(impressions) {ADS}"),
    "spend": (f"sum(spend) {ADS}", ""),
    "cost_per_mille": (f"sum(spend) * 1000 {ADS}", f"sum(impressions) {ADS}"),
    "cost_per_click": (f"sum(spend) {ADS}", f"sum(clicks) {ADS}"),
    "claimed_orders": (f"sum(claimed_conversions) {CLAIMS}", ""),
    "roas_claimed": (f"sum(claimed_value) {CLAIMS}", f"sum(spend) {ADS}"),
    "claim_ratio": (f"sum(claimed_conversions) {CLAIMS}", f"count(*) {SHOP}"),
    "orders_attributed": (f"sum(credit) {CREDIT} = 'order'", ""),
    "unattributed_share": (
        f"sum(credit) {CREDIT} = 'order' and is_unattributed",
        f"sum(credit) {CREDIT} = 'order'",
    ),
    "revenue_attributed": (REVENUE, ""),
    "click_conversion_rate": (f"sum(credit) {CREDIT} = 'order'", f"sum(clicks) {ADS}"),
    "cost_per_action": (f"sum(spend) {ADS}", f"sum(credit) {CREDIT} = 'order'"),
    "cost_per_lead_direct": (f"sum(cost) {DIRECT}", f"sum(credit) {CREDIT} = 'lead'"),
    "cost_per_deal_direct": (f"sum(cost) {DIRECT}", f"sum(credit) {CREDIT} = 'deal'"),
    "roas": (REVENUE, f"sum(spend) {ADS}"),
    "roi_direct": (f"({'select ' + REVENUE}) - sum(cost) {DIRECT}", f"sum(cost) {DIRECT}"),
    "roi": (f"({'select ' + REVENUE}) - sum(cost) {COST}", f"sum(cost) {COST}"),
    "media_cost": (f"sum(cost) {MEDIA}", ""),
    "direct_cost": (f"sum(cost) {DIRECT}", ""),
    "full_cost": (f"sum(cost) {COST}", ""),
    "people_cost": (f"sum(cost) {COST} and cost_category = 'people'", ""),
    "new_customers": (f"count(*) {SHOP} and is_first_order", ""),
    "cac_paid": (f"sum(cost) {MEDIA}", f"sum(credit) {CREDIT} = 'new_customer' and {PAID}"),
    "cac_full": (f"sum(cost) {COST}", f"count(*) {SHOP} and is_first_order"),
    "efficiency_ratio": (f"sum(net_revenue) {SHOP}", f"sum(cost) {COST}"),
    "cost_to_sales_ratio": (f"sum(cost) {COST}", f"sum(net_revenue) {SHOP}"),
    "gmv": (f"sum(gross_revenue) {SHOP}", ""),
    "paid_amount": (f"sum(paid) {SHOP}", ""),
    "net_sales": (f"sum(net_revenue) {SHOP}", ""),
    "orders": (f"count(*) {SHOP}", ""),
    "units": (f"sum(units) {SHOP}", ""),
    "average_order_value": (f"sum(paid) {SHOP}", f"count(*) {SHOP}"),
    "spend_per_customer": (f"sum(paid) {KNOWN}", f"count(distinct person_key) {KNOWN}"),
    "active_customers": (f"count(distinct person_key) {KNOWN}", ""),
    "discount_rate": (f"sum(discount) {SHOP}", f"sum(gross_revenue) {SHOP}"),
    "refund_rate": (f"sum(refunded) {SHOP}", f"sum(paid) {SHOP}"),
    "refund_rate_event_day": (
        "sum(amount) from fct_refund where is_valid_order",
        f"sum(paid) {SHOP}",
    ),
    "repurchase_rate": (f"count(*) {AGAIN}", f"count(*) {FIRST}"),
    "contribution_value": (
        "sum(contribution_value) from fct_contribution where axis = 'function' and "
        "attribution_model = 'last_non_direct' and goal_id = 'order'",
        "",
    ),
    "leads": (f"count(*) {LEADS}", ""),
    "valid_lead_rate": (
        f"count(*) {LEADS} and is_checked and is_valid",
        f"count(*) {LEADS} and is_checked",
    ),
    "leads_handed_over": (f"count(handed_over_at) {LEADS}", ""),
    "acceptance_rate": (
        f"count(*) {LEADS} and handed_over_at is not null and is_accepted",
        f"count(handed_over_at) {LEADS}",
    ),
    "win_rate": (f"count(*) {DEALS} and is_won", f"count(*) {DEALS}"),
    "won_amount": (f"sum(amount) {DEALS} and is_won", ""),
    "funnel_conversion": (f"count(*) {LIFE} and stage_no = 4", f"count(*) {LIFE} and stage_no = 1"),
    "mql_to_sql": (f"count(*) {SALES} and stage_no = 5", f"count(*) {SALES} and stage_no = 2"),
    "sql_to_opportunity": (
        f"count(*) {SALES} and stage_no = 6",
        f"count(*) {SALES} and stage_no = 5",
    ),
    "opportunity_to_won": (
        f"count(*) {SALES} and stage_no = 7",
        f"count(*) {SALES} and stage_no = 6",
    ),
    "visitor_conversion": (
        f"count(*) {SITE} and stage_no = 4",
        f"count(*) {SITE} and stage_no = 1",
    ),
    "sessions": (f"count(*) {VISITS}", ""),
    "unique_visitors": (f"count(distinct person_key) {VISITS} where person_key <> 'unknown'", ""),
    "page_views": (f"sum(page_views) {VISITS}", ""),
    "bounce_rate": (f"count(*) {VISITS} where is_bounce", f"count(*) {VISITS}"),
    "session_seconds": (f"sum(engaged_seconds) {VISITS}", f"count(*) {VISITS} where events > 1"),
    "reported_page_views": (f"sum(page_views) {SITES}", ""),
    "reported_visits": (f"sum(sessions) {SITES}", ""),
    "reported_bounce_rate": (
        f"sum(bounces) {SITES}",
        f"sum(sessions) {SITES} and bounces is not null",
    ),
    "reported_visit_seconds": (
        f"sum(visit_seconds) {SITES}",
        f"sum(sessions) {SITES} and visit_seconds is not null",
    ),
    "suspect_session_rate": (f"count(*) {VISITS} where is_suspect", f"count(*) {VISITS}"),
    "attendance_rate": (
        f"count(*) {CAME} where is_approved and is_attended",
        f"count(*) {CAME} where is_approved",
    ),
    "lead_rate": (f"count(*) {CAME} where is_lead", f"count(*) {CAME} where is_attended"),
    "event_conversion": (f"sum(deals) {CAME}", f"count(*) {CAME} where is_attended"),
    "signed_amount": (f"sum(signed_amount) {CAME}", ""),
    "private_adds": (f"count(*) {ADDS}", ""),
    "private_conversion_30": (
        f"count(*) {ADDS} and date_day <= {LIVED} - 30 "
        "and first_ordered_at <= added_at + interval 30 day",
        f"count(*) {ADDS} and date_day <= {LIVED} - 30",
    ),
    "followers": (
        "sum(followers_total) from fct_social_account_daily as told "
        "where date_day = (select max(date_day) from fct_social_account_daily as other "
        "where other.account_key = told.account_key and other.followers_total is not null)",
        "",
    ),
    "follower_growth": (
        "sum(coalesce(followers_gained, 0) - coalesce(followers_lost, 0)) "
        "from fct_social_account_daily",
        "",
    ),
    "post_views": ("sum(views) from fct_post_daily", ""),
    "engagement_rate": (
        "coalesce(sum(likes), 0) + coalesce(sum(comments), 0) + coalesce(sum(shares), 0) "
        "+ coalesce(sum(favourites), 0) from fct_post_daily",
        "sum(views) from fct_post_daily",
    ),
    "budget": ("sum(budget_amount) from fct_budget_monthly where is_current", ""),
    "budget_execution": (
        f"sum(cost) {COST} and cost_category <> 'discount'",
        "sum(budget_amount) from fct_budget_monthly where is_current",
    ),
    "feedback_rate": (
        f"sum(answered_in_time) {WORK} = 'request'",
        f"sum(answered_due) {WORK} = 'request'",
    ),
    "filing_rate": (
        f"sum(filed_in_time) {WORK} = 'request'",
        f"sum(filed_due) {WORK} = 'request'",
    ),
    "on_time_rate": (
        f"sum(delivered_in_time) {WORK} in ('task', 'milestone')",
        f"sum(delivered_due) {WORK} in ('task', 'milestone')",
    ),
    "post_mortem_rate": (
        f"sum(answered_in_time) {WORK} = 'project'",
        f"sum(answered_due) {WORK} = 'project'",
    ),
    "partners_won": (
        f"count(*) from dim_account where platform = 'partners' and signed_date <= {LIVED} "
        "and signed_date >= (select min(date_day) from dim_date)",
        "",
    ),
    "partner_visits": (f"count(*) {ACTS} = 'visit'", ""),
    "partner_leads": (f"count(*) {ACTS} = 'lead'", ""),
    "partner_valid_lead_rate": (
        f"count(*) {ACTS} = 'lead' and lead_verdict = 'valid'",
        f"count(*) {ACTS} = 'lead' and lead_verdict <> 'none'",
    ),
    "partner_sales": (f"sum(amount) {ACTS} = 'sell_out'", ""),
    "partner_support_cost_ratio": (
        f"sum(amount) {ACTS} = 'support' and support_status = 'booked'",
        f"sum(case act_kind when 'return' then -amount else amount end) {ACTS} in "
        "('sell_out', 'return')",
    ),
}
# The same numbers as the reports show them.
REPORTED = {
    "click_rate": f"sum(clicks) / sum(impressions) {ROI}",
    "cost_per_click": f"sum(spend) / sum(clicks) {ROI}",
    "roas": f"sum(attributed_revenue) / sum(spend) {ROI}",
    "roi": f"sum(attributed_revenue - full_cost) / sum(full_cost) {ROI}",
    "roi_direct": f"sum(attributed_revenue - direct_cost) / sum(direct_cost) {ROI}",
    "cac_paid": f"(select sum(media_cost) {ROI}) / sum(new_customers) {ROI} and {PAID}",
    "cost_per_lead_direct": f"sum(direct_cost) / sum(leads) {ROI}",
    "orders_attributed": f"sum(orders) {ROI}",
    "new_customers": f"sum(new_customers) {ROI}",
    "full_cost": f"sum(full_cost) {ROI}",
    "contribution_value": "sum(contribution_value) from rpt_contribution where axis = 'function' "
    "and attribution_model = 'last_non_direct'",
    "people_cost": "sum(people_cost) from rpt_contribution where axis = 'function' "
    "and attribution_model = 'last_non_direct'",
    "claimed_orders": "sum(claimed_conversions) from rpt_attribution_compare "
    "where goal_id = 'order'",
    "attendance_rate": f"sum(approved_attended) / sum(approved) {EVENTS}",
    "lead_rate": f"sum(leads) / sum(attended) {EVENTS}",
    "signed_amount": f"sum(signed_amount) {EVENTS}",
    "budget": f"sum(budget) {YEAR}",
    "partner_visits": "sum(visits) from rpt_partner_support",
    "partner_leads": "sum(leads) from rpt_partner_support",
    "partner_valid_lead_rate": "sum(leads_valid) / sum(leads_checked) from rpt_partner_support",
    "partner_sales": "sum(sell_out) from rpt_partner_support",
    "partner_support_cost_ratio": "sum(support_cost) / sum(net_sales) from rpt_partner_support",
    "budget_execution": f"sum(actual) / sum(budget) {YEAR}",
    "funnel_conversion": "(select sum(subjects) from rpt_funnel_steps where is_mature "
    "and funnel = 'life_cycle' and stage_no = 4) / sum(subjects) from rpt_funnel_steps "
    "where is_mature and funnel = 'life_cycle' and stage_no = 1",
}


@pytest.fixture(scope="module")
def marts(answers: Answers):
    """What readers see, open for the whole table of metrics."""
    with opened(answers.published.resolve()) as db:
        yield db.execute("set search_path = 'marts'")


def by_name(marts: duckdb.DuckDBPyConnection, asked: Question) -> list[dict]:
    answer = metrics.ask(marts, asked)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def by_hand(marts: duckdb.DuckDBPyConnection, expression: str) -> float | None:
    row = marts.execute(f"select told::double from (select {expression}) as hand(told)").fetchone()
    assert row
    return row[0]


def whole(marts: duckdb.DuckDBPyConnection, name: str) -> float | None:
    rows = by_name(marts, metrics.question(name))
    return rows[0]["value"] if rows else None


def test_every_metric_is_reckoned_by_hand():
    assert list(BY_HAND) == list(registry())
    assert set(REPORTED) < set(BY_HAND)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_metric_by_name_is_the_sum_by_hand_and_what_the_report_shows(marts, name: str):
    upper, lower = BY_HAND[name]
    told, above = whole(marts, name), by_hand(marts, upper)
    if lower:
        below = by_hand(marts, lower)
        above = above / below if above is not None and below else None
    assert told == (above if above is None else pytest.approx(above, rel=1e-9, abs=SUM_NEAR))
    if name in REPORTED:
        shown = by_hand(marts, REPORTED[name])
        assert told == (shown if shown is None else pytest.approx(shown, rel=1e-9, abs=SUM_NEAR))


@pytest.mark.parametrize("name", BY_HAND)
def test_the_parts_of_a_metric_add_up_to_the_whole_however_it_is_cut(marts, name: str):
    metric = registry()[name]
    [one] = by_name(marts, metrics.question(name)) or [None]
    for cut in metric.cuts:
        if metric.kind == "stock" and cut in metrics.TIMES:
            continue
        if metrics.question(name).people:  # a person of two parts is one person of the whole
            continue
        parts = by_name(marts, metrics.question(name, [cut]))
        for side in ("numerator", "denominator"):
            told, true = sum(part[side] or 0 for part in parts), (one and one[side]) or 0
            assert told == pytest.approx(true, rel=1e-9, abs=SUM_NEAR), cut


@pytest.mark.parametrize(("name", "people"), [
    ("active_customers", KNOWN),
    ("spend_per_customer", KNOWN),
    ("unique_visitors", f"{VISITS} where person_key <> 'unknown'"),
])  # fmt: skip
def test_people_are_counted_anew_at_the_grain_that_is_asked_for(marts, name: str, people: str):
    times = [cut for cut in registry()[name].cuts if cut != "account"]
    side = "numerator" if name != "spend_per_customer" else "denominator"
    for cut in times:
        rows = by_name(marts, metrics.question(name, [cut]))
        true = marts.execute(f"""
            select {metrics.cut_by(cut)} as cut, count(distinct told.person_key)
            from (select * {people}) as told group by all""").fetchall()
        assert {row[cut]: row[side] for row in rows if row[side]} == dict(true), cut
    days, whole_time = (
        by_name(marts, metrics.question(name, ["day"])),
        by_name(marts, metrics.question(name)),
    )
    assert sum(row[side] or 0 for row in days) > whole_time[0][side]


def test_a_month_is_held_against_the_one_before(marts):
    told = by_name(marts, metrics.question("cost_per_click", ["month"], against="previous"))
    assert len(told) > 1 and told[0]["change"] is None
    for before, now in pairwise(told):
        assert now["base"] == before["value"]
        assert now["difference"] == pytest.approx(now["value"] - before["value"])
        assert now["change"] == pytest.approx(now["value"] / before["value"] - 1)


@pytest.mark.parametrize(("name", "upper", "lower"), [
    ("roas", "attributed_revenue", "spend"),
    ("roi", "attributed_revenue - full_cost", "full_cost"),
    ("click_rate", "clicks", "impressions"),
])  # fmt: skip
def test_channels_and_months_by_name_are_those_of_the_report(
    answers: Answers, marts, name: str, upper: str, lower: str
):
    model = "linear" if registry()[name].is_credited else None
    rows = by_name(marts, metrics.question(name, ["channel", "month"], model=model))
    told = {(row["channel"], row["month"]): row["value"] for row in rows}
    true = answers.marts(f"""
        select channel_id, date_trunc('month', date_day)::date,
            sum({upper}) / nullif(sum({lower}), 0)
        from rpt_channel_roi where attribution_model = 'linear' and date_day >= '2026-10-15'
        group by all""")
    assert true.height > 20
    for channel, month, value in true.rows():
        if month > date(2026, 10, 1):
            near = None if value is None else pytest.approx(value, rel=1e-9)
            assert told.get((channel, month)) == near, channel
