"""The worked examples and special cases of the metric dictionary, row by row, by our own models.

`BY_NAME`: what `marketing query` answers of planted facts. `SHOWN`: what a report shows.
`JOURNEYS`: what attribution models share out. `UNIT_TESTS`: rows that a dbt unit test works out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import pytest
from paths import MODELS as PATHS
from paths import Credited, Journey
from planted import CLOSED, Planted, Row

from pipelines import metrics
from pipelines.build import Dbt

pytestmark = pytest.mark.dbt

BY_METRIC = ("fct_measure_daily", "fct_metric_daily")
MODELS = (
    *(*BY_METRIC, "rpt_channel_roi", "rpt_contribution", "rpt_attribution_compare"),
    *("rpt_target_completion", "rpt_scorecard", "rpt_budget_pacing", "rpt_project_control"),
    *("rpt_event_roi", "rpt_cohort_retention", "rpt_lead_handover", "rpt_data_trust"),
    *(
        "rpt_survey_results",
        "rpt_traffic_quality",
        "fct_load_trust",
        "fct_kpi_target",
        "fct_work_item",
        *PATHS,
    ),
    "fct_channel_effect_monthly",
)
Given = Mapping[str, Sequence[Row]]


@pytest.fixture(scope="module")
def planted(empty: Dbt) -> Planted:
    """Every mart, empty; the models' SQL."""
    return Planted(empty, MODELS)


def ads(day: str, **told: object) -> Row:
    return {"date_day": f"2026-{day}", "source_name": "meta_ads", **told}


def cost(amount: float, scope: str = "media", **told: object) -> Row:
    row = {"date_day": "2026-11-02", "cost_month": "2026-11-01", "is_actual": True, "cost": amount}
    return {**row, "cost_scope": scope, "cost_category": scope, "source_name": "ledger", **told}


def order(day: str, paid: float, person: str = "p", **told: object) -> Row:
    row = {"date_day": f"2026-{day}", "person_key": person, "is_valid": True, "paid": paid}
    return {**row, "source_name": "shopify", **told}


def result(revenue: float = 0, day: str = "11-02", **told: object) -> Row:
    row = {"attribution_model": "last_non_direct", "date_day": f"2026-{day}"}
    return {**row, "attributed_revenue": revenue, "source_name": "shopify", **told}


def paired(first: Row, again: int, second: str) -> list[Row]:
    """The first and the second order of a person."""
    orders = [{**first, "order_no": 1, "is_first_order": True}]
    orders.append({**first, "date_day": second, "order_no": again})
    return [{**one, "first_order_date": first["date_day"]} for one in orders]


def covered(day: str, state: str = "complete", account: str = "a") -> Row:
    told = {"connector": "meta_ads", "feed": "ad_report", "account_id": account}
    return {**told, "date_day": f"2026-{day}", "state": state}


class Asked(NamedTuple):
    """A row of the dictionary, the facts planted, the question, and the values in their order."""

    row: str
    given: Given
    name: str
    told: Sequence[float | None]
    by: str = ""
    against: str | None = None
    column: str = "value"


AD, ORDER, COST = "fct_ad_performance_daily", "fct_order", "fct_marketing_cost"
RESULT, LEAD, DEAL = "fct_channel_result_daily", "fct_lead", "fct_deal"
GUEST, CLAIM, ACCOUNT = "fct_event_participation", "fct_ad_claimed_conversions_daily", "dim_account"
CPC = {AD: [ads("10-05", spend=500, clicks=100), ads("11-05", spend=900, clicks=300)]}
ROI = {
    RESULT: [result(300, "10-05"), result(200, "11-05")],
    COST: [cost(100, date_day="2026-10-05"), cost(100, date_day="2026-11-05")],
}
LOST = {**ROI, RESULT: [result(50, "10-05"), result(200, "11-05")]}
ONE_BRINGS_THREE = {
    AD: [ads("11-02", spend=100)],
    COST: [cost(100)],
    RESULT: [result(300)],
}
COSTS = {COST: [cost(70), cost(20, "direct"), cost(10, "full"), cost(5, is_actual=False)]}
HUNDRED = {**COSTS, ORDER: [order("11-03", 550, net_revenue=500, is_first_order=True, order_no=1)]}
WEEK = {
    ORDER: [order("11-02", 100), order("11-03", 200), order("11-03", 60, "q")],
    "fct_web_session": [
        {"date_day": f"2026-11-0{day}", "person_key": person, "source_name": "clickstream"}
        for day, person in ((2, "p"), (3, "p"), (3, "q"))
    ],
}
DEALS = [
    {"is_closed": True, "is_won": won, "closed_at": "2026-11-02 03:00:00", "amount": 9}
    for won in (True, False, False)
]
HANDED = {"date_day": "2026-11-02", "handed_over_at": "2026-11-02 03:00:00", "source_name": "crm"}

