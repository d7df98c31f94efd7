"""Dropped files → sheets of text, and JSON lines → pages. What the cells mean is `tables.py`.

A cell leaves as the text it is: a number as Excel keeps it, a date as ISO text. Nothing is guessed
here but the encoding, which is recorded.
"""

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from connectors.core.delimited import delimited
from connectors.core.errors import BadReply, TryAgain
from connectors.core.spec import Page

BIGGEST_FILE = 256 * 1024 * 1024  # as read into memory, after unpacking: an archive bomb stops here
LINES_PER_PAGE = 20_000
BOM = b"\xef\xbb\xbf"
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")

Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Sheet:
    """One sheet (or CSV file) as text; `rows[i]` stands at line `lines[i]` for a person."""

    file: str
    name: str
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    encoding: str = ""
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.file} [{self.name}]" if self.name else self.file

    def address(self, row: int, column: int) -> str:
        """`sheet!C12` for a workbook, `C12` for a CSV: what a person types to get there."""
        cell = f"{column_letters(column)}{self.lines[row]}"
        return f"{self.name}!{cell}" if self.name else cell


def column_letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def refuse(where: str, what: str, next_step: str) -> BadReply:
    return BadReply(where, what, next_step)


def take(path: Path) -> bytes:
    """The bytes of a dropped file that nobody is writing; a link or an odd name is refused."""
    name = path.name
    if path.is_symlink() or not path.is_file():
        raise refuse(repr(name), "is not a regular file", "drop the file itself, not a link")
    if len(name.encode()) > 200 or re.search(r"[\x00-\x1f\x7f]", name):
        raise refuse(repr(name[:80]), "has a name we do not take", "rename the file")
    before = path.stat()
    if before.st_size > BIGGEST_FILE:
        raise refuse(name, f"is larger than {BIGGEST_FILE:,} bytes", "split the file")
    data = path.read_bytes()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TryAgain(name, "is still being written", "it is read again on the next run")
    if not data:
        raise refuse(name, "is empty", "export the file again")
    return data


def decode(data: bytes, where: str) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8 strictly, then GB18030 (the superset of GBK)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    try:
        if data.startswith(BOM):
            return data.decode("utf-8-sig"), "utf-8-sig"
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as not_utf8:
        try:
            return data.decode("gb18030"), "gb18030"
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, not_utf8.start) + 1
            what = f"is neither UTF-8 (line {line}) nor GB18030 (byte {error.start})"
            raise refuse(where, what, "save it as CSV UTF-8") from None


def is_web_page(data: bytes) -> bool:
    """What a back end sends in place of a file when nobody is logged in."""
    return data[:512].removeprefix(BOM).lstrip().lower().startswith(WEB_PAGE)


def csv_sheet(path: Path) -> Sheet:
    """A CSV file as one sheet, gzip or not; one separated by tabs too."""
    data = unpacked(path)
    if is_web_page(data):
        step = "the login had run out, or the page itself was saved: download it again"
        raise refuse(path.name, "is a web page with the name of a table", step)
    text, encoding = decode(data, path.name)
    del data  # a large file need not lie there twice
    tabbed = path.name.lower().removesuffix(".gz").endswith(".tsv")
    try:
        rows, lines = delimited(text, tabbed=tabbed)
    except csv.Error as error:
        raise refuse(path.name, str(error), "export the file again") from None
    return Sheet(file=path.name, name="", rows=rows, lines=lines, encoding=encoding)


def unpacked(path: Path) -> bytes:
    """The bytes of a file, gunzipped within bounds."""
    data = take(path)
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            plain = stream.read(BIGGEST_FILE + 1)
    except (OSError, EOFError) as error:
        raise refuse(path.name, f"does not unpack ({error})", "copy the file again") from None
    if len(plain) > BIGGEST_FILE:
        raise refuse(path.name, f"unpacks to more than {BIGGEST_FILE:,} bytes", "split the file")
    return plain


def json_lines(path: Path) -> Iterator[Page]:
    """The lines as they are, byte for byte; what is no JSON is set aside where it is understood."""
    lines = [line for line in unpacked(path).removeprefix(BOM).split(b"\n") if line.strip()]
    for start in range(0, len(lines), LINES_PER_PAGE):
        yield Page([msgspec.Raw(line) for line in lines[start : start + LINES_PER_PAGE]])


def records(rows: Iterable[Mapping[str, object]], totals: Mapping[str, str] | None = None) -> Page:
    """Rows of a sheet as one page."""
    return Page([msgspec.Raw(msgspec.json.encode(row)) for row in rows], totals=totals)
