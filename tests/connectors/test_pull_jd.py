"""京东: its oddities, with replies composed from the contract."""

import json
from urllib.parse import parse_qsl

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.commerce.jd import jd
from connectors.commerce.signing import by_md5
from connectors.core import AccessDenied, AskForLess, BadReply, PullError, TryAgain, Window

SECRETS = {"app_key": "KEY", "app_secret": "jos-secret", "refresh_token": "refresh-1"}
ORDERS = "jingdong_pop_order_search"
REFUNDS = "jingdong_pop_afs_soa_refundapply_queryPageList"
WEEK = Window.of("2026-11-01", "2026-11-07")


def form(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.body.decode(), keep_blank_values=True))


def told(
    orders: list | None, total: object, success: object = True, word: str = "responce"
) -> Said:
    result = {"apiResult": {"success": success, "numberCode": 0}, "orderTotal": total}
    result |= {} if orders is None else {"orderInfoList": orders}
    return Said({f"{ORDERS}_{word}": {"code": "0", "searchorderinfo_result": result}})


def with_tokens(*replies: Said):
    """Hands out access-1, access-2 … and plays the replies to all other calls."""
    queue, given = list(replies), [0]

    def answer(asked: Asked) -> Said:
        if asked.path == "/oauth2/access_token":
            given[0] += 1
            pair = {
                "access_token": f"access-{given[0]}",
                "refresh_token": f"refresh-{given[0] + 1}",
            }
            return Said(pair | {"expires_in": 86400})
        return queue.pop(0) if len(queue) > 1 else queue[0]

    return answer


def test_the_business_part_is_signed_as_the_text_that_is_sent(stage: Stage, puller: Puller):
    stage.answer = with_tokens(told([{"orderId": "1"}], 1))
    assert records(puller(jd, "orders", SECRETS, window=WEEK)) == [{"orderId": "1"}]
    token, call = stage.asked
    assert form(token) == {"grant_type": "refresh_token", **SECRETS}
    said = form(call)
    assert (call.path, said["access_token"], said["v"]) == ("/routerjson", "access-1", "2.0")
    unsigned = {name: value for name, value in said.items() if name != "sign"}
    assert said["sign"] == by_md5(unsigned, "jos-secret")
    asked = json.loads(said["360buy_param_json"])
    assert (asked["start_date"], asked["end_date"]) == (
        "2026-11-01 08:00:00",
        "2026-11-08 07:59:59",
    )
    assert (asked["dateType"], asked["page"], asked["page_size"]) == ("0", 1, 100)
    assert "LOCKED" in asked["order_state"] and "consigneeInfo" not in asked["optional_fields"]


@pytest.mark.parametrize("word", ["responce", "response"])
@pytest.mark.parametrize("success", [True, "true"])
def test_both_spellings_and_both_kinds_of_true(stage: Stage, puller: Puller, word, success):
    stage.answer = with_tokens(told([{"orderId": "1"}], "1", success, word))
    assert len(records(puller(jd, "orders", SECRETS, window=WEEK))) == 1
    stage.answer = with_tokens(told(None, 0, success, word))
    assert records(puller(jd, "orders", SECRETS, window=WEEK)) == []


def test_which_number_is_by_change_can_be_set(stage: Stage, puller: Puller):
    stage.answer = with_tokens(told(None, 0))
    puller(jd, "orders", SECRETS, window=WEEK, options={"date_type": "1"})
    assert json.loads(form(stage.asked[-1])["360buy_param_json"])["dateType"] == "1"


def test_more_orders_than_are_given_out_are_asked_for_in_shorter_windows(
    stage: Stage, puller: Puller
):
    stage.answer = with_tokens(told([], 30_001), told([{"orderId": "1"}], 1))
    assert {r["orderId"] for r in records(puller(jd, "orders", SECRETS, window=WEEK))} == {"1"}
    spans = [json.loads(form(a)["360buy_param_json"])["end_date"] for a in stage.asked[1:]]
    assert spans[1] < spans[0]
    stage.answer = with_tokens(told([], 30_001))
    with pytest.raises(AskForLess, match="30,001"):
        puller(jd, "orders", SECRETS, window=Window.of("2026-11-01"))


def test_refunds_have_pages_of_fifty(stage: Stage, puller: Puller):
    result = {"success": True, "totalCount": 1, "result": [{"id": 778899}]}
    stage.answer = with_tokens(Said({f"{REFUNDS}_responce": {"code": "0", "queryResult": result}}))
    assert records(puller(jd, "refunds", SECRETS, window=WEEK)) == [{"id": 778899}]
    asked = [json.loads(form(one)["360buy_param_json"]) for one in stage.asked[-2:]]
    for one, time in zip(asked, ("apply", "check"), strict=True):  # the undecided have no check
        span = {f"{time}TimeStart": "2026-11-01 08:00:00", f"{time}TimeEnd": "2026-11-08 07:59:59"}
        assert one == {**span, "pageIndex": 1, "pageSize": 50}


def test_a_token_that_ended_is_renewed_once(stage: Stage, puller: Puller):
    dead = Said({"error_response": {"code": "19", "zh_desc": "access_token失效或不存在"}})
    stage.answer = with_tokens(dead, told([{"orderId": "1"}], 1))
    assert len(records(puller(jd, "orders", SECRETS, window=WEEK))) == 1
    renewals = [form(a)["refresh_token"] for a in stage.asked if "oauth2" in a.path]
    assert renewals == ["refresh-1", "refresh-2"]
    stage.answer = with_tokens(dead)
    with pytest.raises(AccessDenied):
        puller(jd, "orders", SECRETS, window=WEEK)


def failed(words: str) -> Said:
    result = {"apiResult": {"success": "false", "numberCode": 7, "chineseErrCode": words}}
    return Said({f"{ORDERS}_responce": {"code": "0", "searchorderinfo_result": result}})


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (Said({"error_response": {"code": "12", "zh_desc": "无效签名"}}), AccessDenied, "签名"),
        (Said({"code": "10500009", "errorMessage": "平台繁忙"}), TryAgain, "10500009"),
        (Said({f"{ORDERS}_responce": {"code": "103", "zh_desc": "缺少权限"}}), AccessDenied, "103"),
        (Said({f"{ORDERS}_responce": {"code": "13", "zh_desc": "时间戳过期"}}), TryAgain, "clock"),
        (failed("参数错误"), BadReply, "7 参数错误"),
        (failed("调用频率超限"), TryAgain, "频率"),
        (Said({f"{ORDERS}_responce": {"code": "0"}}), BadReply, "orderTotal"),
    ],
)
def test_each_of_the_four_shapes_says_who_must_act(
    stage: Stage, puller: Puller, reply: Said, kind: type[PullError], words: str
):
    stage.answer = with_tokens(reply)
    with pytest.raises(kind, match=words) as caught:
        puller(jd, "orders", SECRETS, window=WEEK)
    assert "jos-secret" not in str(caught.value)
