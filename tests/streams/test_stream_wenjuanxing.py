"""Survey answers, clean."""

from datetime import datetime

import pytest
from pulled import cleaned, reasons

from pipelines.streams import STREAMS

RESPONSES = STREAMS["wenjuanxing__responses"]
ANSWERS = STREAMS["wenjuanxing__answers"]


def response(**changed):
    return {
        "response_no": "1",
        "submitted_at": "2026/11/18 10:01:59",
        "answer_time": "62秒",
        "source": "微信",
        "ip": "203.0.113.7(广东-深圳)",
    } | changed


def answer(**changed):
    return {
        "response_no": "1",
        "question_no": "2",
        "question": "您看重什么？",
        "option_no": "1",
        "answer": "质量",
    } | changed


def test_a_response():
    row = cleaned(RESPONSES, response(), account="182734510").good.row(0, named=True)
    assert row["survey_id"] == "182734510"
    assert row["submitted_at"] == datetime.fromisoformat("2026-11-18 02:01:59")
    assert (row["province"], row["city"]) == ("广东", "深圳")
    assert len(row["ip_hash"]) == 64


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("62秒", 62), ("1分2秒", 62), ("1小时0分5秒", 3605), ("3分", 180), ("62", 62)],
)
def test_the_time_taken(typed, seconds):
    assert cleaned(RESPONSES, response(answer_time=typed)).good["answer_seconds"].to_list() == [
        seconds
    ]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("203.0.113.7(上海-上海)", ("上海", "上海")),
        ("203.0.113.7（浙江）", ("浙江", None)),
        ("203.0.113.7", (None, None)),
        ("", (None, None)),
    ],
)
def test_where_it_came_from(typed, place):
    row = cleaned(RESPONSES, response(ip=typed)).good.row(0, named=True)
    assert (row["province"], row["city"]) == place


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"submitted_at": "18.11.2026"}, "unreadable:submitted_at"),
        ({"answer_time": "很久"}, "unreadable:answer_seconds"),
        ({"answer_time": "0秒"}, "no_time_spent"),
    ],
)
def test_a_response_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(RESPONSES, response(), response(response_no="2", **changed))) == [reason]


def test_a_skipped_question_is_a_row_of_its_own():
    skipped = answer(question_no="3", skipped="1")
    del skipped["answer"]
    result = cleaned(ANSWERS, answer(), skipped)
    assert result.good.select("question_no", "answer", "is_skipped").rows() == [
        ("2", "质量", False),
        ("3", None, True),
    ]


def test_what_identifies_a_person_is_hashed():
    record = answer(question_no="4", answer_phone="13800000001")
    del record["answer"]
    row = cleaned(ANSWERS, answer(), record).good.row(1, named=True)
    assert row["answer"] is None
    assert len(row["phone_hash"]) == 64


def test_an_answer_without_text_is_set_aside():
    record = answer(question_no="4")
    del record["answer"]
    assert reasons(cleaned(ANSWERS, answer(), record)) == ["no_answer"]