BY_NAME = [
    Asked("1 click-through rate: the mean of daily rates is another number", {
        AD: [ads("11-01", clicks=5, impressions=10), ads("11-02", clicks=5, impressions=990)],
    }, "CTR", [0.01]),
    Asked("1 click-through rate: above 100 % on a tiny base is shown, not capped", {
        AD: [ads("11-01", clicks=3, impressions=2)],
    }, "click_rate", [1.5]),
    Asked("1 impressions and clicks: covered and silent is 0, not covered is null", {
        AD: [ads("11-01", impressions=7)], "int_coverage_days": [
            covered("11-01"), covered("11-02"), covered("11-03", "missing")],
    }, "impressions", [7, 0, None], "day"),
    Asked("1 cost per mille: Σ spend / Σ impressions × 1000", {
        AD: [ads("11-01", spend=30, impressions=2000)],
    }, "CPM", [15]),
    Asked("1 cost per click: nothing to divide by is null", {
        AD: [ads("11-01", spend=30, clicks=0)],
    }, "CPC", [None]),
    Asked("1 cost change: CPC from 5 to 3", CPC, "CPC", [5, 3], "month"),
    Asked("1 cost change: CPC from 5 to 3 is -40 %", CPC, "CPC", [None, -0.4], "month",
          "previous", "change"),
    Asked("1 cost change: volume moves too, show both", CPC, "CPC", [100, 300], "month",
          "previous", "denominator"),
    Asked("1 claimed conversions: every platform claims the same order; claim ratio above 1", {
        CLAIM: [
            {"date_day": "2026-11-02", "source_name": one, "is_primary_claim": primary,
             "claimed_conversions": 1, "goal_id": "order"}
            for one, primary in (("meta_ads", True), ("google_ads", True), ("meta_ads", False))
        ], ORDER: [order("11-02", 9)],
    }, "claim_ratio", [2]),
    Asked("1 ROAS: 1 yuan brings 3 is 3.00", ONE_BRINGS_THREE, "roas", [3]),
    Asked("2 ROI: 1 yuan brings 3 is 200 %", ONE_BRINGS_THREE, "roi", [2]),
    Asked("1 ROAS, k: spend without result stays in the sum", {
        AD: [ads("11-02", spend=100), ads("11-02", spend=50, channel_id="dead")],
        RESULT: [result(300), result(30, channel_id="email")],
    }, "roas", [2.2]),
    Asked("1 cost per lead: direct cost, valid leads", {
        COST: [cost(80), cost(20, "direct"), cost(500, "full")], RESULT: [result(leads=4)],
    }, "cost_per_lead_direct", [25]),
    Asked("1 click conversion rate: whose conversions is part of the name", {
        AD: [ads("11-02", clicks=50)], RESULT: [result(orders=1), result(
            orders=9, attribution_model="first")],
    }, "CVR", [0.02]),
    Asked("2 media is media only", COSTS, "media_cost", [70]),
    Asked("2 direct is media and what else was bought", COSTS, "direct_cost", [90]),
    Asked("2 full is direct and agency; what is only committed is no cost yet", COSTS,
          "full_cost", [100]),
    Asked("2 CAC, paid: customers that nobody paid for are on neither side", {
        **COSTS, RESULT: [result(new_customers=4, channel_id="paid"), result(
            new_customers=6, channel_id="free")],
        "dim_channel": [{"channel_id": "paid", "ownership": "paid"},
                        {"channel_id": "free", "ownership": "earned"}],
    }, "cac_paid", [17.5]),
    Asked("2 CAC, full: full cost over all new customers", HUNDRED, "cac_full", [100]),
    Asked("2 marketing efficiency ratio needs no attribution", HUNDRED, "MER", [5]),
    Asked("2 cost-to-sales ratio is its inverse", HUNDRED, "营销费用率", [0.2]),
    Asked("2 ROI: no cost is null, not infinite", {RESULT: [result(300)]}, "roi", [None]),
    Asked("2 ROI change in points: from 200 % to 100 % is -100 points", ROI, "roi", [None, -1],
          "month", "previous", "difference"),
    Asked("2 ROI change, relative: from 200 % to 100 % is -50 %", ROI, "roi", [None, -0.5],
          "month", "previous", "change"),
    Asked("2 ROI change: relative is undefined when the base is not above 0", LOST, "roi",
          [None, None], "month", "previous", "change"),
    Asked("2 ROI change: points stay", LOST, "roi", [None, 1.5], "month", "previous", "difference"),
    Asked("3 unattributed share is never hidden by rescaling", {
        RESULT: [result(orders=3), result(orders=1, channel_id="unattributed")],
    }, "unattributed_share", [0.25]),
    Asked("3 team contribution value: the rest of a share is unowned and shown", {
        "fct_contribution": [
            {"axis": "function", "goal_id": "order", "attribution_model": "last_non_direct",
             "date_day": "2026-11-02", "team_id": team, "contribution_value": value}
            for team, value in (("CONT", 60), ("unowned", 40))
        ],
    }, "contribution_value", [60, 40], "team"),
    Asked("4 valid-lead rate: unchecked is not invalid", {
        LEAD: [{"date_day": "2026-11-02", "is_checked": checked, "is_valid": valid}
               for checked, valid in ((True, True), (True, False), (False, False))],
    }, "valid_lead_rate", [0.5]),
    Asked("4 acceptance rate: silence is not acceptance", {
        LEAD: [{**HANDED, "is_accepted": True}, HANDED],
    }, "acceptance_rate", [0.5]),
    Asked("4 win rate: open deals are not lost", {
        DEAL: [*DEALS, {"is_closed": False, "is_won": False}],
    }, "win_rate", [1 / 3]),
    Asked("4 overall conversion: the last over the first, same cohort, old enough", {
        "fct_stage_reached": [
            {"funnel": "life_cycle", "stage_id": stage, "cohort_date": day, "window_days": 90}
            for stage, day in (
                ("awareness", "2026-08-01"), ("bought", "2026-08-01"), ("awareness", "2026-08-01"),
                ("awareness", "2026-11-01"))
        ],
    }, "funnel_conversion", [0.5]),
    Asked("5 unique visitors of a week are not the sum of its days", WEEK, "UV", [2]),
    Asked("5 unique visitors by day", WEEK, "UV", [1, 2], "day"),
    Asked("5 bounce rate: single-page sessions", {
        "fct_web_session": [{"date_day": "2026-11-02", "is_engaged": engaged, "page_views": 1}
                            for engaged in (True, True, True, False)],
    }, "bounce_rate", [0.25]),
    Asked("6 average order value is per order", WEEK, "average_order_value", [120]),
    Asked("6 spend per customer is per person", WEEK, "客单价", [180]),
    Asked("6 spend per customer grows with the period by itself", WEEK, "客单价", [100, 130],
          "day"),
    Asked("6 spend per customer: an order of nobody known is on neither side", {
        ORDER: [order("11-02", 100), order("11-02", 999, "unknown")],
    }, "spend_per_customer", [100]),
    Asked("6 discount rate", {
        ORDER: [order("11-02", 95, discount=5, gross_revenue=100)],
    }, "discount_rate", [0.05]),
    Asked("6 refund rate by order cohort is about the orders of the period", {
        ORDER: [order("10-11", 100, refunded=40), order("11-02", 100, refunded=0)],
        "fct_refund": [{"date_day": "2026-11-02", "amount": 40, "is_valid_order": True}],
    }, "退款率", [0.4, 0], "month"),
    Asked("6 refund rate, event day, may exceed 100 % after a promotion", {
        ORDER: [order("11-02", 100)],
        "fct_refund": [{"date_day": "2026-11-02", "amount": 150, "is_valid_order": True}],
    }, "refund_rate_event_day", [1.5]),
    Asked("7 active customers: once, however many orders", WEEK, "active_customers", [2]),
    Asked("7 active customers by day do not add up", WEEK, "活跃客户数", [1, 2], "day"),
    Asked("7 repurchase rate: the second order on the 90th day counts", {
        ORDER: paired(order("08-17", 9), 2, "2026-11-15"),
    }, "复购率", [1]),
    Asked("7 repurchase rate is null while the cohort is younger than 90 days", {
        ORDER: paired(order("08-18", 9), 2, "2026-08-19"),
    }, "复购率", []),
    Asked("7 repurchase rate: a second order after 91 days is none of 90", {
        ORDER: paired(order("08-01", 9), 2, "2026-10-31"),
    }, "复购率", [0]),
    Asked("8 private-domain conversion: only adds of 30 days ago or more", {
        "fct_private_contact": [
            {"is_first_add": True, "date_day": day[:10], "added_at": day,
             "first_ordered_at": bought}
            for day, bought in (
                ("2026-10-16 02:00:00", "2026-11-15 01:00:00"),
                ("2026-10-16 02:00:00", None),
                ("2026-10-17 02:00:00", "2026-10-18 01:00:00"))
        ],
    }, "private_conversion_30", [0.5]),
    Asked("9 followers: the last snapshot, never added over days", {
        "fct_social_account_daily": [
            {"date_day": f"2026-11-0{day}", "account_key": "k", "followers_total": total}
            for day, total in ((1, 100), (2, 110), (3, None))
        ],
    }, "followers", [110]),
    Asked("9 net follower growth: gained less lost", {
        "fct_social_account_daily": [
            {"date_day": "2026-11-02", "followers_gained": 12, "followers_lost": 2}],
    }, "粉丝增长数", [10]),
    Asked("9 engagement rate: likes, comments, favourites and shares over views", {
        "fct_post_daily": [{"date_day": "2026-11-02", "views": 100, "likes": 4, "comments": 3,
                            "shares": 2, "favourites": 1}],
    }, "engagement_rate", [0.1]),
    Asked("10 attendance rate: walk-ins are out of both sides", {
        GUEST: [
            {"date_day": "2026-11-02", "is_approved": approved, "is_attended": came,
             "is_walk_in": came and not approved}
            for approved, came in ((True, True),) * 4 + ((True, False), (False, True))
        ],
    }, "到场率", [0.8]),
    Asked("10 lead rate: leads over all who attended", {
        GUEST: [{"date_day": "2026-11-02", "is_attended": True, "is_lead": lead}
                for lead in (True, False, False, False)],
    }, "lead_rate", [0.25]),
    Asked("10 event conversion: deals over attended; letters of intent apart", {
        GUEST: [{"date_day": "2026-11-02", "is_attended": True, "deals": deals,
                 "letters_of_intent": 1} for deals in (1, 0, 0, 0, 0)],
    }, "event_conversion", [0.2]),
    Asked("14 budget: the latest approved version; the original stays", {
        "fct_budget_monthly": [
            {"budget_month": "2026-11-01", "budget_amount": amount, "is_current": current}
            for amount, current in ((100, True), (70, False))],
    }, "budget", [100]),
    Asked("14 execution rate: cumulated actual over the full budget", {
        COST: [cost(30), cost(50, date_day="2026-11-09"), cost(7, cost_category="discount")],
        "fct_budget_monthly": [
            {"budget_month": "2026-11-01", "budget_amount": 100, "is_current": True}],
    }, "budget_execution", [0.8]),
    Asked("15 on-time rate: what is due and not done has failed", {
        "fct_work_item": [
            {"item_kind": "task", "first_due_date": "2026-11-02", "delivered_due": due,
             "delivered_in_time": in_time} for due, in_time in ((1, 1), (1, 0), (0, 0))],
    }, "on_time_rate", [0.5]),
    Asked("15 collaboration request filed: by the team that asks", {
        "fct_work_item": [{"item_kind": "request", "filed_date": "2026-11-02", "filed_due": 1,
                           "filed_in_time": 1, "team_id": "X", "from_team_id": "CONT"}],
    }, "需求24h提交率", [1], "team"),
    Asked("17 change against last year: 双11 with 双11, not the same weekday", {
        ORDER: [{**order("11-11", 300), "date_day": "2026-11-11"},
                {**order("11-11", 200), "date_day": "2025-11-11"},
                {**order("11-11", 5), "date_day": "2025-11-12"}],
    }, "paid_amount", [None, None, 0.5], "day", "last_year", "change"),
    Asked("17 change: 0 or nothing before is null", {
        ORDER: [order("10-02", 0), order("11-02", 5)],
    }, "paid_amount", [None, None], "month", "previous", "change"),
    Asked("17 suspected fake-traffic rate", {
        "fct_web_session": [{"date_day": "2026-11-02", "is_suspect": suspect}
                            for suspect in (True, False, False, False, False)],
    }, "虚假流量率", [0.2]),
    Asked("Z7 integers divide as decimals", {
        AD: [ads("11-01", clicks=1, impressions=3)],
    }, "click_rate", [1 / 3]),
]  # fmt: skip


