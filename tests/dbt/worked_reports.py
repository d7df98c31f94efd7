"""Rows of the metric dictionary that a report shows."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from planted import CLOSED, Row
from worked_rows import (
    AD,
    COST,
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
    result,
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
