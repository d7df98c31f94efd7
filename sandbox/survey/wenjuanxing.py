"""问卷星 downloads, as the contract shows them: one file a survey, options as text or as numbers.

- Heading in the first row; a question is `1、题干`; the file name begins with the survey's number.
- Several options stand in one cell, split by `┋`; skipped is `(跳过)`, empty is `(空)`.
- `来自IP` carries the place: `203.0.113.7(广东-深圳)`. Times are Chinese. No total row.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.papers import Book, local, write_csv
from sandbox.story.surveys import HEARD, KNOWS, QUESTIONS
from sandbox.telling import closing, records

SURVEY = "182734510"
HEADING = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
KINDS = {2: "[多选题]"}


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """The survey as most people download it: option texts, CSV in GBK's wider form."""
    here = world.wenjuanxing_responses.filter(
        pl.col("submitted_at") < closing(today or world.today)
    )
    rows = [common(row) + answers(row, text=True) for row in records(here)]
    return [write_csv(folder / f"{SURVEY}_Q4品牌认知调研.csv", [[*HEADING, *titles()], *rows])]


def write_numbers(world: Any, folder: Path) -> list[Path]:
    """The same survey downloaded as a workbook with 按选项序号: numbers in place of texts."""
    book = Book(folder / f"{SURVEY}_Q4品牌认知调研.xlsx")
    sheet = book.sheet("Sheet1")
    book.line(sheet, 0, [*HEADING, *titles()])
    for place, row in enumerate(records(world.wenjuanxing_responses), 1):
        cells = common(row) + answers(row, text=False)
        book.line(sheet, place, [row["no"], local(row["submitted_at"]), *cells[2:]])
    return [book.close()]


def titles() -> list[str]:
    return [f"{number}、{text}{KINDS.get(number, '')}" for number, text in QUESTIONS.items()]


def common(row: dict[str, Any]) -> list[Any]:
    """The six columns before the questions."""
    at, seconds = local(row["submitted_at"]), row["seconds"]
    when = f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}" if at else ""
    took = (
        f"{seconds // 60}分{seconds % 60}秒"
        if seconds > 60 and row["no"] % 7 == 0
        else f"{seconds}秒"
    )
    return [
        row["no"],
        when,
        took,
        row["source"],
        "N/A",
        f"{row['ip']}({row['province']}-{row['city']})",
    ]


def answers(row: dict[str, Any], *, text: bool) -> list[str]:
    """One cell per question."""
    knows = row["q1"] if text else str(KNOWS.index(row["q1"]) + 1)
    heard = row["q2"] or []
    several = "┋".join(heard if text else [str(HEARD.index(word) + 1) for word in heard])
    return [knows, several or "(跳过)", str(row["q3"]), row["q4"] or "(空)"]