@pytest.mark.parametrize("case", BY_NAME, ids=lambda case: case.row)
def test_a_metric_asked_by_name_is_worked_out_as_the_dictionary_says(planted, case: Asked):
    with planted.rows(case.given) as warehouse:
        warehouse.run(*BY_METRIC)
        warehouse.db.execute("use warehouse.marts")
        asked = metrics.question(case.name, [case.by] if case.by else [], against=case.against)
        answer = metrics.ask(warehouse.db, asked)
        place = [column[0] for column in answer.description or ()].index(case.column)
        told = [row[place] for row in answer.fetchall()]
    assert told == [value if value is None else pytest.approx(value) for value in case.told] or (
        not case.told and set(told) <= {None}
    )


class Shown(NamedTuple):
    """A row of the dictionary, the facts planted, the models run, the question and its answer."""

    row: str
    given: Given
    models: str
    ask: str
    told: list[tuple]
    closed: date = CLOSED


def target(code: str, **told: object) -> dict[str, object]:
    row: dict[str, object] = {"period_kind": "year", "aggregation": "ratio", "direction": "more"}
    row["formula"] = "ratio"
    row["period_start_date"] = "2026-01-01"
    days = {"period_days": 365, "elapsed_days": 182, "period_weight": 400, "elapsed_weight": 200}
    return {**row, **days, "kpi_code": code, "missing_reason": "none", **told}


