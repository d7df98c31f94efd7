"""The marketplaces as the sandbox plays them."""

import hashlib
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
