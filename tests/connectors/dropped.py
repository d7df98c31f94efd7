"""Small files as people drop them, and what a folder's feed makes of them."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from connectors import CONNECTORS
from connectors.core import Folder, Page

Row = Sequence[Any]


def pages(folder: str, feed: str, path: Path) -> list[Page]:
    """What a feed reads from a file."""
    known = CONNECTORS[folder]
    assert isinstance(known, Folder)
    return list(known.feeds[feed].function(path))


def rows(folder: str, feed: str, path: Path) -> list[dict[str, str]]:
    """The records of a feed as objects."""
    return [json.loads(bytes(raw)) for page in pages(folder, feed, path) for raw in page.records]


def csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A CSV file of these lines."""
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def compressed(path: Path, data: bytes) -> Path:
    """A gzip file."""
    path.write_bytes(gzip.compress(data))
    return path


def workbook(
    path: Path, *sheets: Callable[[Any, Any], None] | Sequence[Row], names: Row = ()
) -> Path:
    """A workbook; a sheet is its rows, or a function of (workbook, sheet) that writes them."""
    book = xlsxwriter.Workbook(str(path))
    for place, content in enumerate(sheets):
        sheet = book.add_worksheet(names[place] if place < len(names) else f"表{place + 1}")
        if callable(content):
            content(book, sheet)
        else:
            write(sheet, content)
    book.close()
    return path


def write(sheet: Any, content: Sequence[Row], first: int = 0) -> None:
    """Rows from the first column on; None leaves a cell empty."""
    for number, row in enumerate(content, start=first):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
