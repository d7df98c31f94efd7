"""Projects and their tasks, clean. Raw records: `connectors/finance/project_tasks.py`.

A row without a task is the project itself. Each file is one reading of the list.
"""

import polars as pl

from pipelines.streams.columns import MONEY, day, text
from pipelines.streams.finance.work import day_of, in_words, people, staff
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    hashed,
    in_yuan,
    mark,
    share,
    typed_money,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

STATES = {
    **dict.fromkeys(("未完成", "未开始", "待办", "计划", "todo", "to do", "backlog"), "todo"),
    **dict.fromkeys(("待验收", "评审", "审批中", "待审批", "review"), "review"),
    **dict.fromkeys(("取消", "终止", "dropped"), "dropped"),
    **dict.fromkeys(("已完成", "完成", "done", "已通过", "已批准"), "done"),
    **dict.fromkeys(("进行中", "执行中", "doing", "in progress"), "doing"),
}
KINDS = {
    **dict.fromkeys(("复盘", "post-mortem"), "post_mortem"),
    **dict.fromkeys(("里程碑", "milestone"), "milestone"),
    **dict.fromkeys(("审批", "approval"), "approval"),
    **dict.fromkeys(("报告", "周报", "月报", "report"), "report"),
    **dict.fromkeys(("风险", "待支持", "blocked"), "risk"),
}
YEAR = pl.col("_exported_on").str.extract(r"(20\d\d)")


DATES = ("start", "due", "done")
TOLD = {
    "project": typed_text("project"),
    "task": typed_text("task"),
    "_labels": in_words("labels", KINDS | {"任务": "task"}),
    "department": typed_text("department"),
    "owner_hash": staff("owners"),
    "assignees": people("owners"),
    **{f"_{name}": text(name) for name in DATES},
    "status": in_words("list", STATES),
    "_progress": typed_text("progress"),
    "_weight": typed_money("weight"),
    "_budget": typed_money("budget"),
}
READ = {
    "progress": share(pl.col("_progress")),
    "weight": pl.col("_weight").cast(MONEY),
}
IMPOSSIBLE = {
    "no_project": pl.col("project").is_null(),
    "no_status": pl.col("status").is_null(),
    "negative_weight": pl.col("weight") < 0,
    "progress_out_of_range": ~pl.col("progress").is_between(0, 1),
}


def days_between(start: str, due: str) -> pl.Expr:
    """Days from a task's start to its due date; below zero they stand the wrong way round."""
    return (day_of(due, YEAR) - day_of(start, YEAR)).dt.total_days()


def no_day(*names: str) -> dict[str, pl.Expr]:
    """Text that gave no day."""
    return {
        f"unreadable:{name}_date": pl.col(f"_{name}").is_not_null()
        & pl.col(f"{name}_date").is_null()
        for name in names
    }


tasks = Stream(
    name="project_tasks__tasks",
    grain="one row per file and project (no task), or task of it",
    keys=("task_id",),
    nulls=BLANK,
    columns={
        "_task_id": typed_text("task_id"),
        **TOLD,
        "project_name": typed_text("project_name"),
        "_unit_factor": unit_factor(),
        "_post_mortem": text("post_mortem_on"),
        "is_archived": mark("archived"),
        "_is_done": mark("is_done"),
        "_exported_on": text("_exported_on"),
        "exported_date": day("_exported_on"),
        "layout": text("_layout"),
    },
    translated={"_key": hashed("project", "task")},
    derived={
        "task_id": pl.coalesce("_task_id", "_key"),
        "item_kind": pl.when(pl.col("task").is_null())
        .then(pl.lit("project"))
        .otherwise(pl.coalesce("_labels", pl.lit("task"))),
        **{f"{name}_date": day_of(f"_{name}", YEAR) for name in (*DATES, "post_mortem")},
        **READ,
        "status": pl.when("_is_done").then(pl.lit("done")).otherwise("status"),
        "budget": in_yuan("_budget"),
        "days_to_due": days_between("_start", "_due"),
    },
    quarantine={
        **IMPOSSIBLE,
        **no_day(*DATES, "post_mortem"),
        "done_in_the_future": pl.col("done_date") > pl.col("exported_date"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="due_date", mostly=0.5),
        gxe.ExpectColumnValuesToNotBeNull(column="task", mostly=0.3, severity="warning"),
        gxe.ExpectColumnValuesToBeBetween(column="days_to_due", min_value=0, severity="warning"),
    ],
    controls={"budget": "budget"},
    ignored=(*PLACE, "post_mortem_link", "note", "url", "attachments", "last_activity", "todo",
             "parent"),
)  # fmt: skip
