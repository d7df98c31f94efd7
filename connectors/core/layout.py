"""How people head their sheets, and the table found by it: columns, note, unit, lines, totals."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache

from connectors.core.readers import Sheet, refuse

UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
UNIT_WORD = re.compile(
    r"(?:单位|unit)[:：]?\s*(?:人民币)?(百万元|亿元|万元|千元|元)(?![a-z])", re.IGNORECASE
)
UNIT_IN_LABEL = re.compile(r"\((?:单位:)?(百万元|亿元|万元|千元|元)\)$")
AS_OF = re.compile(r"导出时间[:：]?\s*([\d/\-年月日]+(?:\s+[\d:]+)?)")
A_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
NAMED_DAY = re.compile(r"(?<!\d)(20\d\d)[-._年]?(0[1-9]|1[0-2])[-._月]?(0[1-9]|[12]\d|3[01])(?!\d)")
NAMED_MILLISECONDS = re.compile(r"(?<!\d)(1[6-9]\d{11})(?!\d)")
BETWEEN = "_- ."  # what people put between the parts of a file's name
TOTAL = re.compile(r"^(小计|合计|总计|.{0,20}(小计|合计|总计)|共\d+[人条行个笔].*)[:：]?$")


@dataclass(frozen=True)
class Layout:
    """How one kind of sheet is headed.

    `fields` lists the variants of each heading; `word` stands in the name of such a file.
    Columns of `down` may be merged downwards and are filled inside the range. `document` names a
    document of several lines: a CSV line without it continues the one above. `amounts` are money:
    they carry the unit, and their totals must add up. `pattern` knows numbered columns. `depths`:
    of how many rows its header may be; of three, the upper two are joined by `/`.
    """

    name: str
    word: str
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    down: tuple[str, ...] = ()
    document: str = ""
    amounts: tuple[str, ...] = ()
    pattern: Callable[[str, str], str | None] = lambda upper, lower: None
    depths: tuple[int, ...] = (1, 2)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Each variant of a heading → the field it means."""
        return {label(v): name for name, all_ in self.fields.items() for v in (name, *all_)}

    def column(self, upper: str, lower: str) -> str | None:
        """The field a (two-level) heading means, or None; the lower level is more precise."""
        found = self.pattern(upper, lower) or self.names.get(lower)
        return found or (None if lower else self.names.get(upper))


@dataclass
class Line:
    row: int  # index in the sheet
    cells: dict[str, str]


@dataclass
class Table:
    sheet: Sheet
    layout: Layout
    header_row: int
    depth: int  # of the header: one row, two or three
    columns: dict[int, str]
    headings: list[tuple[str, str]]
    units: dict[int, str] = field(default_factory=dict)
    note: str = ""
    lines: list[Line] = field(default_factory=list)
    totals: list[Line] = field(default_factory=list)

    def column_of(self, name: str) -> int:
        return next(index for index, column in self.columns.items() if column == name)

    def address(self, line: Line, name: str) -> str:
        return self.sheet.address(line.row, self.column_of(name))

    def heading(self, name: str) -> str:
        """The heading as people wrote it; of two levels, the upper one."""
        upper, lower = self.headings[self.column_of(name)]
        return upper or lower

    def unit(self) -> str:
        """The unit of money the sheet states, in its note or headings; '' when it states none."""
        stated = {*UNIT_WORD.findall(self.note), *self.units.values()}
        if len(stated) > 1:
            what = f"states two units of money: {', '.join(sorted(stated))}"
            raise refuse(self.sheet.place, what, "leave one, and drop the file again")
        return next(iter(stated), "")

    def records(self) -> Iterator[dict[str, str]]:
        """Each line with its place; what the sheet states above the header comes along."""
        extra = {"_file": self.sheet.file, "_sheet": self.sheet.name}
        if self.sheet.encoding:
            extra["_encoding"] = self.sheet.encoding
        unit = self.unit()
        if unit:
            extra |= {"_unit": unit, "_unit_factor": str(UNITS[unit])}
        if as_of := AS_OF.search(self.note):
            extra["_as_of"] = as_of[1]
        if day := A_DAY.search(self.sheet.name) or A_DAY.search(AS_OF.sub("", self.note)):
            extra["_day"] = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
        for line in self.lines:
            hidden = {"_hidden": "1"} if line.row in self.sheet.hidden_rows else {}
            yield {**line.cells, **extra, **hidden, "_row": str(self.sheet.lines[line.row])}


@lru_cache(maxsize=10_000)
def label(text: str) -> str:
    """A heading without what people add to it: blanks, full-width forms, `（必填）`, a unit."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    return UNIT_IN_LABEL.sub("", plain.replace("(必填)", "").replace("*", ""))


def is_total(layout: Layout, cells: Mapping[str, str]) -> bool:
    """小计, 合计, 共 3 人 … in the first filled cell, or in a column that is merged downwards."""
    first = next(iter(filter(None, cells.values())), "")
    marks = [first, *(cells.get(name, "") for name in layout.down)]
    return any(TOTAL.match(re.sub(r"\s+", "", mark)) for mark in marks)


def taken_on(name: str) -> dict[str, str]:
    """The last day in a file's name, or its milliseconds; what follows `~` we put there."""
    own = name.partition("~")[0]
    if days := NAMED_DAY.findall(own):
        return {"_exported_on": "-".join(days[-1])}
    if moment := NAMED_MILLISECONDS.search(own):
        return {"_exported_on": str(datetime.fromtimestamp(int(moment[1]) / 1000, UTC).date())}
    return {}
