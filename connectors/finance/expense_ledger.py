"""费用台账: what was spent, the books, what is expected. docs/connectors/expense_ledger.md

- `lines`: reimbursements and payment requests. The header of a document may be merged over its
  lines; an amount never is. A total repeated on each line gives way to the line's own amount.
- `gl_entries`: vouchers of the general ledger, a control beside the lines, never a second count.
- `accruals`: cost whose invoice has not come, and its reversal when it has.
- Bank accounts and identity numbers are dropped at the door.
"""

import re
from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, Table, taken_on
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.core.totals import pages
from connectors.finance.general_ledger import cut_controls
from connectors.finance.ledger_layouts import ACCRUALS, GENERAL, LEDGER

expense_ledger = Folder(name="expense_ledger")

NEVER_KEPT = re.compile(r"银行|账号|卡号|身份证|证件号|开户")
SHAPES = (LEDGER, GENERAL, ACCRUALS)


@expense_ledger.feed("*台账*.csv", "*台账*.xlsx", "*费用明细*.csv", "*费用明细*.xlsx")
def lines(path: Path) -> Records:
    """One record per line of a document."""
    found = _of(path, LEDGER)
    for table in found:
        if not {"amount", "line_amount"} & set(table.columns.values()):
            raise refuse(table.sheet.place, "has no column of amounts", "add 合计金额 or 明细金额")
    return _dated(path, found)


@expense_ledger.feed("*明细账*.*", "*总账*.*", "*序时账*.*")
def gl_entries(path: Path) -> Records:
    """One record per line of a voucher; balances and sums are compared and cut."""
    found = _of(path, GENERAL)
    for table in found:
        cut_controls(table)
    return _dated(path, found)


@expense_ledger.feed("*预提*.csv", "*预提*.xlsx")
def accruals(path: Path) -> Records:
    """One record per accrual, with what of it was reversed."""
    return _dated(path, _of(path, ACCRUALS))


def _of(path: Path, layout: Layout) -> list[Table]:
    """The sheets of one shape, without the columns that are never kept."""
    found = tables(path, [layout], [one for one in SHAPES if one is not layout])
    for table in found:
        kept = {i: name for i, name in table.columns.items() if not NEVER_KEPT.search(name)}
        for line in table.lines:
            line.cells = {name: line.cells[name] for name in kept.values()}
        table.columns = kept
    return found


def _dated(path: Path, found: list[Table]) -> Records:
    """The pages of a file, each row with the day of the export: the newest reading counts."""
    taken = taken_on(path.stem)
    for page, table in zip(pages(found), found, strict=True):
        yield records(({**row, **taken} for row in table.records()), page.totals)
