"""The list of streams, and what every stream on it must be."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from pulled import AT, KEY

from pipelines.streams import STREAMS, by_name
from pipelines.streams.clean import RawPull, clean
from pipelines.streams.spec import Stream

TYPES = {pl.String, pl.Date, pl.Int64, pl.Float64, pl.Boolean, pl.Datetime, pl.Decimal}
PLATFORMS = {name.partition("__")[0] for name in STREAMS} & {
    *("google_ads", "meta_ads", "tiktok_ads", "ocean_engine", "wechat_official_account"),
    *("youtube", "hubspot", "salesforce", "wecom", "fxiaoke", "xiaoshouyi", "typeform", "shopify"),
    *("surveymonkey", "qualtrics", "tencent_survey", "wenjuanxing_api", "brand_survey_shapes"),
}
REASON = r"^(unreadable:)?[a-z][a-z0-9_]*$"


@pytest.fixture(params=STREAMS.values(), ids=list(STREAMS))
def stream(request) -> Stream:
    return request.param


def test_a_stream_names_its_table_grain_and_feed(stream):
    assert stream.name == f"{stream.connector}__{stream.table}"
    assert stream.grain.startswith("one row per ")
    assert stream.feed


def test_types_are_the_seven_that_tables_have(stream):
    assert {dtype.base_type() for dtype in stream.schema.values()} <= TYPES
    assert list(stream.schema)[-3:] == ["account_id", "_pulled_at", "_pull_id"]
    for name, dtype in stream.schema.items():
        if dtype.base_type() is pl.Decimal:
            assert dtype == pl.Decimal(18, 6), name
        if dtype.base_type() is pl.Datetime:
            assert dtype == pl.Datetime("us"), name


def test_endings_of_names_keep_their_promise(stream):
    promised: dict[str, Any] = {"_id": pl.String, "_hash": pl.String, "_at": pl.Datetime}
    promised |= {"_date": pl.Date, "_month": pl.Date}
    for name, dtype in stream.schema.items():
        for ending, kind in promised.items():
            if name.endswith(ending) and not name.startswith("platform_"):
                assert dtype.base_type() is kind, name
        if name.startswith(("is_", "has_")):
            assert dtype == pl.Boolean, name


def test_reasons_are_states_of_a_bad_row(stream):
    for reason in stream.quarantine:
        assert pl.Series([reason]).str.contains(REASON).all(), reason


def test_expectations_say_how_many_rows_and_one_per_key(stream):
    asked: list[tuple[str, dict]] = []

    class Recorder(SimpleNamespace):
        def __getattr__(self, name: str):
            return lambda **told: asked.append((name, told)) or (name, told)

    stream.suite(Recorder())
    names = [name for name, _ in asked]
    assert "ExpectTableRowCountToBeBetween" in names
    if stream.connector in PLATFORMS and len(stream.key) > 1:
        compound = [told["column_list"] for name, told in asked if "Compound" in name]
        assert sorted(stream.key) in [sorted(columns) for columns in compound]
    for _, told in asked:
        for column in [told.get("column"), *told.get("column_list", [])]:
            assert column is None or column in stream.schema


def test_no_records_give_an_empty_table(stream):
    result = clean(stream, RawPull("a1", "p", AT, []), hash_key=KEY)
    assert result.good.schema == pl.Schema(stream.schema)
    assert (result.parents is not None) == bool(stream.replace_by)


def test_lines_that_are_no_records_are_set_aside(stream):
    broken = RawPull("a1", "p", AT, [("part", b'[]\n{\n"a"\n{"y": "\xff"}\n')])
    assert clean(stream, broken, hash_key=KEY).quarantined.height == 4


def test_two_streams_of_one_name_are_a_mistake():
    some = next(iter(STREAMS.values()))
    with pytest.raises(ValueError, match="one name"):
        by_name(some, some)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"keys": ("nothing",)}, "no such columns: nothing"),
        ({"load": "append"}, "load is one of"),
        ({"load": "snapshot"}, "names its day column"),
        ({"day": None}, "names its day column"),
        ({"load": "merge", "day": None}, "which row is newest"),
        ({"controls": {"cost": "cost"}}, "no such columns: cost"),
    ],
)
def test_a_stream_that_cannot_be_loaded_is_refused_where_it_is_written(change, message):
    with pytest.raises(ValueError, match=message):
        replace(STREAMS["tiktok_ads__ad_report"], **change)
