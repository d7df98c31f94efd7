"""What a general ledger says of itself: its balances and sums are controls, never rows.

Per account: 期初余额, 本期合计, 本年累计 and the balance of each line follow from its lines.
"""

import re
from decimal import Decimal

from connectors.core.layout import Line, Table
from connectors.core.readers import refuse
from connectors.core.totals import CENT, amount

OPENING = re.compile(r"^(期初余额|年初余额|上年结转|承前页|上期结转)$")
PERIOD_SUM = re.compile(r"^(本期合计|本月合计|当月合计|本日合计|本期发生额?)$")
YEAR_SUM = re.compile(r"^(本年累计|累计发生额?|本年合计)$")
OTHER_SUM = re.compile(r"^(期末余额|过次页|合计|总计|小计)$")
SIDES = {"借": 1, "贷": -1, "平": 0}
Sums = tuple[Decimal, Decimal]


def cut_controls(table: Table) -> None:
    """Leaves the vouchers in the table; refuses it where a control does not follow from them."""
    rows = sorted([*table.lines, *table.totals], key=lambda line: line.row)
    table.lines, table.totals = [], []
    account, book = "", Account(table)
    for line in rows:
        word = re.sub(r"\s", "", line.cells["summary"])
        first = re.sub(r"\s", "", next(filter(None, line.cells.values()), ""))
        if word in ("合计", "总计") or (not word and first in ("合计", "总计")):
            table.totals.append(line)
            continue
        if line.cells["account_code"] and line.cells["account_code"] != account:
            account, book = line.cells["account_code"], Account(table)
        if book.takes(line, word):
            table.lines.append(line)


class Account:
    """One account of a ledger, line after line."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.balance: Decimal | None = None
        self.period: Sums = (Decimal(0), Decimal(0))
        self.year: Sums | None = None
        self.since_year: Sums = (Decimal(0), Decimal(0))

    def takes(self, line: Line, word: str) -> bool:
        """Whether the line is a voucher's; one that is a control is compared."""
        if OPENING.match(word):
            self.balance = self._stated(line)
            return False
        if PERIOD_SUM.match(word):
            self._compare(line, self.period)
            self.period = (Decimal(0), Decimal(0))
            return False
        if YEAR_SUM.match(word):
            if self.year is not None:
                self._compare(line, _added(self.year, self.since_year))
            self.year, self.since_year = self._sums(line), (Decimal(0), Decimal(0))
            return False
        if OTHER_SUM.match(word):
            return False
        sums = self._sums(line)
        self.period, self.since_year = _added(self.period, sums), _added(self.since_year, sums)
        self._follow(line, sums)
        return True

    def _follow(self, line: Line, sums: Sums) -> None:
        """The balance after a line is the one before it, and what the line moved."""
        stated = self._stated(line)
        if self.balance is not None and stated is not None:
            found = self.balance + sums[0] - sums[1]
            if abs(found - stated) > CENT:
                self._refuse(line, "balance", format(found, "f"))
        self.balance = stated

    def _stated(self, line: Line) -> Decimal | None:
        """The balance beside a line: debit above zero, credit below; None if it says none."""
        text, side = line.cells.get("balance", ""), line.cells.get("direction", "").strip()
        number = amount(text) if text or side == "平" else None
        return None if number is None or side not in SIDES else number * SIDES[side]

    def _sums(self, line: Line) -> Sums:
        debit, credit = (amount(line.cells.get(name, "")) for name in ("debit", "credit"))
        return debit or Decimal(0), credit or Decimal(0)

    def _compare(self, line: Line, found: Sums) -> None:
        for name, number in zip(("debit", "credit"), found, strict=True):
            if abs(number - (amount(line.cells.get(name, "")) or Decimal(0))) > CENT:
                self._refuse(line, name, format(number, "f"))

    def _refuse(self, line: Line, name: str, found: str) -> None:
        what = f"{self.table.address(line, name)} states {line.cells[name]}, not {found}"
        raise refuse(self.table.sheet.place, what, "export the account again: lines are missing")


def _added(one: Sums, other: Sums) -> Sums:
    return one[0] + other[0], one[1] + other[1]
