"""达人投放 workbooks of agencies: creators, fees, posts. docs/connectors/kol_campaigns.md

- Sheets per platform, title rows, headers of two rows, 小计 and 合计: all as people keep them.
- A total of fees that is not the sum of its creators refuses the file.
- CPM, CPE, CPV and 互动率 are worked out anew in the marts: dropped here.
- 达人合作台账 is the same kind of list; the workbook of 蒲公英 has three rows of headings.
"""

import json
import re
from pathlib import Path

from connectors.core import Folder, Page, Records
from connectors.core.layout import BETWEEN, Table, taken_on
from connectors.core.readers import records
from connectors.core.tables import tables
from connectors.core.totals import pages
from connectors.social.kol_layouts import PLACEMENTS, PUGONGYING, WORKBOOK

kol_campaigns = Folder(name="kol_campaigns")

PLACEMENTS_OF = ("creator_name", "url", "published_at")
WORKED_OUT = re.compile(r"^(cpm|cpe|cpv|cpc|互动率|序号|no\.?)", re.IGNORECASE)


@kol_campaigns.feed("*达人*.xlsx", "*达人*.xls", "*达人*.csv", "*[kK][oO][lL]*.*", "*蒲公英*.*")
def placements(path: Path) -> Records:
    """One record per creator and post: fees, and figures up to `as_of`."""
    found = tables(path, [PUGONGYING if WORKBOOK in path.name else PLACEMENTS])
    for table in found:
        _leave_out_notes(table)
        if table.layout is PUGONGYING:
            _put_aside(table)
        kept = {i: name for i, name in table.columns.items() if not WORKED_OUT.match(name)}
        table.columns = kept
        for line in (*table.lines, *table.totals):
            line.cells = {name: line.cells.get(name, "") for name in kept.values()}
    for page, table in zip(pages(found), found, strict=True):
        yield _placed(page, table, path)


def _leave_out_notes(table: Table) -> None:
    """A line that names no creator, no post and no day is a note."""
    table.lines = [
        line for line in table.lines if any(line.cells.get(name) for name in PLACEMENTS_OF)
    ]


def _put_aside(table: Table) -> None:
    """Of a hundred columns those we know; the others together in `extras`, by their whole names."""
    known = {i: name for i, name in table.columns.items() if name in PUGONGYING.fields}
    others = {i: name for i, name in table.columns.items() if i not in known}
    for line in table.lines:
        extras = {
            "/".join(filter(None, table.headings[i])): line.cells[n] for i, n in others.items()
        }
        line.cells |= {"platform": "小红书", "extras": json.dumps(extras, ensure_ascii=False)}
    table.columns = known | {-1: "platform", -2: "extras"}


def _placed(page: Page, table: Table, path: Path) -> Page:
    """Records with what the file's name tells: campaign, day, and the year of `11月6日`."""
    name = path.stem.partition("~")[0]
    told = {"_campaign": re.split(r"达人|kol|蒲公英", name, flags=re.IGNORECASE)[0].strip(BETWEEN)}
    told |= taken_on(name)
    if year := re.search(r"20\d\d", f"{table.note} {table.sheet.name} {name}"):
        told["_year"] = year[0]
    rows = [{**row, **told, "_no": str(n)} for n, row in enumerate(table.records(), 1)]
    return records(rows, page.totals)
