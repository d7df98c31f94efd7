"""Click stream, clean: who, when, from which link; duplicates, late and impossible events."""

from datetime import datetime
from decimal import Decimal
from hashlib import sha256

import polars as pl
import pytest
from pulled import cleaned, reasons

from pipelines.streams import STREAMS
from pipelines.streams.web.doubt import is_data_centre, is_declared_bot, is_junk_phone
from pipelines.streams.web.links import click_id, click_id_kind, decode, parameter, plain

EVENTS = STREAMS["clickstream__events"]
SHOP = "https://shop.example.cn/p/88"


def event(number="m1", **changed):
    return {
        "messageId": number,
        "type": "page",
        "anonymousId": "a-19f3",
        "userId": None,
        "name": "Product",
        "properties": {
            "url": f"{SHOP}?utm_source=Douyin&utm_medium=cpc&clickid=EJ_x",
            "path": "/p/88",
        },
        "context": {"ip": "203.0.113.7", "userAgent": "Mozilla/5.0", "page": {"title": "鞋"}},
        "traits": {"email_sha256": None},
        "sentAt": "2026-11-17T02:11:41.000Z",
        "receivedAt": "2026-11-17T02:11:43.900Z",
        "timestamp": "2026-11-17T02:11:43.020Z",
    } | changed


def found(url, name):
    """A parameter of an address."""
    text = pl.select(parameter(pl.lit(url), name)).item()
    return pl.select(plain(pl.lit(text and decode(text), pl.String))).item()


def test_an_event():
    row = cleaned(EVENTS, event()).good.row(0, named=True)
    assert row["occurred_at"] == datetime.fromisoformat("2026-11-17 02:11:43.020")
    assert (row["utm_source"], row["utm_medium"]) == ("douyin", "cpc")
    assert (row["click_id_kind"], row["click_id"]) == ("clickid", "EJ_x")
    assert (row["event_name"], row["title"], row["page_path"]) == ("Product", "鞋", "/p/88")
    assert row["user_hash"] is None
    assert len(row["ip_hash"]) == 64


def test_a_person_is_the_same_here_and_in_a_sheet():
    phone = sha256(b"13800000001").hexdigest()
    clicked = cleaned(EVENTS, event(type="identify", traits={"phone_sha256": phone}))
    registered = cleaned(
        STREAMS["sign_in_sheets__registrations"],
        {
            "registration_id": "R-1",
            "phone": "138 0000 0001",
            "registered_at": "2026/11/1",
            "_file": "报名_E-2026-31.csv",
        },
    )
    assert clicked.good["phone_hash"][0] == registered.good["phone_hash"][0]


def test_of_two_deliveries_the_earliest_counts():
    late = event(receivedAt="2026-11-19T00:00:00.000Z")
    result = cleaned(EVENTS, late, event())
    assert result.counts["repeats"] == 1
    assert result.good["received_at"].to_list() == [
        datetime.fromisoformat("2026-11-17 02:11:43.900")
    ]


def test_without_a_receipt_the_event_itself_says_when():
    row = cleaned(EVENTS, event(receivedAt=None, sentAt=None)).good.row(0, named=True)
    assert row["received_at"] == row["occurred_at"]


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-17T02:11:43.02Z",
        "2026-11-17T10:11:43.020+08:00",
        "2026-11-17 02:11:43.020",
        "2026-11-17 02:11:43.020000",
        "2026-11-17T02:11:43.020000",
        "2026-11-17 02:11:43.02+00",
        "2026-11-17 02:11:43.02 UTC",
    ],
)
def test_a_time_without_a_mark_is_utc(told):
    row = cleaned(EVENTS, event(timestamp=told, receivedAt=told)).good.row(0, named=True)
    moment = datetime.fromisoformat("2026-11-17 02:11:43.020")
    assert (row["occurred_at"], row["received_at"]) == (moment, moment)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-11-17 10:11:43.020", "02:11:43.020"),
        ("2026/11/17 10:11", "02:11:00"),
        ("2026-11-17 10:11:43", "02:11:43"),
        ("2026-11-17 10:11:43.020+08:00", "02:11:43.020"),
        ("2026-11-17T02:11:43.020Z", "02:11:43.020"),
        ("1794881503020", "02:11:43.020"),
    ],
)
def test_a_house_writes_the_time_of_beijing(told, at):
    sent = event(timestamp=None, receivedAt=None, sentAt=None, event_time=told)
    row = cleaned(EVENTS, sent).good.row(0, named=True)
    assert row["occurred_at"] == datetime.fromisoformat(f"2026-11-17 {at}")
    assert row["received_at"] == row["occurred_at"]


def test_the_true_time_follows_from_the_three_clocks_where_nobody_worked_it_out():
    sent = event(timestamp=None, originalTimestamp="2026-11-17T02:11:40.120Z")
    row = cleaned(EVENTS, sent).good.row(0, named=True)
    assert row["occurred_at"] == datetime.fromisoformat("2026-11-17 02:11:43.020")


