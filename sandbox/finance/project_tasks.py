"""项目任务: the house sheet twice (due dates were moved in between), 飞书 and Trello once.

- House: a row for each project, 项目 merged over its tasks, progress in per cent or as a share.
- 飞书 tells the content team's second project, Trello the films: no day of completion there.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sandbox.papers import Book, runs, typed_day, write_csv
from sandbox.telling import by, records

HOUSE = [
    *("项目编号", "项目名称", "任务编号", "任务", "类型", "部门", "负责人"),
    *("开始日期", "计划完成", "实际完成", "状态", "进度", "权重", "预算"),
    *("复盘日期", "复盘链接"),
]
FEISHU = [
    *("记录ID", "任务名称", "状态", "标签", "部门", "负责人", "开始日期"),
    *("截止日期", "完成日期", "预算(元)", "进度", "权重", "已完成", "关联项目"),
]
TRELLO = [
    *("Card ID", "Card Name", "Card URL", "Card Description", "Labels"),
    *("Members", "Due Date", "Attachment Count", "Board Name", "List Name"),
    *("Last Activity Date", "Todo", "Archived"),
]
KINDS = {
    **{"project": "", "milestone": "里程碑", "approval": "审批"},
    **{"task": "任务", "report": "报告", "risk": "风险"},
}
STATES = {"todo": "未开始", "doing": "进行中", "done": "已完成"}
LISTS = {"todo": "To Do", "doing": "In progress", "done": "Done"}
ON_FEISHU, ON_TRELLO = "P-2026-03", "P-2026-04"  # as exported files
ON_BOARD, ON_TABLE = "P-2026-05", "P-2026-07"  # by the interfaces of Trello and 飞书
ELSEWHERE = (ON_FEISHU, ON_TRELLO, ON_BOARD, ON_TABLE)
EARLIER = timedelta(days=9)


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """The lists as they stood nine days ago, and as they stand."""
    day = (today or world.today) - timedelta(days=1)
    rows = records(world.tasks)
    teams = by(world.teams, "team_id")

    def house(row: dict[str, Any]) -> bool:
        return row["kind"] == "project" or row["project_id"] not in ELSEWHERE

    ours = [row for row in rows if house(row)]
    before = day - EARLIER
    return [
        house_book(folder, before, [known(row, before) | first_due(row) for row in ours], teams),
        house_book(folder, day, [known(row, day) for row in ours], teams),
        feishu(folder, day, [row for row in rows if row["project_id"] == ON_FEISHU], teams),
        trello(folder, day, [row for row in rows if row["project_id"] == ON_TRELLO]),
    ]


def first_due(row: dict[str, Any]) -> dict[str, Any]:
    """The due date before it was moved."""
    return {"due": row["first_due"]}


def people(row: dict[str, Any]) -> list[str]:
    """Who is responsible, and then who works on it beside him."""
    return [row["owner"], *(row["beside"] or [])]


def on_board(row: dict[str, Any], day: date) -> dict[str, Any]:
    """What a board says at the end of a day: the due date as it was before it was moved, too."""
    is_later = row["moved_on"] and day < row["moved_on"]
    return known(row, day) | (first_due(row) if is_later else {})


def known(row: dict[str, Any], day: date) -> dict[str, Any]:
    """What a list says at the end of a day."""
    if row["done"] and row["done"] > day:
        row = row | {"done": None, "status": "doing"}
    if row["post_mortem"] and row["post_mortem"] > day:
        row = row | {"post_mortem": None}
    return row


def house_book(folder: Path, day: date, rows: list[dict[str, Any]], teams: dict) -> Path:
    book = Book(folder / f"项目任务_{day}.xlsx")
    sheet = book.sheet("任务")
    sheet.merge_range(0, 0, 0, len(HOUSE) - 1, "市场部项目任务表　　单位：元", book.title)
    book.line(sheet, 1, HOUSE, book.bold)
    for place, row in enumerate(rows, 2):
        progress = {"done": "100%", "doing": 40 if place % 2 else 0.4}.get(row["status"], 0)
        line = [row["task_id"], row["task"], KINDS[row["kind"]], teams[row["team_id"]]["name_zh"],
                "、".join(people(row)), row["start"], row["due"], row["done"],
                STATES[row["status"]], progress, row["weight"], row["budget"], row["post_mortem"],
                "https://docs.example/review" if row["post_mortem"] else None]  # fmt: skip
        for column, value in enumerate(line, 2):
            book.put(sheet, place, column, value)
    for start, end, project in runs([(row["project_id"], row["project_name"]) for row in rows]):
        for column in (0, 1):
            book.span(sheet, 2 + start, 2 + end, column, project[column])
    return book.close()


def feishu(folder: Path, day: date, rows: list[dict[str, Any]], teams: dict) -> Path:
    lines = [
        [f"rec{row['task_id']}", row["task"], STATES[row["status"]], KINDS[row["kind"]],
         teams[row["team_id"]]["name_zh"], ",".join(people(row)), typed_day(row["start"]),
         typed_day(row["due"]), typed_day(row["done"]), "",
         "1" if row["status"] == "done" else "0.4", "" if row["weight"] is None else row["weight"],
         "是" if row["status"] == "done" else "否", row["project_id"]]
        for row in (known(one, day) for one in rows) if row["task"]
    ]  # fmt: skip
    return write_csv(folder / f"飞书任务_{day}.csv", [FEISHU, *lines], "utf-8-sig")


def trello(folder: Path, day: date, rows: list[dict[str, Any]]) -> Path:
    lines = [
        [f"68f1a2b3c4d5e6f7{place:08x}", row["task"], f"https://trello.example/c/{place}", "",
         KINDS[row["kind"]], ", ".join(people(row)), typed_day(row["due"]), 0, row["project_id"],
         LISTS[row["status"]], typed_day(day), "", "false"]
        for place, row in enumerate(known(one, day) for one in rows) if row["task"]
    ]  # fmt: skip
    return write_csv(folder / f"trello_{day}.csv", [TRELLO, *lines], "utf-8")
