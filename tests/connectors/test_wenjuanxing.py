"""问卷星 downloads: choices as text, as numbers, as 0/1 columns; matrices; personal answers."""

import json

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply
from connectors.survey.wenjuanxing import DOWNLOAD
from sandbox.old_excel import write_xls

VARIANTS = [(field, text) for field, all_ in DOWNLOAD.fields.items() for text in all_]
FIXED = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP"
FIRST = "1,2026/11/18 10:01:59,62秒,微信,N/A,203.0.113.7(上海-上海)"


def asked(path, headings, cells):
    """question_no, option_no and the text of each answer."""
    found = rows(
        "wenjuanxing", "answers", csv(path / "s.csv", f"{FIXED},{headings}", f"{FIRST},{cells}")
    )
    texts = ("answer", "answer_phone", "answer_email", "answer_name", "skipped")
    return [
        (row["question_no"], row["option_no"], *((n, row[n]) for n in texts if n in row))
        for row in found
    ]


def test_a_response_is_its_fixed_columns_and_no_answer(tmp_path):
    path = csv(tmp_path / "s.csv", f"{FIXED},1、评分", f"{FIRST},9", encoding="gbk")
    assert rows("wenjuanxing", "responses", path) == [
        {
            "response_no": "1",
            "submitted_at": "2026/11/18 10:01:59",
            "answer_time": "62秒",
            "source": "微信",
            "source_detail": "N/A",
            "ip": "203.0.113.7(上海-上海)",
            "_file": "s.csv",
            "_sheet": "",
            "_encoding": "gb18030",
            "_row": "2",
        }
    ]


@pytest.mark.parametrize(
    ("headings", "cells", "answers"),
    [
        ("1、评分", "9", [("1", "1", ("answer", "9"))]),
        (
            "2、看重[多选题]",
            "质量┋价格",
            [("2", "1", ("answer", "质量")), ("2", "2", ("answer", "价格"))],
        ),
        ("2、看重", "1┋3", [("2", "1", ("answer", "1")), ("2", "2", ("answer", "3"))]),
        (
            "2(质量),2(价格),2(服务)",
            "1,0,1",
            [("2", "1", ("answer", "质量")), ("2", "3", ("answer", "服务"))],
        ),
        ("2(质量),2(价格)", "0,0", [("2", "1", ("skipped", "1"))]),
        ("2（质量）,2（价格）", "0,1", [("2", "2", ("answer", "价格"))]),
        ("5—外观,5—手感", "4,5", [("5_1", "1", ("answer", "4")), ("5_2", "1", ("answer", "5"))]),
        (
            "5、(外观),5、(其他（请补充）:)",
            "4,轻",
            [("5_1", "1", ("answer", "4")), ("5_2", "1", ("answer", "轻"))],
        ),
        ("3、建议", "(空)", [("3", "1", ("skipped", "1"))]),
        ("3、建议", "(跳过)", [("3", "1", ("skipped", "1"))]),
        ("3、建议", "-3", [("3", "1", ("skipped", "1"))]),
        ("3、其他", "其他〖自己填〗", [("3", "1", ("answer", "其他〖自己填〗"))]),
        ("4、您的手机号", "13800000001", [("4", "1", ("answer_phone", "13800000001"))]),
        ("4、联系电话（选填）", "0571-88886666", [("4", "1", ("answer_phone", "0571-88886666"))]),
        ("4、请填写您的姓名", "示例人", [("4", "1", ("answer_name", "示例人"))]),
        ("4、邮箱", "a@example.com", [("4", "1", ("answer_email", "a@example.com"))]),
        ("4、您用手机还是电脑购买？", "手机", [("4", "1", ("answer", "手机"))]),
        ("4、其他建议", "13800000001", [("4", "1", ("answer_phone", "13800000001"))]),
        ("4、其他建议", "a@example.com", [("4", "1", ("answer_email", "a@example.com"))]),
    ],
)
def test_each_way_a_cell_is_exported(tmp_path, headings, cells, answers):
    assert asked(tmp_path, headings, cells) == answers


def test_the_cell_goes_along_as_it_is(tmp_path):
    path = csv(tmp_path / "s.csv", f"{FIXED},2、看重", f"{FIRST},质量┋价格")
    assert {row["cell"] for row in rows("wenjuanxing", "answers", path)} == {"质量┋价格"}


def test_a_heading_of_several_lines_is_known_by_its_number(tmp_path):
    path = csv(tmp_path / "s.csv", f'{FIXED},"12、您的\n<b>建议</b>【必答】"', f"{FIRST},好")
    found = rows("wenjuanxing", "answers", path)
    assert [(row["question_no"], row["question"]) for row in found] == [
        ("12", "您的\n<b>建议</b>【必答】")
    ]


