"""Files of brand studies, as the contract shows them.

- Respondents: one wave as GBK text with Chinese headings, the next as a workbook with English ones.
- An agency's table: a title, merged waves, percent texts, marks of significance, footnotes.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.papers import Book, local, runs, write_csv
from sandbox.story.brand_study import STUDY
from sandbox.telling import closing, records

QUESTIONS = ["nps", "csat", "reason", "aware_unaided", "aware_aided", "consider"]
ENGLISH = ["response_id", "wave", "submitted_at", "channel", "weight", *QUESTIONS]
ENGLISH += ["age_band", "gender", "city"]
CHINESE = [
    *("编号", "波次", "提交时间", "来源渠道", "权重", "您有多大可能推荐我们？", "整体满意度"),
    *("原因", "提到露营，您首先想到哪些品牌？", "您听说过以下哪些品牌？", "您会考虑购买哪些品牌？"),
    *("年龄段", "性别", "城市"),
]
TRACKED = ["波次", "品牌", "人群", "指标", "样本量", "数值", "单位", "数据来源"]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Every file of the study that people have dropped by `today`."""
    end = closing(today or world.today)
    told = world.brand_waves.filter(pl.col("submitted_at") < end).partition_by(
        "wave", as_dict=True, maintain_order=True
    )
    waves = {wave: rows for (wave,), rows in told.items()}
    paths = [wave_file(folder, wave, rows) for wave, rows in waves.items()]
    finished = world.brand_tracker.filter(pl.col("wave").is_in(list(waves)))
    return [*paths, tracker_file(folder, finished)]


def wave_file(folder: Path, wave: str, rows: pl.DataFrame) -> Path:
    """The respondents of one wave."""
    if wave.endswith("Q3"):
        lines = [cells(row, written=True) for row in records(rows)]
        return write_csv(folder / f"{STUDY}_{wave}.csv", [CHINESE, *lines])
    book = Book(folder / f"{STUDY}_{wave}.xlsx")
    sheet = book.sheet("respondents")
    book.line(sheet, 0, ENGLISH)
    for place, row in enumerate(records(rows), 1):
        book.line(sheet, place, cells(row, written=False))
    return book.close()


def cells(row: dict[str, Any], *, written: bool) -> list[Any]:
    """One respondent; several brands stand in one cell, an unshown list says so."""
    at = local(row["submitted_at"])
    between = "┋" if written else ";"

    def several(brands: list[str] | None) -> str:
        return "未展示" if brands is None else between.join(brands)

    nps = row["nps"]
    likely = f"{nps}分" if written and nps is not None else nps
    return [
        row["response_id"],
        row["wave"],
        f"{at:%Y-%m-%d %H:%M:%S}" if written else at,
        row["channel"],
        f"{row['weight']:.2f}" if written else row["weight"],
        likely,
        row["csat"],
        row["reason"],
        several(row["aware_unaided"]),
        several(row["aware_aided"]),
        several(row["consider"]),
        row["age_band"],
        row["gender"],
        row["city"],
    ]


def tracker_file(folder: Path, rows: pl.DataFrame) -> Path:
    """The agency's table: merged waves, the total written as 总体, footnotes below."""
    book = Book(folder / "agency_tracker.xlsx")
    sheet = book.sheet("追踪")
    book.put(sheet, 0, 0, "品牌追踪 关键指标", book.title)
    book.line(sheet, 1, TRACKED, book.bold)
    told = records(rows)
    for place, row in enumerate(told, 2):
        mark = "↑" if row["segment"] == "total" and row["wave"].endswith("Q4") else ""
        value = f"{row['printed']}%{mark}" if place % 2 else f"{row['printed']}{mark}"
        segment = "总体" if row["segment"] == "total" else row["segment"]
        rest = [row["brand"], segment, row["metric"], row["base_n"], value, "pct", "北辰调研"]
        for column, cell in enumerate(rest, 1):
            book.put(sheet, place, column, cell)
    for first, last, wave in runs([row["wave"] for row in told]):
        book.span(sheet, first + 2, last + 2, 0, wave)
    for place, note in enumerate(["注：↑ 表示较上一期显著上升", "Base: 看到品牌列表的受访者"]):
        book.put(sheet, len(told) + 3 + place, 0, note)
    return book.close()