def kpi(code: str, weight: float, done: float | None, **told: str) -> Row:
    card = {"team_id": "PERF", "position_id": "digital_marketing", "kpi_type": "quantitative"}
    card |= told
    sums = {"target": 100, "numerator": done, "denominator": 1, "completion_cap": 1.2}
    return target(code, weight=weight, is_closed=True, **sums, **card)


def yearly(code: str, metric: str, needs_ads: bool = False, **told: object) -> Row:
    row = {**target(code, aggregation="sum", target=100), "target_key": code, "metric_name": metric}
    row["judged_direction"] = row.pop("direction")
    del row["missing_reason"]
    days = {"elapsed_date": str(CLOSED), "period_end_date": "2026-12-31", "elapsed_days": 319}
    ids = dict.fromkeys(("team_id", "position_id", "region_id", "product_line"), "none")
    marks: dict[str, object] = {"is_known": True, "is_cut_known": True, "is_by_team": False}
    marks |= {"needs_people_cost": False, "needs_ads": needs_ads, "needs_shop": False}
    marks |= {"is_change": False, "raters": 0}
    return {**row, **days, **ids, **marks, **told}


def spent(budget: float | None, *amounts: tuple[str, float], committed: float = 0) -> Given:
    line = {"bearing_team_id": "PERF", "channel_id": "kol", "project_id": "P"}
    entries = [cost(amount, date_day=f"2026-11-{day}", **line) for day, amount in amounts]
    entries.append(cost(committed, is_actual=False, date_day="2026-11-20", **line))
    plan = {"budget_month": "2026-11-01", "team_id": "PERF", "channel_id": "kol", "project_id": "P"}
    lines = [{**plan, "is_current": True, "budget_amount": budget}] if budget else []
    return {COST: entries, "fct_budget_monthly": lines}


def event(*costs: tuple[str, float], **told: object) -> Given:
    entries = [cost(amount, "direct", event_id="E", cost_item=item) for item, amount in costs]
    return {"dim_event": [{"event_id": "E", "event_name": "Opening", **told}], COST: entries}


def lead(handed: str, followed: str | None, **told: object) -> Row:
    row = {"handed_over_at": f"2026-{handed} 01:00:00", "channel_id": "kol", "sales_team": "east"}
    return {**row, "first_followup_at": followed and f"2026-{followed} 01:00:00", **told}


def cell(wave: str, base: int, chosen: float, opposed: float = 0, role: str = "aware") -> Row:
    keys = {"source_name": "s", "survey_id": "1", "measure": "m", "segment_kind": "all"}
    sums = {"base_weight": base, "chosen_weight": chosen, "opposed_weight": opposed}
    base_told = {"responses": base, "effective_base": base, "score_weight": 0}
    return {**keys, **sums, **base_told, "segment": "all", "item": "us", "wave": wave,
            "question_role": role}  # fmt: skip


def item(kind: str, **told: object) -> Row:
    row = {"platform": "p", "file_slot": "f", "item_id": "1", "status": "done"}
    return {**row, "item_kind": kind, "exported_date": "2026-11-15", "is_day_only": False, **told}


