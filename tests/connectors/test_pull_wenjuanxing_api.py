"""问卷星's open interface: its oddities, with replies composed from the contract."""

import hashlib
import json
from typing import Any

import pytest
from requests import Request
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.survey.wenjuanxing_api import wenjuanxing_api
from connectors.survey.wenjuanxing_signature import SignedBody, signature

SECRETS = {"appid": "wjx-app", "appkey": "wjx-key"}
WINDOW = Window.of("2026-11-17", "2026-11-18")
LIST, DEFINITION, RESPONSES = "1000002", "1000001", "1001002"


def told(data: Any) -> Said:
    return Said({"result": True, "data": data})


def refused(words: str) -> Said:
    return Said({"result": False, "errormsg": words})


def sheet(number: int, *answers: Any) -> dict:
    items = {f"{n}0000": {"q_index": n, "answer": a} for n, a in enumerate(answers, 1)}
    return {"index": number, "submit_time": "2026-11-18 10:01:59", "answer_items": items}


class Platform:
    """One running survey with its sheets, valid and struck out; a page holds two."""

    def __init__(self, valid: list[dict], struck_out: list[dict] | None = None) -> None:
        self.sheets = {True: valid, False: struck_out or []}
        self.size, self.as_list = 2, False

    def __call__(self, asked: Asked) -> Said:
        body = asked.json
        if asked.params["action"] == LIST:
            surveys = {"7": {"vid": 7, "status": 1}, "8": {"vid": 8, "status": 0}}
            return told({"page_index": 1, "page_size": 300, "total_count": 2, "activitys": surveys})
        found = self.sheets[body["valid"]]
        shown = [one for one in found if one["index"] > body["min_index"]][: self.size]
        answers: Any = shown if self.as_list else {str(one["index"]): one for one in shown}
        page = {"page_index": 1, "page_size": self.size, "total_count": len(found)}
        return told({**page, "vid": 7, "answers": answers})


def pulled(puller: Puller, feed: str = "responses"):
    return puller(wenjuanxing_api, feed, SECRETS, window=WINDOW)


def bodies(stage: Stage, action: str) -> list[dict]:
    return [asked.json for asked in stage.asked if asked.params["action"] == action]


def test_a_signature_is_over_the_values_in_the_order_of_names():
    asked = {"vid": 7, "appid": "a", "valid": True, "ts": 1700000000, "name_like": "", "x": None}
    base = "a" + "1700000000" + "true" + "7" + "key"
    expected = hashlib.sha256(base.encode()).hexdigest()
    assert signature(asked, "key") == expected
    assert signature({**asked, "sign": "other"}, "key") == expected


def test_every_call_is_signed_anew_and_named_uniquely(stage: Stage, puller: Puller):
    stage.answer = Platform([sheet(1, "9")])
    pulled(puller)
    assert {asked.path for asked in stage.asked} == {"/openapi/default.aspx"}
    assert len({asked.params["traceid"] for asked in stage.asked}) == len(stage.asked)
    for asked in stage.asked:
        assert asked.json["sign"] == signature(asked.json, "wjx-key")
        assert asked.json["action"] == asked.params["action"]
        assert "wjx-key" not in f"{asked.body!r}{asked.params}"


def test_a_call_that_is_sent_again_tells_the_new_time():
    moments = iter([1000.9, 2000.2])
    auth = SignedBody("a", "k", now=lambda: next(moments))
    sent = [Request("POST", "http://x/?action=1", data=b'{"vid":7}', auth=auth) for _ in range(2)]
    bodies = [json.loads(one.prepare().body or b"") for one in sent]
    assert [body["ts"] for body in bodies] == [1000, 2000]
    assert bodies[0]["sign"] != bodies[1]["sign"]
    assert "'k'" not in repr(auth)


def test_sheets_go_on_by_their_last_number_and_the_first_page_is_always_asked(
    stage: Stage, puller: Puller
):
    stage.answer = Platform([sheet(1), sheet(4), sheet(9)], [sheet(5)])
    found = [(one["index"], one["is_valid"]) for one in records(pulled(puller))]
    assert found == [(1, "true"), (4, "true"), (9, "true"), (5, "false")]
    asked = bodies(stage, RESPONSES)
    assert [(one["valid"], one["min_index"]) for one in asked] == [
        *((True, 0), (True, 4), (False, 0))
    ]
    assert {one["page_index"] for one in asked} == {1}
    assert asked[0]["begin_time"] == 1794873600000
    assert asked[0]["end_time"] == 1794873600000 + 2 * 86_400_000


def test_a_page_size_that_became_10_is_believed_as_echoed(stage: Stage, puller: Puller):
    platform = Platform([sheet(n) for n in range(1, 13)])
    platform.size = 10
    stage.answer = platform
    assert len(records(pulled(puller))) == 12
    assert bodies(stage, RESPONSES)[0]["page_size"] == 50


def test_answers_may_come_as_a_list(stage: Stage, puller: Puller):
    platform = Platform([sheet(2), sheet(1)])
    platform.as_list, platform.size = True, 50
    stage.answer = platform
    assert [one["index"] for one in records(pulled(puller))] == [1, 2]


