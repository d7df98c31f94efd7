"""费用台账: the first half-year as a GBK CSV export, the second as a hand-kept workbook; the books.

- Money with ￥ and thousands; `-` where there is no tax; dates in four forms; invoices as text.
- In the workbook a document's cells (单据编号 … 申请日期) are merged over its lines.
- A 合计 row ends each file. Documents in approval and refused ones stand among the others.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.finance import general_ledger
from sandbox.papers import STAMP, Book, runs, thousands, typed_day, write_csv
from sandbox.telling import plain, records

HEADING = [
    "单据编号",
    "单据类型",
    "申请人部门",
    "费用承担部门",
    "申请日期",
    "行号",
    "费用发生日期",
    "费用类型",
    "项目",
    "渠道",
    "供应商",
    "币别",
    "合计金额",
    "核定报销总额",
    "税率",
    "税额",
    "发票号码",
    "发票金额",
    "审批状态",
    "付款日期",
    "事由",
]
MERGED = 5
AMOUNT, APPROVED = HEADING.index("合计金额"), HEADING.index("核定报销总额")


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """A document stands in the half-year in which it was submitted; beside them the books."""
    ledger = records(world.ledger.sort("submitted", "doc_no", "line_no"))
    rows = [row for row in ledger if row["submitted"] < (today or world.today)]
    year = world.today.year
    early = [row for row in rows if row["submitted"] < date(year, 7, 1)]
    late = [row for row in rows if row["submitted"] >= date(year, 7, 1)]
    paths = [export(folder / f"费用台账_{year}H1.csv", early)] if early else []
    paths += [kept(folder / f"费用台账_{year}H2.xlsx", late)] if late else []
    return [*paths, *general_ledger.write(world, folder, today or world.today)]


def cells(row: dict[str, Any]) -> list[Any]:
    """One line, amounts and dates as they are."""
    return [
        row["doc_no"], row["doc_type"], row["applicant_dept"], row["bearing_dept"],
        row["submitted"],
        row["line_no"], row["incurred"], row["cost_item"], row["event_id"] or row["project_id"],
        row["channel_label"], row["vendor"], row["currency"], row["amount"], row["approved"],
        f"{plain(Decimal(str(row['tax_rate'])) * 100)}%" if row["tax_rate"] else "-",
        row["tax"] or "-", row["invoice_no"], row["face"], row["status"], row["paid_date"],
        row["purpose"],
    ]  # fmt: skip


def export(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Everything is text in a CSV; the document is repeated on each line."""
    lines = []
    for place, row in enumerate(rows):
        line = [typed_day(v) if isinstance(v, date) else v for v in cells(row)]
        sign = "￥" if place % 5 == 0 else ""
        for column in (AMOUNT, APPROVED, APPROVED + 2, APPROVED + 4):
            amount = line[column]
            line[column] = sign + thousands(amount) if isinstance(amount, Decimal) else amount
        lines.append(["" if value is None else value for value in line])
    return write_csv(path, [HEADING, *lines, totals(rows, text=True)], "gbk")


def kept(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A title, an export time, merged documents, true dates and a few typed ones."""
    book = Book(path)
    sheet = book.sheet("费用台账")
    sheet.merge_range(0, 0, 0, len(HEADING) - 1, "市场部费用台账　　单位：元", book.title)
    book.put(sheet, 1, 0, STAMP)
    book.line(sheet, 2, HEADING, book.bold)
    lines = [cells(row) for row in rows]
    for start, end, _ in runs([row["doc_no"] for row in rows]):
        for column in range(MERGED):
            style = book.day if column == 4 else None
            book.span(sheet, 3 + start, 3 + end, column, lines[start][column], style)
    for place, line in enumerate(lines):
        for column, value in enumerate(line[MERGED:], MERGED):
            shown = other_day(value, place) if isinstance(value, date) else value
            book.put(
                sheet, 3 + place, column, shown, book.money if isinstance(value, Decimal) else None
            )
    book.line(sheet, 3 + len(lines), totals(rows, text=False), book.bold)
    return book.close()


def other_day(day: date, place: int) -> Any:
    """Most dates are dates; some were typed."""
    typed = {3: f"{day:%Y%m%d}", 5: f"{day:%Y-%m-%d} 00:00:00", 8: typed_day(day)}
    return typed.get(place % 11, day)


def totals(rows: list[dict[str, Any]], *, text: bool) -> list[Any]:
    line: list[Any] = ["合计", *[""] * (len(HEADING) - 1)]
    for column, name in ((AMOUNT, "amount"), (APPROVED, "approved")):
        value = sum((row[name] for row in rows), Decimal(0))
        line[column] = thousands(value) if text else value
    return line
