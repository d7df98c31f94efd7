"""岗位KPI目标表: targets by position (long, or a column per month) and ratings of qualitative KPIs.

Its page is docs/connectors/kpi_targets.md

- What stands above a table (period, version, approval) goes along with each of its rows.
- A weight merged over several KPIs cannot be shared out: refused.
- Weights written both as `30` and as `0.3` are refused.
- A rating names its KPI by code or by name.
- 合计 under the weights is a control; notes (注：…) at the bottom are cut and kept as text.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import A_DAY, Table
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.core.totals import amount, pages
from connectors.finance.budget_layouts import MONTHS
from connectors.finance.budget_workbook import VERSION
from connectors.finance.kpi_layouts import LONG, RATINGS, SUMS, WIDE

kpi_targets = Folder(name="kpi_targets")

PERIOD = re.compile(
    r"20\d\d\s*[-年]?\s*(?:第[一二三四]季度|[Qq][1-4]|\d{1,2}月|(?:0[1-9]|1[0-2])(?!\d))?"
)
NOTE = re.compile(r"^(?:注|备注|说明)\s*[:：]")
TENTH_OF_A_PERCENT = Decimal("0.001")


@kpi_targets.feed("*绩效目标*.*", "*[kK][pP][iI]目标*.*", "*kpi_targets*.*")
def targets(path: Path) -> Records:
    """One record per target; a line with month columns is one record per month, quarter, year."""
    for table in tables(path, [LONG, WIDE], [RATINGS]):
        notes = _cut_notes(table)
        _refuse_merged_weights(table)
        _fill_owner(table)
        _check_weights(table)
        above = _above(table) | ({"_notes": notes} if notes else {})
        rows = table.records() if table.layout is LONG else _periods(table)
        yield records({**above, **row} for row in rows)


@kpi_targets.feed("*质化评分*.*", "*考核评分*.*", "*kpi_ratings*.*")
def ratings(path: Path) -> Records:
    """One record per position, KPI and person who rated it."""
    found = tables(path, [RATINGS], [LONG, WIDE])
    for page, table in zip(pages(found), found, strict=True):
        if not {"kpi_code", "kpi_name"} & set(table.columns.values()):
            raise refuse(table.sheet.place, "does not say which KPI", "add 指标编号 or 指标")
        above = _above(table)
        yield records(({**above, **row} for row in table.records()), page.totals)


def _cut_notes(table: Table) -> str:
    """Notes below the table, as one text."""
    notes = [next(filter(None, line.cells.values()), "") for line in table.lines]
    kept = [(line, text) for line, text in zip(table.lines, notes, strict=True)]
    table.lines = [line for line, text in kept if not NOTE.match(text)]
    return "  ".join(text for _, text in kept if NOTE.match(text))


def _refuse_merged_weights(table: Table) -> None:
    for (top, left), (bottom, _) in table.sheet.merged:
        if top > table.header_row and bottom > top and table.columns.get(left) == "weight":
            what = f"{table.sheet.address(top, left)} is one weight over several KPIs"
            raise refuse(table.sheet.place, what, "write a weight beside each KPI")


def _fill_owner(table: Table) -> None:
    """In a CSV a line that names neither department nor position belongs to the one above."""
    owner: dict[str, str] = {}
    for line in table.lines if not table.sheet.name else ():
        if not line.cells.get("department") and not line.cells.get("position"):
            line.cells |= owner
        names = ("department", "position", "person")
        owner = {name: line.cells[name] for name in names if name in line.cells}


def _check_weights(table: Table) -> None:
    """Below its KPIs a 小计 or 合计 states 100 %: what the rows since the one before add up to."""
    bare = [amount(line.cells.get("weight", "").strip()) or 0 for line in table.lines]
    if any(0 < one < 1 for one in bare) and any(one > 1 for one in bare):
        what = "writes weights as 30 and as 0.3"
        raise refuse(table.sheet.place, what, "write all of them in per cent, or none")
    start = -1
    for total in table.totals:
        stated = _share(total.cells.get("weight", ""))
        above = [line for line in table.lines if start < line.row < total.row]
        shares = [_share(line.cells.get("weight", "")) for line in above]
        start = total.row
        if stated is None or None in shares or not shares:
            continue
        found = sum((share for share in shares if share is not None), Decimal(0))
        if abs(found - stated) > TENTH_OF_A_PERCENT:
            what = f"{table.address(total, 'weight')} states {stated:%}, the rows give {found:%}"
            raise refuse(table.sheet.place, what, "bring the weights and their sum together")


def _share(text: str) -> Decimal | None:
    """A weight as a share: `30%`, `0.3`, `30`."""
    number = amount(text.strip().rstrip("%％"))
    if not text.strip() or number is None:
        return None
    return number / 100 if text.strip()[-1] in "%％" or number > 1 else number


def _above(table: Table) -> dict[str, str]:
    """Period, version and its approval, as written above the table or in the file's name."""
    version = VERSION.search(table.note) or re.search(r"(?i)_(V\d+)", table.sheet.file)
    text = A_DAY.sub("", table.note)
    period = PERIOD.search(text) or PERIOD.search(table.sheet.file)
    told = {"_period": period[0]} if period else {}
    told |= {"_version": version[1]} if version else {}
    return told | ({"_approved": version[2]} if version and version.lastindex == 2 else {})


def _periods(table: Table) -> Iterator[dict[str, str]]:
    """A line per month, quarter and year that has a column and a figure."""
    names = [name for name in (*MONTHS, *SUMS) if name in table.columns.values()]
    headings = {name: table.heading(name) for name in names}
    for row in table.records():
        kept = {name: text for name, text in row.items() if name not in headings}
        for name, heading in headings.items():
            if row[name]:
                yield {**kept, "period": heading, "target": row[name]}
