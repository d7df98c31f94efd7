"""The tree of a report by day: totals and rows about others cut off, parents checked and left out.

Figures that add up must be the sum of the rows below them; people are no sum.
"""

import re
from decimal import Decimal

from connectors.commerce.day_cells import plain
from connectors.commerce.report_kinds import Report
from connectors.core.layout import Line, Table
from connectors.core.readers import refuse
from connectors.core.totals import CENT, amount, check_totals

TOTAL = re.compile(r"^(汇总|合计|总计)$")
OF_OTHERS = re.compile(r"^(均值|平均|日均|行业|同行|同业)")
ALL_BELOW = ("汇总", "合计", "小计", "总计", "全部", "整体", "全部渠道")


def clean(table: Table) -> None:
    """Cells without marks of nothing; 汇总 among the totals, rows about other shops gone."""
    kept = []
    for line in table.lines:
        line.cells = {name: plain(text) for name, text in line.cells.items()}
        first = next(filter(None, line.cells.values()), "")
        if TOTAL.match(first):
            table.totals.append(line)
        elif not OF_OTHERS.match(first):
            kept.append(line)
    table.lines = kept
    for line in table.totals:
        line.cells = {name: plain(text) for name, text in line.cells.items()}


def place_of(report: Report, line: Line) -> tuple[str, ...]:
    """Where a row stands among its levels, as far down as it tells."""
    levels = (line.cells.get(name, "") for name in report.levels)
    return tuple(one for one in levels if one and one not in ALL_BELOW)


def leaves(report: Report, table: Table) -> list[Line]:
    """The rows that have none below them, and those of the whole shop."""
    lines: dict[str, list[tuple[tuple[str, ...], Line]]] = {}
    for line in table.lines:
        lines.setdefault(line.cells.get("day", ""), []).append((place_of(report, line), line))
    left = []
    for group in lines.values():
        above = {place[:n] for place, _ in group for n in range(len(place))}
        for place, line in group:
            if place in above:
                below = [(other, one) for other, one in group if other[: len(place)] == place]
                parts = [one for other, one in below if other not in above]
                _refuse_other_sum(table, line, parts)
            if place not in above or not place:
                left.append(line)
    return left


def _refuse_other_sum(table: Table, parent: Line, below: list[Line]) -> None:
    for name in table.layout.amounts:
        stated = amount(parent.cells.get(name, "")) if parent.cells.get(name) else None
        parts = [amount(line.cells.get(name, "")) for line in below]
        known = [part for part in parts if part is not None]
        if stated is None or len(known) < len(parts):
            continue
        if abs(sum(known, Decimal(0)) - stated) > CENT:
            place = table.address(parent, name)
            what = f"{place} states {stated:,}, the rows below it add up to {sum(known):,}"
            raise refuse(table.sheet.place, what, "export it again: rows are missing")


def sum_up(table: Table, lines: list[Line]) -> None:
    """The total must be the sum of the rows that have none below them."""
    all_lines, table.lines = table.lines, lines
    check_totals(table)
    table.lines = all_lines
