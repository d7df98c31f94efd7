"""抖店: its oddities, with replies composed from the contract."""

import json

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.commerce.douyin_shop import douyin_shop
from connectors.commerce.douyin_shop_access import in_order, signature
from connectors.core import AccessDenied, AskForLess, BadReply, PullError, TryAgain, Window

SECRETS = {"app_key": "appkey123", "app_secret": "doudian-secret"}
DAY = Window.of("2026-11-03")


def fine(data: dict) -> Said:
    return Said({"code": 10000, "msg": "success", "sub_code": "", "sub_msg": "", "data": data})


def told(orders: list, total: int | None = None) -> Said:
    return fine({"total": len(orders) if total is None else total, "shop_order_list": orders})


def refused(code: int, sub_code: str = "", words: str = "said") -> Said:
    return Said({"code": code, "msg": "错误", "sub_code": sub_code, "sub_msg": words, "data": None})


def with_tokens(*replies: Said):
    """Makes token-1, token-2 … and plays the replies to all other calls."""
    queue, given = list(replies), [0]

    def answer(asked: Asked) -> Said:
        if asked.path == "/token/create":
            given[0] += 1
            return fine({"access_token": f"token-{given[0]}", "expires_in": 604800})
        return queue.pop(0) if len(queue) > 1 else queue[0]

    return answer


@pytest.mark.parametrize(
    ("key", "method", "text", "at", "secret", "expected"),
    [
        ("app-key", "product.detail", '{"a":1,"b":2}', "2025-01-02 03:04:05", "secret",
         "4eaefa2d3044c9f9711928edc8cfe5df1b7a8fd2d79d5d62866c79bbc4a09f2a"),
        ("appkey123", "order.searchList", '{"page":0,"size":100}', "1800000000", "secret123",
         "8a5350b8fdacaa753c0885ab9859d382a31de4add09c6943c1d34298bd2165f1"),
    ],
)  # fmt: skip
def test_the_signatures_are_those_of_the_contract(key, method, text, at, secret, expected):
    fields = {"app_key": key, "method": method, "param_json": text, "timestamp": at, "v": "2"}
    assert signature(fields, secret) == expected


def test_parameters_are_in_order_at_every_level_and_written_as_go_does():
    told = in_order({"b": [{"d": "<灯&烛>", "c": 1}], "a": 2})
    assert told == r'{"a":2,"b":[{"c":1,"d":"\u003c灯\u0026烛\u003e"}]}'


def test_what_is_signed_is_what_is_sent(stage: Stage, puller: Puller):
    stage.answer = with_tokens(told([{"order_id": "1"}]))
    assert records(puller(douyin_shop, "orders", SECRETS, window=DAY)) == [{"order_id": "1"}]
    token, call = stage.asked
    assert json.loads(token.body)["grant_type"] == "authorization_self"
    assert token.params["method"] == "token.create"
    body = json.loads(call.body)
    assert call.body.decode() == in_order(body)
    assert (body["update_time_start"], body["update_time_end"]) == (1793664000, 1793750399)
    assert (body["page"], body["size"], body["order_asc"]) == (0, 100, True)
    said = call.params
    assert (said["method"], said["access_token"]) == ("order.searchList", "token-1")
    assert said["sign"] == signature({**said, "param_json": call.body.decode()}, "doudian-secret")


def test_pages_begin_at_zero_and_are_counted(stage: Stage, puller: Puller):
    rows = [{"order_id": str(n)} for n in range(150)]

    def answer(asked: Asked) -> Said:
        if asked.path == "/token/create":
            return fine({"access_token": "t", "expires_in": 604800})
        page = json.loads(asked.body)["page"]
        return told(rows[page * 100 : (page + 1) * 100], 150)

    stage.answer = answer
    assert len(records(puller(douyin_shop, "orders", SECRETS, window=DAY))) == 150
    assert [json.loads(a.body)["page"] for a in stage.asked[1:]] == [0, 1, 0]
    stage.answer = with_tokens(told(rows[:1], 2))
    with pytest.raises(TryAgain, match="1 records came"):
        puller(douyin_shop, "orders", SECRETS, window=DAY)


def test_deep_lists_are_asked_for_in_shorter_windows(stage: Stage, puller: Puller):
    week = Window.of("2026-11-01", "2026-11-07")
    stage.answer = with_tokens(told([], 5_001), told([{"order_id": "1"}]))
    found = records(puller(douyin_shop, "orders", SECRETS, window=week))
    assert {one["order_id"] for one in found} == {"1"}
    stage.answer = with_tokens(refused(50002, "isv.business-failed:2", "翻页深度超过限制"))
    with pytest.raises(AskForLess):
        puller(douyin_shop, "orders", SECRETS, window=DAY)


def test_after_sales_are_known_by_their_own_number(stage: Stage, puller: Puller):
    row = {"aftersale_info": {"aftersale_id": 7300112233445}}
    stage.answer = with_tokens(fine({"total": 1, "items": [row], "has_more": False}))
    assert records(puller(douyin_shop, "after_sales", SECRETS, window=DAY)) == [row]
    assert stage.asked[1].path == "/afterSale/List"
    assert "update_start_time" in json.loads(stage.asked[1].body)


def test_a_token_that_ended_is_made_anew_once(stage: Stage, puller: Puller):
    dead = refused(40003, "isv.access-token-expired", "access_token已过期")
    stage.answer = with_tokens(dead, told([{"order_id": "1"}]))
    assert len(records(puller(douyin_shop, "orders", SECRETS, window=DAY))) == 1
    assert stage.asked[-1].params["access_token"] == "token-2"
    stage.answer = with_tokens(dead)
    with pytest.raises(AccessDenied):
        puller(douyin_shop, "orders", SECRETS, window=DAY)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (refused(30001, "isv.app-permissions-insufficient"), AccessDenied, "permission"),
        (refused(30002, "isv.ip-not-in-white-list"), AccessDenied, "white list"),
        (refused(40003, "isv.signature-invalid"), AccessDenied, "app_secret"),
        (refused(40001, "isv.parameter-invalid"), BadReply, "40001"),
        (refused(10001), TryAgain, "10001"),
        (refused(20001), TryAgain, "20001"),
        (refused(60000), TryAgain, "60000"),
        (refused(70000), AccessDenied, "retired"),
        (Said({"err_no": 20000, "message": "busy"}), TryAgain, "20000"),
        (fine({"shop_order_list": []}), BadReply, "total"),
    ],
)
def test_a_refusal_says_who_must_act(
    stage: Stage, puller: Puller, reply: Said, kind: type[PullError], words: str
):
    stage.answer = with_tokens(reply)
    with pytest.raises(kind, match=words) as caught:
        puller(douyin_shop, "orders", SECRETS, window=DAY)
    assert "doudian-secret" not in str(caught.value)
