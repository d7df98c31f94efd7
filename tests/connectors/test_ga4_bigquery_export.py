"""Google's event tables as files: three forms, one record; another kind of file is refused."""

import json

import polars as pl
import pytest
from dropped import compressed, csv, rows

from connectors.core import BadReply

FOLDER, FEED = "ga4_bigquery_export", "events"
TABLE = "analytics_345_events_20261117"
PARAMS = [
    {"key": "ga_session_id", "value": {"string_value": None, "int_value": "1794919000"}},
    {"key": "page_location", "value": {"string_value": "https://shop.example.cn/p/88"}},
    {"key": "session_engaged", "value": {"int_value": "1"}},
]
EVENT = {
    "event_date": "20261117",
    "event_timestamp": "1794920102345678",
    "event_name": "page_view",
    "user_pseudo_id": "1744011223.1794919000",
    "stream_id": "3811223344",
    "event_params": PARAMS,
    "items": [{"item_id": "S88"}, {"item_id": "S89"}],
}


def lines(path, *events):
    path.write_bytes(b"".join(json.dumps(event).encode() + b"\n" for event in events))
    return path


def read(path):
    return rows(FOLDER, FEED, path)


def keys(path):
    return [record["_key"] for record in read(path)]


def test_parameters_leave_by_name_and_the_visitor_as_text(tmp_path):
    (record,) = read(lines(tmp_path / f"{TABLE}.jsonl", EVENT))
    assert record["event_params"] == {
        "ga_session_id": "1794919000",
        "page_location": "https://shop.example.cn/p/88",
        "session_engaged": "1",
    }
    assert record["user_pseudo_id"] == "1744011223.1794919000"
    assert record["_item_id"] == "S88"
    assert (record["_property_id"], record["_table_date"]) == ("345", "20261117")
    assert record["_is_intraday"] is False


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("events_20261117.json", (None, "20261117", False)),
        ("events_20261117-000000000003.ndjson", (None, "20261117", False)),
        ("analytics_9_events_intraday_20261118.jsonl", ("9", "20261118", True)),
        ("shop_events_november.jsonl", (None, None, False)),
    ],
)
def test_a_name_tells_the_property_the_day_and_whether_it_runs_still(tmp_path, name, told):
    (record,) = read(lines(tmp_path / name, EVENT))
    assert (record["_property_id"], record["_table_date"], record["_is_intraday"]) == told


@pytest.mark.parametrize(
    "changed",
    [
        {"event_timestamp": "1794920102345679"},
        {"user_pseudo_id": "1744011223.1794919001"},
        {"event_name": "scroll"},
        {"stream_id": "1"},
        {"batch_event_index": "2"},
        {"event_params": PARAMS[:2]},
    ],
)
def test_what_differs_in_anything_that_tells_events_apart_has_another_key(tmp_path, changed):
    first, other = keys(lines(tmp_path / f"{TABLE}.jsonl", EVENT, EVENT | changed))
    assert first != other


def test_order_nulls_and_slots_of_parameters_do_not_change_the_key(tmp_path):
    text = {"key": "session_engaged", "value": {"string_value": "1", "int_value": None}}
    same = EVENT | {"event_params": [text, *PARAMS[:2]], "user_id": None}
    first, other = keys(lines(tmp_path / f"{TABLE}.jsonl", EVENT, same))
    assert first == other


def test_a_parameter_with_two_slots_is_named(tmp_path):
    twice = {"key": "value", "value": {"int_value": "0", "double_value": 0.5}}
    none = {"key": "empty", "value": {}}
    (record,) = read(lines(tmp_path / f"{TABLE}.jsonl", EVENT | {"event_params": [twice, none]}))
    assert (record["_doubled"], record["event_params"]) == ("value", {"value": "0"})


def test_parquet_tells_the_same_event_under_the_same_key(tmp_path):
    value = {"string_value": None, "int_value": None}
    slots = [{"int_value": 1794919000}, {"string_value": "https://shop.example.cn/p/88"}]
    slots = [value | one for one in (*slots, {"int_value": 1})]
    named = ("ga_session_id", "page_location", "session_engaged")
    params = [{"key": key, "value": slot} for key, slot in zip(named, slots, strict=True)]
    table = pl.DataFrame([EVENT | {"event_timestamp": 1794920102345678, "event_params": params}])
    table.write_parquet(tmp_path / f"{TABLE}.parquet")
    (record,) = read(tmp_path / f"{TABLE}.parquet")
    (nested,) = read(lines(tmp_path / f"{TABLE}.jsonl", EVENT))
    assert record["event_params"] == nested["event_params"]
    assert record["event_timestamp"] == 1794920102345678
    assert record["_key"] == nested["_key"]


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("event_date,event_timestamp,event_name,param_ga_session_id,param_gclid",
         "20261117,2026-11-17T02:11:42.345678Z,page_view,1794919000,EAIa"),
        ("date,timestamp,name,ga_session_id,collected_traffic_source_gclid",
         "2026-11-17,2026-11-17 02:11:42.345678,page_view,1794919000,EAIa"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_flat_form_is_read_under_the_names_of_vendors(tmp_path, heads, cells, encoding):
    path = csv(
        tmp_path / f"{TABLE}.csv",
        f"{heads},user_pseudo_id,param_plan,device_category",
        f"{cells},1744011223.1794919000,金卡,mobile",
        encoding=encoding,
    )
    (record,) = read(path)
    assert record["event_name"] == "page_view"
    assert record["event_params"] == {"ga_session_id": "1794919000", "plan": "金卡"}
    assert record["collected_traffic_source"] == {"gclid": "EAIa"}
    assert record["user_pseudo_id"] == "1744011223.1794919000"
    assert record["device"] == {"category": "mobile"}
    assert len(record["_key"]) == 32


def test_a_line_that_is_no_event_leaves_for_the_quarantine(tmp_path):
    path = lines(tmp_path / f"{TABLE}.jsonl", EVENT)
    odd = b'{"event_date":"2026\n[1]\n'
    path.write_bytes(path.read_bytes() + odd)
    with pytest.raises(json.JSONDecodeError):
        read(path)
    zipped = compressed(tmp_path / f"{TABLE}.jsonl.gz", lines(path, EVENT).read_bytes())
    assert keys(zipped) == keys(path)


def test_odd_parameters_do_not_stop_the_file(tmp_path):
    odd = EVENT | {"event_params": ["x", {"key": None, "value": 3}], "items": [None]}
    (record,) = read(lines(tmp_path / f"{TABLE}.jsonl", odd))
    assert record["event_params"] == {}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("events_20261117.jsonl", b'{"messageId":"m1","type":"page"}\n',
         "nearest is the event export of Google Analytics 4; missing: event_date, "
         "event_timestamp, event_name; not known: messageId, type"),
        ("events_20261117.jsonl", b"event_date,event_name\n", "holds no JSON object"),
        ("events_20261117.avro", b"Obj\x01", "is Avro, which is not read"),
        ("events_20261117.parquet", b"PAR1 not at all", "is no Parquet file"),
        ("events_20261117.csv", b"date,timestamp,name,user_id\n2026-11-17,x,y,z\n",
         "nearest is events of Google Analytics 4, flat.*missing: param_ga_session_id"),
        ("events_20261117.csv", b"<html><body>log in", "is a web page"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_refused_by_name(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadReply, match=says):
        read(path)
