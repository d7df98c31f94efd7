"""What a budget says of itself: quarters, years and 汇总 are sums, or the workbook is refused."""

from collections.abc import Iterator
from decimal import Decimal

from connectors.core.layout import UNITS, Line, Table
from connectors.core.readers import refuse
from connectors.core.totals import CENT, amount, total_of
from connectors.finance.budget_layouts import HALVES, LONG, MONTHS, QUARTERS


def is_summary(table: Table) -> bool:
    return "汇总" in table.sheet.name


def money_of(table: Table) -> tuple[str, ...]:
    return ("amount",) if table.layout is LONG else MONTHS


def check_lines(table: Table) -> None:
    """The quarters, halves and year of a line are the sums of its months."""
    wrong = [place for line in table.lines for place in _wrong_controls(table, line)]
    if wrong:
        what = f"{len(wrong)} sums do not agree with their months: {', '.join(wrong[:10])}"
        raise refuse(table.sheet.place, what, "let it calculate, save, drop it again")


def _wrong_controls(table: Table, line: Line) -> Iterator[str]:
    for control, months in (QUARTERS | HALVES).items():
        stated = line.cells.get(control, "")
        parts = [amount(line.cells.get(month, "")) for month in months]
        if control not in table.columns.values() or amount(stated) is None or None in parts:
            continue
        found = sum((part for part in parts if part is not None), Decimal(0))
        if stated and abs(found - (amount(stated) or 0)) > CENT:
            yield f"{table.address(line, control)} states {stated}, not {found}"


def check_summary(summary: Table, data: list[Table]) -> None:
    """汇总 is the sum of the department sheets, month by month."""
    for month in money_of(summary):
        stated = total_of(summary, month)
        parts = [
            total_of(table, month)
            for table in data
            if table.layout is summary.layout or month in MONTHS
        ]
        if stated is None or None in parts:
            continue
        found = sum((part for part in parts if part is not None), Decimal(0))
        if abs(found - stated) > CENT * UNITS[summary.unit()]:
            what = f"{month} is {stated} yuan, the department sheets add up to {found}"
            raise refuse(summary.sheet.place, what, "bring 汇总 and the sheets together")
