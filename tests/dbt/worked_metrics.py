"""Rows of the metric dictionary that a metric asked by name works out."""

from collections.abc import Sequence
from typing import NamedTuple

from worked_rows import (
    AD,
    CLAIM,
    COST,
    DEAL,
    GUEST,
    LEAD,
    ORDER,
    RESULT,
    Given,
    ads,
    cost,
    covered,
    order,
    paired,
    refund,
    result,
)


class Asked(NamedTuple):
    """A row of the dictionary, the facts planted, the question, and the values in their order."""

    row: str
    given: Given
    name: str
    told: Sequence[float | None]
    by: str = ""
    against: str | None = None
    column: str = "value"


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
    Asked("5 bounce rate: single-page sessions without engagement", {
        "fct_web_session": [{"date_day": "2026-11-02", "is_bounce": bounce, "page_views": 1}
                            for bounce in (False, False, False, True)],
    }, "bounce_rate", [0.25]),
    Asked("5 time on session: a last page has no next hit and is left out of both sides", {
        "fct_web_session": [{"date_day": "2026-11-02", "engaged_seconds": seconds}
                            for seconds in (30, 60, None)],
    }, "session_seconds", [45]),
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
        "fct_refund": [refund(40)],
    }, "退款率", [0.4, 0], "month"),
    Asked("6 refund rate, event day, may exceed 100 % after a promotion", {
        ORDER: [order("11-02", 100)],
        "fct_refund": [refund(150), refund(None, is_done=False)],
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
