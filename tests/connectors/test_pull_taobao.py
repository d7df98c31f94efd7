"""淘宝天猫: its oddities, with replies composed from the contract."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from requests import Request
from stage import Asked, Puller, Said, Stage, records

from connectors.commerce.signing import SignedForm, by_hmac_sha256, by_md5, joined
from connectors.commerce.taobao_tmall_top import taobao_tmall_top
from connectors.core import AccessDenied, BadReply, PullError, TryAgain, Window

SECRETS = {"app_key": "12300045", "app_secret": "top-secret", "session": "6100session"}
TRADES, REFUNDS = "trades_sold_increment_get_response", "refunds_receive_get_response"
DAY = Window.of("2026-11-03")


def form(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.body.decode(), keep_blank_values=True))


def trade(number: int, **more) -> dict:
    child = {"oid": number + 1, "num": 1, "price": "299.00"}
    return {"tid": number, "status": "TRADE_FINISHED", "orders": {"order": [child]}} | more


def told(trades: list[dict], total: int) -> Said:
    wrapped = {"trades": {"trade": trades}} if trades else {}
    return Said({TRADES: {"total_results": total, **wrapped, "request_id": "15s8x0v3k2m"}})


def refused(code: int, sub_code: str = "", message: str = "said") -> Said:
    error = {"code": code, "msg": message, "sub_code": sub_code, "sub_msg": message}
    return Said({"error_response": error})


def test_the_signatures_are_those_of_the_contract():
    fields = {"b": "2", "a": "1", "sign": "left out", "": "left out"}
    assert joined(fields) == "a1b2"
    assert by_md5(fields, "secret") == "EF16F26C937CF52AE6F85DF2FD08B24A"
    signed = "3A9F9E53162A24430830CCA87B7FB623401B81EB6616A6EA75B3614AEBDC7F4D"
    assert by_hmac_sha256(fields, "secret") == signed


def test_a_call_is_signed_unencoded_in_the_time_of_china():
    now = datetime(2026, 11, 17, 16, 0, 5, tzinfo=UTC)
    sign = SignedForm({"session": "s"}, "secret", by_md5, lambda: now)
    sent = sign(Request("POST", "http://x/", data={"fields": "跑鞋 88&"}).prepare())
    asked = dict(parse_qsl(str(sent.body)))
    assert asked["timestamp"] == "2026-11-18 00:00:05"
    text = "fields跑鞋 88&sessionstimestamp2026-11-18 00:00:05"
    assert asked["sign"] == by_md5({text: ""}, "secret")
    assert sent.headers["Content-Type"].endswith("charset=utf-8")
    assert "secret" not in repr(sign)


def test_a_utc_day_is_asked_for_on_chinese_clocks_with_every_kind_of_trade(
    stage: Stage, puller: Puller
):
    stage.answer = lambda _: told([trade(3301122334455667788)], 1)
    [record] = records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY))
    assert record["tid"] == 3301122334455667788
    [asked] = stage.asked
    said = form(asked)
    assert asked.path == "/router/rest"
    assert (said["start_modified"], said["end_modified"]) == (
        "2026-11-03 08:00:00",
        "2026-11-04 07:59:59",
    )
    assert {"fixed", "step"} < set(said["type"].split(","))
    assert said["method"] == "taobao.trades.sold.increment.get"
    assert said["use_has_next"] == "false"
    assert "simplify" not in said
    assert not {"top-secret"} & set(said.values())


def test_pages_are_read_from_the_last_to_the_first(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        number = int(form(asked)["page_no"])
        rows = range(250, 0, -1)[(number - 1) * 100 : number * 100]
        return told([trade(n) for n in rows], 250)

    stage.answer = answer
    found = [r["tid"] for r in records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY))]
    assert [form(asked)["page_no"] for asked in stage.asked] == ["1", "3", "2", "1"]
    assert sorted(found) == list(range(1, 251))


def test_a_trade_that_changes_meanwhile_pushes_none_out_of_sight(stage: Stage, puller: Puller):
    """Trade 1 jumps to the front after page 3 was read: page 2 tells one of page 3 again."""
    order = list(range(250, 0, -1))
    asked_for: list[str] = []

    def answer(asked: Asked) -> Said:
        asked_for.append(number := form(asked)["page_no"])
        if asked_for == ["1", "3", "2"]:
            order.insert(0, order.pop())
        start = (int(number) - 1) * 100
        return told([trade(n) for n in order[start : start + 100]], 250)

    stage.answer = answer
    found = [r["tid"] for r in records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY))]
    assert sorted(found) == list(range(1, 251))


def test_a_list_without_a_hit_is_left_out_and_one_child_may_stand_alone(
    stage: Stage, puller: Puller
):
    stage.answer = lambda _: told([], 0)
    assert records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY)) == []
    alone = trade(1, orders={"order": {"oid": 2, "title": '"order":{'}})
    one = {"total_results": "1", "trades": {"trade": alone}}
    stage.answer = lambda _: Said({TRADES: one})
    [record] = records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY))
    assert record == {**alone, "orders": {"order": [alone["orders"]["order"]]}}


def test_fewer_trades_than_counted_are_asked_again_and_then_refused(stage: Stage, puller: Puller):
    stage.answer = lambda _: told([trade(1)], 2)
    with pytest.raises(TryAgain, match="1 records came, the platform counts 2"):
        puller(taobao_tmall_top, "orders", SECRETS, window=DAY)
    stage.play(told([trade(1)], 2), told([trade(1)], 1))  # one has left these days
    assert len(records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY))) == 1


def test_nothing_older_than_three_months_is_asked_for(stage: Stage, puller: Puller):
    old = Window.of("2025-11-03")
    assert records(puller(taobao_tmall_top, "orders", SECRETS, window=old)) == []
    assert stage.asked == []


def test_refunds_come_by_their_own_method(stage: Stage, puller: Puller):
    row = {"refund_id": "7", "tid": 1, "oid": 2, "status": "SUCCESS"}
    stage.answer = lambda _: Said({REFUNDS: {"total_results": 1, "refunds": {"refund": [row]}}})
    assert records(puller(taobao_tmall_top, "refunds", SECRETS, window=DAY)) == [row]
    assert form(stage.asked[0])["method"] == "taobao.refunds.receive.get"
    stage.answer = lambda _: Said({"another_response": {}})
    with pytest.raises(BadReply, match=REFUNDS):
        puller(taobao_tmall_top, "refunds", SECRETS, window=DAY)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (refused(25), AccessDenied, "signature"),
        (refused(27, "invalid-sessionkey"), AccessDenied, "authorise the app again"),
        (refused(11, "isv.permission-api-package-not-allowed"), AccessDenied, "permission"),
        (refused(29), AccessDenied, "app_key"),
        (refused(31), TryAgain, "clock"),
        (refused(15, "isv.invalid-parameter"), BadReply, "isv.invalid-parameter"),
        (refused(15, "isp.top-remote-connection-timeout"), TryAgain, "isp"),
        (refused(10), TryAgain, "10"),
        (refused(41), BadReply, "41"),
    ],
)
def test_a_refusal_says_who_must_act(
    stage: Stage, puller: Puller, reply: Said, kind: type[PullError], words: str
):
    stage.answer = lambda _: reply
    with pytest.raises(kind, match=words) as caught:
        puller(taobao_tmall_top, "orders", SECRETS, window=DAY)
    assert not [value for value in SECRETS.values() if value in str(caught.value)]


def test_a_limit_that_names_its_seconds_is_waited_for(stage: Stage, puller: Puller):
    ban = refused(7, "accesscontrol.limited-by-app-access-count", "will last for 9 more seconds")
    stage.play(ban, told([trade(1)], 1))
    assert len(records(puller(taobao_tmall_top, "orders", SECRETS, window=DAY))) == 1
