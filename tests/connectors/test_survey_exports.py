"""Downloads of survey tools: every heading, encoding and oddness their contracts name."""

import zipfile
from pathlib import Path

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply
from connectors.survey.export_layouts import LAYOUTS
from sandbox.old_excel import write_xls

Line = list[str]
FOLDER = "survey_exports"
TYPEFORM = [
    ["#", "Recommend us?", "Quality", "Price", "Recommend us?", "Why, then?", "utm_source",
     "member_id", "score", "Response Type", "Start Date (UTC)", "Stage Date (UTC)",
     "Submit Date (UTC)", "Network ID", "Tags", "Ending"],
    ["abc", "9", "Quality", "", "8", "'=1+1\nsecond line", "wechat", "M1", "9", "completed",
     "2026-11-18 08:11:05", "", "2026-11-18 08:13:47", "a1", "", ""],
    ["abd", "6", "Quality", "Price", "", "", "", "", "6", "partial",
     "2026-11-18 08:11:05", "2026-11-18 08:12:00", "", "a1", "", ""],
]  # fmt: skip
SURVEYMONKEY = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address",
     "First Name", "Last Name", "Custom Data 1", "Recommend us?", "What matters?", "", "",
     "Rate us", "", "Comment"],
    ["", "", "", "", "", "", "", "", "", "Response", "Quality", "Price",
     "Other (please specify)", "Look", "Feel", "Open-Ended Response"],
    ["12731040927", "405437100", "11/18/2026 05:39:52 PM", "11/18/2026 05:40:54 PM",
     "203.0.113.7", "", "", "", "M1", "9", "Quality", "", "friend", "Good", "Bad", "More"],
    ["12731040928", "405437100", "11/18/2026 05:39:52 PM", "11/18/2026 05:41:54 PM",
     "203.0.113.8", "", "", "", "", "6", "", "Price", "", "Bad", "Bad", ""],
]  # fmt: skip
ZONE = '{"ImportId":"%s","timeZone":"America/Denver"}'
QUALTRICS = [
    ["StartDate", "EndDate", "Status", "IPAddress", "Finished", "RecordedDate", "ResponseId",
     "NPS", "NPS_NPS_GROUP", "Q2_1", "Q2_2", "Q3", "Q4", "Q5"],
    ["Start Date", "End Date", "Response Type", "IP Address", "Finished", "Recorded Date",
     "Response ID", "Recommend?", "Recommend? - Group", "Why? - Selected Choice - Quality",
     "Why? - Selected Choice - Price", "Same text", "Same text", "Which?"],
    [ZONE % "startDate", ZONE % "endDate", '{"ImportId":"status"}', '{"ImportId":"ipAddress"}',
     '{"ImportId":"finished"}', ZONE % "recordedDate", '{"ImportId":"_recordId"}',
     '{"ImportId":"QID1"}', '{"ImportId":"QID1_NPS_GROUP"}',
     '{"ImportId":"QID2","choiceId":"1"}', '{"ImportId":"QID2","choiceId":"2"}',
     '{"ImportId":"QID3_TEXT"}', '{"ImportId":"QID4_TEXT"}', '{"ImportId":"QID5"}'],
    ["2026-11-17 02:03:04", "2026-11-17 02:06:10", "0", "203.0.113.7", "1",
     "2026-11-17 02:06:11", "R_1", "9", "3", "1", "", "很好", "ok", "1,3"],
]  # fmt: skip
TENCENT = [
    ["编号", "开始答题时间", "结束答题时间", "答题时长", "清洗数据结果", "省", "市", "自定义字段",
     "1.您有多大可能推荐我们？", "2.看重什么:质量", "2.看重什么:价格", "3.评价:外观", "3.评价:手感",
     "4.建议"],
    ["1", "2026-11-18 10:00:57", "2026-11-18 10:01:59", "62秒", "", "上海", "上海", "M1", "9",
     "1", "0", "满意", "一般", "很好用"],
    ["2", "2026-11-18 10:00:57", "2026-11-18 10:02:59", "120秒", "无效", "上海", "上海", "", "3",
     "0", "0", "满意", "一般", ""],
]  # fmt: skip
FILES = {
    "typeform": TYPEFORM,
    "surveymonkey": SURVEYMONKEY,
    "qualtrics": QUALTRICS,
    "tencent_survey": TENCENT,
}
ANSWERED: dict[str, list[tuple[str, ...]]] = {  # question, row, option, answer
    "typeform": [
        ("Recommend us?", "", "", "9"), ("Quality / Price", "", "Quality", "Quality"),
        ("Recommend us? (5)", "", "", "8"), ("Why, then?", "", "", "'=1+1\nsecond line"),
        ("Recommend us?", "", "", "6"), ("Quality / Price", "", "Quality", "Quality"),
        ("Quality / Price", "", "Price", "Price"),
    ],
    "surveymonkey": [
        ("Recommend us?", "", "", "9"), ("What matters?", "", "Quality", "Quality"),
        ("What matters?", "Other (please specify)", "", "friend"), ("Rate us", "Look", "", "Good"),
        ("Rate us", "Feel", "", "Bad"), ("Comment", "", "", "More"),
        ("Recommend us?", "", "", "6"), ("What matters?", "", "Price", "Price"),
        ("Rate us", "Look", "", "Bad"), ("Rate us", "Feel", "", "Bad"),
    ],
    "qualtrics": [
        ("QID1", "", "", "9"), ("QID2", "", "1", "Quality"), ("QID3", "", "", "很好"),
        ("QID4", "", "", "ok"), ("QID5", "", "1", "1"), ("QID5", "", "3", "3"),
    ],
    "tencent_survey": [
        ("1", "", "", "9"), ("2", "", "质量", "质量"), ("3", "外观", "", "满意"),
        ("3", "手感", "", "一般"), ("4", "", "", "很好用"), ("1", "", "", "3"), ("2", "", "", ""),
        ("3", "外观", "", "满意"), ("3", "手感", "", "一般"),
    ],
}  # fmt: skip


