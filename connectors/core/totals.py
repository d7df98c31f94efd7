"""What a sheet says of itself: its total rows must be the sum of its rows, else it is refused.

The totals that agree go along with the pages: the clean rows are compared with them once more.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import count

from connectors.core.layout import UNITS, Line, Table
from connectors.core.readers import records, refuse
from connectors.core.spec import Page

ABOUT_ROWS = re.compile(r"^共(\d+)[人条行个笔]")
EMPTY_AMOUNT = {"", "-", "－", "—", "–"}
CENT = Decimal("0.011")


def amount(text: str) -> Decimal | None:
    """The number a cell shows, or None; only for adding up controls, never what leaves here."""
    plain = re.sub(r"[,¥\s]", "", unicodedata.normalize("NFKC", text))
    if plain in EMPTY_AMOUNT:
        return Decimal(0)
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def check_totals(table: Table, tolerance: Decimal = CENT) -> dict[str, str] | None:
    """Refuses a sheet whose totals are not the sum of rows right above them.

    Gives, in yuan, what the clean rows must add up to, for columns whose total the sheet states.
    None if it states none, or if an amount cannot be read.
    """
    agreed: set[str] = set()
    for total in table.totals:
        _check_row_count(table, total)
        for name in table.layout.amounts:
            stated = total.cells.get(name, "")
            if stated not in EMPTY_AMOUNT and _check_sum(table, total, name, stated, tolerance):
                agreed.add(name)
    sums = {name: total_of(table, name) for name in table.layout.amounts if name in agreed}
    return {name: format(total, "f") for name, total in sums.items() if total is not None} or None


def total_of(table: Table, name: str) -> Decimal | None:
    """All rows of a money column in yuan; None if one cannot be read."""
    numbers = [amount(line.cells.get(name, "")) for line in table.lines]
    if None in numbers:
        return None
    factor = UNITS[table.unit() or "元"]
    return sum((number for number in numbers if number is not None), Decimal(0)) * factor


def _check_sum(table: Table, total: Line, name: str, stated: str, tolerance: Decimal) -> bool:
    """True if the stated sum is that of the rows; refuses the sheet when it is no sum at all."""
    # A total that stands above all rows is that of the rows below it.
    above = [line for line in table.lines if line.row < total.row] or table.lines
    read = [amount(line.cells.get(name, "")) for line in above]
    expected = amount(stated)
    if expected is None or None in read:
        return False  # an unreadable amount is set aside with its row, by the stream
    numbers = [number for number in read if number is not None]
    earlier = [each.row for each in table.totals if each.row < total.row]
    starts = {0, *(sum(line.row < row for line in above) for row in earlier)}
    sums = [sum(numbers[start:], Decimal(0)) for start in sorted(starts)]
    if any(abs(found - expected) <= tolerance for found in sums):
        return True
    if abs(_each_document_once(table.layout.document, above, numbers) - expected) <= tolerance:
        return False  # the total of a document stands on each of its lines: no sum of this column
    what = f"{table.address(total, name)} states {stated}, the rows above add up to {sums[-1]}"
    raise refuse(table.sheet.place, what, "correct the sheet: rows are missing or a total is old")


def _each_document_once(document: str, lines: list[Line], numbers: list[Decimal]) -> Decimal:
    pairs = zip(lines, numbers, strict=True)
    once = {(line.cells.get(document), number) for line, number in pairs} if document else set()
    return sum((number for _, number in once), Decimal(0))


def _check_row_count(table: Table, total: Line) -> None:
    for text in total.cells.values():
        stated = ABOUT_ROWS.match(re.sub(r"\s+", "", text))
        above = sum(line.row < total.row for line in table.lines)
        if stated and int(stated[1]) != above:
            what = f"line {table.sheet.lines[total.row]} states {text}, there are {above} rows"
            raise refuse(table.sheet.place, what, "correct the sheet: rows are missing")


def pages(found: Sequence[Table]) -> Iterator[Page]:
    """One page per sheet; a control counts only if every sheet of the file states it."""
    totals = [check_totals(table) or {} for table in found]
    common = set.intersection(*(set(each) for each in totals)) if totals else set()
    number = count(1)
    for table, each in zip(found, totals, strict=True):
        rows = [{**row, "_no": str(next(number))} for row in table.records()]
        yield records(rows, {name: each[name] for name in sorted(common)} or None)
