"""Tables of a click stream: each line leaves as the message that a JSON line would be."""

import json
import logging

import polars as pl
import pytest
from dropped import compressed, csv, pages, rows, workbook

from connectors.core import BadReply

FLAT = (
    "id,type,anonymous_id,user_id,event,name,context_campaign_source,context_page_path,"
    "context_library_name,original_timestamp,sent_at,received_at,uuid_ts,url,order_id,plan"
)
ATOMIC = (
    "app_id,event,event_id,event_name,collector_tstamp,derived_tstamp,true_tstamp,domain_userid,"
    "network_userid,user_id,user_ipaddress,page_url,page_title,mkt_source,mkt_clickid,mkt_network,"
    "se_category,se_action,tr_orderid,tr_total,tr_currency,ti_sku,geo_country,"
    "unstruct_event_com_shop_product_added_1,event_fingerprint"
)
HOUSE = "事件时间,事件名,distinct_id,original_id,登录ID,页面地址,来源,属性"
AT = "2026-11-17 02:11:43.020"


def read(path):
    return rows("clickstream", "events", path)


def atomic(path, *events):
    """A table of Snowplow, nothing quoted."""
    heads = ATOMIC.split(",")
    told = [[one.get(head, "") for head in heads] for one in events]
    text = "\n".join("\t".join(line) for line in [heads, *told]) + "\n"
    path.write_bytes(text.encode())
    return path


def shown(**changed):
    base = {"event": "page_view", "event_id": "e1", "collector_tstamp": "2026-11-17 02:11:44.000"}
    return base | {"derived_tstamp": AT, "domain_userid": "d-1"} | changed


def house(path, *lines, heads=HOUSE, encoding="utf-8"):
    return csv(path, heads, *lines, encoding=encoding)


# Segment's data as a warehouse flattens them


def test_a_flat_line_is_the_message_it_was_made_of(tmp_path):
    (record,) = read(csv(
        tmp_path / "a.csv", FLAT,
        f"m1,page,a-1,,,Product,douyin,/p/88,analytics.js,{AT},{AT},{AT},{AT},https://s/p/88,,gold",
    ))  # fmt: skip
    assert record == {
        "messageId": "m1",
        "type": "page",
        "anonymousId": "a-1",
        "name": "Product",
        "context": {
            "campaign": {"source": "douyin"},
            "page": {"path": "/p/88"},
            "library_name": "analytics.js",
        },
        "properties": {"url": "https://s/p/88", "plan": "gold"},
        "uuid_ts": AT,
        **dict.fromkeys(("originalTimestamp", "sentAt", "receivedAt"), AT),
    }


@pytest.mark.parametrize(
    ("file", "heads", "line", "kind", "act"),
    [
        ("tracks.csv", "event,event_text", "order_completed,Order Completed", "track",
         "Order Completed"),
        ("shop_2026.csv", "event", "order_completed", "track", "Order Completed"),
        ("shop_2026.csv", "event", "Coupon_Used", "track", "Coupon_Used"),
        ("prod_pages_2026-11.csv", "title", "Shoe", "page", None),
        ("identifies.csv", "email_sha256", "0" * 64, "identify", None),
        ("Aliases.csv", "previous_id", "a-0", "alias", None),
        ("webpages.csv", "type,event", "screen,", "screen", None),
    ],
)  # fmt: skip
def test_the_type_stands_in_the_line_or_in_the_name_of_the_file(
    tmp_path, file, heads, line, kind, act
):
    (record,) = read(csv(tmp_path / file, f"id,received_at,{heads}", f"m1,{AT},{line}"))
    assert (record["type"], record.get("event")) == (kind, act)


def test_a_table_that_tells_no_type_is_refused(tmp_path):
    path = csv(tmp_path / "shop.csv", "id,received_at,url", f"m1,{AT},https://s")
    with pytest.raises(BadReply, match=r"shop\.csv: tells of no event of which type it is\. put"):
        read(path)


