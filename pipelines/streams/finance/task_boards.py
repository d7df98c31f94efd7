"""Tasks that 飞书多维表格 and Trello tell by their interfaces, clean.

Raw records: `connectors/finance/feishu_bitable.py`, `connectors/finance/trello.py`. Days are those
of Chinese clocks; `__history` keeps every due date that was moved.
"""

from types import ModuleType

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, boolean, local_day, text, timestamp
from pipelines.streams.finance.project_tasks import (
    DATES,
    IMPOSSIBLE,
    KINDS,
    READ,
    STATES,
    TOLD,
    no_day,
)
from pipelines.streams.finance.work import day_of, in_words, people, staff
from pipelines.streams.sheets import BLANK, mark, typed_money, typed_text
from pipelines.streams.spec import Stream

KIND = pl.coalesce("_labels", pl.lit("task"))
ZONE = "Asia/Shanghai"
NO_YEAR = pl.lit(None, pl.String)
# A card does not say when it was made: its id begins with the second.
MADE_AT = pl.from_epoch(pl.col("task_id").str.head(8).str.to_integer(base=16, strict=False)).cast(
    pl.Datetime("us")
)


def days_to(due: pl.Expr, made_at: pl.Expr) -> pl.Expr:
    """Days from the day a task was made to its due date; below zero it was due before."""
    return (due - (made_at + pl.duration(hours=8)).dt.date()).dt.total_days()


def due_after_made(gxe: ModuleType) -> object:
    """A warning when a task was due before it was made."""
    return gxe.ExpectColumnValuesToBeBetween(column="days_to_due", min_value=0, severity="warning")


bitable = Stream(
    name="feishu_bitable__tasks",
    grain="one row per row of the table: a task",
    keys=("task_id",),
    nulls=BLANK,
    columns={
        "task_id": text("task_id", required=True),
        **TOLD,
        "_is_done": mark("is_done"),
        "created_at": timestamp("created_time", "epoch_ms"),
        "changed_at": timestamp("last_modified_time", "epoch_ms"),
    },
    derived={
        "item_kind": KIND,
        **{f"{name}_date": day_of(f"_{name}", NO_YEAR) for name in DATES},
        **READ,
        "status": pl.when("_is_done").then(pl.lit("done")).otherwise("status"),
        "budget": pl.col("_budget").cast(MONEY),
        "days_to_due": days_to(day_of("_due", NO_YEAR), pl.col("created_at")),
    },
    quarantine={
        **IMPOSSIBLE,
        **no_day(*DATES),
        "no_task": pl.col("task").is_null(),
    },
    history=("due_date",),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "task_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="due_date", mostly=0.5),
        due_after_made(gxe),
    ],
    ignored=("parent", "post_mortem_link"),
)

cards = Stream(
    name="trello__cards",
    grain="one row per card",
    keys=("task_id",),
    nulls=BLANK,
    columns={
        "task_id": text("id", required=True),
        "task": typed_text("name"),
        "_board": typed_text("board_name"),
        "_project": typed_text("custom.项目编号"),
        "department": typed_text("custom.部门"),
        "_labels": in_words("label_names", KINDS | {"任务": "task"}),
        "owner_hash": staff("member_names"),
        "assignees": people("member_names"),
        "start_date": local_day("start", zone=ZONE),
        "due_date": local_day("due", zone=ZONE),
        "_list": in_words("list_name", STATES),
        "_due_complete": boolean("dueComplete", absent=False),
        "is_archived": boolean("closed", absent=False),
        "_weight": typed_money("custom.权重"),
        "_budget": typed_money("custom.预算"),
        "changed_at": timestamp("dateLastActivity"),
    },
    derived={
        "project": pl.coalesce("_project", "_board"),
        "item_kind": KIND,
        "status": pl.when("_due_complete").then(pl.lit("done")).otherwise("_list"),
        "weight": pl.col("_weight").cast(MONEY),
        "budget": pl.col("_budget").cast(MONEY),
        "created_at": MADE_AT,
        "days_to_due": days_to(pl.col("due_date"), MADE_AT),
    },
    quarantine={
        "no_task": pl.col("task").is_null(),
        "no_status": pl.col("status").is_null(),
        "negative_weight": pl.col("weight") < 0,
    },
    history=("due_date",),
    always=("closed",),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "task_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="due_date", mostly=0.5, severity="warning"),
        due_after_made(gxe),
    ],
    ignored=(
        *("custom", "idBoard", "idList", "idMembers", "labels", "desc", "shortUrl", "badges"),
        *("customFieldItems", "checklists", "idChecklists", "url", "pos"),
    ),
)

moves = Stream(
    name="trello__moves",
    grain="one row per move: a card was made, put into another list, archived or deleted",
    keys=("action_id",),
    columns={
        "action_id": text("id", required=True),
        "move_kind": text("type"),
        "task_id": text("data.card.id", required=True),
        "moved_at": timestamp("date", required=True),
        "from_list": text("data.listBefore.name"),
        "to_list": text("data.listAfter.name"),
        "from_status": in_words("data.listBefore.name", STATES),
        "to_status": in_words("data.listAfter.name", STATES),
        "is_archived": boolean("data.card.closed"),
    },
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "action_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="move_kind"),
    ],
    ignored=("memberCreator", "idMemberCreator", "data"),
)
