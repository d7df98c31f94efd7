"""Google's event tables as the sandbox takes them out: read again with other tools."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from sandbox.web import ga4_bigquery_export as export

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.fixture(scope="module")
def tables(world, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    export.write(world, folder)
    return folder


def of(folder: Path, kind: str) -> list[dict]:
    """All events of the tables in JSON lines."""
    paths = sorted(folder.glob(f"*_events_{kind}2*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def params(event: dict) -> dict:
    return {param["key"]: param["value"] for param in event["event_params"]}


def test_a_table_is_a_day_of_the_property_in_microseconds(tables):
    events = of(tables, "")
    assert events
    for event in events:
        assert len(event["event_timestamp"]) == 16
        moment = datetime.fromtimestamp(int(event["event_timestamp"]) / 1e6, LOS_ANGELES)
        assert f"{moment:%Y%m%d}" == event["event_date"]
    assert {path.suffix for path in tables.iterdir()} == {".jsonl", ".parquet", ".csv"}
    parquet = pl.read_parquet(next(tables.glob("*.parquet")))
    assert parquet.schema["event_timestamp"] == pl.Int64
    assert parquet.schema["user_pseudo_id"] == pl.String


def test_every_oddity_of_the_contract_is_played(tables):
    events = of(tables, "")
    names = Counter(event["event_name"] for event in events)
    assert {"session_start", "add_to_cart", "Add To Cart", "audience_buyers"} <= set(names)
    slots = {tuple(params(e)["session_engaged"]) for e in events if e["event_name"] == "login"}
    assert slots == {("string_value",), ("int_value",)}
    orders = [e["ecommerce"]["transaction_id"] for e in events if e["event_name"] == "purchase"]
    assert len(set(orders)) < len(orders)
    assert any("user_pseudo_id" not in event for event in events)
    assert all("ga_session_id" not in params(e) for e in events if "user_pseudo_id" not in e)
    wrong = [e for e in events if e.get("collected_traffic_source", {}).get("gclid")]
    media = {e["collected_traffic_source"]["manual_medium"] for e in wrong}
    assert media == {"cpc", "organic"}


def test_the_running_day_stands_apart_and_yesterdays_was_left(tables):
    running = {event["event_date"] for event in of(tables, "intraday_")}
    assert running == {"20261112", "20261113"}
    assert not list(tables.glob("*_events_20261113.*"))
    assert list(tables.glob("*_events_20261112.*"))
    assert all("traffic_source" not in event for event in of(tables, "intraday_"))


def test_a_day_is_told_again_with_what_came_late(world, tables, tmp_path):
    late = world.web_events.filter(
        pl.col("received_at") - pl.col("occurred_at") > timedelta(days=1)
    )
    late = late.filter(pl.col("delivery") == 1).join(world.tagged.filter("is_exported"), "visit_id")
    told = late.select("occurred_at", "received_at").rows()
    days = [(f"{at.astimezone(LOS_ANGELES):%Y%m%d}", came) for at, came in told]
    day, came = next(one for one in days if list(tables.glob(f"*_events_{one[0]}.jsonl")))
    export.write(world, tmp_path, came.astimezone(ZoneInfo("Asia/Shanghai")).date())
    before, after = (next(each.glob(f"*_events_{day}.jsonl")) for each in (tmp_path, tables))
    first, last = (set(path.read_bytes().splitlines()) for path in (before, after))
    assert first < last