def test_a_name_in_a_table_of_people_is_no_name_of_an_event(tmp_path):
    heads = "id,received_at,user_id,name,email,traits_plan"
    (record,) = read(csv(tmp_path / "identifies.csv", heads, f"m1,{AT},U1,Zoë,z@mail.example,gold"))
    assert "name" not in record
    assert record["traits"] == {"name": "Zoë", "email": "z@mail.example", "plan": "gold"}


# Snowplow's atomic events


@pytest.mark.parametrize(
    ("changed", "kind", "act"),
    [
        ({}, "page", None),
        ({"event": "page_ping"}, "track", "page_ping"),
        ({"event": "struct", "se_action": "play", "se_category": "video"}, "track", "play"),
        ({"event": "unstruct", "event_name": "link_click"}, "track", "link_click"),
        ({"event": "unstruct", "event_name": "screen_view"}, "screen", None),
        ({"event": "unstruct", "event_name": "login"}, "identify", None),
        ({"event": "transaction", "tr_orderid": "SO-1"}, "track", "Order Completed"),
        ({"event": "transaction_item", "ti_sku": "S88"}, "track", "transaction_item"),
        ({"event": "ad_impression"}, "ad_impression", None),
    ],
)
def test_a_word_of_snowplow_is_a_type_and_an_act(tmp_path, changed, kind, act):
    (record,) = read(atomic(tmp_path / "a.tsv", shown(**changed)))
    assert (record["type"], record.get("event")) == (kind, act)
    assert record["_event"] == changed.get("event", "page_view")


def test_an_atomic_event_stands_where_the_message_has_it(tmp_path):
    order = {"tr_orderid": "SO-1", "tr_total": "299.00", "tr_currency": "CNY"}
    click = {"mkt_source": "Google", "mkt_clickid": "EJ_x", "mkt_network": "Google"}
    own = {"user_ipaddress": "203.0.113.7", "geo_country": "CN", "user_id": "U1"}
    (record,) = read(
        atomic(tmp_path / "a.tsv", shown(event="transaction", **order, **click, **own))
    )
    assert record["properties"] == {"order_id": "SO-1", "revenue": "299.00", "currency": "CNY"}
    told = {"source": "Google", "click_id": "EJ_x", "network": "Google"}
    assert record["context"]["campaign"] == told
    assert record["context"]["snowplow"] == {"geo_country": "CN"}
    assert (record["userId"], record["context"]["ip"]) == ("U1", "203.0.113.7")


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({}, AT),
        ({"derived_tstamp": "", "true_tstamp": "2026-11-17 02:00:00"}, "2026-11-17 02:00:00"),
        ({"derived_tstamp": ""}, "2026-11-17 02:11:44.000"),
    ],
)
def test_the_derived_time_counts_before_the_collectors(tmp_path, changed, at):
    (record,) = read(atomic(tmp_path / "a.tsv", shown(**changed)))
    assert (record["timestamp"], record["receivedAt"]) == (at, "2026-11-17 02:11:44.000")


def test_described_data_are_properties_with_their_numbers_as_written(tmp_path):
    data = {"unstruct_event_com_shop_product_added_1": '{"sku":"S88","n":12345678901234567890.10}'}
    (record,) = read(atomic(tmp_path / "a.tsv", shown(event="unstruct", **data)))
    assert record["properties"] == {"sku": "S88", "n": "12345678901234567890.10"}


def test_quotation_marks_and_commas_of_a_raw_tsv_are_characters(tmp_path):
    first = shown(page_title='"5 stars" review', page_url="https://s/?" + ",".join("a" * 3_000))
    path = atomic(tmp_path / "a.tsv", first, shown(event_id="e2", page_title='"odd'))
    assert [one["properties"]["title"] for one in read(path)] == ['"5 stars" review', '"odd']
    packed = compressed(tmp_path / "b.tsv.gz", path.read_bytes())
    assert read(packed) == read(path)


def test_a_tsv_that_quotes_is_read_as_it_means(tmp_path):
    quoted = '"a ""b""\tc"'
    (record,) = read(atomic(tmp_path / "a.tsv", shown(page_title=quoted)))
    assert record["properties"]["title"] == 'a "b"\tc'


