"""Targets and ratings of positions, projects with their tasks, and what teams ask of each other.

Days of tasks are days in Shanghai; the moments of a request are UTC, to the minute.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.story.company import TEAMS
from sandbox.story.draw import MOMENT, Scale

AMOUNT = pl.Decimal(18, 6)
CNY, WAN, TIMES, COUNT, PERCENT, POINTS = "元", "万元", "次", "个", "%", "分"
# code: name, kind, unit, direction
KPIS = {
    "K-ADS-01": ("曝光量", "定量", TIMES, "more"),
    "K-ADS-02": ("点击率", "定量", PERCENT, "more"),
    "K-NEW-01": ("新客数", "定量", COUNT, "more"),
    "K-CAC-01": ("全口径获客成本", "定量", CNY, "less"),
    "K-CAC-02": ("直接获客成本", "定量", CNY, "less"),
    "K-ROI-01": ("直接ROI", "定量", PERCENT, "more"),
    "K-REV-01": ("净销售额", "定量", WAN, "more"),
    "K-LED-01": ("有效线索数", "定量", COUNT, "more"),
    "K-EVT-01": ("活动到场率", "定量", PERCENT, "more"),
    "K-EVT-02": ("单条线索成本", "定量", CNY, "less"),
    "K-EVT-03": ("现场签单额", "定量", WAN, "more"),
    "K-WRK-01": ("3个工作日反馈率", "定量", PERCENT, "more"),
    "K-WRK-02": ("需求24h提交率", "定量", PERCENT, "more"),
    "K-WRK-03": ("任务按时完成率", "定量", PERCENT, "more"),
    "K-WRK-04": ("7个工作日复盘率", "定量", PERCENT, "more"),
    "K-BRD-01": ("声量占比", "定量", PERCENT, "more"),
    "K-QUA-01": ("跨部门协作满意度", "定性", POINTS, "more"),
    "K-QUA-02": ("内容质量评分", "定性", POINTS, "more"),
}
# team, code, region, product line, plain monthly goal at demo size; what is summed grows by season
YEARLY = [
    ("PERF", "K-ADS-01", None, None, 12_000_000),
    ("PERF", "K-ADS-01", "CN-EAST", None, 6_000_000),
    ("PERF", "K-ADS-01", "US", None, 3_000_000),
    ("PERF", "K-ADS-01", None, "TENT", 4_000_000),
    ("PERF", "K-NEW-01", None, None, 1_200),
    ("PERF", "K-NEW-01", "CN-EAST", None, 500),
    ("PERF", "K-NEW-01", None, "LAMP", 260),
    ("PERF", "K-CAC-01", None, None, 900),
    ("PERF", "K-CAC-02", "CN-EAST", None, 320),
    ("PERF", "K-CAC-02", None, "LAMP", 300),
    ("PERF", "K-ROI-01", None, None, 120),
    ("PERF", "K-ROI-01", "US", None, 90),
    ("PERF", "K-ROI-01", None, "TENT", 80),
    ("PERF", "K-REV-01", None, None, 90),
    ("CRM", "K-LED-01", None, None, 300),
    ("EVNT", "K-EVT-03", None, None, 30),
]
SUMMED = ("K-ADS-01", "K-NEW-01", "K-REV-01", "K-LED-01", "K-EVT-03")
SEASON = [70, 50, 80, 90, 110, 120, 80, 90, 110, 120, 180, 100]  # percent of a plain month
VERSIONS = (("V1", date(2026, 1, 15)), ("V2", date(2026, 8, 1)))
# position: code, weight, target as written, and its base where it is a change
CARDS = {
    "marketing_manager": [("K-NEW-01", 30, "{new}", None), ("K-CAC-02", 30, "下降15%", 400),
                          ("K-ROI-01", 20, "≥100%", None), ("K-QUA-01", 20, "4.5分", None)],
    "media_buyer": [("K-ADS-01", 40, "增长50%", "{shown}"), ("K-ADS-02", 30, "不低于1.2%", None),
                    ("K-CAC-02", 30, "不超过350元", None)],
    "brand_specialist": [("K-BRD-01", 30, "15%", None), ("K-ADS-01", 40, "{shown}", None),
                         ("K-QUA-02", 30, "4.0分", None)],
    "content_operator": [("K-WRK-03", 50, "≥90%", None), ("K-WRK-01", 30, "0.8", None),
                         ("K-QUA-02", 20, "4.2分", None)],
    "event_planner": [("K-EVT-01", 30, "80%", None), ("K-EVT-02", 30, "≤120", None),
                      ("K-EVT-03", 25, "{signed}", None), ("K-QUA-01", 15, "4.5分", None)],
    "crm_operator": [("K-LED-01", 60, "{leads}", None), ("K-WRK-02", 40, ">=95%", None)],
    "data_analyst": [("K-WRK-01", 50, "90%", None), ("K-WRK-04", 50, "100%", None)],
}  # fmt: skip
# what a position answered for in the month before, where it was something else
FORMER_CARDS = {
    "content_operator": [("K-WRK-03", 80, "≥90%", None), ("K-QUA-02", 20, "4.2分", None)]
}
RATED = {"marketing_manager": "K-QUA-01", "event_planner": "K-QUA-01",
         "content_operator": "K-QUA-02", "brand_specialist": "K-QUA-02"}  # fmt: skip
RATERS = ("王敏", "李想", "赵一凡")
TYPES = ("设计", "文案", "视频", "投放", "数据", "活动支持", "线索移交", "物料")
STAFF = ("陈晨", "周舟", "吴桐", "郑好", "孙悦", "钱进")


def work(scale: Scale, projects: pl.DataFrame, events: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """All tables of this piece."""
    return {
        "kpi_targets": pl.concat([yearly(scale), cards(scale)]),
        "kpi_ratings": ratings(scale),
        "requests": requests(scale, projects),
        "tasks": tasks(scale, projects, events),
    }


def _target(**told: Any) -> dict[str, Any]:
    name, kind, unit, direction = KPIS[told["kpi_code"]]
    return {"position_id": None, "weight": None, "region_id": None, "product_line": None,
            "baseline": None, "is_change": False, "kpi_name": name, "kpi_type": kind,
            "unit": unit, "direction": direction} | told  # fmt: skip


TARGETS = {
    "sheet": pl.String, "version": pl.String, "valid_from": pl.Date, "period": pl.String,
    "team_id": pl.String, "position_id": pl.String, "region_id": pl.String,
    "product_line": pl.String, "kpi_code": pl.String, "kpi_name": pl.String,
    "kpi_type": pl.String, "weight": pl.Int64, "written": pl.String, "unit": pl.String,
    "direction": pl.String, "is_change": pl.Boolean, "baseline": AMOUNT, "target": pl.Float64,
}  # fmt: skip


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    told = [row | {"target": float(row["target"])} for row in rows]
    return pl.DataFrame([{name: row[name] for name in TARGETS} for row in told], schema=TARGETS)


def yearly(scale: Scale) -> pl.DataFrame:
    """The year's goals month by month, quarter by quarter; raised by a tenth since August."""
    rows = []
    for version, valid_from in VERSIONS:
        for team, code, region, line, plain in YEARLY:
            is_sum = code in SUMMED
            size = Decimal(scale.people) / 20_000 if is_sum else Decimal(1)
            months = []
            for month in range(1, 13):
                raised = Decimal("1.1") if version == "V2" and month >= 9 else Decimal(1)
                season = Decimal(SEASON[month - 1]) / 100 if is_sum else Decimal(1)
                months.append(round(plain * size * season * raised, 2))
            for period, figure in _periods(months, is_sum):
                rows.append(_target(
                    sheet="yearly", version=version, valid_from=valid_from, period=period,
                    team_id=team, kpi_code=code, region_id=region, product_line=line,
                    written=str(figure), target=figure * _unit(KPIS[code][2]),
                ))  # fmt: skip
    return _frame(rows)


