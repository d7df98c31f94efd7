"""Files out of sellers' back ends → sheets: what a file is decides its bytes, not its name.

A `.xls` may be the older Excel, a web page with a table, or text between tabs.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

from connectors.core.layout import Table
from connectors.core.readers import BOM, Sheet, csv_sheet, decode, refuse, take
from connectors.core.workbook import workbook_sheets

WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
ROUNDED = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
WRAPPED = re.compile(r'^[=\'"\t\s]+|["\t\s]+$')


def owner(path: Path, word: str, told: str = "") -> str:
    """Whose file it is: what stands before its word, else the one whom its rows name."""
    shop = path.name.partition("~")[0].partition(word)[0].strip("_- .【[") or WRAPPED.sub("", told)
    if not shop:
        form = f"<shop>_{word}_<day of the export>{path.suffix}"
        raise refuse(path.name, "does not say whose figures it holds", f"name it {form}")
    return shop


def whole_number(table: Table, name: str, cell: str, row: int | str) -> str:
    """A long number out of what keeps a spreadsheet from rounding it; a rounded one is refused."""
    text = WRAPPED.sub("", cell)
    if ROUNDED.match(text):
        what = f"line {row}: a spreadsheet has rounded {table.heading(name)}, {text}"
        raise refuse(table.sheet.place, what, "export it again, and drop it without opening it")
    return text


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a file, by its first bytes; a page without a table is refused."""
    data = take(path)
    if data.startswith(WORKBOOKS):
        return list(workbook_sheets(path))
    if not data.removeprefix(BOM).lstrip().startswith(b"<"):
        sheet = csv_sheet(path)
        if any("\ufffd" in cell for row in sheet.rows for cell in row):
            step = "it was saved in a wrong encoding on the way: export it again"
            raise refuse(path.name, "holds characters that were lost", step)
        return [sheet]
    text, encoding = decode(data, path.name)
    reader = Tables()
    reader.feed(text)
    if not reader.rows:
        step = "the login had run out, or the page itself was saved: download it again"
        raise refuse(path.name, "is a web page without a table", step)
    lines = range(1, len(reader.rows) + 1)
    return [Sheet(file=path.name, name="", rows=reader.rows, lines=lines, encoding=encoding)]


class Tables(HTMLParser):
    """The rows of all tables of a page, as text; what a cell spans beyond its place is blank."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._covered: dict[int, int] = {}  # column → how many more rows a cell above takes
        self._cell: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._covered = {}
        elif tag == "tr":
            self.rows.append([])
            self._covered = {column: left - 1 for column, left in self._covered.items()}
        elif tag in ("td", "th") and self.rows:
            self._begin(dict(attrs))

    def _begin(self, told: dict[str, str | None]) -> None:
        row = self.rows[-1]
        while self._covered.get(len(row), 0) > 0:
            row.append("")
        self._cell = len(row)
        wide, high = (_span(told.get(name)) for name in ("colspan", "rowspan"))
        row += [""] * wide
        for column in range(self._cell, len(row)):
            self._covered[column] = high

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self.rows[-1][self._cell] += data.strip()


def _span(text: str | None) -> int:
    """How many places a cell takes; 1 where nothing sensible is said."""
    return min(int(text), 200) if text and text.isdigit() and int(text) else 1
