"""Cells of reports by day: marks of nothing, ranges that hide a figure, rates, days, periods."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from connectors.core.layout import Line, Table
from connectors.core.readers import refuse
from connectors.core.totals import amount

NOTHING = ("-", "--", "—", "–", "/", "N/A", "#N/A", "#DIV/0!", "暂无", "null")
NUMBER = r"[¥￥]?\s*([\d,]*\.?\d+)\s*(万|亿)?%?"
BETWEEN = re.compile(rf"^{NUMBER}\s*[~～至–—-]\s*{NUMBER}$")
AT_LEAST = re.compile(rf"^(?:{NUMBER}\s*(?:\+|以上)|[>≥]=?\s*{NUMBER})$")
BELOW = re.compile(rf"^(?:[<≤]=?\s*{NUMBER}|{NUMBER}\s*以下)$")
FACTOR = {None: 1, "万": 10_000, "亿": 100_000_000}
A_DAY = re.compile(r"^(20\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]\d{1,2}:.*)?$")
COMPACT = re.compile(r"^(20\d\d)(0[1-9]|1[0-2])(\d\d)$")
SERIAL = re.compile(r"^[34567]\d{4}(\.0*)?$")
SEVERAL = re.compile(r"\s*[~～至]\s*")
EXCEL_BEGAN = dt.date(1899, 12, 30)


def plain(text: str) -> str:
    """A cell without full-width forms and outer blanks; a mark of nothing is empty."""
    told = unicodedata.normalize("NFKC", text).strip().strip("'").strip()
    return "" if told in NOTHING or told in ("～", "－") else told


def bounds(text: str) -> dict[str, str] | None:
    """The text and bounds of a masked figure; None when it is no mask."""
    for form, names in ((BETWEEN, ("low", "high")), (AT_LEAST, ("low",)), (BELOW, ("high",))):
        if found := form.match(text):
            groups = found.groups()
            pairs = zip(groups[::2], groups[1::2], strict=True)
            values = [_value(digits, unit) for digits, unit in pairs if digits]
            return {"text": text, **dict(zip(names, values, strict=True))}
    return None


def _value(digits: str, unit: str | None) -> str:
    return format(Decimal(digits.replace(",", "")) * FACTOR[unit], "f")


def day_of(text: str) -> dt.date | None:
    """A day as back ends write it: with dashes, strokes, in Chinese, run together, as a serial."""
    parts = SEVERAL.split(plain(text))
    if len(parts) == 2 and parts[0] == parts[1]:
        parts = parts[:1]
    told = parts[0] if len(parts) == 1 else ""
    if SERIAL.match(told):
        return EXCEL_BEGAN + dt.timedelta(days=int(float(told)))
    found = COMPACT.match(told) or A_DAY.match(told)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def rates(table: Table, lines: Sequence[Line], names: Iterable[str]) -> None:
    """Writes the sign of per cent behind rates of a column that means it; mixed is refused."""
    for name in names:
        told = [(line, line.cells[name]) for line in lines if line.cells.get(name)]
        bare = [(line, text) for line, text in told if not text.endswith("%")]
        if bare and len(bare) < len(told):
            what = f"{table.address(bare[0][0], name)}: {name} is told with % and without"
            raise refuse(table.sheet.place, what, "export it again, and drop it without opening it")
        values = [amount(text) for _, text in bare]
        if any(value is not None and value > 1 for value in values):
            for line, text in bare:
                line.cells[name] = f"{text}%"


def masks(figures: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Figures that the back end shows as a range only."""
    told = {name: bounds(text) for name, text in figures.items()}
    return {name: one for name, one in told.items() if one is not None}