def test_typed_columns_of_parquet_tell_the_same(tmp_path):
    frame = pl.DataFrame([shown(event="transaction", tr_orderid="SO-1", page_title=None)])
    typed = frame.with_columns(
        pl.col("collector_tstamp", "derived_tstamp").str.to_datetime(),
        tr_total=pl.lit("299.50").cast(pl.Decimal(10, 2)),
        ti_quantity=pl.lit(2),
        contexts_x_1=pl.lit("zoe@mail.example"),
        derived_contexts=pl.struct(a=pl.lit(1)),
    )
    typed.write_parquet(tmp_path / "a.parquet")
    (record,) = read(tmp_path / "a.parquet")
    assert record["properties"] == {"order_id": "SO-1", "revenue": "299.50", "quantity": "2"}
    assert record["timestamp"] == "2026-11-17 02:11:43.020000"
    assert json.loads(record["context"]["snowplow"]["derived_contexts"])["a"] == 1
    assert "contexts_x_1" not in record["context"]["snowplow"]


def test_131_columns_without_a_header_are_refused_by_name(tmp_path):
    path = tmp_path / "enriched.tsv"
    path.write_text("\t".join(["shop", "web", AT, *["x"] * 128]) + "\n")
    with pytest.raises(BadReply, match=r"enriched\.tsv: has no header: 131 columns.*put the line"):
        read(path)


# Tracking tables of the house


def test_a_tracking_table_is_read_under_either_language(tmp_path):
    line = f"{AT},$pageview,d-1,,,https://s/p,,"
    chinese = read(house(tmp_path / "a.csv", line, encoding="gb18030"))
    english = "event_time,event,distinct_id,original_id,login_id,$url,source,properties"
    assert read(house(tmp_path / "b.csv", line, heads=english)) == chinese
    cells = [one or None for one in line.split(",")]
    titled = [["埋点明细"], HOUSE.split(","), cells]
    assert read(workbook(tmp_path / "c.xlsx", titled)) == chinese
    (record,) = chinese
    assert (record["type"], record["event_time"], record["anonymousId"]) == ("page", AT, "d-1")


@pytest.mark.parametrize(
    ("word", "kind", "act"),
    [
        ("$pageview", "page", None),
        ("$AppViewScreen", "screen", None),
        ("$MPViewScreen", "screen", None),
        ("$AppStart", "track", "$AppStart"),
        ("$SignUp", "identify", None),
        ("AddToCart", "track", "Product Added"),
        ("提交表单", "track", "Lead Submitted"),
        ("领券", "track", "领券"),
    ],
)
def test_a_word_of_the_house_is_a_type_and_an_act(tmp_path, word, kind, act):
    (record,) = read(house(tmp_path / "a.csv", f"{AT},{word},d-1,,,,,"))
    assert (record["type"], record.get("event"), record["_event"]) == (kind, act, word)


def test_no_event_is_a_total(tmp_path):
    heads = "event,event_time,distinct_id"
    lines = [f"{word},{AT},d-1" for word in ("合计", "点击合计", "共3人", "小计:")]
    assert len(read(house(tmp_path / "a.csv", *lines, heads=heads))) == 4


@pytest.mark.parametrize(
    ("distinct", "original", "login", "whose"),
    [
        ("d-1", "", "", ("d-1", None)),
        ("d-1", "d-1", "", ("d-1", None)),
        ("d-1", "", "U1", ("d-1", "U1")),
        ("U1", "", "U1", (None, "U1")),
        ("U1", "d-1", "", ("d-1", "U1")),
        ("U7", "", "", (None, "U7")),
        ("13800000001", "", "", (None, "13800000001")),
        ("zoe@mail.example", "", "", (None, "zoe@mail.example")),
    ],
)
def test_a_distinct_id_is_the_visitors_until_he_signs_in(
    tmp_path, distinct, original, login, whose
):
    lines = [f"{AT},click,{distinct},{original},{login},,,", f"{AT},$SignUp,U7,d-7,,,,"]
    record, signed = read(house(tmp_path / "a.csv", *lines))
    assert (record.get("anonymousId"), record.get("userId")) == whose
    assert (signed["anonymousId"], signed["userId"]) == ("d-7", "U7")