def test_an_alias_ties_the_id_that_was_to_the_one_that_is():
    sent = event(type="alias", anonymousId=None, previousId="a-old", userId="U1")
    row = cleaned(EVENTS, sent).good.row(0, named=True)
    assert (row["anonymous_id"], len(row["user_hash"])) == ("a-old", 64)


def test_contacts_in_the_clear_are_the_same_person():
    hashed = {"email_sha256": sha256(b"zoe@mail.example").hexdigest()}
    clear = {"email": "Zoe@mail.example ", "phone": "138 0000 0001"}
    told = cleaned(EVENTS, event(traits=hashed), event("m2", traits=clear)).good.sort("message_id")
    assert told["email_hash"].n_unique() == 1
    assert len(told["phone_hash"][1]) == 64
    assert "zoe@" not in str(told.rows()).lower()


def test_an_order():
    properties = {"order_id": "SO-1009", "revenue": 299.0, "currency": "CNY", "sku": "S88"}
    row = cleaned(
        EVENTS, event(type="track", event="Order Completed", properties=properties)
    ).good.row(0, named=True)
    assert (row["order_id"], row["revenue"], row["sku"]) == ("SO-1009", Decimal(299), "S88")
    assert row["event_name"] == "Order Completed"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"anonymousId": None}, "nobody"),
        ({"type": "click"}, "unknown_type"),
        ({"timestamp": "2026-10-01T00:00:00.000Z"}, "older_than_30_days"),
        ({"timestamp": "2026-11-17T03:00:00.000Z"}, "later_than_received"),
        ({"timestamp": "17/11/2026"}, "unreadable:occurred_at"),
        ({"timestamp": None}, "no_time"),
        ({"timestamp": None, "event_time": "17/11/2026"}, "unreadable:_event_time"),
        ({"timestamp": None, "event_time": "1794920102"}, "unreadable:_event_time"),
        ({"_unread": "line"}, "torn_line"),
        ({"_unread": "properties"}, "unreadable_json"),
        ({"properties": {"revenue": "-1", "currency": "CNY"}}, "negative_revenue"),
        ({"properties": {"revenue": "1"}}, "revenue_without_currency"),
        ({"properties": {"revenue": "1,5", "currency": "CNY"}}, "unreadable:revenue"),
    ],
)
def test_an_event_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(EVENTS, event(), event("m2", **changed))) == [reason]


def test_lines_that_are_no_text_or_no_json_are_set_aside_as_they_came():
    result = cleaned(EVENTS, event(), b'{"messageId":"m2","name":"\xc3\x28"}', b'{"messageId":"m3')
    assert sorted(reasons(result)) == ["invalid_utf8", "unreadable:record"]
    assert result.good.height == 1
    assert all("\ufffd" not in raw for raw in result.quarantined["_raw"])


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("?utm_source=a&utm_source=b", "a"),
        ("?UTM_Source=a", "a"),
        ("#/page?utm_source=a", "a"),
        ("?x=1&utm_source=%E6%8A%96%E9%9F%B3", "抖音"),
        ("?utm_source=%25E6%258A%2596", "抖"),
        ("?utm_source=%B6%B6", "抖"),
        ("?utm_source=a+b", "a b"),
        ("?utm_source=", None),
        ("?my_utm_source=a", None),
        ("?utm_source={campaignid}", None),
        ("?utm_source={{ad.name}}", None),
        ("?utm_source=__CLICK_ID__", None),
        ("?utm_source=%7Bcampaignid%7D", None),
    ],
)
def test_a_tag_is_read_from_the_raw_query(query, value):
    assert found(SHOP + query, "utm_source") == value


def test_the_first_click_id_counts_and_keeps_its_case():
    frame = pl.DataFrame(
        {
            "url": [
                f"{SHOP}?gclid={{gclid}}&FBCLID=_xY&ttclid=z",
                f"{SHOP}?clickid=__CLICKID__",
                None,
            ]
        }
    )
    rows = frame.select(kind=click_id_kind(pl.col("url")), id=click_id(pl.col("url"))).rows()
    assert rows == [("fbclid", "_xY"), (None, None), (None, None)]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("?gbraid=0A", "gbraid"),
        ("?wbraid=0A", "wbraid"),
        ("#/p?dclid=0A", "dclid"),
        ("#gclid=0A", "gclid"),
        ("?srsltid=0A", "srsltid"),
        ("?srsltid=x&gclid=0A", "gclid"),
        ("?callback=0A", None),
    ],
)
def test_a_click_id_is_known_by_its_parameter(query, kind):
    row = cleaned(EVENTS, event(properties={"url": SHOP + query})).good.row(0, named=True)
    assert (row["click_id_kind"], row["click_id"]) == (kind, "0A" if kind else None)


