"""Faults between us and a platform: waiting, giving up, and never taking a part for the whole."""

import base64
from datetime import date

import pytest
from stage import DAY, Puller, Said, Stage, Time, records

from connectors.core import (
    AccessDenied,
    BadReply,
    Connector,
    HeaderToken,
    PageNumber,
    TryAgain,
    Window,
    code_in_body,
    pull,
)

SECRET = "s3cret+token/value=="
SECRETS = {"access_token": SECRET}
PAGE = {"code": 0, "data": {"list": [{"id": "1"}], "page_info": {"total_page": 1}}}

shop = Connector(
    name="shop",
    urls={"api": "https://shop.invalid"},
    secrets=("access_token",),
    auth=lambda secrets: HeaderToken("X-Token", secrets["access_token"]),
    verdict=code_in_body("code", again={100}, less={67}, denied={105}),
    calls_per_second=1000,
    api_version="v1",
    sunset=None,
    probe="things",
)


@shop.feed(max_days=30, repull_days=3)
def things(api, account, window):
    paging = PageNumber(size=2, total="data.page_info.total_page")
    params = {"start": window.start.isoformat(), "end": window.end.isoformat()}
    return api.pages("/v1/things/", params, paging=paging, records="data.list")


def ids(pages):
    return [record["id"] for record in records(pages)]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_platform_is_asked_again(stage: Stage, puller: Puller, status: int):
    stage.play(Said({}, status), PAGE)
    assert ids(puller(shop, "things", SECRETS)) == ["1"]
    assert len(stage.asked) == 2


def test_it_waits_at_least_as_long_as_it_is_told(stage: Stage, puller: Puller, passing: Time):
    stage.play(
        Said({}, 429, {"Retry-After": "7"}),
        Said({}, 429, {"X-RateLimit-RetryIn": "2.5"}),
        PAGE,
    )
    puller(shop, "things", SECRETS)
    assert 7 <= passing.slept[0] <= 8
    assert 2.5 <= passing.slept[1] <= 3


def test_a_date_in_retry_after_counts_too(stage: Stage, puller: Puller, passing: Time):
    passing.now = 1_793_664_000.0  # Tue, 03 Nov 2026 00:00:00 GMT
    stage.play(Said({}, 503, {"Retry-After": "Tue, 03 Nov 2026 00:00:20 GMT"}), PAGE)
    puller(shop, "things", SECRETS)
    assert 20 <= passing.slept[0] <= 21


def test_without_a_hint_the_waits_grow(stage: Stage, puller: Puller, passing: Time):
    stage.play(Said({}, 500), Said({}, 500), Said({}, 500), PAGE)
    puller(shop, "things", SECRETS)
    assert passing.slept == [0.75, 1.5, 3.0]


def test_a_platform_that_stays_busy_is_given_up(stage: Stage, puller: Puller):
    stage.play(Said({}, 503))
    with pytest.raises(TryAgain, match=r"HTTP 503 \(4 tries\)"):
        puller(shop, "things", SECRETS)
    assert len(stage.asked) == 4


def test_hours_of_waiting_are_not_waited(stage: Stage, puller: Puller, passing: Time):
    stage.play(Said({}, 429, {"Retry-After": "36000"}))
    with pytest.raises(TryAgain):
        puller(shop, "things", SECRETS)
    assert passing.slept == []


def test_waits_that_add_up_to_more_than_the_limit_are_not_waited(
    stage: Stage, puller: Puller, passing: Time
):
    stage.play(Said({}, 429, {"Retry-After": "120"}))
    with pytest.raises(TryAgain, match="3 tries"):
        puller(shop, "things", SECRETS)
    assert sum(passing.slept) < 300


def test_a_platform_that_stalls_for_ever_is_given_up_after_three_tries(
    stage: Stage, puller: Puller
):
    stage.play(Said(PAGE, how="stall"))
    with pytest.raises(TryAgain, match=r"nothing came for 0.3 s \(3 tries\)"):
        puller(shop, "things", SECRETS)
    assert len(stage.asked) == 3


@pytest.mark.parametrize("how", ["short", "reset", "stall"])
def test_a_part_of_a_body_is_nothing(stage: Stage, puller: Puller, how: str):
    stage.play(Said(PAGE, how=how), PAGE)
    assert ids(puller(shop, "things", SECRETS)) == ["1"]


@pytest.mark.parametrize("how", ["short", "reset"])
def test_a_body_that_never_comes_whole_is_refused(stage: Stage, puller: Puller, how: str):
    stage.play(Said(PAGE, how=how))
    with pytest.raises(TryAgain, match="4 tries"):
        puller(shop, "things", SECRETS)


