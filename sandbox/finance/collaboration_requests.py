"""协作需求台账: two exports of the whole log, the older one with the due dates first agreed.

- The older as GB18030 CSV, the newer as a workbook with 填写说明 above the heading.
- Status words with signs around them; some rows tell days only; `共 n 条` ends the CSV.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.papers import Book, local, typed, typed_day, write_csv
from sandbox.telling import by, records

HEADING = [
    *("需求编号", "需求名称", "需求类型", "提出部门", "承接部门", "承接人", "项目"),
    *("优先级", "触发时间", "提交时间", "首次响应时间", "截止日期", "实际交付时间", "返工次数"),
    *("挂起时长", "状态", "满意度", "线索数", "接收数"),
]
PRIORITIES = (("紧急", "高", "中", "低"), ("P0", "P1", "P2", "P3"))
LAST = ("score", "leads_sent", "leads_accepted")
EARLIER = timedelta(days=9)


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """The log as it stood nine days ago, and as it stands."""
    day = (today or world.today) - timedelta(days=1)
    rows = records(world.requests)
    names = by(world.teams, "team_id")
    papers = [older(folder, day - EARLIER, rows, names), newer(folder, day, rows, names)]
    return [*papers, steps(folder, day, rows)]


def known(row: dict[str, Any], end: datetime, *, latest: bool) -> dict[str, Any] | None:
    """What the log says of a request at the end of a day; nothing before it was filed."""
    if row["submitted_at"] > end:
        return None
    told = {name: row[name] for name in ("responded_at", "delivered_at")}
    told = {name: value if value and value <= end else None for name, value in told.items()}
    state = row["state"] if told["responded_at"] else "open"
    if state == "open":
        state = "done" if told["delivered_at"] else "doing" if told["responded_at"] else "todo"
    score = row["score"] if told["delivered_at"] else None
    accepted = row["leads_accepted"] if told["delivered_at"] else None
    due = row["due"] if latest else row["first_due"]
    return row | told | {"status": state, "score": score, "leads_accepted": accepted, "due": due}


WORDS = {
    "todo": "待受理",
    "doing": "进行中",
    "done": "已完成",
    "rejected": "已拒绝",
    "cancelled": "已取消",
}


def cells(row: dict[str, Any], names: dict, turn: int, stamp: Any) -> list[Any]:
    """One line; a row that tells days only has no clock in it."""

    def at(name: str) -> Any:
        value = row[name]
        if row["is_day_only"]:
            return typed(value).partition(" ")[0]
        return stamp(value)

    return [
        row["request_id"], row["title"], row["type"], names[row["from_team"]]["name_zh"],
        names[row["to_team"]]["name_zh"], f"@{row['assignee']}、周舟", row["project_id"] or "",
        PRIORITIES[turn % 2][row["priority"]], at("occurred_at"), at("submitted_at"),
        at("responded_at"), typed_day(row["due"]), at("delivered_at"), row["rework"],
        "" if is_logged(row) else row["hold_hours"] or "",
        ("✅ " if row["status"] == "done" else "") + WORDS[row["status"]],
        *("" if row[name] is None else row[name] for name in LAST),
    ]  # fmt: skip


def is_logged(row: dict[str, Any]) -> bool:
    """Requests whose steps the tool writes down: of these the sheet leaves the hold empty."""
    return not row["is_day_only"] and int(row["request_id"][-4:]) % 3 == 1


def steps(folder: Path, day: date, rows: list[dict[str, Any]]) -> Path:
    """The log of steps: who did what when, a hold right after the answer."""
    lines = []
    for row in (told for one in rows if (told := known(one, end_of(day), latest=True))):
        if is_logged(row):
            told = [("提交", row["submitted_at"]), ("受理", row["responded_at"])]
            if row["hold_hours"] and row["responded_at"]:
                since = row["responded_at"] + timedelta(minutes=1)
                told += [("挂起", since), ("恢复", since + timedelta(hours=row["hold_hours"]))]
            if row["delivered_at"]:
                first = row["responded_at"] + timedelta(minutes=2)
                told += [("退回", first + timedelta(minutes=n)) for n in range(row["rework"])]
                told.append(("交付", row["delivered_at"]))
            lines += [
                [row["request_id"], word, f"{local(at):%Y-%m-%d %H:%M:%S}", f"@{row['assignee']}"]
                for word, at in told if at
            ]  # fmt: skip
    heading = ["需求编号", "事件", "时间", "操作人"]
    return write_csv(folder / f"需求事件_{day}.csv", [heading, *lines], "utf-8-sig")


def end_of(day: date) -> datetime:
    """Eight in the evening in Shanghai, when the log is exported."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def older(folder: Path, day: date, rows: list[dict[str, Any]], names: dict) -> Path:
    told = [row for one in rows if (row := known(one, end_of(day), latest=False))]
    lines = [cells(row, names, turn, typed) for turn, row in enumerate(told)]
    last = [f"共 {len(lines)} 条", *[""] * (len(HEADING) - 1)]
    return write_csv(folder / f"协作需求台账_{day}.csv", [HEADING, *lines, last], "gb18030")


def newer(folder: Path, day: date, rows: list[dict[str, Any]], names: dict) -> Path:
    book = Book(folder / f"协作需求台账_{day}.xlsx")
    sheet = book.sheet("需求")
    sheet.merge_range(0, 0, 0, len(HEADING) - 1, "协作需求台账", book.title)
    book.put(sheet, 1, 0, "填写说明：触发后24小时内提交，承接部门3个工作日内反馈；颜色说明见右侧")
    book.line(sheet, 2, HEADING, book.bold)
    told = [row for one in rows if (row := known(one, end_of(day), latest=True))]
    for turn, row in enumerate(told):
        book.line(sheet, 3 + turn, cells(row, names, turn, local))
    return book.close()