@pytest.mark.parametrize(
    ("network", "kind"), [("Google", "gclid"), ("DoubleClick", "dclid"), ("Odd", None)]
)
def test_a_click_id_that_snowplow_took_from_the_address_counts_after_it(network, kind):
    parsed = {"campaign": {"click_id": "Xy", "network": network}}
    plain, own = event(properties={"url": SHOP}, context=parsed), event("m2", context=parsed)
    told = cleaned(EVENTS, plain, own).good.sort("message_id")
    assert told["click_id_kind"].to_list() == [kind, "clickid"]
    assert told["click_id"].to_list() == ["Xy", "EJ_x"]


def test_tags_of_other_tools_are_tags():
    baidu = "?hmsr=Zhihu&hmpl=q4&hmcu=u&hmkw=%E9%9E%8B&hmci=c1"
    matomo = "?mtm_source=A&pk_medium=Email&mtm_campaign=q4&mtm_kwd=k&pk_content=c1"
    urls = [{"url": SHOP + query} for query in (baidu, matomo)]
    told = cleaned(EVENTS, *(event(f"m{n}", properties=url) for n, url in enumerate(urls))).good
    names = [f"utm_{name}" for name in ("source", "medium", "campaign", "term", "content")]
    assert told.sort("message_id").select(names).rows() == [
        ("zhihu", None, "q4", "鞋", "c1"),
        ("a", "email", "q4", "k", "c1"),
    ]


def test_the_raw_source_stays_beside_the_lowered_one():
    row = cleaned(EVENTS, event(properties={"url": f"{SHOP}?utm_source=+DouYin"})).good
    assert row.select("utm_source", "utm_source_raw").row(0) == ("douyin", " DouYin")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?utm_source=a&utm_term={keyword}", "utm_term"),
        ("?clickid=__CLICK_ID__&x=1", "clickid"),
        ("?ad={{ad.name}}", "ad"),
        ("?ad=%7Bcampaignid%7D", "ad"),
        ("?utm_source=__a", None),
        ("?utm_source=a", None),
    ],
)
def test_a_link_with_a_macro_that_nobody_replaced_says_so(query, named):
    row = cleaned(EVENTS, event(properties={"url": SHOP + query})).good.row(0, named=True)
    assert row["unfilled_macro"] == named


def test_a_clock_that_is_a_day_off_is_marked():
    late = {"sentAt": "2026-11-15T02:11:41.000Z", "receivedAt": "2026-11-17T02:11:43.900Z"}
    told = cleaned(EVENTS, event(), event("m2", **late), event("m3", sentAt=None)).good
    assert told.sort("message_id")["is_clock_skewed"].to_list() == [False, True, False]


@pytest.mark.parametrize(
    ("agent", "robot"),
    [("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
     ("Baiduspider+(+http://www.baidu.com/search/spider.htm)", True), ("curl/8.5.0", True),
     ("Mozilla/5.0 HeadlessChrome/141.0", True), ("Java/17", True),
     ("Mozilla/5.0 Cubot X30", False),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)", False), (None, False)],
)  # fmt: skip
def test_a_robot_that_says_so_is_one(agent, robot):
    assert pl.select(is_declared_bot(pl.lit(agent, pl.String))).item() is robot


def test_bytes_that_are_no_text_stay_as_written():
    assert decode("%FF%FF%FF") == "%FF%FF%FF"


def test_a_form_tells_whose_number_it_is_not_the_number():
    form = {"form_id": "f", "phone": "148 0000 0001", "url": SHOP}
    sent = event(type="track", event="Lead Submitted", properties=form)
    told = cleaned(EVENTS, event("m2"), sent, event("m3", context={"ip": "198.51.100.9"})).good
    marks = {row["message_id"]: row for row in told.iter_rows(named=True)}
    assert (marks["m1"]["form_id"], marks["m1"]["is_junk_phone"]) == ("f", True)
    assert len(marks["m1"]["form_phone_hash"]) == 64
    assert (marks["m2"]["is_data_centre"], marks["m3"]["is_data_centre"]) == (False, True)
    assert "14800000001" not in str(told.rows()) and "198.51" not in str(told.rows())


@pytest.mark.parametrize(
    ("address", "machine"),
    [("34.64.0.0", True), ("34.127.255.255", True), ("34.128.0.0", False), ("203.0.113.9", False),
     ("2001:db8::1", False), ("999.1.1.1", False), ("", False), (None, False)],
)  # fmt: skip
def test_an_address_of_a_hosting_company_is_a_machines(address, machine):
    assert pl.select(is_data_centre(pl.lit(address, pl.String))).item() is machine


@pytest.mark.parametrize(
    ("number", "junk"),
    [("14812345678", True), ("+86 172 1234 5678", True), ("11111111111", True), ("12345", True),
     ("13812345678", False), ("+4915112345678", False), (None, False)],
)  # fmt: skip
def test_a_number_that_cannot_be_anybodys_is_junk(number, junk):
    assert pl.select(is_junk_phone(pl.lit(number, pl.String))).item() is junk
