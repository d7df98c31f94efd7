"""年度市场费用预算表: wide (twelve month columns) or long. docs/connectors/budget_workbook.md

- Money without a stated unit is refused; the factor goes along with each figure.
- A wide sheet becomes one record per line and month, each with the address of its cell.
- 小计, 合计, Qn小计, 全年合计 and the sheet 汇总 are controls: they must add up.
- `adjustments`: a transfer is two records, what one cell loses and another gains.
- `commitments`: contracts that are signed and not paid.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, Table, taken_on
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.core.totals import check_totals, pages, total_of
from connectors.finance.budget_changes import sides
from connectors.finance.budget_checks import check_lines, check_summary, is_summary, money_of
from connectors.finance.budget_layouts import (
    ADJUSTMENTS,
    COMMITMENTS,
    LONG,
    MONTHS,
    SUMMARY,
    WIDE,
)

budget_workbook = Folder(name="budget_workbook")

YEAR = re.compile(r"(20\d\d)\s*(?:年度?|财年|预算)")
VERSION = re.compile(r"版本:?\s*([\w.\-]+?)(?:版)?(?:\(([^)]*)\)|\s|$)")
STATUS = re.compile(r"(?:审批)?状态:?\s*(草案|已批准|调整)")


@budget_workbook.feed("*预算*.xlsx", "*预算*.xlsm")
def lines(path: Path) -> Records:
    """One record per budget line and month."""
    found = _with_unit(path, [WIDE, LONG, SUMMARY], [ADJUSTMENTS, COMMITMENTS])
    data = [table for table in found if table.layout is not SUMMARY and not is_summary(table)]
    for table in found:
        if table not in data and not is_summary(table):
            raise refuse(
                table.sheet.place, "has no column 费用科目", "add it, or name the sheet 汇总"
            )
    if found and not data:
        raise refuse(path.name, "holds only a summary", "drop the workbook with the departments")
    for table in data:
        check_lines(table)
        check_totals(table)
    for summary in filter(is_summary, found):
        check_summary(summary, data)
    for table in data:
        rows = _months(table) if table.layout is WIDE else _lines(table)
        sums = [total_of(table, name) for name in money_of(table)]
        total = sum((each for each in sums if each is not None), Decimal(0))
        yield records(rows, None if None in sums else {"amount": format(total, "f")})


@budget_workbook.feed("*预算调整*.*", "*budget_adjustments*.*")
def adjustments(path: Path) -> Records:
    """One record per side of an adjustment: the cell of the budget, and the amount as written."""
    for table in _with_unit(path, [ADJUSTMENTS], [WIDE, LONG, SUMMARY, COMMITMENTS]):
        names = {name.partition("_")[0] for name in table.columns.values()}
        if not names & {"from", "to"}:
            raise refuse(table.sheet.place, "names no 从 and no 到", "add 从部门 … 到月份")
        check_totals(table)
        yield records(sides(table))


@budget_workbook.feed("*已签未付*.*", "*commitments*.*")
def commitments(path: Path) -> Records:
    """One record per contract and month in which it is to be paid."""
    found = _with_unit(path, [COMMITMENTS], [WIDE, LONG, SUMMARY, ADJUSTMENTS])
    taken = taken_on(path.stem)
    for page, table in zip(pages(found), found, strict=True):
        yield records(({**row, **taken} for row in table.records()), page.totals)


def _with_unit(path: Path, wanted: list[Layout], known: list[Layout]) -> list[Table]:
    """The sheets of these layouts; money without a unit is refused."""
    found = tables(path, wanted, known)
    for table in found:
        if not table.unit():
            raise refuse(table.sheet.place, "states no unit of money", "write 单位：万元 above it")
    return found


def _facts(table: Table) -> dict[str, str]:
    """Year, version and state of a wide sheet stand above it, or in the file's name."""
    above, name = table.note, table.sheet.file
    year = YEAR.search(above) or re.search(r"(20\d\d)", name)
    version = VERSION.search(above) or re.search(r"(?i)(V\d+)", name)
    if not year or not version:
        what = "states no year (2026年度)" if not year else "states no version (版本：V1)"
        raise refuse(table.sheet.place, what, "write it above the table")
    state = STATUS.search(above)
    in_brackets = version[2] if version.lastindex == 2 else ""
    return {
        "fiscal_year": year[1],
        "version": version[1],
        "status": state[1] if state else in_brackets,
    }


def _tax(table: Table, cells: dict[str, str]) -> dict[str, str]:
    stated = re.search(r"不?含税", cells.get("note", "")) or re.search(r"不?含税", table.note)
    return {"tax": stated[0]} if stated else {}


def _months(table: Table) -> Iterator[dict[str, str]]:
    facts = _facts(table)
    months = {table.heading(name): name for name in MONTHS}
    for line, row in zip(table.lines, table.records(), strict=True):
        kept = {name: text for name, text in row.items() if name not in table.layout.amounts}
        for heading, name in months.items():
            cell = {"month": heading, "amount": row[name], "source_cell": table.address(line, name)}
            yield kept | facts | _tax(table, row) | cell


def _lines(table: Table) -> Iterator[dict[str, str]]:
    for line, row in zip(table.lines, table.records(), strict=True):
        yield row | _tax(table, row) | {"source_cell": table.address(line, "amount")}
