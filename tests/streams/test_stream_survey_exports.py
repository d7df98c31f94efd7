"""Downloads of survey tools, clean: whose clocks, how a response ended, who it was."""

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.survey import survey_exports


def sheet(**more: str) -> dict[str, str]:
    told = {"_tool": "qualtrics", "_zone": "UTC", "response_id": "R_1"}
    return told | {"submitted_at": "2026-11-17 02:06:10"} | more


@pytest.mark.parametrize(
    ("zone", "written", "utc"),
    [
        ("UTC", "2026-11-18 08:13:47", "2026-11-18 08:13:47"),
        ("America/Denver", "2026-11-17 02:06:10", "2026-11-17 09:06:10"),
        ("America/Denver", "2026-07-17 02:06:10", "2026-07-17 08:06:10"),
        ("Asia/Shanghai", "11/18/2026 05:40:54 PM", "2026-11-18 09:40:54"),
        ("Asia/Shanghai", "2026/11/18 10:01", "2026-11-18 02:01:00"),
    ],
)
def test_times_are_on_the_clocks_of_the_file(zone, written, utc):
    told = row(cleaned(survey_exports.responses, sheet(_zone=zone, submitted_at=written)))
    assert str(told["submitted_at"]) == utc


def test_a_time_of_no_known_zone_is_set_aside():
    nowhere = sheet(_zone="Nowhere/At_All")
    assert reasons(cleaned(survey_exports.responses, nowhere)) == ["no_moment"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"state": "0", "finished": "1"}, "completed"),
        ({"state": "Survey Preview", "finished": "True"}, "test"),
        ({"state": "2"}, "test"),
        ({"state": "8"}, "invalid"),
        ({"state": "0", "finished": "False"}, "partial"),
        ({"kind": "partial"}, "partial"),
        ({"kind": "completed"}, "completed"),
        ({"cleaned": "无效"}, "invalid"),
        ({"cleaned": "有效"}, "completed"),
        ({}, "completed"),
    ],
)
def test_how_a_response_ended_in_each_tool_s_words(words, status):
    assert row(cleaned(survey_exports.responses, sheet(**words)))["status"] == status


def test_people_are_hashed_and_written_numbers_struck_out():
    told = row(cleaned(survey_exports.responses, sheet(member="M1", email="a@b.cn", ip="1.1.1.1")))
    assert all(len(told[f"{kind}_hash"]) == 64 for kind in ("member", "email", "ip"))
    answer = {"_tool": "qualtrics", "response_id": "R_1", "question_no": "QID3"}
    said = cleaned(survey_exports.answers, answer | {"answer": "打给 138 0000 0000"})
    assert row(said)["answer"] == "打给 ***"
