"""年度市场预算, shape A (wide): one workbook a version, a sheet per department and 汇总 as control.

- Title; a note line with 单位：万元 and the version; twelve months with quarter and year columns.
- Beside them, as CSV: the log of adjustments (shape C) and the contracts not paid yet (shape D).
- 部门, 渠道, 项目 merged downwards; 小计 and 合计 rows; zero shows as `-`; formulas carry values.
"""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from sandbox.papers import Book, runs, thousands, typed_day, write_csv
from sandbox.telling import by, grouped, records

KEYS = ("department", "channel_label", "project_id", "cost_item")
WAN = Decimal(10_000)
Line = tuple[tuple[Any, ...], list[Decimal]]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """A workbook for each version, and what was changed or signed since."""
    versions = grouped(records(world.budget), "version")
    books = [version_book(folder, version, rows) for version, rows in versions.items()]
    day = today or world.today
    return [*books, adjustments(world, folder, day), commitments(world, folder, day)]


def adjustments(world: Any, folder: Path, today: date) -> Path:
    """A line per transfer: both cells in a column of their own, the amount once, never a sign."""
    names = by(world.teams, "team_id")
    told = [row for row in records(world.budget_changes) if row["day"] < today]
    rows = []
    for number, sides in grouped(told, "adjustment_no").items():
        both = {row["side"]: row for row in sides}
        first = sides[0]
        cells = [
            "/".join([
                names[row["team_id"]]["name_zh"], row["project_id"], row["cost_item"],
                f"{row['month']:%Y-%m}",
            ]) if (row := both.get(side)) else ""
            for side in ("从", "到")
        ]  # fmt: skip
        amount = thousands(abs(first["amount"]))
        rows.append([number, typed_day(first["day"]), *cells, amount, first["reason"], "总监",
                     first["status"]])  # fmt: skip
    heading = ["调整单号", "日期", "从", "到", "金额", "原因", "审批人", "状态"]
    lines = [["2026年度市场预算调整记录　单位：元"], heading, *rows]
    return write_csv(folder / f"预算调整_{today.year}.csv", lines, "gbk")


def commitments(world: Any, folder: Path, today: date) -> Path:
    """The contracts that are signed and not paid, as they stood the evening before."""
    rows = [
        [
            row["contract_no"], row["vendor"], row["project_id"], row["cost_item"],
            thousands(row["amount"]), typed_day(row["signed"]),
            f"{row['month'].year}年{row['month'].month}月", row["status"],
        ]
        for row in records(world.commitments) if row["signed"] < today
    ]  # fmt: skip
    heading = ["合同号", "供应商", "项目", "科目", "金额", "签订日期", "预计付款月", "状态"]
    lines = [["单位：元"], heading, *rows]
    return write_csv(folder / f"已签未付_{today - timedelta(days=1)}.csv", lines, "utf-8-sig")


def version_book(folder: Path, version: str, rows: list) -> Path:
    year, status = rows[0]["fiscal_year"], rows[0]["status"]
    lines: dict[tuple[Any, ...], list[Decimal]] = {}
    for row in rows:
        months = lines.setdefault(tuple(row[key] for key in KEYS), [Decimal(0)] * 12)
        months[row["month"].month - 1] += row["amount"] / WAN
    book = Book(folder / f"市场预算_{year}_{version}.xlsx")
    title = f"示例公司{year}年度市场费用预算表"
    note = f"编制部门：市场部　　单位：万元　　版本：{version}（{approved(version)}{status}）"
    departments = grouped(
        [{"department": key[0], "line": (key, m)} for key, m in lines.items()], "department"
    )
    whole = sum(sum(months) for months in lines.values())
    for name, members in departments.items():
        page(book, name, title, note, [member["line"] for member in members], whole)
    page(book, "汇总", title, note, list(lines.items()), whole)
    return book.close()


def approved(version: str) -> str:
    return "2026-01-15" if version == "V1" else "2026-08-01"


def heading() -> list[str]:
    months = []
    for quarter in range(4):
        months += [f"{quarter * 3 + month}月" for month in (1, 2, 3)] + [f"Q{quarter + 1}小计"]
    return ["部门", "渠道", "项目", "费用科目", *months, "全年合计", "占比", "备注"]


def page(book: Book, name: str, title: str, note: str, lines: list[Line], whole: Any) -> None:
    """One sheet."""
    sheet, columns = book.sheet(name), heading()
    sheet.merge_range(0, 0, 0, len(columns) - 1, title, book.title)
    sheet.merge_range(1, 0, 1, len(columns) - 1, note)
    book.line(sheet, 2, columns, book.bold)
    at, data = 3, []
    for start, end, department in runs([keys[0] for keys, _ in lines]):
        members = lines[start : end + 1]
        book.span(sheet, at, at + len(members) - 1, 0, department)
        for column in (1, 2):
            for low, high, value in runs([keys[: column + 1] for keys, _ in members]):
                if value[column] is not None:
                    book.span(sheet, at + low, at + high, column, value[column])
        for place, (keys, months) in enumerate(members):
            book.put(sheet, at + place, 3, keys[3])
            figures(book, sheet, at + place, months, whole, None)
            book.put(sheet, at + place, len(columns) - 1, "含税")
        rows = list(range(at, at + len(members)))
        data += rows
        at += len(members)
        book.put(sheet, at, 0, "小计", book.bold)
        figures(book, sheet, at, column_sums(members), whole, rows)
        at += 1
    book.put(sheet, at, 0, "合计", book.bold)
    figures(book, sheet, at, column_sums(lines), whole, data)


def column_sums(lines: list[Line]) -> list[Decimal]:
    return [sum((months[m] for _, months in lines), Decimal(0)) for m in range(12)]


def figures(
    book: Book, sheet: Any, at: int, months: list[Decimal], whole: Any, rows: list[int] | None
) -> None:
    """Twelve months, four quarters, the year and its share; totals are formulas with values."""
    column, quarters = 4, []
    for month, amount in enumerate(months):
        if rows is None:
            book.put(sheet, at, column, amount, book.accounting)
        else:
            cells = "+".join(xl_rowcol_to_cell(row, column) for row in rows)
            sheet.write_formula(at, column, f"={cells}", book.accounting, float(amount))
        column += 1
        if month % 3 == 2:
            span = f"{xl_rowcol_to_cell(at, column - 3)}:{xl_rowcol_to_cell(at, column - 1)}"
            quarter = sum(months[month - 2 : month + 1], Decimal(0))
            sheet.write_formula(at, column, f"=SUM({span})", book.accounting, float(quarter))
            quarters.append(xl_rowcol_to_cell(at, column))
            column += 1
    year = sum(months, Decimal(0))
    sheet.write_formula(at, column, "=" + "+".join(quarters), book.accounting, float(year))
    book.put(sheet, at, column + 1, year / whole if whole else 0, book.percent)
