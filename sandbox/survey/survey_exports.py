"""Responses downloaded from survey tools, as their contracts show the files.

- Typeform: one heading row, UTC; of several that may be chosen one column per option, by its text.
- SurveyMonkey: a zip; question texts in the first row, blank where one goes on, options below.
- Qualtrics: a zip; tags, texts, and ImportIds with the zone of the times.
- 腾讯问卷: a workbook; `2.题干:选项` holds 1 or 0, 清洗数据结果 marks what the owner struck out.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.papers import Book, local
from sandbox.story.polls import BRANDS_ASKED, REASONS_ASKED
from sandbox.telling import closing, records

Row = dict[str, Any]
NPS = "How likely is it that you would recommend us?"
CSAT, AWARE = "Overall, how satisfied are you?", "Which of these brands have you heard of?"
WHY, COMMENT = "Why did you choose us?", "Anything else?"
DENVER = ZoneInfo("America/Denver")
TAGS = {
    "StartDate": ("Start Date", "startDate"), "EndDate": ("End Date", "endDate"),
    "Status": ("Response Type", "status"), "IPAddress": ("IP Address", "ipAddress"),
    "Progress": ("Progress", "progress"),
    "Duration (in seconds)": ("Duration (in seconds)", "duration"),
    "Finished": ("Finished", "finished"), "RecordedDate": ("Recorded Date", "recordedDate"),
    "ResponseId": ("Response ID", "_recordId"),
    "DistributionChannel": ("Distribution Channel", "distributionChannel"),
    "NPS": (NPS, "QID1"), "NPS_NPS_GROUP": (f"{NPS} - Group", "QID1_NPS_GROUP"),
    "Q2": (CSAT, "QID2"),
}  # fmt: skip
EMBEDDED = ("utm_source", "member_id", "weight")
TENCENT_HEAD: tuple[str, ...] = (
    *("编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "清洗数据结果"),
    *("地理位置国家和地区", "省", "市", "用户类型", "用户标识", "昵称", "自定义字段", "IP", "UA"),
    *("1.您有多大可能推荐我们？", "2.整体满意度"),
)
STATUS = {"completed": "0", "partial": "0", "test": "1", "invalid": "8"}


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """One file per tool, with everything sent by `today`."""
    sent = world.poll_downloads.filter(pl.col("submitted_at") < closing(today or world.today))
    tools: list[tuple[str, Callable[[Path, str, list[Row]], Path]]] = [
        ("typeform", typeform), ("surveymonkey", surveymonkey),
        ("qualtrics", qualtrics), ("tencent_survey", tencent_survey),
    ]  # fmt: skip
    paths = []
    for tool, tell in tools:
        mine = sent.filter(pl.col("platform") == tool)
        for (survey,), rows in mine.partition_by("survey_id", as_dict=True).items():
            paths.append(tell(folder, str(survey), records(rows)))
    return paths


def typeform(folder: Path, survey: str, rows: list[Row]) -> Path:
    head = ["#", NPS, CSAT, *REASONS_ASKED, COMMENT, "utm_source", "member_id", "score"]
    head += ["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)"]
    lines = []
    for row in rows:
        whole = row["state"] != "partial"
        at = f"{row['submitted_at']:%Y-%m-%d %H:%M:%S}"
        chosen = [word if word in (row["reasons"] or []) else "" for word in REASONS_ASKED]
        lines.append([
            f"{row['number']:032x}", row["nps"], row["csat"], *chosen, row["comment"] or "",
            row["source"], row["member_no"] or "", row["nps"], "completed" if whole else "partial",
            f"{row['started_at']:%Y-%m-%d %H:%M:%S}", "" if whole else at, at if whole else "",
            "a1b2c3", "", "",
        ])  # fmt: skip
    path = folder / f"{survey}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text([[*head, "Network ID", "Tags", "Ending"], *lines]))
    return path


def surveymonkey(folder: Path, survey: str, rows: list[Row]) -> Path:
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    own += ["Email Address", "First Name", "Last Name", "Custom Data 1"]
    above = [*own, NPS, CSAT, AWARE, *[""] * 3, WHY, *[""] * 3, COMMENT]
    below = [*[""] * len(own), "Response", "Response", *BRANDS_ASKED, *REASONS_ASKED]
    lines = [
        [
            str(12_731_040_000 + row["number"]), "405437100", american(row["started_at"]),
            american(row["submitted_at"]), row["ip"], "", "", "", row["member_no"] or "",
            row["nps"], row["csat"], *repeated(row["aware"], BRANDS_ASKED),
            *repeated(row["reasons"], REASONS_ASKED), row["comment"] or "",
        ]
        for row in rows
    ]  # fmt: skip
    sheet = text([above, [*below, "Open-Ended Response"], *lines])
    return zipped(folder / f"{survey}.zip", f"CSV/{survey} 所有.csv", sheet)


def qualtrics(folder: Path, survey: str, rows: list[Row]) -> Path:
    tags = dict(TAGS)
    for question, title, words in ((3, AWARE, BRANDS_ASKED), (4, WHY, REASONS_ASKED)):
        for number, word in enumerate(words, 1):
            texts = (f"{title} - Selected Choice - {word}", f"QID{question}|{number}")
            tags[f"Q{question}_{number}"] = texts
    tags |= {"Q5": (COMMENT, "QID5_TEXT")} | {name: (name, name) for name in EMBEDDED}
    lines = [
        [
            abroad(row["started_at"]), abroad(row["submitted_at"]), STATUS[row["state"]],
            row["ip"], 100 if row["state"] != "partial" else 40, row["seconds"],
            "1" if row["state"] != "partial" else "0", abroad(row["submitted_at"]),
            f"R_{row['number']:015d}", "anonymous", row["nps"], 1, row["csat"],
            *ticked(row["aware"], BRANDS_ASKED), *ticked(row["reasons"], REASONS_ASKED),
            row["comment"] or "", row["source"], row["member_no"] or "", row["weight"],
        ]
        for row in rows
    ]  # fmt: skip
    imports = [json.dumps(imported(known)) for _, known in tags.values()]
    sheet = text([list(tags), [told for told, _ in tags.values()], imports, *lines])
    return zipped(folder / f"{survey}.zip", "Lamp club: 会员？.csv", sheet)


def imported(known: str) -> dict[str, str]:
    name, _, choice = known.partition("|")
    told = {"ImportId": name} | ({"choiceId": choice} if choice else {})
    return told | ({"timeZone": "America/Denver"} if name.endswith("Date") else {})


def tencent_survey(folder: Path, survey: str, rows: list[Row]) -> Path:
    head = list(TENCENT_HEAD)
    head += [f"3.您听说过以下哪些品牌？:{word}" for word in BRANDS_ASKED]
    head += [f"4.选择我们的原因:{word}" for word in REASONS_ASKED]
    book = Book(folder / f"{survey}.xlsx")
    sheet = book.sheet("Sheet1")
    book.line(sheet, 0, [*head, "5.其他建议"])
    for place, row in enumerate(rows, 1):
        struck = "无效" if row["state"] == "invalid" else ""
        book.line(sheet, place, [
            row["number"], local(row["started_at"]), local(row["submitted_at"]),
            f"{row['seconds']}秒", "zh", struck, "中国", row["province"], row["city"], "微信",
            f"o{row['number']:06d}", "陈女士", row["member_no"], row["ip"], "Mozilla/5.0",
            row["nps"], row["csat"], *marked(row["aware"], BRANDS_ASKED),
            *marked(row["reasons"], REASONS_ASKED), row["comment"],
        ])  # fmt: skip
    return book.close()


def repeated(chosen: list[str] | None, words: list[str]) -> list[str]:
    """The option's own text where it was chosen."""
    return [word if word in (chosen or []) else "" for word in words]


def ticked(chosen: list[str] | None, words: list[str]) -> list[str]:
    return ["1" if word in (chosen or []) else "" for word in words]


def marked(chosen: list[str] | None, words: list[str]) -> list[int | None]:
    """1 or 0; nothing where the question was not shown."""
    return [None if chosen is None else int(word in chosen) for word in words]


def american(at: datetime) -> str:
    return f"{local(at):%m/%d/%Y %I:%M:%S %p}"


def abroad(at: datetime) -> str:
    return f"{at.astimezone(DENVER):%Y-%m-%d %H:%M:%S}"


def text(rows: list[list[Any]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue().encode("utf-8-sig")


def zipped(path: Path, name: str, body: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 11, 14, 9, 0, 0)), body)
    return path
