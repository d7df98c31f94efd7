"""What the surveys say: recommendation, satisfaction and brands known, by wave and segment.

Who counts: no test, nobody struck out, and of one person's sheets within a day only the first. A
tool that does not tell which questions were shown has a base of those who answered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.story.brand_study import STUDY
from sandbox.world import World

Row = dict[str, Any]
SEGMENTS = ("channel", "age_band", "gender", "city")
COUNTED = {
    "surveymonkey": {"completed", "partial"},
    "qualtrics": {"completed", "partial"},
    "tencent_survey": {"completed", "partial", "test", "invalid"},
    "wenjuanxing_api": {"completed", "partial", "test"},
}
# A download of SurveyMonkey does not say how a response ended.
IN_FILES = {
    "typeform": {"completed", "partial", "test", "invalid"},
    "surveymonkey": {"completed", "partial", "test", "invalid"},
    "qualtrics": {"completed", "partial"},
    "tencent_survey": {"completed", "partial", "test"},
}
# SurveyMonkey tells of a response whether it came by a link or by mail; 微信 by the link itself.
COLLECTED = {"wechat": "wechat", "email": "email", "link": "weblink"}
IN_CHINESE = {"wechat": "微信", "email": "邮件", "link": "链接"}
WENJUANXING = "182734510_Q4品牌认知调研"


def survey_results(world: World, end: datetime) -> pl.DataFrame:
    """Survey × wave × measure × segment × item: base and weights, where anybody chose the item."""
    own = {f"{zh} {en}": zh for _, zh, en in world.brands.rows()}
    cells: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for sheet in _sheets(world, end):
        for segment in _segments(sheet):
            where = (sheet["source_name"], sheet["survey_id"], sheet["wave"])
            for measure, value in sheet["measures"].items():
                told = {own.get(one, one) for one in value} if isinstance(value, set) else value
                cells[(*where, measure, *segment)].append({"w": sheet["weight"], "told": told})
    rows = [row for key, told in cells.items() for row in _rows(key, told)]
    return pl.DataFrame(rows).sort(pl.all())


def _rows(key: tuple[str, ...], told: list[Row]) -> Iterator[Row]:
    names = ("source_name", "survey_id", "wave", "measure", "segment_kind", "segment")
    weights = [one["w"] for one in told]
    base = {
        "responses": len(told),
        "base_weight": sum(weights),
        "effective_base": sum(weights) ** 2 / sum(w * w for w in weights),
    }
    cell = {**dict(zip(names, key, strict=True)), **base}

    def weight(of: Callable[[Any], bool]) -> float:
        return float(sum(one["w"] for one in told if of(one["told"])))

    if key[3] == "nps":
        above, below = weight(lambda score: score >= 9), weight(lambda score: score <= 6)
        yield {**cell, "item": "score", "chosen_weight": above, "opposed_weight": below}
    elif key[3] == "csat":
        above = weight(lambda score: score >= 4)
        yield {**cell, "item": "score", "chosen_weight": above, "opposed_weight": 0.0}
    else:
        for item in sorted(set().union(*(one["told"] for one in told))):
            above = weight(lambda some, item=item: item in some)
            yield {**cell, "item": item, "chosen_weight": above, "opposed_weight": 0.0}


def _segments(sheet: Row) -> Iterator[tuple[str, str]]:
    yield "total", "total"
    for kind in SEGMENTS:
        if sheet.get(kind):
            yield kind, sheet[kind]


def _sheets(world: World, end: datetime) -> Iterator[Row]:
    yield from _once(_of_tools(world, end))
    yield from _once(_of_downloads(world, end))
    yield from _once(_of_typeform(world, end))
    yield from _of_typeform_partials(world, end)
    yield from _of_wenjuanxing(world, end)
    yield from _of_the_study(world, end)


def _once(sheets: Iterator[Row]) -> Iterator[Row]:
    """Without a person's second sheet within a day of the one before."""
    last: dict[tuple[str, str], datetime] = {}
    for sheet in sorted(sheets, key=lambda one: one["at"]):
        who = sheet["member_no"]
        place = (sheet["survey_id"], who or "")
        again = who and place in last and sheet["at"] - last[place] < timedelta(hours=24)
        last[place] = sheet["at"]
        if not again:
            yield sheet


