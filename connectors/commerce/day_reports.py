"""Reports by day of 生意参谋, 京东商智 and 抖音罗盘 → records: one per cut, its value and day.

Whose a report is and which days it holds stand in its name; a day column must agree with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from connectors.commerce.day_cells import day_of
from connectors.commerce.day_layouts import REPORTS
from connectors.commerce.day_rows import Row, controls, told
from connectors.commerce.export_sheets import owner, sheets
from connectors.commerce.report_kinds import DEVICES, Report
from connectors.core import Records
from connectors.core.layout import A_DAY, NAMED_DAY, Line, Table, label
from connectors.core.readers import Sheet, records, refuse
from connectors.core.tables import HEADER_WITHIN, read_table

A_DAY_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """The days in a file's name: `…_<first>_<last>` or `…_<first>_<last>_<taken>` or one."""

    days: tuple[date, ...]

    @property
    def span(self) -> tuple[date, date] | None:
        return (self.days[0], self.days[1]) if len(self.days) > 1 else None

    def lacks(self, found: set[date]) -> list[date]:
        """The days of the span that are not among these."""
        first, last = self.span or (date.max, date.min)
        whole = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in whole if day not in found]


def reports(path: Path) -> Records:
    """The records of a report; a file without a heading it needs is refused with both names."""
    word = next(one for one in REPORTS if one in path.name)
    name = path.name.partition("~")[0].partition(word)[2]
    named = Named(tuple(date(*map(int, one)) for one in NAMED_DAY.findall(name)))
    found: list[tuple[Report, Table]] = []
    for sheet in _chosen(sheets(path), REPORTS[word]):
        table = read_table(_levelled(sheet), [one.layout for one in REPORTS[word]])
        if table is not None:
            report = next(one for one in REPORTS[word] if one.layout is table.layout)
            found.append((report, table))
    if not found:
        names = " or ".join(one.layout.name for one in REPORTS[word])
        raise refuse(path.name, "holds no table", f"expected {names}: drop such a file")
    facts: Row = {"_account": owner(path, word)}
    if named.days:
        facts["_exported_on"] = named.days[-1].isoformat()
    for report, table in found:
        rows = list(told(report, table))
        days = {id(line): _day(table, line, named) for line, _ in rows}
        if report.cut == "total" and "day" in table.columns.values():
            _refuse_gaps(table, named, {one for one in days.values() if isinstance(one, date)})
        dated = [_dated(row, days[id(line)]) for line, row in rows]
        _refuse_twice(table, dated)
        yield records([{**row, **facts} for row in dated], controls(report, table))


def _chosen(found: Sequence[Sheet], known: Sequence[Report]) -> Iterator[Sheet]:
    """Of several sheets those that a report names, else all; hidden ones are left out."""
    shown = [sheet for sheet in found if not sheet.hidden]
    words = [word for report in known for word in report.sheets]
    named = [sheet for sheet in shown if any(word in sheet.name for word in words)]
    yield from named if len(shown) > 1 and named else shown


def _levelled(sheet: Sheet) -> Sheet:
    """Headings over 全部 / 无线 / PC written over each of them, where the file left them blank."""
    rows = [list(row) for row in sheet.rows[:HEADER_WITHIN]]
    for upper, lower in pairwise(rows):
        levels = {label(cell) for cell in lower if cell}
        if len(levels) > 1 and levels <= {label(one) for one in DEVICES}:
            for at in range(1, min(len(upper), len(lower))):
                upper[at] = upper[at] or (upper[at - 1] if lower[at] else "")
    return replace(sheet, rows=[*rows, *sheet.rows[HEADER_WITHIN:]])


def _day(table: Table, line: Line, named: Named) -> date | str:
    """The day of a row: its own, else that of the note or name; text that is none stays."""
    text = line.cells.get("day") or line.cells.get("started") or ""
    if not text:
        return _only_day(table, named)
    where = f"line {table.sheet.lines[line.row]}"
    day = day_of(text)
    if day is None and any(mark in text for mark in "~～至"):
        step = "export one row for each day: people are no sum over days"
        raise refuse(table.sheet.place, f"{where}: {text} are several days", step)
    if day and named.span and not named.span[0] <= day <= named.span[1]:
        what = f"{where} is of {day}, the name says {named.span[0]} to {named.span[1]}"
        raise refuse(table.sheet.place, what, "name the file by the days it holds")
    return day or text


def _only_day(table: Table, named: Named) -> date:
    """The one day that the name or the note tells, for rows that tell none."""
    noted = [date(*map(int, one)) for one in A_DAY.findall(table.note)]
    told = set(named.days[:2] or noted)
    if len(told) != 1:
        held = f"{min(told)} to {max(told)} as one sum" if told else "no day"
        step = "export it for one day, and keep the day in its name"
        raise refuse(table.sheet.place, f"tells {held}, and people are no sum over days", step)
    return told.pop()


def _refuse_gaps(table: Table, named: Named, found: set[date]) -> None:
    if missing := named.lacks(found):
        what = f"lacks {len(missing)} of the days its name tells, the first {missing[0]}"
        raise refuse(table.sheet.place, what, "export it again, or name it by the days it holds")


def _dated(row: Row, day: date | str) -> Row:
    """With its day; what a row tells of the day before belongs there."""
    if row.pop("_is_day_before", False) and isinstance(day, date):
        day -= A_DAY_BEFORE
    return {**row, "day": str(day)}


def _refuse_twice(table: Table, rows: Sequence[Row]) -> None:
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        key = tuple(row[name] for name in ("_report", "cut", "cut_value", "day"))
        if key in seen:
            what = f"line {row['_row']}: {row['cut_value']} of {row['day']} stands there twice"
            raise refuse(table.sheet.place, what, "export it without a further split")
        seen.add(key)
