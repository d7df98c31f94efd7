"""Excel workbooks → sheets of text, with what calamine does not tell.

Hidden rows and columns, error cells and formulas without a value are read from the XML inside.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

from connectors.core.readers import BIGGEST_FILE, Sheet, is_web_page, refuse, take

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OLDER = "Workbook".encode("utf-16-le")  # the stream that holds the sheets of the older Excel
EXACT_DIGITS = 10**15  # beyond it a spreadsheet has already lost digits: say so by the exponent


@dataclass
class Inside:
    """What a sheet hides and what is broken in it; rows and columns count from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


def workbook_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, hidden ones included and marked; empty ones are left out."""
    data = take(path)
    _refuse_what_is_no_workbook(path.name, data)
    inside = _look_inside(path.name, data) if data.startswith(b"PK") else {}
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            table = book.get_sheet_by_name(meta.name)
            rows = [[as_text(v) for v in row] for row in table.to_python(skip_empty_area=False)]
            if not rows:
                continue
            extra = inside.get(meta.name, Inside())
            yield Sheet(
                file=path.name,
                name=meta.name,
                rows=rows,
                lines=range(1, len(rows) + 1),
                merged=tuple(table.merged_cell_ranges or ()),
                hidden=meta.visible != calamine.SheetVisibleEnum.Visible,
                hidden_rows=frozenset(extra.hidden_rows),
                hidden_columns=frozenset(extra.hidden_columns),
                broken=extra.broken,
            )
    except calamine.PasswordError:
        raise _protected(path.name) from None
    except calamine.CalamineError as error:
        raise refuse(path.name, f"cannot be opened ({error})", "save it again as xlsx") from None


def as_text(value: object) -> str:
    """A cell as text: whole numbers without `.0`, dates in ISO form, long ones as `1.2e+19`."""
    match value:
        case bool():
            return "1" if value else "0"
        case float():
            whole = value.is_integer() and abs(value) < EXACT_DIGITS
            return str(int(value)) if whole else repr(value)
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value).strip(" ")


def _protected(file: str) -> Exception:
    return refuse(
        file, "is protected by a password", "save it without a password and drop it again"
    )


def _refuse_what_is_no_workbook(file: str, data: bytes) -> None:
    if is_web_page(data):
        raise refuse(file, "is a web page with the name of a workbook", "open it, save it as xlsx")
    # Back ends give the older Excel the newer name; else such a file is a locked workbook.
    is_older = file.lower().endswith(".xls") or OLDER in data
    if data.startswith(b"\xd0\xcf\x11\xe0") and not is_older:
        raise _protected(file)
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise refuse(file, "is no workbook", "save it as xlsx, or as csv with the name .csv")


def _look_inside(file: str, data: bytes) -> dict[str, Inside]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            declared = sum(part.file_size for part in archive.infolist())
            if declared > BIGGEST_FILE:
                raise refuse(file, f"unpacks to {declared:,} bytes", "split the file")
            return {name: _scan(archive.read(part)) for name, part in _parts(archive)}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise refuse(file, f"is damaged ({error})", "copy the file again") from None


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        part = target.get(sheet.get(LINK), "")
        if "worksheets/" in part:
            yield sheet.get("name", ""), f"xl/{part.removeprefix('/xl/')}"


def _scan(xml: bytes) -> Inside:
    inside = Inside()
    row = -1
    for event, node in ElementTree.iterparse(io.BytesIO(xml), events=("start", "end")):
        tag = node.tag.removeprefix(MAIN)
        if event == "start":
            if tag == "row":
                row = int(node.get("r", row + 2)) - 1
                if node.get("hidden") in ("1", "true"):
                    inside.hidden_rows.add(row)
            elif tag == "col" and node.get("hidden") in ("1", "true"):
                first, last = int(node.get("min", "1")), int(node.get("max", "1"))
                inside.hidden_columns.update(range(first - 1, min(last, 1_000)))
        elif tag == "c":
            _note_broken(node, row, inside)
        elif tag == "row":
            node.clear()
    return inside


def _note_broken(cell: ElementTree.Element, row: int, inside: Inside) -> None:
    value = cell.findtext(f"{MAIN}v") or cell.findtext(f"{MAIN}is/{MAIN}t") or ""
    if cell.get("t") == "e":
        inside.broken[row, _column(cell.get("r", "A"))] = value or "#ERROR"
    elif cell.find(f"{MAIN}f") is not None and not value and cell.get("t") != "str":
        inside.broken[row, _column(cell.get("r", "A"))] = "formula without a value"


def _column(address: str) -> int:
    number = 0
    for letter in address:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1
