"""人力成本, shape A: one workbook a month, a row per position, as the personnel office keeps it.

- Title with the unit 元; merged month, department and team; 小计 per team, 合计 at the end.
- Every fourth month somebody of a larger group goes and is followed at once.
- `-` is zero in a pay column. No names, no individual pay. One position has only two people.
"""

from datetime import date
from pathlib import Path
from typing import Any

from sandbox.papers import Book, runs
from sandbox.telling import by, grouped, records

HEADING = [
    "月份",
    "部门",
    "团队",
    "岗位",
    "在职人数(月末)",
    "平均人数",
    "编制数",
    "入职",
    "离职",
    "工资总额",
    "奖金",
    "社保公积金(公司)",
    "福利",
    "人力成本合计",
]
PAY = ("gross_pay", "bonus", "employer_social", "welfare", "total_cost")
COUNTS = ("headcount_end", "headcount_avg", "headcount_plan", "hired", "left")


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """A workbook for each month."""
    teams, positions = by(world.teams, "team_id"), by(world.positions, "position_id")
    told = records(world.payroll.sort("month", "team_id", "position_id"))
    rows = [row | moves(row) for row in told]
    months = grouped(rows, "month")
    closed = (today or world.today).replace(day=1)
    return [
        month_book(folder, month, rows, teams, positions)
        for month, rows in months.items()
        if month < closed
    ]


def moves(row: dict[str, Any]) -> dict[str, int]:
    """Who is planned for, came and went: heads stay as they are."""
    followed = int(row["month"].month % 4 == 0 and row["headcount_end"] > 3)
    return {"headcount_plan": int(row["headcount_end"]), "hired": followed, "left": followed}


def month_book(folder: Path, month: Any, rows: list, teams: dict, positions: dict) -> Path:
    book = Book(folder / f"人力成本_{month:%Y-%m}.xlsx")
    sheet = book.sheet("人力成本")
    title = f"{month.year}年{month.month}月市场部人力成本表　　单位：元"
    sheet.merge_range(0, 0, 0, len(HEADING) - 1, title, book.title)
    book.line(sheet, 1, HEADING, book.bold)
    at, first = 2, 2
    for start, end, team in runs([row["team_id"] for row in rows]):
        members = rows[start : end + 1]
        book.span(sheet, at, at + len(members) - 1, 2, teams[team]["name_zh"])
        for row in members:
            book.put(sheet, at, 3, positions[row["position_id"]]["name_zh"])
            figures(book, sheet, at, [row])
            at += 1
        book.put(sheet, at, 2, "小计", book.bold)
        figures(book, sheet, at, members)
        at += 1
    # The finance office types the month in three ways.
    label = (f"{month.year}年{month.month}月", f"{month:%Y-%m}", f"{month:%Y%m}")[month.month % 3]
    book.span(sheet, first, at - 1, 0, label)
    book.span(sheet, first, at - 1, 1, "市场部")
    book.put(sheet, at, 0, "合计", book.bold)
    figures(book, sheet, at, rows)
    return book.close()


def figures(book: Book, sheet: Any, at: int, rows: list) -> None:
    """Heads and pay of one line; zero pay is a dash."""
    for column, name in enumerate((*COUNTS, *PAY), 4):
        value = sum(row[name] for row in rows)
        money = name in PAY
        book.put(
            sheet, at, column, "-" if money and not value else value, book.money if money else None
        )
