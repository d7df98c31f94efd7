"""The marketplaces as the sandbox plays them."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

TMALL = "60412345"


@pytest.fixture
def sandbox(play):
    return play("taobao_tmall_top")


def clock(offset: float = 0) -> str:
    at = datetime.fromtimestamp(time.time() + offset, UTC) + timedelta(hours=8)
    return f"{at:%Y-%m-%d %H:%M:%S}"


def top(sandbox, what: str = "trades.sold.increment", key: str = "", **asked) -> dict:
    """One signed call; a given value replaces ours."""
    body = {
        "method": f"taobao.{what}.get", "app_key": SECRETS["TAOBAO_TMALL_TOP_APP_KEY"],
        "session": SECRETS[f"TAOBAO_TMALL_TOP_SESSION__{TMALL}"], "timestamp": clock(),
        "format": "json", "v": "2.0", "sign_method": "md5", "fields": "tid,payment,orders",
        "type": "fixed,guarantee_trade", "page_size": "100",
        "start_modified": "2026-11-01 00:00:00", "end_modified": "2026-11-02 00:00:00",
    }  # fmt: skip
    body |= {name: str(value) for name, value in asked.items()}
    body = {name: value for name, value in body.items() if value}
    secret = key or SECRETS["TAOBAO_TMALL_TOP_APP_SECRET"]
    text = secret + "".join(name + body[name] for name in sorted(body)) + secret
    body["sign"] = hashlib.md5(text.encode()).hexdigest().upper()
    url = f"{sandbox.url('taobao_tmall_top')}/router/rest"
    return requests.post(url, data=body, timeout=10).json()


def days(company) -> list[dict[str, str]]:
    """The story's days in pieces that the increment takes."""
    first = datetime.combine(company.first_day, datetime.min.time())
    starts = [first + timedelta(days=n) for n in range(31)]
    return [
        {"start_modified": f"{s:%F %T}", "end_modified": f"{s + timedelta(hours=23.999):%F %T}"}
        for s in starts
    ]


def test_the_days_of_taobao_tell_every_trade_and_its_money(sandbox, company):
    trades = {}
    for day in days(company):
        said = top(sandbox, **day)["trades_sold_increment_get_response"]
        found = said.get("trades", {"trade": []})["trade"]
        assert said["total_results"] == len(found)
        trades |= {str(one["tid"]): one for one in found}
    known = company.orders.filter(pl.col("shop") == TMALL)
    assert sorted(trades) == sorted(known["order_id"])
    assert sum(Decimal(one["payment"]) for one in trades.values()) == known["paid"].sum()
    assert any(isinstance(one["orders"]["order"], dict) for one in trades.values())


def test_taobao_tells_some_kinds_only_unless_asked(sandbox):
    def told(**asked) -> int:
        return top(sandbox, **asked)["trades_sold_increment_get_response"]["total_results"]

    spans = [(f"2026-11-{n:02} 00:00:00", f"2026-11-{n:02} 23:59:59") for n in range(1, 14)]
    asked = [{"start_modified": start, "end_modified": end} for start, end in spans]
    by_default = sum(told(**day, type="") for day in asked)
    assert 0 < by_default < sum(told(**day) for day in asked)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"key": "wrong"}, 25),
        ({"timestamp": clock(-700)}, 31),
        ({"session": "nobody"}, 27),
        ({"app_key": "nobody"}, 29),
        ({"page_size": 101}, 41),
        ({"end_modified": "2026-11-03 00:00:01"}, 15),
        ({"start_modified": "2026-01-01 00:00:00", "end_modified": "2026-01-01 01:00:00"}, 15),
        ({"fields": ""}, 40),
        ({"what": "trades.sold.unknown"}, 22),
    ],
)
def test_taobao_refuses_in_its_own_words(sandbox, asked, code):
    assert top(sandbox, **asked)["error_response"]["code"] == code


def test_faults_of_taobao_are_in_its_words(sandbox):
    sandbox.arm(Fault("throttled_account", "taobao_tmall_top", times=1))
    assert "seconds" in top(sandbox)["error_response"]["sub_msg"]
    assert "trades_sold_increment_get_response" in top(sandbox)


def at_jd(stand, method: str, asked: dict, key: str = "", **common) -> dict:
    """One signed call to 京东; a given value replaces ours."""
    body = {
        "method": method, "app_key": SECRETS["JD_APP_KEY"], "v": "2.0", "timestamp": clock(),
        "360buy_param_json": json.dumps(asked), **common,
    }  # fmt: skip
    secret = key or SECRETS["JD_APP_SECRET"]
    text = secret + "".join(name + body[name] for name in sorted(body)) + secret
    body["sign"] = hashlib.md5(text.encode()).hexdigest().upper()
    return requests.post(f"{stand.url('jd')}/routerjson", data=body, timeout=10).json()


def renewed(stand, refresh: str, **other) -> dict:
    body = {"grant_type": "refresh_token", "app_key": SECRETS["JD_APP_KEY"],
            "app_secret": SECRETS["JD_APP_SECRET"], "refresh_token": refresh, **other}  # fmt: skip
    url = f"{stand.url('jd', 'token')}/oauth2/access_token"
    return requests.post(url, data=body, timeout=10).json()


