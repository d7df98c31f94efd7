"""True projects: how their tasks stand, whether they end in time, what they cost and were given."""

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from sandbox.answers import pacing, work
from sandbox.telling import records

if TYPE_CHECKING:
    from sandbox.truth import Truth

TASKS = ("milestone", "task", "approval")
KEPT = 0.95  # of the budget: spending up to it stays within control


def projects(true: "Truth") -> pl.DataFrame:
    """One row per project, as the last closed day sees it."""
    closed = true.as_of - timedelta(days=1)
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in records(work.work_items(true.world, true.as_of)):
        items[item["project_id"]].append(item)
    money = _money(true, closed)
    leads = _leads(true)
    rows = []
    for project in records(true.world.tasks.filter(pl.col("kind") == "project")):
        name = project["project_id"]
        sums = money.get(name, (None, 0.0, 0.0))
        rows.append(
            _dates(project, closed)
            | _counts(items[name])
            | dict(
                zip(("leads_sent", "leads_accepted"), leads.get(name, (None, None)), strict=True)
            )
            | _control(*sums)
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _dates(project: dict[str, Any], closed: date) -> dict[str, Any]:
    """Held against the day first agreed; a review is due seven working days after the end."""
    ended = project["done"] if project["done"] and project["done"] <= closed else None
    agreed = project["first_due"]
    late = max(0, ((ended or closed) - agreed).days)
    schedule = ("ended_late" if late else "ended") if ended else "overdue" if late else "running"
    if not ended and agreed == closed:
        schedule = "overdue"
    limit = work.working_days_after(ended, work.POST_MORTEM) if ended else None
    review = project["post_mortem"]
    review = review if review and review <= closed else None
    state = "not_ended"
    if limit:
        no_review = "overdue" if limit <= closed else "waiting"
        state = no_review if not review else "in_time" if review <= limit else "late"
    return {
        "project_id": project["project_id"], "project_name": project["project_name"],
        "team_id": project["team_id"], "start_date": project["start"], "first_due_date": agreed,
        "due_date": project["due"], "end_date": ended, "schedule_state": schedule,
        "late_days": late, "post_mortem_date": review, "post_mortem_limit_date": limit,
        "post_mortem_state": state,
    }  # fmt: skip


def _counts(items: list[dict[str, Any]]) -> dict[str, Any]:
    """What is there, done, due, in time and overdue, of each kind."""

    def of(*kinds: str) -> list[dict[str, Any]]:
        return [item for item in items if item["kind"] in kinds]

    told: dict[str, Any] = {"open_risks": sum(item["status"] != "done" for item in of("risk"))}
    for kind in ("milestone", "approval"):
        mine = of(kind)
        waiting = [item for item in mine if item["status"] != "done"]
        told |= {
            f"{kind}s": len(mine), f"{kind}s_done": len(mine) - len(waiting),
            f"{kind}s_overdue": sum(item["delivered_due"] for item in waiting),
        }  # fmt: skip
    pairs = {
        ("tasks", "on_time_rate"): (of(*TASKS), "delivered"),
        ("reports", "report_rate"): (of("report"), "answered"),
        ("answers", "feedback_rate"): (of("request"), "answered"),
    }
    for (name, rate), (mine, mark) in pairs.items():
        due, in_time = (sum(item[f"{mark}_{end}"] for item in mine) for end in ("due", "in_time"))
        told |= {f"{name}_due": due, f"{name}_in_time": in_time, rate: _share(in_time, due)}
    weights = [(float(item["weight"]), item["status"] == "done") for item in of("milestone")]
    done = sum(weight for weight, is_done in weights if is_done)
    moved = [item["due_changes"] for item in items if item["kind"] not in ("request", "project")]
    return told | {
        "progress_rate": _share(done, sum(weight for weight, _ in weights)),
        "due_changes": sum(moved), "requests": len(of("request")),
    }  # fmt: skip


def _leads(true: "Truth") -> dict[str, tuple[int, int | None]]:
    """Leads sent by requests of each project, and those accepted of them, once delivered."""
    sent = true.world.requests.drop_nulls(["leads_sent", "project_id"])
    accepted = pl.col("leads_accepted").filter(pl.col("delivered_at") < true.end)
    told = sent.group_by("project_id").agg(
        pl.col("leads_sent").sum(),
        pl.when(accepted.count() > 0).then(accepted.sum()).alias("leads_accepted"),
    )
    return {project: (count, taken) for project, count, taken in told.iter_rows()}


def _money(true: "Truth", closed: date) -> dict[str, tuple[float | None, float, float]]:
    """The budget in force, what was spent by a day, and what is promised."""
    budget = true.budget.select("project_id", budget=pl.col("current").cast(pl.Float64))
    spent = pacing.costs(true).filter(pl.col("day") <= closed).select("project_id", actual="amount")
    promised = true.committed.select("project_id", committed=pl.col("amount").cast(pl.Float64))
    both = pl.concat([budget, spent, promised], how="diagonal").drop_nulls("project_id")
    sums = both.group_by("project_id").agg(
        pl.when(pl.col("budget").count() > 0).then(pl.col("budget").sum()),
        pl.col("actual", "committed").sum(),
    )
    return {row[0]: row[1:] for row in sums.iter_rows()}


def _control(budget: float | None, actual: float, committed: float) -> dict[str, Any]:
    state = "within" if actual <= KEPT * (budget or 0) else "over"
    if not budget:
        state = "unbudgeted" if actual else "none"
    return {
        "budget": budget, "actual": actual, "committed": committed,
        "execution_rate": _share(actual, budget), "control_state": state,
    }  # fmt: skip


def _share(part: float, whole: float | None) -> float | None:
    return part / whole if whole else None