def _of_tools(world: World, end: datetime) -> Iterator[Row]:
    for row in _before(world.poll_sheets, end):
        tool = row["platform"]
        if row["state"] in COUNTED[tool]:
            # A response in progress is known by the moment it was begun.
            is_begun = tool == "qualtrics" and row["state"] == "partial"
            at = "started_at" if is_begun else "submitted_at"
            measures: Row = {"nps": row["nps"], "csat": row["csat"]}
            tells_shown = tool != "surveymonkey"
            if row["aware"] is not None and (row["aware"] or tells_shown):
                measures["awareness_aided"] = set(row["aware"])
            channel = {
                "wenjuanxing_api": IN_CHINESE[row["source"]],
                "tencent_survey": None,
                "surveymonkey": COLLECTED[row["source"]],
            }
            yield {
                "source_name": tool,
                "survey_id": row["survey_id"],
                "wave": _quarter(row[at]),
                "at": row[at],
                "member_no": row["member_no"],
                "weight": row["weight"] if tool == "qualtrics" else 1.0,
                "channel": channel.get(tool, row["source"]),
                "measures": measures,
            }


def _of_downloads(world: World, end: datetime) -> Iterator[Row]:
    """Typeform's heads no question of several options; only 腾讯问卷 tells what was shown."""
    for row in _before(world.poll_downloads, end):
        tool, brands = row["platform"], row["aware"]
        if row["state"] not in IN_FILES[tool]:
            continue
        measures: Row = {"nps": row["nps"], "csat": row["csat"]}
        if tool != "typeform" and (brands or (tool == "tencent_survey" and brands is not None)):
            measures["awareness_aided"] = set(brands)
        yield {
            "source_name": tool,
            "survey_id": row["survey_id"],
            "wave": _quarter(row["submitted_at"]),
            "at": row["submitted_at"],
            "member_no": row["member_no"],
            "weight": row["weight"] if tool == "qualtrics" else 1.0,
            "channel": row["source"] if tool in ("typeform", "qualtrics") else None,
            "city": row["city"] if tool == "tencent_survey" else None,
            "measures": measures,
        }


def _of_typeform(world: World, end: datetime) -> Iterator[Row]:
    for row in _before(world.typeform_responses, end):
        yield {
            "source_name": "typeform",
            "survey_id": row["form_id"],
            "wave": _quarter(row["submitted_at"]),
            "at": row["submitted_at"],
            "member_no": row["member_no"],
            "weight": 1.0,
            "channel": row["utm_source"],
            "measures": {"nps": row["nps"]},
        }


def _of_typeform_partials(world: World, end: datetime) -> Iterator[Row]:
    for row in world.typeform_partials.filter(pl.col("landed_at") < end).rows(named=True):
        yield {
            "source_name": "typeform",
            "survey_id": row["form_id"],
            "wave": _quarter(row["landed_at"]),
            "at": row["landed_at"],
            "member_no": None,
            "weight": 1.0,
            "channel": row["utm_source"],
            "measures": {"nps": row["nps"]},
        }


def _of_wenjuanxing(world: World, end: datetime) -> Iterator[Row]:
    for row in _before(world.wenjuanxing_responses, end):
        yield {
            "source_name": "wenjuanxing",
            "survey_id": WENJUANXING,
            "wave": _quarter(row["submitted_at"]),
            "weight": 1.0,
            "channel": row["source"],
            "city": row["city"],
            "measures": {"awareness_aided": {row["q1"]}, "csat": row["q3"]},
        }


def _of_the_study(world: World, end: datetime) -> Iterator[Row]:
    for row in _before(world.brand_waves, end):
        measures: Row = {
            "awareness_unaided": set(row["aware_unaided"]),
            "consideration": set(row["consider"]),
        }
        for name in ("nps", "csat"):
            if row[name] is not None:
                measures[name] = row[name]
        if row["aware_aided"] is not None:
            measures["awareness_aided"] = set(row["aware_aided"]) | set(row["aware_unaided"])
        facts = {name: row[name] for name in ("wave", "weight", *SEGMENTS)}
        yield {
            "source_name": "brand_survey_shapes",
            "survey_id": STUDY,
            **facts,
            "measures": measures,
        }


def _before(frame: pl.DataFrame, end: datetime) -> list[Row]:
    return frame.filter(pl.col("submitted_at") < end).rows(named=True)


def _quarter(at: datetime) -> str:
    day = at.astimezone(ZoneInfo("Asia/Shanghai"))
    return f"{day.year}Q{(day.month + 2) // 3}"