def test_properties_stand_in_columns_or_in_json(tmp_path):
    own = '"{""$url"":""https://s"",""$utm_source"":""douyin"",""sku"":""S88"",""n"":1.50}"'
    (record,) = read(house(tmp_path / "a.csv", f"{AT},click,d-1,,,,,{own}"))
    assert record["properties"] == {"url": "https://s", "sku": "S88", "n": "1.50"}
    assert record["context"]["campaign"] == {"source": "douyin"}
    heads = "事件时间,事件名,页面地址,$utm_source,sku,n"
    path = house(tmp_path / "b.csv", f"{AT},click,https://s,douyin,S88,1.50", heads=heads)
    assert read(path)[0]["properties"] == record["properties"]


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("https://www.baidu.com/s", ("https://www.baidu.com/s", None)),
        ("抖音", (None, "抖音")),
    ],
)
def test_a_source_is_an_address_or_a_tag(tmp_path, told, at):
    (record,) = read(house(tmp_path / "a.csv", f"{AT},$pageview,d-1,,,,{told},"))
    campaign = record.get("context", {}).get("campaign", {})
    assert (record.get("properties", {}).get("referrer"), campaign.get("source")) == at


def test_one_event_has_one_id_however_often_it_was_received(tmp_path):
    heads = "time,event,distinct_id,$url,receive_time"
    lines = [f"{AT},click,d-1,https://s,2026-11-17 10:00:0{second}" for second in (1, 2)]
    first, again, other = read(
        house(tmp_path / "a.csv", *lines, f"{AT},click,d-2,https://s,", heads=heads)
    )
    assert first["messageId"] == again["messageId"] != other["messageId"]
    (own,) = read(house(tmp_path / "b.csv", f"{AT},click,x-1", heads="time,event,event_id"))
    assert own["messageId"] == "x-1"


def test_a_heading_may_say_that_its_clock_is_utc(tmp_path):
    (record,) = read(
        house(tmp_path / "a.csv", f"{AT},click,d-1", heads="事件时间（UTC）,事件名,设备ID")
    )
    assert record["timestamp"] == AT
    assert "event_time" not in record


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (f'{AT},click,d-1,,,,,"{{""a"": 1"', "properties"),
        (f"{AT},click,d-1,,,,,[1],", "properties"),
        (f"{AT},click,d-1,,,,,,one cell more", "line"),
    ],
)
def test_what_cannot_be_read_is_named_for_the_quarantine(tmp_path, line, what):
    (record,) = read(house(tmp_path / "a.csv", line))
    assert record["_unread"] == what


# Files of another kind


def test_a_table_of_another_kind_is_refused_with_the_nearest_form(tmp_path):
    with pytest.raises(BadReply, match=r"a\.csv: holds no table of events\. drop events of Seg"):
        read(csv(tmp_path / "a.csv", "day,spend", "2026-11-17,1"))
    with pytest.raises(BadReply, match=r"nearest is atomic events of Snowplow.*collector_tstamp"):
        read(csv(tmp_path / "b.csv", "event_id,event,derived_tstamp,domain_userid", "a,b,c,d"))


def test_a_hidden_sheet_is_left_out_and_said_to_be(tmp_path, caplog):
    def draft(_, sheet):
        sheet.write_row(0, 0, ["time", "event", "distinct_id"])
        sheet.write_row(1, 0, [AT, "click", "d-9"])
        sheet.hide()

    path = workbook(tmp_path / "a.xlsx", [HOUSE.split(","), [AT, "click", "d-1"]], draft)
    with caplog.at_level(logging.WARNING):
        assert [one["anonymousId"] for one in read(path)] == ["d-1"]
    assert "hidden sheet left out" in caplog.text


def test_a_long_table_leaves_in_pages(tmp_path, monkeypatch):
    monkeypatch.setattr("connectors.web.clickstream_tables.LINES_PER_PAGE", 2)
    path = house(tmp_path / "a.csv", *(f"{AT},click,d-{n},,,,," for n in range(5)))
    assert [len(page.records) for page in pages("clickstream", "events", path)] == [2, 2, 1]