def test_truncated_json_is_asked_again(stage: Stage, puller: Puller):
    stage.play(Said(b'{"code": 0, "data": {"list": [{"id"'), PAGE)
    assert ids(puller(shop, "things", SECRETS)) == ["1"]


def test_a_web_page_in_place_of_data_is_refused_without_showing_it(stage: Stage, puller: Puller):
    page = b"<!doctype html><html>" + b"please sign in " * 1000
    stage.play(Said(page, headers={"Content-Type": "text/html"}))
    with pytest.raises(TryAgain) as caught:
        puller(shop, "things", SECRETS)
    assert "HTML" in str(caught.value)
    assert "sign in" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_redirect_is_not_followed(stage: Stage, canary: Stage, puller: Puller):
    stage.play(Said({}, 302, {"Location": f"{canary.url}/v1/things/"}))
    with pytest.raises(BadReply, match="redirect"):
        puller(shop, "things", SECRETS)
    assert canary.asked == []


def test_a_host_that_is_not_there_is_given_up(engine):
    urls = {"api": "http://127.0.0.1:9"}
    window = Window(DAY, DAY)
    with pytest.raises(TryAgain, match="the connection failed"):
        list(pull(shop, "things", "1", window, SECRETS, urls=urls, engine=engine))


def test_a_refused_token_names_no_secret(stage: Stage, puller: Puller):
    coded = base64.b64encode(SECRET.encode()).decode()
    quoted = SECRET.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    stage.play({"code": 105, "message": f"token {SECRET} alias {coded} alias {quoted} is dead"})
    with pytest.raises(AccessDenied) as caught:
        puller(shop, "things", SECRETS)
    told = f"{caught.value} {caught.value!r} {caught.value.args}"
    assert "is dead" in told
    assert not [form for form in (SECRET, coded, quoted) if form in told]
    assert caught.value.__cause__ is None


def test_an_error_says_where_what_and_the_next_step(stage: Stage, puller: Puller):
    stage.play({"code": 105, "message": "no such grant"})
    with pytest.raises(AccessDenied) as caught:
        puller(shop, "things", SECRETS, account="77")
    assert str(caught.value) == (
        "shop/things 77 2026-11-03..2026-11-03 /v1/things/: 105 no such grant. "
        "Check the token and the permissions of this account"
    )


def test_an_unknown_verdict_is_a_bad_reply(stage: Stage, puller: Puller):
    stage.play({"code": 999, "message": "eh?"})
    with pytest.raises(BadReply, match="999 eh"):
        puller(shop, "things", SECRETS)


def test_a_reply_without_its_list_is_a_bad_reply(stage: Stage, puller: Puller):
    stage.play({"code": 0, "data": {"page_info": {"total_page": 1}}})
    with pytest.raises(BadReply, match=r"no data\.list"):
        puller(shop, "things", SECRETS)


def test_too_much_is_halved_down_to_a_day_and_no_further(stage: Stage, puller: Puller):
    def answer(asked):
        first, last = (date.fromisoformat(asked.params[name]) for name in ("start", "end"))
        if first != last:
            return Said({"code": 67, "message": "too much"})
        one = {"list": [{"id": asked.params["start"]}], "page_info": {"total_page": 1}}
        return Said({"code": 0, "data": one})

    stage.answer = answer
    pages = puller(shop, "things", SECRETS, window=Window(date(2026, 11, 1), date(2026, 11, 5)))
    assert ids(pages) == [f"2026-11-0{n}" for n in range(1, 6)]
    stage.play({"code": 67, "message": "too much"})
    with pytest.raises(Exception, match="One day is still too much"):
        puller(shop, "things", SECRETS)


def test_bare_nan_is_kept_as_text_for_the_stream_to_judge(stage: Stage, puller: Puller):
    body = b'{"code":0,"data":{"list":[{"id":"NaN \\" Infinity","x":NaN,"y":-Infinity}],'
    stage.play(Said(body + b'"page_info":{"total_page":1}}}'))
    [record] = records(puller(shop, "things", SECRETS))
    assert record == {"id": 'NaN " Infinity', "x": "NaN", "y": "-Infinity"}


def test_records_land_byte_for_byte_one_on_a_line(stage: Stage, puller: Puller):
    body = b'{"code":0,"data":{"list":[{"b" : 1.50,"a":12345678901234567890,'
    body += b'"\\u4e2d":"\xe4\xb8\xad"},\n{"n":\n 1.0e5}\n],"page_info":{"total_page":1}}}'
    stage.play(Said(body))
    kept = [bytes(r) for page in puller(shop, "things", SECRETS) for r in page.records]
    assert kept == [
        b'{"b" : 1.50,"a":12345678901234567890,"\\u4e2d":"\xe4\xb8\xad"}',
        b'{"n":1.0e5}',
    ]
