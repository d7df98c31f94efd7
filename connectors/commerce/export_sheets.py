"""Files out of sellers' back ends → sheets: what a file is decides its bytes, not its name.

A `.xls` may be the older Excel, a web page with a table, or text between tabs.
"""

from html.parser import HTMLParser
from pathlib import Path

from connectors.core.readers import BOM, Sheet, csv_sheet, decode, refuse, take
from connectors.core.workbook import workbook_sheets

WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


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
    """The rows of all tables of a page, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data.strip()