def quoted(line: Line, between: str = ",") -> str:
    return between.join('"' + cell.replace('"', '""') + '"' for cell in line)


def archive(path: Path, held: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as one:
        for name, body in held.items():
            one.writestr(name, body)
    return path


def written(folder: Path, lines: list[Line], kind: str) -> Path:
    """The same table in every kind of file a tool or a colleague makes of it."""
    if kind == "xlsx":
        return workbook(folder / "s.xlsx", lines)
    if kind == "xls":
        return write_xls(folder / "s.xls", {"Sheet": lines})
    if kind == "zip":
        body = "\r\n".join(map(quoted, lines)).encode("utf-8-sig")
        return archive(folder / "s.zip", {"readme.txt": b"", "导出/Q4: 问卷？.csv": body})
    if kind == "tsv":
        return csv(folder / "s.tsv", *(quoted(line, "\t") for line in lines), encoding="utf-16")
    return csv(folder / "s.csv", *map(quoted, lines), encoding=kind)


def answered(path: Path) -> list[tuple[str, ...]]:
    names = ("question_no", "row", "option", "answer")
    return [tuple(one.get(name, "") for name in names) for one in rows(FOLDER, "answers", path)]


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "gb18030", "tsv", "xlsx", "xls", "zip"])
@pytest.mark.parametrize("tool", FILES)
def test_a_download_in_every_encoding_and_kind_of_file(tmp_path, tool, kind):
    path = written(tmp_path, FILES[tool], kind)
    assert answered(path) == ANSWERED[tool]
    told = rows(FOLDER, "responses", path)
    assert {one["_tool"] for one in told} == {tool}
    assert len(told) == len(FILES[tool]) - {"surveymonkey": 2, "qualtrics": 3}.get(tool, 1)
    assert all(one["response_id"] and one["_zone"] for one in told)


def variants() -> list:
    return [
        pytest.param(tool, field, text, id=f"{tool}-{text}")
        for tool, layout in LAYOUTS.items()
        for field, all_ in layout.fields.items()
        for text in all_[1:]
    ]


@pytest.mark.parametrize(("tool", "field", "text"), variants())
def test_every_variant_of_a_heading(tmp_path, tool, field, text):
    head, *rest = FILES[tool]
    known = LAYOUTS[tool].fields[field]
    place = next((n for n, cell in enumerate(head) if cell in known), len(head))
    lines = [
        [*line[:place], cell, *line[place + 1 :]]
        for line, cell in zip(
            [head, *rest], [text, *(r[place] if place < len(r) else "" for r in rest)], strict=True
        )
    ]
    told = rows(FOLDER, "responses", written(tmp_path, lines, "utf-8"))
    assert field in told[0]


def test_codes_in_place_of_texts_are_choices_too(tmp_path):
    coded = [line.copy() for line in SURVEYMONKEY]
    coded[2][10], coded[3][11] = "1", "2"
    told = answered(written(tmp_path, coded, "utf-8"))
    assert ("What matters?", "", "Price", "Price") in told


def test_the_zone_of_a_qualtrics_file_stands_in_its_header(tmp_path):
    [told] = rows(FOLDER, "responses", written(tmp_path, QUALTRICS, "zip"))
    assert (told["_zone"], told["_file"]) == ("America/Denver", "s.zip")


REFUSED = {
    "a Qualtrics file without its extra headers": ([QUALTRICS[0], QUALTRICS[3]], "ImportIds"),
    "a SurveyMonkey file with one row of headings": (
        [SURVEYMONKEY[0], *SURVEYMONKEY[2:]],
        "one row of headings",
    ),
    "no question": ([line[:8] for line in TENCENT], "no column of a question"),
    "a renamed column": (
        [["编号", "交卷时间", "答题时长", "1.题"], ["1", "x", "1秒", "9"]],
        "nearest is 腾讯问卷.*missing: 结束答题时间.*not known: 1.题, 交卷时间",
    ),
    "a page of the login": ([["<html>"]], "holds no table|web page"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_such_download_is_refused_whole(tmp_path, case):
    lines, said = REFUSED[case]
    with pytest.raises(BadReply, match=f"(?s){said}"):
        rows(FOLDER, "answers", written(tmp_path, lines, "utf-8"))


def test_an_archive_without_a_table_is_refused(tmp_path):
    with pytest.raises(BadReply, match="holds no table"):
        rows(FOLDER, "answers", archive(tmp_path / "s.zip", {"a.sav": b"x"}))
    (tmp_path / "t.zip").write_bytes(b"PK\x03\x04 not whole")
    with pytest.raises(BadReply, match="does not unpack"):
        rows(FOLDER, "answers", tmp_path / "t.zip")