PACING = "from rpt_budget_pacing where period_kind = 'month'"
TARGET = "from rpt_target_completion order by kpi_code"
SHOWN = [
    Shown("14 pacing index: 20 % left at half time is 0.80 / 0.50 = 1.60",
          spent(100, ("02", 50), ("09", 30)), "rpt_budget_pacing",
          f"select remaining_share, time_share, pacing_index {PACING}", [(0.2, 0.5, 1.6)]),
    Shown("14 remaining share may be negative: keep the sign; committed is used up",
          spent(100, ("02", 90), committed=20), "rpt_budget_pacing",
          f"select remaining_share, execution_rate {PACING}", [(-0.1, 0.9)]),
    Shown("14 time used: half of November is not half of the money",
          spent(100, ("02", 1)), "rpt_budget_pacing",
          f"select time_share = 0.5, curve_share > 0.5 {PACING}", [(True, True)]),
    Shown("14 forecast at completion: less than 3 days of data is null",
          spent(100, ("01", 10)), "rpt_budget_pacing", f"select forecast {PACING}", [(None,)],
          date(2026, 11, 2)),
    Shown("14 forecast at completion: a stopped campaign has run rate 0",
          spent(100, ("01", 50)), "rpt_budget_pacing", f"select forecast {PACING}",
          [(Decimal(50),)]),
    Shown("14 overspend alert: more than 95 % used stops, whatever the time",
          spent(100, ("02", 95.01)), "rpt_budget_pacing", f"select alert_level {PACING}",
          [("stop",)]),
    Shown("14 budget: no line is null and unbudgeted",
          spent(None, ("02", 5)), "rpt_budget_pacing",
          f"select budget, pacing_index, is_unbudgeted, alert_level {PACING}",
          [(None, None, True, "unbudgeted")]),
    Shown("14 within control line: 95 % is a ceiling on use, not a tolerance", {
        "dim_project": [{"project_id": "P"}, {"project_id": "Q"}],
        COST: [cost(95, project_id="P"), cost(95.01, project_id="Q")],
        "fct_budget_monthly": [
            {"budget_month": "2026-11-01", "project_id": one, "is_current": True,
             "budget_amount": 100} for one in ("P", "Q")],
    }, "rpt_project_control",
        "select project_id, control_state from rpt_project_control order by 1",
        [("P", "within"), ("Q", "over")]),
    Shown("15 project progress: milestones are done or not; none is null", {
        "dim_project": [{"project_id": "P"}, {"project_id": "Q"}],
        "fct_work_item": [
            {"project_id": "P", "item_kind": "milestone", "weight": weight, "weight_done": done,
             "progress": 0.9} for weight, done in ((3, 3), (1, 0))],
    }, "rpt_project_control", "select progress_rate from rpt_project_control order by project_id",
        [(0.75,), (None,)]),
    Shown("15 target completion: a -15 % CAC goal with -9 % reached is 60 %", {
        "fct_kpi_target": [target("CAC", direction="less", is_change=True, baseline=100, target=85,
                                  numerator=910, denominator=10)],
    }, "rpt_target_completion", f"select completion_rate {TARGET}", [(0.6,)]),
    Shown("15 growth target: +50 % exposure, +50 % reached by the year-to-date share", {
        "fct_kpi_target": [target("EXP", aggregation="sum", is_change=True, baseline=100,
                                  target=150, numerator=75)],
    }, "rpt_target_completion", f"select completion_rate {TARGET}", [(1.0,)]),
    Shown("15 growth target: base 0 or goal equal to the base is null, with its reason", {
        "fct_kpi_target": [target("SAME", is_change=True, baseline=100, target=100, numerator=5,
                                  denominator=1)],
    }, "rpt_target_completion", f"select completion_rate, missing_reason {TARGET}",
        [(None, "the target is nothing")]),
    Shown("15 target completion: more is better actual / target, less is better target / actual", {
        "fct_kpi_target": [
            target("1", target=80, numerator=60, denominator=1),
            target("2", target=80, numerator=100, denominator=1, direction="less")],
    }, "rpt_target_completion", f"select completion_rate {TARGET}", [(0.75,), (0.8,)]),
    Shown("15 target completion: a year is held against its share of the year, not all of it", {
        "fct_kpi_target": [target("SUM", aggregation="sum", target=1000, numerator=400)],
    }, "rpt_target_completion", f"select target_to_date, completion_rate {TARGET}", [(500.0, 0.8)]),
    Shown("15 target completion: a year whose data begin late is null, with its reason", {
        "int_kpi_targets": [yearly("leads", "valid_leads"), yearly("ads", "impressions", True)],
        "fct_kpi_actual_daily": [
            {"metric_name": one, "axis": "whole", "date_day": "2026-10-15", "numerator": 9}
            for one in ("valid_leads", "impressions")],
        "int_coverage_days": [covered("10-15")],
    }, "fct_kpi_target rpt_target_completion",
        f"select kpi_code, actual, completion_rate, completion_state, missing_reason {TARGET}",
        [("ads", None, None, "unknown", "advertising: 318 of 319 days are missing"),
         ("leads", None, None, "unknown", "data begin 2026-10-15")]),
    Shown("15 target completion: the same target over a month that is told is no secret", {
        "int_kpi_targets": [yearly("leads", "valid_leads", period_start_date="2026-11-01")],
        "fct_kpi_actual_daily": [
            {"metric_name": "valid_leads", "axis": "whole", "date_day": day, "numerator": 9}
            for day in ("2026-10-15", "2026-11-02")],
    }, "fct_kpi_target rpt_target_completion",
        f"select actual, missing_reason {TARGET}", [(9.0, "none")]),
    Shown("15 KPI score: weights times completion, capped at 120 %", {
        "fct_kpi_target": [kpi("A", 0.6, 200), kpi("B", 0.4, 50)],
    }, "rpt_scorecard", "select score, card_state from rpt_scorecard", [(92.0, "final")]),
    Shown("15 KPI score: a missing KPI leaves the card incomplete, not 0 and not re-weighted", {
        "fct_kpi_target": [kpi("A", 0.6, 100), kpi("B", 0.4, None, missing_reason="no data")],
    }, "rpt_scorecard",
        "select score, points_measured, card_state, first_missing_reason from rpt_scorecard",
        [(None, 60.0, "incomplete", "no data")]),
    Shown("15 KPI score: quantitative and qualitative apart, then together", {
        "fct_kpi_target": [kpi("A", 0.6, 100), kpi("B", 0.4, 50, kpi_type="qualitative")],
    }, "rpt_scorecard",
        "select quantitative_score, qualitative_score, score from rpt_scorecard",
        [(60.0, 20.0, 80.0)]),
    Shown("15 post-mortem in 7 working days: over National Day and a make-up Saturday", {
        "stg_work_items": [item("project", project_label="P", done_date="2026-09-30")],
        "dim_project": [{"project_id": "P", "post_mortem_date": "2026-10-15"}],
    }, "fct_work_item", "select limit_date::text, answered_in_time from fct_work_item",
        [("2026-10-15", 1)]),
    Shown("15 post-mortem: the 8th working day is late", {
        "stg_work_items": [item("project", project_label="P", done_date="2026-09-30")],
        "dim_project": [{"project_id": "P", "post_mortem_date": "2026-10-16"}],
    }, "fct_work_item", "select answered_due, answered_in_time from fct_work_item", [(1, 0)]),
    Shown("15 event report in 3 working days: Friday's event, Wednesday's report", {
        "stg_work_items": [item("report", project_label="E", done_date="2026-11-11")],
        "int_events": [{"event_id": "E", "project_id": "P", "event_date": "2026-11-06"}],
    }, "fct_work_item", "select limit_date::text, answered_in_time from fct_work_item",
        [("2026-11-11", 1)]),
    Shown("15 feedback in 3 working days: unanswered and due has failed, not yet due is not", {
        "stg_work_items": [
            item("request", item_id=day, status="todo", submitted_at=f"2026-11-{day} 02:00:00")
            for day in ("10", "13")],
    }, "fct_work_item", "select answered_due, answered_in_time from fct_work_item order by item_id",
        [(1, 0), (0, 0)]),
    Shown("15 collaboration request filed: 24 clock hours, to the minute", {
        "stg_work_items": [
            item("request", item_id=at, occurred_at="2026-11-03 02:00:00",
                 submitted_at=f"2026-11-04 {at}:00") for at in ("02:00", "02:01")],
    }, "fct_work_item", "select filed_in_time from fct_work_item order by item_id", [(1,), (0,)]),
    Shown("2 cost structure: venue 30, material 25, promotion 40 leave 5, and nothing is rescaled",
          event(("场地费", 30), ("活动物料", 25), ("达人合作", 40), ("差旅费", 5)), "rpt_event_roi",
          "select venue_cost, material_cost, promotion_cost, other_cost, full_cost "
          "from rpt_event_roi where attribution_model = 'last'",
          [tuple(map(Decimal, (30, 25, 40, 5, 100)))]),
    Shown("10 event ROI: on site and attributed, less the cost; signed deals are not added again", {
        **event(("场地费", 100)),
        GUEST: [{"event_id": "E", "is_attended": True, "deals": 1, "signed_amount": 300}],
        "fct_attribution_credit": [
            {"event_id": "E", "attribution_model": "last", "goal_id": goal, "credit": 1,
             "credited_value": value} for goal, value in (("order", 100), ("deal", 300))],
    }, "rpt_event_roi", "select roi_full from rpt_event_roi where attribution_model = 'last'",
        [(3.0,)]),
    Shown("10 cost per attendee, per lead, per deal: nobody to divide by is null", {
        **event(("场地费", 100)), GUEST: [{"event_id": "E", "is_attended": True}] * 4,
    }, "rpt_event_roi", "select cost_per_attendee, cost_per_lead, cost_per_deal "
        "from rpt_event_roi where attribution_model = 'last'", [(25.0, None, None)]),
    Shown("7 retention: the base is the cohort, an age not lived is null", {
        "dim_person": [{"person_key": one, "first_non_direct_channel_id": "kol", "region_id": "R"}
                       for one in "pq"],
        ORDER: [*({**one, "net_revenue": 9, "gross_profit": 4}
                  for one in paired(order("09-10", 9), 2, "2026-10-20")),
                order("09-10", 9, "q", order_no=1, first_order_date="2026-09-10", gross_profit=4)],
    }, "rpt_cohort_retention",
        "select age_days, retention_rate, repurchase_rate, ltv_observed, payback_age_days "
        "from rpt_cohort_retention where age_days <= 90 order by 1",
        [(30, 0.0, 0.0, 4.0, None), (60, 0.5, 0.5, 6.0, None), (90, None, None, None, None)]),
    Shown("2 payback period: profit has not reached the cost yet, so it is open", {
        "dim_person": [{"person_key": "p", "first_non_direct_channel_id": "kol", "region_id": "R"}],
        ORDER: [order("09-10", 9, order_no=1, first_order_date="2026-09-10", gross_profit=4)],
        COST: [cost(5, cost_month="2026-09-01", channel_id="kol", region_id="R")],
    }, "rpt_cohort_retention",
        "select distinct acquisition_cost, payback_age_days from rpt_cohort_retention",
        [(Decimal(5), None)]),
    Shown("4 first follow-up: working days, make-up Saturday counted, the holiday week skipped", {
        LEAD: [lead("09-30", "10-08"), lead("10-09", "10-10"), lead("10-09", "10-12"),
               lead("11-02", None)],
    }, "rpt_lead_handover",
        "select handover_week_date::text, followups_due, followups_in_time, leads_waiting "
        "from rpt_lead_handover order by 1",
        [("2026-09-28", 1, 1, 0), ("2026-10-05", 2, 1, 0), ("2026-11-02", 1, 0, 1)]),
    Shown("Z4 first follow-up: open cases are beside the median, not in it", {
        LEAD: [lead("11-02", "11-03"), lead("11-02", None), lead("11-02", None)],
    }, "rpt_lead_handover",
        "select median_followup_workdays, leads_followed_up, leads_waiting from rpt_lead_handover",
        [(1.0, 1, 2)]),
    Shown("3 assisted conversions: the journey holds the channel, but not last", {
        "fct_attribution_credit": [
            {"conversion_key": key, "attribution_model": "last", "date_day": "2026-11-02",
             "goal_id": "order", "channel_id": channel, "touch_no": number, "credit": 0}
            for key, path in (("k", ("kol", "email")), ("l", ("email", "kol", "email")))
            for number, channel in enumerate(path, 1)],
    }, "rpt_attribution_compare", "select channel_id, assisted_conversions "
        "from rpt_attribution_compare order by 1", [("email", 0), ("kol", 2)]),
    Shown("3 sourced and influenced stand beside the credit and overlap", {
        "fct_contribution": [
            {"conversion_key": "k", "axis": "function", "goal_id": "order", "touch_no": number,
             "attribution_model": "last", "date_day": "2026-11-02", "team_id": team,
             "contribution": share, "contribution_value": 100 * share}
            for number, team, share in ((1, "EVENT", 0), (2, "CONT", 1))],
    }, "rpt_contribution", "select team_id, orders, sourced_orders, influenced_orders "
        "from rpt_contribution where axis = 'function' order by 1",
        [("CONT", 1.0, 0, 1), ("EVENT", 0.0, 1, 1)]),
    Shown("3 contribution per cost: full cost of the team; none is null", {
        "fct_contribution": [
            {"conversion_key": "k", "axis": "function", "goal_id": "order", "touch_no": 1,
             "attribution_model": "last", "date_day": "2026-11-02", "team_id": team,
             "contribution": 1, "contribution_value": 300} for team in ("X", "Y")],
        COST: [cost(60, team_id="X"), cost(40, "full", cost_category="people", team_id="X")],
    }, "rpt_contribution", "select team_id, contribution_per_cost from rpt_contribution "
        "where axis = 'function' and attribution_model = 'last' order by 1",
        [("X", 3.0), ("Y", None)]),
    Shown("11 awareness: a base under 30 is hidden, and shown how small it is", {
        "fct_survey_cell": [cell("1", 29, 20)],
    }, "rpt_survey_results", "select result, is_hidden, responses from rpt_survey_results",
        [(None, True, 29)]),
    Shown("11 margin of error: 1.96 √(p (1 − p) / n)", {
        "fct_survey_cell": [cell("1", 100, 50)],
    }, "rpt_survey_results", "select result, round(result_margin, 6) from rpt_survey_results",
        [(0.5, 0.098)]),
    Shown("11 awareness lift: inside its interval is no proven change; 100 per cell", {
        "fct_survey_cell": [cell("1", 100, 50), cell("2", 100, 55), cell("3", 99, 90)],
    }, "rpt_survey_results", "select lift_verdict from rpt_survey_results order by wave",
        [("no wave before",), ("not proven",), ("base too small",)]),
    Shown("11 NPS: 9 and 10 less 0 to 6", {
        "fct_survey_cell": [cell("1", 100, 50, 20, "nps")],
    }, "rpt_survey_results", "select round(result, 6) from rpt_survey_results", [(30.0,)]),
    Shown("17 click-to-session loss: 1 − sessions with a click over clicks", {
        AD: [ads("11-02", clicks=100, channel_id="meta_ads")],
        "dim_person": [{"person_key": "none"}],
        "fct_web_session": [
            {"date_day": "2026-11-02", "channel_id": "meta_ads", "session_key": str(number),
             "traffic_rules": ""} for number in range(80)],
    }, "rpt_traffic_quality", "select round(click_loss_rate, 6) from rpt_traffic_quality "
        "where channel_id = 'meta_ads'", [(0.2,)]),
    Shown("17 freshness: never loaded is never, and no number of days", {
        "int_coverage_days": [covered("11-14", "missing"), covered("11-13", account="b")],
    }, "fct_load_trust rpt_data_trust", "select value, verdict, detail from rpt_data_trust "
        "where measure = 'freshness_days' order by account_id",
        [(None, "bad", "never loaded"), (2.0, "late", "")]),
    Shown("17 quarantine rate and completeness: nothing due is null", {
        "fct_load_trust": [{"measure": one, "connector": "x", "feed": "f", "account_id": "a",
                            "numerator": 0, "denominator": 0}
                           for one in ("completeness_rate", "quarantine_rate")],
    }, "rpt_data_trust", "select value from rpt_data_trust where connector = 'x'",
        [(None,), (None,)]),
    Shown("2 CAC and ROI of a channel with cost and no result; result without cost is null", {
        "fct_channel_coverage_daily": [
            {"date_day": "2026-11-02", "channel_id": one, "missing_accounts": 0,
             "missing_result_accounts": 0} for one in ("dead", "free")],
        COST: [cost(100, channel_id="dead")],
        RESULT: [result(300, channel_id="free", new_customers=2)],
    }, "rpt_channel_roi", "select channel_id, roi_full, cac_full from rpt_channel_roi "
        "where attribution_model = 'last_non_direct' order by 1",
        [("dead", -1.0, None), ("free", None, 0.0)]),
]  # fmt: skip