def test_only_surveys_that_were_published_are_asked(stage: Stage, puller: Puller):
    stage.answer = Platform([])
    pulled(puller)
    assert {body["vid"] for body in bodies(stage, RESPONSES)} == {7}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("9", [{"question": "1", "option": "9"}]),
        ("1,3", [{"question": "1", "option": "1"}, {"question": "1", "option": "3"}]),
        ("1┋3", [{"question": "1", "option": "1"}, {"question": "1", "option": "3"}]),
        ("5^路过", [{"question": "1", "option": "5", "text": "路过"}]),
        ("很好用", [{"question": "1", "text": "很好用"}]),
        ("13800000001", [{"question": "1", "text": "13800000001"}]),
        ("-2", [{"question": "1", "skipped": "1"}]),
        ("(空)", [{"question": "1", "skipped": "1"}]),
        (None, [{"question": "1", "skipped": "1"}]),
        ("-3", [{"question": "1", "not_shown": "1"}]),
        ("(跳过)", [{"question": "1", "not_shown": "1"}]),
    ],
)
def test_each_way_an_answer_is_written(stage: Stage, puller: Puller, answer, expected):
    stage.answer = Platform([sheet(1, answer)])
    [record] = records(pulled(puller))
    assert record["answers"] == expected


def test_a_row_of_a_matrix_is_told_either_way(stage: Stage, puller: Puller):
    items = {"a": {"q_index": "5_1", "answer": "4"}, "b": {"q_index": 5, "q_row": 2, "answer": "5"}}
    stage.answer = Platform([{"index": 1, "answer_items": items}])
    [record] = records(pulled(puller))
    assert [(one["question"], one["row"], one["option"]) for one in record["answers"]] == [
        ("5", "1", "4"),
        ("5", "2", "5"),
    ]


def test_a_form_comes_with_its_version(stage: Stage, puller: Puller):
    items = [{"item_index": 1, "item_title": "差", "item_score": 1}]
    question = {"q_index": 1, "q_type": 3, "q_title": "<b>评价</b>", "items": items}
    form = {"vid": 7, "version": 4, "title": "T", "update_time": "2026-11-18 10:01:59"}
    stage.answer = lambda asked: (
        told({**form, "questions": [question]})
        if asked.params["action"] == DEFINITION
        else Platform([])(asked)
    )
    [record] = records(pulled(puller, "questions"))
    assert (record["form_version"], record["survey_changed_at"]) == ("4", "2026-11-18 10:01:59")
    assert record["labels"][1] == {
        **{"kind": "option", "text": "差", "id": "1", "position": 1, "score": "1"}
    }


def test_fewer_sheets_than_are_counted_are_refused(stage: Stage, puller: Puller):
    whole = Platform([sheet(1)])

    def answer(asked: Asked) -> Said:
        said = whole(asked)
        if asked.params["action"] == RESPONSES:
            said.body["data"]["total_count"] = 3
        return said

    stage.answer = answer
    with pytest.raises(TryAgain, match="1 sheets came, 3 are said to be there"):
        pulled(puller)


def test_pages_that_go_round_are_refused(stage: Stage, puller: Puller):
    rows = {"4": sheet(4), "5": sheet(5)}
    page = {"page_size": 2, "total_count": 9, "answers": rows}
    stage.answer = lambda asked: (
        told(page) if asked.params["action"] == RESPONSES else Platform([])(asked)
    )
    with pytest.raises(BadReply, match="go round in a loop at number 5"):
        pulled(puller)


@pytest.mark.parametrize(
    ("words", "error", "step"),
    [
        ("签名错误", AccessDenied, "appkey"),
        ("签名已过期", AccessDenied, "clock"),
        ("该版本无此权限", AccessDenied, "flagship"),
        ("action不存在", BadReply, "connector"),
        ("服务异常", BadReply, "connector"),
    ],
)
def test_words_say_who_must_act(stage: Stage, puller: Puller, words, error, step):
    stage.play(refused(words))
    with pytest.raises(error, match=step):
        pulled(puller, "questions")


def test_too_many_calls_are_waited_for(stage: Stage, puller: Puller, passing: Time):
    stage.play(refused("QPS超过限制"), told({"total_count": 0, "activitys": {}}))
    assert records(pulled(puller, "questions")) == []
    assert max(passing.slept) >= 2


def test_a_survey_that_is_gone_is_passed_over(stage: Stage, puller: Puller):
    platform = Platform([])
    stage.answer = lambda asked: (
        refused("问卷不存在") if asked.params["action"] == RESPONSES else platform(asked)
    )
    assert records(pulled(puller)) == []


def test_every_survey_is_told_with_its_count_and_only_published_ones_are_asked(
    stage: Stage, puller: Puller
):
    stage.answer = Platform([sheet(1, "9")])
    assert records(pulled(puller, "surveys")) == [
        {"vid": 7, "status": 1},
        {"vid": 8, "status": 0},
    ]
    pulled(puller)
    assert {body["vid"] for body in bodies(stage, RESPONSES)} == {7}
