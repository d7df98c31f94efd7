"""Workbooks of the older Excel (`.xls`): cells in records of BIFF8, inside a compound file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from struct import pack
from typing import Any

SECTOR = 512
LEAST_STREAM = 4096  # shorter streams would need a table of their own
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
BOF, EOF, SHEET, NUMBER, LABEL = 0x0809, 0x000A, 0x0085, 0x0203, 0x0204
BOOK, GRID = 0x0005, 0x0010
Rows = Sequence[Sequence[Any]]


def write_xls(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook of text and numbers; None leaves a cell empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_compound(_book(sheets)))
    return path


def _record(kind: int, body: bytes) -> bytes:
    return pack("<HH", kind, len(body)) + body


def _begin(what: int) -> bytes:
    return _record(BOF, pack("<HHHHII", 0x0600, what, 0, 1996, 0, 0x0600))


def _book(sheets: Mapping[str, Rows]) -> bytes:
    grids = [_grid(rows) for rows in sheets.values()]
    heads = [_sheet_head(name, 0) for name in sheets]
    place = len(_begin(BOOK)) + sum(map(len, heads)) + len(_record(EOF, b""))
    stream = _begin(BOOK)
    for name, grid in zip(sheets, grids, strict=True):
        stream += _sheet_head(name, place)
        place += len(grid)
    return stream + _record(EOF, b"") + b"".join(grids)


def _sheet_head(name: str, place: int) -> bytes:
    text = name.encode("utf-16-le")
    return _record(SHEET, pack("<IBBBB", place, 0, 0, len(name), 1) + text)


def _grid(rows: Rows) -> bytes:
    cells = [
        _cell(row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    ]
    return _begin(GRID) + b"".join(cells) + _record(EOF, b"")


def _cell(row: int, column: int, value: Any) -> bytes:
    where = pack("<HHH", row, column, 0)
    if isinstance(value, int | float):
        return _record(NUMBER, where + pack("<d", value))
    text = str(value).encode("utf-16-le")
    return _record(LABEL, where + pack("<HB", len(text) // 2, 1) + text)


def _compound(stream: bytes) -> bytes:
    """One stream named Workbook: its sectors, the directory, the table of sectors."""
    stream = stream.ljust(max(LEAST_STREAM, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    data = len(stream) // SECTOR
    tables = 1
    while (data + 1 + tables) * 4 > tables * SECTOR:
        tables += 1
    chain = [*range(1, data), END, END, *[TABLE] * tables]
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))
    directory = b"".join(
        [
            _entry("Root Entry", 5, END, 0, child=1),
            _entry("Workbook", 2, 0, len(stream)),
            bytes(2 * 128),
        ]
    )
    first = [data + 1 + n for n in range(tables)]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + pack("<IIIIIIIII", 0, tables, data, 0, LEAST_STREAM, END, 0, END, 0)
    head += b"".join(pack("<I", one) for one in [*first, *[FREE] * (109 - tables)])
    return head + stream + directory + b"".join(pack("<I", one) for one in chain)


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + pack("<HBB", len(text), kind, 1)
    return head + pack("<III", FREE, FREE, child) + bytes(36) + pack("<III", start, size, 0)