def test_jd_tells_every_order_a_split_one_twice_and_renews_its_pair(play, company):
    stand = play("jd")
    pair = renewed(stand, SECRETS["JD_REFRESH_TOKEN"])
    assert "token" in renewed(stand, SECRETS["JD_REFRESH_TOKEN"])["errorMessage"]  # used up
    pair = renewed(stand, pair["refresh_token"])
    token = {"access_token": pair["access_token"]}
    search = "jingdong.pop.order.search"
    asked = {
        "start_date": f"{company.first_day} 00:00:00",
        "end_date": f"{company.first_day + timedelta(days=31)} 00:00:00", "dateType": "0",
        "order_state": "WAIT_SELLER_STOCK_OUT,WAIT_GOODS_RECEIVE_CONFIRM,FINISHED_L,"
        "TRADE_CANCELED,POP_ORDER_PAUSE",
        "optional_fields": "orderId,orderPayment,directParentOrderId", "page": 1, "page_size": 100,
    }  # fmt: skip
    told = at_jd(stand, search, asked, **token)["jingdong_pop_order_search_responce"]
    orders = told["searchorderinfo_result"]["orderInfoList"]
    split = {one["directParentOrderId"] for one in orders} - {"0"}
    leaves = [one for one in orders if one["orderId"] not in split]
    known = company.orders.filter(pl.col("shop") == "10099")
    assert len(orders) > len(leaves)
    assert sorted(one["orderId"] for one in leaves) == sorted(known["order_id"])
    assert sum(Decimal(one["orderPayment"]) for one in leaves) == known["paid"].sum()
    refusals = [
        at_jd(stand, search, asked, access_token="nobody"),
        at_jd(stand, search, asked, key="wrong", **token),
        at_jd(stand, search, asked, timestamp=clock(-700), **token),
    ]
    assert [one["error_response"]["code"] for one in refusals] == ["19", "12", "13"]
    applied = {
        "applyTimeStart": asked["start_date"], "applyTimeEnd": asked["end_date"],
        "pageIndex": 1, "pageSize": 50,
    }  # fmt: skip
    method = "jingdong.pop.afs.soa.refundapply.queryPageList"
    backs = at_jd(stand, method, applied, **token)[f"{method.replace('.', '_')}_responce"]
    found = backs["queryResult"]["result"]
    waiting = [one for one in found if one["status"] == 0]
    assert [one["checkTime"] for one in waiting] == ["1970-01-01 08:00:00"]
    assert len(found) > len(waiting)
    far = at_jd(stand, search, asked | {"page_size": 101}, **token)
    result = far["jingdong_pop_order_search_responce"]["searchorderinfo_result"]["apiResult"]
    assert result["success"] is False


def at_doudian(stand, path: str, asked: dict, token: str = "", key: str = "", **other) -> dict:
    """One signed call to 抖店; a given value replaces ours."""
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    said = {
        "app_key": SECRETS["DOUYIN_SHOP_APP_KEY"], "method": path.replace("/", "."),
        "timestamp": str(int(time.time())), "v": "2", **other,
    }  # fmt: skip
    secret = key or SECRETS["DOUYIN_SHOP_APP_SECRET"]
    signed = said | {"param_json": text}
    whole = secret + "".join(name + signed[name] for name in sorted(signed)) + secret
    sign = hmac.new(secret.encode(), whole.encode(), "sha256").hexdigest()
    query = said | {"sign": sign, "access_token": token, "sign_method": "hmac-sha256"}
    url = f"{stand.url('douyin_shop')}/{path}"
    return requests.post(url, params=query, data=text.encode(), timeout=10).json()


def test_douyin_tells_every_order_in_fen_and_gifts_beside(play, company):
    stand = play("douyin_shop")
    own = {"grant_type": "authorization_self", "shop_id": "4455667", "code": ""}
    token = at_doudian(stand, "token/create", own)["data"]["access_token"]
    asked = {"update_time_start": 1792000000, "update_time_end": 1796000000, "page": 0, "size": 100}
    data = at_doudian(stand, "order/searchList", asked, token)["data"]
    known = company.orders.filter(pl.col("shop") == "4455667")
    orders = data["shop_order_list"]
    assert data["total"] == len(orders) == known.height
    assert sum(Decimal(one["pay_amount"]) / 100 for one in orders) == known["paid"].sum()
    lines = [line for one in orders for line in one["sku_order_list"]]
    assert {line["sum_amount"] for line in lines if line["given_product_type"]} == {0}
    refusals = [
        at_doudian(stand, "order/searchList", asked, "nobody"),
        at_doudian(stand, "order/searchList", asked, token, key="wrong"),
        at_doudian(stand, "order/searchList", asked, token, timestamp="1"),
        at_doudian(stand, "order/searchList", asked | {"page": 101}, token),
        at_doudian(stand, "token/create", own | {"shop_id": "1"}),
    ]
    assert [one["code"] for one in refusals] == [40003, 40003, 40003, 50002, 50001]