@pytest.mark.parametrize("case", SHOWN, ids=lambda case: case.row)
def test_a_report_shows_what_the_dictionary_works_out(planted, case: Shown):
    with planted.rows(case.given, case.closed) as warehouse:
        warehouse.run(*case.models.split())
        told = warehouse.ask(case.ask)
    assert told == [tuple(near(value) for value in row) for row in case.told]


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-12) if isinstance(value, float) else value


class Shared(NamedTuple):
    """A row of the dictionary, one converting journey, a model and the credit of its touches."""

    row: str
    channels: tuple[str, ...]
    model: str
    told: tuple[float, ...]
    suspect: frozenset[int] = frozenset()


A, B, D = "meta_ads", "email", "direct"
HALVES = [2 ** -(age / 7) for age in (2.5, 1.25, 0)]  # days of age; journeys step by thirty hours
JOURNEYS = [
    Shared("3 first", (A, B, D), "first", (1, 0, 0)),
    Shared("3 last", (A, B, D), "last", (0, 0, 1)),
    Shared("3 last-non-direct", (A, B, D), "last_non_direct", (0, 1, 0)),
    Shared("3 last-non-direct: all direct, else direct", (D, D), "last_non_direct", (0, 1)),
    Shared("3 linear", (A, B, D, A), "linear", (0.25,) * 4),
    Shared("3 position-based, n = 1", (A,), "position", (1,)),
    Shared("3 position-based, n = 2", (A, B), "position", (0.5, 0.5)),
    Shared("3 position-based, n = 3", (A, B, D), "position", (0.4, 0.2, 0.4)),
    Shared("3 position-based, n = 4", (A, B, D, A), "position", (0.4, 0.1, 0.1, 0.4)),
    Shared("3 time-decay: 2^(−age / half-life), normalised, ages in hours", (A, B, D),
           "time_decay", tuple(one / sum(HALVES) for one in HALVES)),
    Shared("3 Shapley: an equal split over distinct channels", (A, A, B), "shapley",
           (0.25, 0.25, 0.5)),
    Shared("3 Markov, conversion reading: removal effects of the journey's own touches", (A, B),
           "markov_path", (0.5, 0.5)),
    Shared("3 credit: a suspect touch keeps its place and has none", (A, B, D), "linear",
           (0, 0.5, 0.5), frozenset({1})),
]  # fmt: skip


