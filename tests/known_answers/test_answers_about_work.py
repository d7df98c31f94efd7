"""Targets, cards, projects and requests against the company's own books."""

from datetime import date

import polars as pl
import pytest
from answers import Answers, same, seed, weight_of

from sandbox.answers import cards, projects, work
from sandbox.answers import targets as goals
from sandbox.finance.project_tasks import ON_BOARD, ON_TABLE
from sandbox.finance.trello import card_id

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

NEAR = 0.01  # a yuan's hundredth: invoices are shared out over campaigns
HALF_A_CENT = 0.005
MARKS = [
    f"{name}_{end}" for name in ("filed", "answered", "delivered") for end in ("due", "in_time")
]
TASKS = ["milestone", "task", "approval"]
KEYS = ["period_kind", "period_start_date", "team_id", "position_id", "region_id", "product_line",
        "kpi_code"]  # fmt: skip


@pytest.fixture(scope="module")
def targets(answers: Answers) -> pl.DataFrame:
    return goals.targets(answers.truth, weight_of)


@pytest.fixture(scope="module")
def items(answers: Answers) -> pl.DataFrame:
    return work.work_items(answers.world, answers.truth.as_of)


def test_every_target_in_force_against_what_is_true(answers: Answers, targets: pl.DataFrame):
    told = answers.marts("""
        select shown.* replace (shown.target::double as target,
            shown.baseline::double as baseline, shown.weight::double * 100 as weight,
            shown.numerator::double as numerator, shown.denominator::double as denominator)
        from rpt_target_completion as shown join fct_kpi_target using (target_key)""")
    metrics = {row["kpi_code"]: row["metric_name"] or "none" for row in seed("kpi_metrics")}
    targets = targets.with_columns(
        pl.col("weight").cast(pl.Float64),
        kpi_type=pl.when("is_qualitative")
        .then(pl.lit("qualitative"))
        .otherwise(pl.lit("quantitative")),
        metric_name=pl.col("kpi_code").replace_strict(metrics),
    )
    assert targets["completion_state"].n_unique() > 2 and targets["actual"].count() > 30
    assert targets.filter(pl.col("region_id") != "none")["actual"].count() > 3
    assert targets.filter(pl.col("product_line") != "none")["actual"].count() > 3
    assert targets["baseline"].count() and targets["denominator"].count()
    assert told["target_key"].is_unique().all()
    same(told.drop("target_key"), targets, *KEYS, near=NEAR)


def test_what_is_missing_is_null_and_says_why(answers: Answers):
    told = answers.marts("""
        select kpi_code, missing_reason, count(actual) as actuals from rpt_target_completion
        where period_kind = 'year' or kpi_code in ('K-BRD-01', 'K-CAC-01') group by all""")
    reasons = dict(told.select("kpi_code", "missing_reason").iter_rows())
    first = answers.world.first_day
    days = (first - date(2026, 1, 1)).days
    over = (answers.world.last_day - date(2026, 1, 1)).days + 1
    assert told["actuals"].sum() == 0
    assert reasons["K-ADS-01"] == f"advertising: {days} of {over} days are missing"
    assert reasons["K-REV-01"] == f"shop: {days} of {over} days are missing"
    assert reasons["K-LED-01"].startswith("data begin ")
    assert reasons["K-BRD-01"] == "no source tells it"
    assert "people cost: the last month is not booked" in told["missing_reason"].to_list()


def test_a_rule_in_words_is_kept_and_gives_no_points(answers: Answers):
    told = answers.marts("""
        select distinct kpi_code, scoring_kind, scoring_rule from fct_kpi_target
        where position_id <> 'none' and scoring_kind <> 'completion'""")
    assert told.rows() == [("K-BRD-01", "deduction", "每低1%扣2分")]


def test_cards_are_scored_when_they_are_whole(answers: Answers, targets: pl.DataFrame):
    weights = ("weight", "weight_measured", "quantitative_weight", "qualitative_weight")
    told = answers.marts(f"""
        select * replace ({", ".join(f"{w} * 100 as {w}" for w in weights)})
        from rpt_scorecard""")
    true = cards.scorecards(targets)
    assert 3 <= true["score"].count() < true.height
    assert set(true["card_state"]) == {"final", "to_date", "incomplete"}
    assert told["card_key"].is_unique().all()
    same(told.drop("card_key"), true, "period_kind", "period_start_date", "position_id", near=NEAR)


def test_every_request_and_task_is_judged_in_working_days(answers: Answers, items: pl.DataFrame):
    told = answers.marts(f"""
        select case when item_kind = 'project' then null else replace(item_id, 'rec', '') end
                as item_id, item_kind as kind, team_id, from_team_id, limit_date as "limit",
            project_id, due_changes, assignees, {", ".join(MARKS)}
        from fct_work_item""")
    board = answers.world.tasks.filter(
        (pl.col("project_id") == ON_BOARD) & (pl.col("kind") != "project")
    )
    own = {card_id(row, n): row["task_id"] for n, row in enumerate(board.iter_rows(named=True))}
    told = told.with_columns(pl.col("item_id").replace(own))
    on_trello = pl.col("item_id").str.starts_with("68f1")
    keys = ["kind", "project_id", "item_id", "limit"]
    true = items.with_columns(item_id=pl.when(pl.col("kind") != "project").then("item_id"))
    trello = told.filter(on_trello.fill_null(False))
    same(told.join(trello, on="item_id", how="anti", nulls_equal=True),
         true.filter(~pl.col("item_id").fill_null("").str.starts_with("T-04")), *keys)  # fmt: skip
    assert trello.height == 9 and trello["delivered_due"].sum() < 9
    by_file = true.filter(pl.col("item_id").fill_null("").str.starts_with("T-04"))
    assert (
        sorted(trello["assignees"]) == sorted(by_file["assignees"])
        and by_file["assignees"].max() == 3
    )


def test_every_project_stands_as_its_tasks_its_requests_and_its_books_say(answers: Answers):
    told = answers.marts("""
        select * replace (budget::double as budget, actual::double as actual,
            committed::double as committed)
        from rpt_project_control""")
    true = projects.projects(answers.truth)
    for name in ("schedule_state", "control_state", "post_mortem_state"):
        assert true[name].n_unique() >= 3, name
    risks = answers.world.tasks.filter(kind="risk")
    assert (true["open_risks"] > 1).any() and true["open_risks"].sum() < risks.height
    overdue = ("milestones_overdue", "approvals_overdue")
    for name in ("late_days", *overdue, "due_changes", "open_risks"):
        assert 0 < (true[name] > 0).sum() < true.height, name
    assert true["leads_accepted"].sum() > 0 and true["reports_in_time"].sum() > 0
    same(told, true, "project_id", near=HALF_A_CENT)


def test_every_project_is_told_by_one_source(answers: Answers):
    told = answers.marts("""
        select source_name, count(*) as items, count(delivered_date) as done,
            count(distinct project_id) as projects
        from fct_work_item where item_kind in ('milestone', 'task', 'approval') group by all""")
    true = answers.world.tasks.filter(pl.col("kind").is_in(TASKS))
    assert told["items"].sum() == true.height
    boards = {"trello": ON_BOARD, "feishu_bitable": ON_TABLE}
    for source, project in boards.items():
        [line] = told.filter(pl.col("source_name") == source).rows(named=True)
        own = true.filter(pl.col("project_id") == project)
        assert (line["items"], line["done"]) == (own.height, own["done"].count())
        assert line["projects"] == 1
