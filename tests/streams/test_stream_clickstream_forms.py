"""One world's events in each form of the contract: the rows are those of the JSON lines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pulled import KEY, whole

from connectors.web.clickstream import events as read
from pipelines.streams import STREAMS
from pipelines.streams.clean import Cleaned, RawPull, clean
from sandbox.web import (
    clickstream,
    clickstream_forms,
    clickstream_house,
    clickstream_snowplow,
)

EVENTS = STREAMS["clickstream__events"]
AT = datetime(2026, 11, 14, 1, 30, tzinfo=UTC)
DAYS = 9  # each dialect of a form three times or more
OURS = ("account_id", "_pulled_at", "_pull_id")
PLACE = (
    "page_url",
    "page_path",
    "referrer_url",
    "title",
    "ip_hash",
    "user_agent",
    "is_data_centre",
)
OF_PAGE = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_source_raw",
    "utm_medium_raw",
)
BESIDE = pl.col("event_type") != "identify"
Write = Callable[..., list[Path]]


def taken(world: Any, folder: Path, write: Write) -> list[Cleaned]:
    """Every file of a form, read and cleaned; nothing set aside, no unknown field."""
    found = []
    for path in write(world, folder, world.first_day + timedelta(days=DAYS)):
        lines = [bytes(raw) for page in read(path) for raw in page.records]
        parts = [("part-0", b"\n".join(lines) + b"\n")]
        one = clean(EVENTS, RawPull(path.stem, path.stem, AT, parts), hash_key=KEY)
        assert whole(one)
        assert one.drift == []
        assert one.quarantined.is_empty(), (path.name, one.quarantined["_reason"].to_list())
        found.append(one)
    return found


def once(found: list[Cleaned]) -> pl.DataFrame:
    """The earliest delivery of each message, as staging takes it."""
    rows = pl.concat(one.good.drop(OURS) for one in found)
    return (
        rows.sort("received_at", "message_id").unique("message_id", keep="first").sort("message_id")
    )


@pytest.fixture(scope="module")
def told(world, tmp_path_factory):
    """What the JSON lines say."""
    return taken(world, tmp_path_factory.mktemp("lines"), clickstream.write)


def test_a_warehouses_table_tells_the_same_in_every_column(world, told, tmp_path):
    found = taken(world, tmp_path, clickstream_forms.write)
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ".gz"}
    assert_frame_equal(once(found), once(told))
    assert [one.repeats for one in found] == [one.repeats for one in told]


def test_snowplow_tells_the_same_and_heartbeats_beside(world, told, tmp_path):
    found = taken(world, tmp_path, clickstream_snowplow.write)
    rows, truth = once(found), once(told)
    beats = rows.filter(event_name="page_ping")
    assert beats.height > 200
    assert set(beats["event_type"]) == {"track"}
    rows = rows.filter(pl.col("event_name").ne_missing("page_ping"))
    always = [name for name in truth.columns if name not in (*PLACE, *OF_PAGE, "sku")]
    assert_frame_equal(rows.select(always), truth.select(always))
    acts, true_acts = rows.filter(BESIDE), truth.filter(BESIDE)
    assert_frame_equal(acts.select(PLACE), true_acts.select(PLACE))
    pages = pl.col("event_type") == "page"
    assert_frame_equal(rows.filter(pages), truth.filter(pages))
    carts = pl.col("event_name") == "Product Added"
    assert_frame_equal(rows.filter(carts), truth.filter(carts))


def test_of_an_id_used_again_the_first_counts_and_the_others_are_counted(world, told, tmp_path):
    found = taken(world, tmp_path, clickstream_snowplow.write)
    assert "copied" not in once(found)["title"].to_list()
    assert sum(one.repeats for one in found) > sum(one.repeats for one in told) + 50


def test_a_house_table_tells_the_same_whatever_its_headings(world, told, tmp_path):
    found = taken(world, tmp_path, clickstream_house.write)
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ".gz", ".xlsx"}
    rows, truth = once(found), once(told)
    assert rows.height == truth.height
    keys = ["anonymous_id", "occurred_at", "event_type", "event_name"]
    ours = ["message_id", "received_at", "user_hash", "is_clock_skewed", *PLACE, *OF_PAGE]
    same = [name for name in truth.columns if name not in ours]
    assert_frame_equal(rows.select(same).sort(keys), truth.select(same).sort(keys))
    # It does not say when an event was sent, so no clock of it can be seen to be wrong.
    assert truth["is_clock_skewed"].any() and not rows["is_clock_skewed"].any()
    acts, true_acts = (one.filter(BESIDE).sort(keys) for one in (rows, truth))
    assert_frame_equal(acts.select(PLACE), true_acts.select(PLACE))
    pages, true_pages = (one.filter(event_type="page") for one in (acts, true_acts))
    assert_frame_equal(pages.select(OF_PAGE), true_pages.select(OF_PAGE))
    pairs = ["anonymous_id", "user_hash"]
    known = truth.drop_nulls(pairs).select(pairs).unique().sort(pairs)
    assert_frame_equal(rows.drop_nulls(pairs).select(pairs).unique().sort(pairs), known)
    assert rows["anonymous_id"].null_count() == truth["anonymous_id"].null_count()
