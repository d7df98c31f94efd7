"""Google's event export, clean: moments, tags, people, and what is set aside."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from pulled import cleaned, reasons

from pipelines.streams import STREAMS

EVENTS = STREAMS["ga4_bigquery_export__events"]
SHOP = "https://shop.example.cn/p/88"
MOMENT = datetime.fromisoformat("2026-11-17 12:55:02.345678")


def event(params=None, **changed):
    return {
        "_key": "k1",
        "_property_id": "345678901",
        "_table_date": "20261117",
        "_is_intraday": False,
        "event_date": "20261117",
        "event_timestamp": "1794920102345678",
        "event_name": "page_view",
        "user_pseudo_id": "1744011223.1794919000",
        "stream_id": "3811223344",
        "platform": "WEB",
        "event_params": {
            "ga_session_id": "1794919000",
            "page_location": f"{SHOP}?utm_source=Baidu&utm_medium=cpc",
            "session_engaged": "1",
        }
        | (params or {}),
        "traffic_source": {"name": "(direct)", "medium": "email", "source": "newsletter"},
    } | changed


def one(params=None, **changed):
    result = cleaned(EVENTS, event(params, **changed))
    assert result.drift == []
    return result.good.row(0, named=True)


def at(url, **changed):
    row = one({"page_location": url}, **changed)
    return row["utm_source"], row["utm_medium"], row["click_id_kind"], row["click_id"]


def test_an_event():
    row = one()
    assert row["occurred_at"] == MOMENT
    assert row["event_date"] == date(2026, 11, 17)
    assert row["user_pseudo_id"] == "1744011223.1794919000"
    assert (row["utm_source"], row["utm_medium"]) == ("baidu", "cpc")
    assert (row["page_path"], row["session_id"], row["is_engaged"]) == ("/p/88", "1794919000", True)
    assert row["user_hash"] is None
    assert row["order_id"] is None


@pytest.mark.parametrize(
    "written",
    [
        *("1794920102345678", 1794920102345678, "2026-11-17T12:55:02.345678Z"),
        *("2026-11-17 12:55:02.345678", "2026-11-17 12:55:02.345678 UTC"),
    ],
)
def test_microseconds_and_iso_texts_are_the_same_moment(written):
    assert one(event_timestamp=written)["occurred_at"] == MOMENT


def test_milliseconds_are_no_microseconds():
    assert reasons(cleaned(EVENTS, event(event_timestamp="1794920102345"))) == ["outside_its_day"]


@pytest.mark.parametrize("pseudo", ["1744011223.1794919000", "1744011220.1794919010", "1e5.10"])
def test_a_visitor_that_looks_like_a_number_stays_a_text(pseudo):
    assert one(user_pseudo_id=pseudo)["user_pseudo_id"] == pseudo


def test_who_refused_consent_is_kept_without_a_visitor():
    result = cleaned(EVENTS, event(user_pseudo_id=None, event_params={}))
    assert result.good["user_pseudo_id"].to_list() == [None]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("Add To Cart", "add_to_cart"), ("addToCart", "add_to_cart")),
        *((" page_view ", "page_view"), ("PAGE-VIEW", "page_view"), ("加购 成功", "加购_成功")),
    ],
)
def test_names_are_one_in_any_case_and_the_raw_one_is_kept(written, name):
    row = one(event_name=written)
    assert (row["event_name"], row["event_name_raw"]) == (name, written)


@pytest.mark.parametrize(
    ("url", "collected", "told"),
    [
        (f"{SHOP}?gclid=EAIa", {}, ("google", "cpc", "gclid", "EAIa")),
        (f"{SHOP}?gclid=EAIa", {"manual_source": "google", "manual_medium": "organic"},
         ("google", "cpc", "gclid", "EAIa")),
        (f"{SHOP}?utm_medium=organic&gclid=EAIa", {}, ("google", "cpc", "gclid", "EAIa")),
        (SHOP, {"manual_medium": "Organic", "gclid": "EAIa"}, ("google", "cpc", "gclid", "EAIa")),
        (f"{SHOP}?gbraid=0AA", {}, ("google", "cpc", "gbraid", "0AA")),
        (f"{SHOP}#/x?wbraid=0AA", {}, ("google", "cpc", "wbraid", "0AA")),
        (f"{SHOP}?utm_source=Baidu&utm_medium=email&gclid=EAIa", {},
         ("baidu", "email", "gclid", "EAIa")),
        (f"{SHOP}?srsltid=Af", {"manual_source": "google", "manual_medium": "organic"},
         ("google", "organic", None, None)),
        (f"{SHOP}?gclid={{gclid}}", {}, (None, None, None, None)),
        (SHOP, {"manual_source": "(direct)", "manual_medium": "(none)"}, (None,) * 4),
        (SHOP, {"manual_source": "newsletter", "manual_medium": "email"},
         ("newsletter", "email", None, None)),
        (SHOP, {}, (None,) * 4),
    ],
)  # fmt: skip
def test_a_paid_click_that_came_as_organic_is_put_right(url, collected, told):
    assert at(url, collected_traffic_source=collected) == told


def test_the_first_touch_of_the_user_is_no_source_of_the_visit():
    assert at(SHOP, traffic_source={"source": "newsletter", "medium": "email"}) == (None,) * 4


def test_a_purchase_and_what_stands_for_no_order():
    sale = {"transaction_id": "SO-1", "purchase_revenue": 299.5}
    row = one({"currency": "CNY"}, event_name="purchase", ecommerce=sale, _item_id="S88")
    assert (row["order_id"], row["revenue"]) == ("SO-1", Decimal("299.5"))
    assert (row["currency_code"], row["sku"]) == ("CNY", "S88")
    assert one(ecommerce={"transaction_id": "(not set)"})["order_id"] is None
    assert one(ecommerce={"transaction_id": ""})["order_id"] is None


def test_a_person_is_the_same_here_and_in_the_click_stream():
    phone = sha256(b"13800000001").hexdigest()
    here = one({"phone_sha256": phone}, event_name="login", user_id="U1")
    there = cleaned(
        STREAMS["clickstream__events"],
        {"messageId": "m", "type": "identify", "userId": "U1", "traits": {"phone_sha256": phone},
         "timestamp": "2026-11-17T02:11:43.020Z"},
    ).good.row(0, named=True)  # fmt: skip
    assert len(here["phone_hash"]) == 64
    assert {name: here[name] for name in ("user_hash", "phone_hash")} == {
        name: there[name] for name in ("user_hash", "phone_hash")
    }


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"_doubled": "value"}, "two_values_in_a_parameter"),
        ({"event_date": "20261118"}, "of_another_day"),
        ({"event_timestamp": "1794700000000000"}, "outside_its_day"),
        ({"ecommerce": {"purchase_revenue": -1}}, "negative_revenue"),
        ({"event_timestamp": "soon"}, "unreadable:occurred_at"),
    ],
)
def test_what_cannot_be_is_set_aside(changed, reason):
    good = event(_key="k2")
    assert reasons(cleaned(EVENTS, event(**changed), good, good | {"_key": "k3"})) == [reason]


def test_a_row_delivered_twice_in_one_table_counts_once():
    result = cleaned(EVENTS, event(), event())
    assert (result.counts["good"], result.counts["repeats"]) == (1, 1)