def _unit(unit: str) -> Decimal:
    return {WAN: Decimal(10_000), PERCENT: Decimal("0.01")}.get(unit, Decimal(1))


def _periods(months: list[Decimal], is_sum: bool) -> list[tuple[str, Decimal]]:
    """Months, quarters and the year; of a ratio the year's goal is its last month's."""
    told = [(f"2026-{place + 1:02}", figure) for place, figure in enumerate(months)]
    for quarter in range(4):
        part = months[3 * quarter : 3 * quarter + 3]
        told.append((f"2026Q{quarter + 1}", sum(part, Decimal(0)) if is_sum else part[-1]))
    return [*told, ("2026", sum(months, Decimal(0)) if is_sum else months[-1])]


def cards(scale: Scale) -> pl.DataFrame:
    """The KPIs of each position for last month and this one."""
    size = Decimal(scale.people) / 20_000
    words = {"new": f"{1_000 * size:.0f}", "shown": f"{10_000_000 * size:.0f}",
             "signed": f"{30 * size:.2f}", "leads": f"{250 * size:.0f}"}  # fmt: skip
    teams = {"marketing_manager": "PERF", "media_buyer": "PERF", "brand_specialist": "CONT",
             "content_operator": "CONT", "event_planner": "EVNT", "crm_operator": "CRM",
             "data_analyst": "CRM"}  # fmt: skip
    rows = []
    for month in (scale.today.month - 1, scale.today.month):
        former = FORMER_CARDS if month < scale.today.month else {}
        for position, kpis in (CARDS | former).items():
            for code, weight, text, base in kpis:
                written = text.format(**words)
                baseline = Decimal(str(base).format(**words)) if base else None
                rows.append(_target(
                    sheet=f"2026-{month:02}", version="V1", valid_from=date(2026, month, 1),
                    period=f"2026-{month:02}", team_id=teams[position], position_id=position,
                    kpi_code=code, weight=weight, written=written, baseline=baseline,
                    is_change=base is not None, target=meant(written, baseline, KPIS[code][2]),
                ))  # fmt: skip
    return _frame(rows)