@pytest.mark.parametrize("case", JOURNEYS, ids=lambda case: case.row)
def test_a_journey_is_shared_out_as_the_dictionary_says(empty: Dbt, planted, case: Shared):
    told = credited(empty, Journey(case.channels, Decimal(10), case.suspect)).ask(f"""
        select credit_{case.model}::double, credit_{case.model} from int_credits
        where touch_key <> 'none' order by touch_no""")
    assert told[:, 0].to_list() == pytest.approx(case.told, abs=1e-9)
    assert told[:, 1].sum() == 1


def credited(dbt: Dbt, *company: Journey) -> Credited:
    models = dbt.folder / "target" / "compiled" / "marketing_warehouse" / "models"
    return Credited(models, [company])


def test_rounding_goes_to_the_last_touch_and_not_away(empty: Dbt, planted):
    told = credited(empty, Journey((A, B, D), Decimal(100)))
    shares = told.ask("select credit_linear, value_linear from int_credits order by touch_no")
    assert shares[:, 0].to_list() == [Decimal("0.333333333333")] * 2 + [Decimal("0.333333333334")]
    assert shares[:, 1].to_list() == [Decimal("33.333333")] * 2 + [Decimal("33.333334")]


def test_a_channel_without_which_nobody_would_buy_has_the_whole_removal_effect(empty: Dbt, planted):
    told = credited(empty, Journey((A,), Decimal(1)), Journey((A,), None), Journey((B,), None))
    effects = told.ask("select channel_id, removal_effect from int_channel_effects").rows()
    assert dict(effects) == {A: pytest.approx(1), B: pytest.approx(0)}