def test_the_default_download_is_a_workbook(tmp_path):
    content = [[*FIXED.split(","), "1、评分"], [*FIRST.split(","), 9]]
    path = workbook(tmp_path / "182734510_调研.xlsx", content)
    assert [row["answer"] for row in rows("wenjuanxing", "answers", path)] == ["9"]


def test_a_download_may_be_of_the_older_excel(tmp_path):
    content = [[*FIXED.split(","), "1、评分"], [*FIRST.split(","), 9]]
    path = write_xls(tmp_path / "182734510_调研.xls", {"答卷数据": content})
    assert [row["answer"] for row in rows("wenjuanxing", "answers", path)] == ["9"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_download_in_every_encoding(tmp_path, encoding):
    lines = (f"{FIXED},2、看重什么？[多选题]", f"{FIRST},质量┋价格")
    path = csv(tmp_path / "s.csv", *lines, encoding=encoding)
    assert [row["answer"] for row in rows("wenjuanxing", "answers", path)] == ["质量", "价格"]


@pytest.mark.parametrize(("field", "text"), VARIANTS)
def test_every_variant_of_a_heading(tmp_path, field, text):
    heads = {name: all_[0] for name, all_ in DOWNLOAD.fields.items()} | {field: text}
    line = ",".join(f"<{name}>" for name in heads)
    path = csv(tmp_path / "s.csv", ",".join([*heads.values(), "1、评分"]), f"{line},9")
    [row] = rows("wenjuanxing", "responses", path)
    assert {name: row[name] for name in heads} == {name: f"<{name}>" for name in heads}


def test_a_column_that_is_missing_is_named(tmp_path):
    path = csv(tmp_path / "s.csv", "序号,所用时间,渠道,1、评分", "1,62秒,微信,9")
    said = "nearest is 问卷星答卷.*missing: 提交答卷时间 / 提交时间; not known: 1、评分, 渠道"
    with pytest.raises(BadReply, match=said):
        rows("wenjuanxing", "responses", path)


def test_statistics_are_not_answers(tmp_path):
    path = csv(tmp_path / "s.csv", FIXED, FIRST)
    with pytest.raises(BadReply, match="no column headed with a question's number"):
        rows("wenjuanxing", "responses", path)


def test_another_table_is_refused(tmp_path):
    with pytest.raises(BadReply, match="holds no table"):
        rows("wenjuanxing", "responses", csv(tmp_path / "s.csv", "选项,小计,比例", "质量,3,50%"))


PUSH = {
    "activity": "182734510",
    "name": "Q4 品牌认知调研",
    "sojumpparm": "M1001",
    "timetaken": "62",
    "submittime": "2026-11-18 10:01:59",
    "joinid": "108462391",
    "totalvalue": "9",
    "q1": "9",
    "q2": "1,3",
    "q3_1": "很好用",
    "q4": "质量┋价格",
    "q5": "-3",
    "q6": "mei@example.com",
    "sign": "5d1f",
}


def pushed(folder, *pushes, name="182734510__push.jsonl"):
    path = folder / name
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in pushes]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_push_is_a_sheet_and_of_two_the_last_counts(tmp_path):
    path = pushed(tmp_path, PUSH, PUSH | {"joinid": "7", "index": "2"}, PUSH | {"timetaken": "63"})
    found = rows("wenjuanxing", "responses", path)
    assert [(row["_row"], row["response_no"], row["answer_time"]) for row in found] == [
        ("2", "2", "62"),
        ("3", "108462391", "63"),
    ]
    assert found[1]["member"] == "M1001"
    assert found[1]["submitted_at"] == "2026-11-18 10:01:59"


def test_the_answers_of_a_push(tmp_path):
    found = rows("wenjuanxing", "answers", pushed(tmp_path, PUSH))
    told = [
        (row["question_no"], row["option_no"], row.get("answer"), row.get("skipped"))
        for row in found
    ]
    assert told == [
        ("1", "1", "9", None),
        ("2", "1", "1", None),
        ("2", "2", "3", None),
        ("3_1", "1", "很好用", None),
        ("4", "1", "质量", None),
        ("4", "2", "价格", None),
        ("5", "1", None, "1"),
        ("6", "1", None, None),
    ]
    assert found[-1]["answer_email"] == "mei@example.com"


@pytest.mark.parametrize(
    ("lines", "name", "said"),
    [
        (["not json"], "182734510__push.jsonl", "line 1: is no push"),
        ([PUSH, {"activity": "182734510"}], "182734510__push.jsonl", "line 2: is no push"),
        ([PUSH], "99__push.jsonl", "is a push of survey 182734510"),
        ([PUSH], "182734510.jsonl", "does not say which survey"),
    ],
)
def test_what_is_no_file_of_pushes_is_refused(tmp_path, lines, name, said):
    for feed in ("responses", "answers"):
        with pytest.raises(BadReply, match=said):
            rows("wenjuanxing", feed, pushed(tmp_path, *lines, name=name))