def meant(written: str, baseline: Decimal | None, unit: str) -> Decimal:
    """What a target as written comes to."""
    number = Decimal("".join(char for char in written if char.isdigit() or char == "."))
    if baseline is not None:
        change = number / 100 if written.startswith("增长") else -number / 100
        return baseline * (1 + change)
    if written.endswith("%"):
        return number / 100
    return number * (Decimal(1) if unit == PERCENT else _unit(unit))


def ratings(scale: Scale) -> pl.DataFrame:
    """Three people rate each position, last month all of them, this month all but one position."""
    dice = scale.dice("ratings")
    rows = []
    for month in (scale.today.month - 1, scale.today.month):
        for position, code in RATED.items():
            late = month == scale.today.month and position == "brand_specialist"
            for rater in () if late else RATERS:
                score = Decimal(int(dice.integers(36, 51))) / 10
                rows.append((f"2026-{month:02}", position, code, rater, score))
    columns = {"period": pl.String, "position_id": pl.String, "kpi_code": pl.String,
               "rater": pl.String, "score": AMOUNT}  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def requests(scale: Scale, projects: pl.DataFrame) -> pl.DataFrame:
    """What teams asked of each other, from need to acceptance, and due dates that were moved."""
    dice = scale.dice("requests")
    teams, all_projects = [team[0] for team in TEAMS], projects["project_id"].to_list()
    number = 60 if scale.people < 5_000 else 180
    last = datetime(scale.last_day.year, scale.last_day.month, scale.last_day.day, 9)  # noqa: DTZ001
    rows = []
    for turn in range(number):
        day = scale.first_day + timedelta(days=turn * (scale.days - 1) // number)
        needed = datetime(day.year, day.month, day.day, 1)  # noqa: DTZ001  (09:00 in Shanghai)
        needed += timedelta(minutes=int(dice.integers(0, 540)))
        is_day_only = turn % 11 == 5
        filed = needed + timedelta(minutes=int(dice.integers(10, 1_900 if turn % 4 else 5_000)))
        answered = filed + timedelta(minutes=int(dice.integers(20, 6_500 if turn % 5 else 15_000)))
        delivered = answered + timedelta(minutes=int(dice.integers(600, 9_000)))
        if filed > last:
            continue
        first_due = (filed + timedelta(days=int(dice.integers(3, 9)))).date()
        moved = timedelta(days=4 if turn % 9 == 4 else 0)
        kind = TYPES[turn % len(TYPES)]
        state = "rejected" if turn % 23 == 7 else "cancelled" if turn % 23 == 15 else "open"
        is_answered = answered <= last and turn % 13 != 6
        is_done = is_answered and state == "open" and delivered <= last
        asking = turn % len(teams)
        sent = int(dice.integers(5, 40)) if kind == "线索移交" else None
        rows.append({
            "request_id": f"REQ-2026-{turn + 1001}", "title": f"{kind}需求 {turn + 1}",
            "type": kind, "from_team": teams[asking],
            "to_team": teams[(asking + 1 + turn // 4 % 3) % len(teams)],
            "assignee": STAFF[turn % len(STAFF)],
            "project_id": all_projects[turn % len(all_projects)] if turn % 3 else None,
            "priority": turn % 4, "occurred_at": None if turn % 17 == 3 else needed,
            "submitted_at": filed, "responded_at": answered if is_answered else None,
            "first_due": first_due, "due": first_due + moved,
            "delivered_at": delivered if is_done else None,
            "rework": turn % 3 if is_done else 0, "hold_hours": 30 if turn % 10 == 3 else 0,
            "score": 3 + turn % 3 if is_done and turn % 2 else None,
            "state": state, "is_day_only": is_day_only, "leads_sent": sent,
            "leads_accepted": sent - turn % 4 if sent and is_done else None,
        })  # fmt: skip
    moments = [name for name in rows[0] if name.endswith("_at")]
    table = pl.DataFrame(rows, infer_schema_length=None)
    return table.with_columns(
        pl.col(moments).dt.replace_time_zone("UTC").dt.cast_time_unit("ms").cast(MOMENT)
    )


TASKS = {
    "task_id": pl.String, "project_id": pl.String, "project_name": pl.String, "task": pl.String,
    "kind": pl.String, "team_id": pl.String, "owner": pl.String, "start": pl.Date,
    "first_due": pl.Date, "due": pl.Date, "moved_on": pl.Date, "done": pl.Date,
    "status": pl.String,
    "weight": AMOUNT, "budget": AMOUNT, "post_mortem": pl.Date, "beside": pl.List(pl.String),
}  # fmt: skip


def tasks(scale: Scale, projects: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Projects, and below each its milestones, approvals, tasks, risks and reports."""
    rows: list[dict[str, Any]] = []
    held = {"P-2026-01": date(2026, 6, 4), "P-2026-08": date(2026, 10, 27)}
    for turn, project in enumerate(projects.iter_rows(named=True)):
        common = {"project_id": project["project_id"], "project_name": project["name"],
                  "team_id": project["team_id"], "owner": STAFF[turn % len(STAFF)]}  # fmt: skip
        rows.append(common | {
            "task_id": None, "task": None, "kind": "project", "start": project["start"],
            "first_due": project["due"], "due": project["due"], "done": project["end"],
            "status": "done" if project["end"] else "doing", "weight": None,
            "budget": Decimal(50_000 + 20_000 * turn),
            "post_mortem": held.get(project["project_id"]),
        })  # fmt: skip
        rows += [common | one for one in _parts(scale, turn, project)]
        rows += [common | one for one in _risks(scale, turn, project)]
    for turn, event in enumerate(events.filter(pl.col("status") == "已结束").iter_rows(named=True)):
        day = event["starts_at"].date()
        done = day + timedelta(days=2 + 2 * (turn % 3))
        is_done = done <= scale.last_day and turn % 5 != 3
        rows.append({
            "task_id": f"T-{event['event_id']}", "project_id": event["event_id"],
            "project_name": event["name"], "task": f"{event['name']} 活动报告", "kind": "report",
            "team_id": "EVNT", "owner": STAFF[0], "start": day,
            "first_due": day + timedelta(days=7), "due": day + timedelta(days=7),
            "done": done if is_done else None, "status": "done" if is_done else "todo",
            "weight": None, "budget": None, "post_mortem": None,
        })  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in TASKS} for row in rows], schema=TASKS)


def _parts(scale: Scale, turn: int, project: dict[str, Any]) -> list[dict[str, Any]]:
    """Four milestones, two approvals and three tasks, spread over the project's time."""
    span = (project["due"] - project["start"]).days
    kinds = ["approval", "milestone", "task", "milestone", "approval", "task", "milestone", "task",
             "milestone"]  # fmt: skip
    names = {"approval": "方案审批", "milestone": "里程碑", "task": "任务"}
    rows = []
    for place, kind in enumerate(kinds):
        due = project["start"] + timedelta(days=span * (place + 1) // (len(kinds) + 1))
        late = (turn * 3 + place * 5) % 7 - 3  # days; some are early
        done = due + timedelta(days=late)
        is_done = done <= scale.last_day and (turn + place) % 8 != 7
        moved, moved_on = timedelta(days=5 if late > 2 else 0), due if late > 2 else None
        if place == len(kinds) - 1 and not is_done and due > scale.last_day:
            moved, moved_on = timedelta(days=6), scale.last_day - timedelta(days=2)
        rows.append({
            "task_id": f"T-{project['project_id'][-2:]}-{place + 1:02}",
            "task": f"{names[kind]} {place + 1}", "kind": kind,
            "start": project["start"], "first_due": due, "due": due + moved,
            "moved_on": moved_on,
            "done": done if is_done else None,
            "status": "done" if is_done else "doing" if place % 2 else "todo",
            "weight": Decimal(place + 1) if kind == "milestone" else None, "budget": None,
            "post_mortem": None,
            "beside": [one for one in STAFF if one != STAFF[turn % len(STAFF)]][: place % 3],
        })  # fmt: skip
    return rows


def _risks(scale: Scale, turn: int, project: dict[str, Any]) -> list[dict[str, Any]]:
    """No risk, one or two of a project; of those that were settled, some late."""
    span = (project["due"] - project["start"]).days
    rows = []
    for place in range(turn % 3):
        due = project["start"] + timedelta(days=span * (place + 1) // 4)
        done = due + timedelta(days=turn % 4 - 1)
        is_done = done <= scale.last_day and (turn // 2 + place) % 3 == 0
        rows.append({
            "task_id": f"T-{project['project_id'][-2:]}-R{place + 1}", "task": f"风险 {place + 1}",
            "kind": "risk", "start": project["start"], "first_due": due, "due": due,
            "done": done if is_done else None, "status": "done" if is_done else "doing",
        })  # fmt: skip
    return rows