def test_the_removal_effect_is_null_when_nobody_converts(empty: Dbt, planted):
    told = credited(empty, Journey((A, B), None))
    assert set(told.ask("select removal_effect from int_channel_effects")[:, 0]) == {None}


def test_the_two_readings_of_markov_conserve_and_are_not_equal(empty: Dbt, planted):
    company = Journey((A, B), Decimal(1)), Journey((A,), Decimal(1)), Journey((B, A), None)
    told = credited(empty, *company)
    by_path = told.by_channel("markov_path")[0]
    by_channel = dict(
        told.ask("""
        select channel_id, credit_markov_global from fct_channel_effect_monthly""").rows()
    )
    assert sum(by_path.values()) == pytest.approx(2) == sum(by_channel.values())
    assert by_path != pytest.approx(by_channel)


# Rows of the dictionary that a unit test of a model works out.
UNIT_TESTS = {
    "Z2 no rate is null": "a_rate_is_carried_over_a_gap_and_the_reporting_currency_is_one",
    "Z2 money at the rate of its own day": "an_order_is_netted_at_the_rate_of_its_own_business_day",
    "2 platform spend and the invoice are one cost":
        "an_invoice_replaces_its_month_and_leaves_open_months_to_the_platform",
    "2 people cost from groups of three": "a_group_under_three_is_never_shown_by_itself",
    "2 new customers by first valid order":
        "the_first_order_is_the_first_valid_one_and_refunds_keep_two_readings",
    "4 skipping a stage counts as passed": "a_skipped_stage_counts_as_passed_and_is_marked",
    "4 an age not lived is null": "a_young_cohort_shows_no_rate_and_no_age_it_has_not_lived",
    "4 the blocked step": "the_blocked_step_is_the_one_that_lost_most_against_its_own_past",
    "4 new leads after de-duplication": "a_need_counts_once_however_many_systems_know_it",
    "5 sessions of 30 minutes": "thirty_minutes_keep_a_session_and_a_second_more_ends_it",
    "9 reads are differences, a fall is a correction":
        "growth_is_the_difference_of_readings_and_a_fall_is_a_correction",
    "9 views at day 7 and latest":
        "the_newest_reading_counts_and_the_first_week_ends_on_its_seventh_day",
    "10 invited, registered, attended": "walk_ins_are_on_neither_side_of_the_attendance_rate",
    "11 satisfaction is the top two":
        "satisfaction_counts_its_two_best_answers_and_effort_the_three_that_agree",
    "11 weights on both sides":
        "weights_count_above_and_below_and_a_wave_without_a_choice_has_zero",
    "12 average position weighs impressions":
        "devices_of_a_keyword_are_one_row_and_a_position_that_is_none_weighs_nothing",
    "14 hysteresis of alerts": "a_promotion_is_on_plan_and_a_level_falls_after_two_days_below",
    "17 one strong or two weak rules": "one_strong_rule_or_two_weak_ones_make_a_session_suspect",
    "17 as first reported and latest": "only_changed_figures_make_a_version_and_the_first_is_kept",
    "i names are as of the day": "a_renamed_campaign_belonged_to_another_team_before",
}  # fmt: skip


def test_unit_tests_work_out_the_rest(empty: Dbt):
    known = msgspec.json.decode(empty.manifest.read_bytes())["unit_tests"].values()
    assert set(UNIT_TESTS.values()) <= {one["name"] for one in known}
    assert len({case.row for case in (*BY_NAME, *SHOWN, *JOURNEYS)}) == sum(
        map(len, (BY_NAME, SHOWN, JOURNEYS))
    )


@pytest.mark.parametrize(("word", "by", "means"), [
    ("复购率", [], "repurchase_rate"),
    ("退款率", [], "refund_rate"),
    ("客单价", [], "spend_per_customer"),
    ("获客成本", [], "cac_full"),
    ("获客成本", ["month"], "cac_full"),
    ("获客成本", ["channel"], "cac_paid"),
    ("ROI", ["channel"], "roi"),
    ("roi", [], "roi"),
    ("投入产出比", [], "roas"),
    ("曝光", [], "impressions"),
    ("贡献值", [], "contribution_value"),
])  # fmt: skip
def test_a_word_of_section_18_means_one_metric(word: str, by: list[str], means: str):
    asked = metrics.question(word, by)
    assert asked.metric.metric_id == means
    assert not asked.metric.is_credited or asked.model == "last_non_direct"


@pytest.mark.parametrize(("word", "said"), [
    ("转化率", "several metrics. Say which: click_conversion_rate"),
    ("触达", "Read: fct_campaign_reach_period"),
    ("留存率", "the base is the cohort. Read: rpt_cohort_retention"),
    ("投诉率", "Read: fct_service_ticket"),
    ("Frequency", "Read: fct_campaign_reach_period"),
])  # fmt: skip
def test_a_word_that_no_one_figure_answers_is_told_why(word: str, said: str):
    with pytest.raises(metrics.MetricError, match=said):
        metrics.question(word)
