"""问卷星 downloads, as the contract shows them: one file a survey, options as text or as numbers.

- Heading in the first row; a question is `1、题干`; the file name begins with the survey's number.
- Several options stand in one cell, split by `┋`; skipped is `(跳过)`, empty is `(空)`.
- `来自IP` carries the place: `203.0.113.7(广东-深圳)`. Times are Chinese. No total row.
- Another survey is pushed sheet by sheet: all values are texts, choices the numbers of options. One
  push came twice.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.papers import Book, local, write_csv
from sandbox.story.polls import BRANDS_ASKED, PUSHED, REASONS_ASKED
from sandbox.story.surveys import HEARD, KNOWS, QUESTIONS
from sandbox.telling import closing, records

SURVEY = "182734510"
HEADING = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
KINDS = {2: "[多选题]"}
PUSH_KEY = "sandbox-push-key"


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """The survey as most people download it: option texts, CSV in GBK's wider form."""
    here = world.wenjuanxing_responses.filter(
        pl.col("submitted_at") < closing(today or world.today)
    )
    rows = [common(row) + answers(row, text=True) for row in records(here)]
    book = write_csv(folder / f"{SURVEY}_Q4品牌认知调研.csv", [[*HEADING, *titles()], *rows])
    pushed = records(
        world.poll_pushes.filter(pl.col("submitted_at") < closing(today or world.today))
    )
    pushes = folder / f"{PUSHED[1]}.jsonl"
    lines = [json.dumps(push_of(row), ensure_ascii=False) for row in [*pushed, *pushed[:1]]]
    pushes.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [book, pushes]


def push_of(row: dict[str, Any]) -> dict[str, str]:
    """One sheet as it is pushed."""

    def numbers(words: list[str] | None, texts: list[str]) -> str:
        if words is None:
            return "-3"
        return ",".join(str(texts.index(word) + 1) for word in words) or "-2"

    survey = row["survey_id"].partition("_")[0]
    signed = hashlib.sha1(f"{survey}{row['number']}{PUSH_KEY}".encode()).hexdigest()
    told = {
        "activity": survey,
        "name": PUSHED[3],
        "timetaken": str(row["seconds"]),
        "submittime": f"{local(row['submitted_at']):%Y-%m-%d %H:%M:%S}",
        "joinid": f"1085{row['number']:06d}",
        "totalvalue": str(row["csat"]),
        "q1": str(row["nps"] + 1),
        "q2": str(row["csat"]),
        "q3": numbers(row["aware"], BRANDS_ASKED),
        "q4": numbers(row["reasons"], REASONS_ASKED),
        "q5": row["comment"] or "(空)",
        "sign": signed,
    }
    return told | ({"sojumpparm": row["member_no"]} if row["member_no"] else {})


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
