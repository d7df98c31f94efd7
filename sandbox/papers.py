"""How people write files: a title, an export time, a heading, rows, a total; GBK or a workbook."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

SHANGHAI = ZoneInfo("Asia/Shanghai")
STAMP = "导出时间：2026-11-14 08:30"


def local(value: datetime | None) -> datetime | None:
    """A world time as a clock in Shanghai shows it, without a zone, as sheets have it."""
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value else None


def typed(value: datetime | None) -> str:
    """`2026/11/1 9:03`, as typed by hand: nothing is padded but minutes."""
    at = local(value)
    return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}" if at else ""


def typed_day(day: date | None) -> str:
    return f"{day.year}/{day.month}/{day.day}" if day else ""


def thousands(amount: Decimal | None, places: int = 2) -> str:
    return "" if amount is None else f"{amount:,.{places}f}"


def write_csv(path: Path, rows: Iterable[Sequence[Any]], encoding: str = "gb18030") -> Path:
    """Comma separated as a Chinese Excel saves it (GB18030 is GBK and more)."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


class Book:
    """A workbook in the making, with the formats office people use."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.book = xlsxwriter.Workbook(str(path))
        self.book.set_properties({"created": datetime(2026, 11, 14)})  # noqa: DTZ001
        self.title = self.book.add_format({"bold": True, "align": "center", "font_size": 14})
        self.bold = self.book.add_format({"bold": True, "border": 1})
        self.middle = self.book.add_format({"valign": "vcenter", "border": 1})
        self.moment = self.book.add_format({"num_format": "yyyy/m/d h:mm"})
        self.day = self.book.add_format({"num_format": "yyyy/m/d"})
        self.month = self.book.add_format({"num_format": 'yyyy"年"m"月"'})
        self.money = self.book.add_format({"num_format": "#,##0.00"})
        zero_is_dash = '_ * #,##0.00####_ ;_ * -#,##0.00####_ ;_ * "-"??_ '
        self.accounting = self.book.add_format({"num_format": zero_is_dash})
        self.percent = self.book.add_format({"num_format": "0.0%"})

    def sheet(self, name: str) -> Any:
        return self.book.add_worksheet(name)

    def put(self, sheet: Any, row: int, column: int, value: Any, style: Any = None) -> None:
        """One cell by the type of its value."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, style or self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style or self.day)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, Decimal | int | float):
            sheet.write_number(row, column, float(value), style)
        else:
            sheet.write_string(row, column, str(value), style)

    def line(self, sheet: Any, row: int, values: Sequence[Any], style: Any = None) -> None:
        for column, value in enumerate(values):
            self.put(sheet, row, column, value, style)

    def span(
        self, sheet: Any, first: int, last: int, column: int, value: Any, style: Any = None
    ) -> None:
        """A value merged downwards; one row alone is no merge."""
        if first == last:
            self.put(sheet, first, column, value, style or self.middle)
        else:
            sheet.merge_range(first, column, last, column, "", self.middle)
            self.put(sheet, first, column, value, style or self.middle)

    def close(self) -> Path:
        self.book.close()
        return self.path


def runs(values: Sequence[Any]) -> Iterable[tuple[int, int, Any]]:
    """Neighbours that are alike: first position, last position, value."""
    start = 0
    for place in range(1, len(values) + 1):
        if place == len(values) or values[place] != values[start]:
            yield start, place - 1, values[start]
            start = place
