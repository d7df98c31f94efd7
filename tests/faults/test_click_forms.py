"""One world's click stream in each form, dropped and loaded: the warehouse holds the same."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from trial import Trial

from sandbox.web import (
    clickstream,
    clickstream_forms,
    clickstream_house,
    clickstream_snowplow,
)

pytestmark = pytest.mark.warehouse

EVENTS = "clickstream__events"
DAYS = 6  # each dialect of a form twice or more
BEATS = pl.col("event_name").eq_missing("page_ping")


def dropped(folder: Path, sandbox: Any, world: Any, *forms: Any) -> Trial:
    """A data folder in whose inbox the days lie in these forms."""
    trial = Trial(folder, sandbox, world, ("clickstream",))
    for form in forms:
        form.write(world, folder / "inbox" / "clickstream", world.first_day + timedelta(days=DAYS))
    return trial


def stored(trial: Trial) -> pl.DataFrame:
    """Each message by its earliest delivery; nothing refused, nothing set aside."""
    took = trial.load()
    assert took.exit_code == 0, took.told
    assert took.drift == set()
    assert trial.reasons(EVENTS) == []
    rows = trial.rows(EVENTS).drop("account_id").sort("message_id", "received_at")
    return rows.unique("message_id", keep="first", maintain_order=True)


@pytest.fixture(scope="module")
def told(tmp_path_factory, platforms, world) -> pl.DataFrame:
    """What the JSON lines say."""
    folder = tmp_path_factory.mktemp("lines") / "home"
    return stored(dropped(folder, platforms, world, clickstream))


def test_a_warehouses_tables_load_as_the_messages_do(sandbox, world, tmp_path, told):
    trial = dropped(tmp_path / "home", sandbox, world, clickstream_forms)
    assert_frame_equal(stored(trial), told)
    assert trial.load().report.pulls == 0


def test_snowplows_pages_and_orders_load_as_the_messages_do(sandbox, world, tmp_path, told):
    rows = stored(dropped(tmp_path / "home", sandbox, world, clickstream_snowplow))
    assert rows.filter(BEATS).height > 100
    rows = rows.filter(~BEATS)
    pages = pl.col("event_type") == "page"
    assert_frame_equal(rows.filter(pages), told.filter(pages))
    money = ["message_id", "order_id", "revenue", "currency_code", "anonymous_id", "occurred_at"]
    assert_frame_equal(rows.select(money), told.select(money))


def test_a_houses_tables_tell_as_many_events_of_as_many_visitors(sandbox, world, tmp_path, told):
    rows = stored(dropped(tmp_path / "home", sandbox, world, clickstream_house))
    keys = ["anonymous_id", "occurred_at", "event_type", "event_name", "page_url", "revenue"]
    acts = [one.filter(pl.col("event_type") != "identify") for one in (rows, told)]
    ours, theirs = (one.select(keys).sort(keys) for one in acts)
    assert_frame_equal(ours, theirs)


def test_one_day_told_in_two_forms_is_refused_nowhere_and_counted_twice_nowhere(
    sandbox, world, tmp_path, told
):
    trial = dropped(tmp_path / "home", sandbox, world, clickstream, clickstream_forms)
    inbox = tmp_path / "home" / "inbox" / "clickstream"
    for path in inbox.glob("*.csv*"):
        path.rename(path.with_name(f"dump_{path.name}"))
    assert_frame_equal(stored(trial), told)


def test_a_table_of_another_kind_is_named_and_the_others_are_loaded(sandbox, world, tmp_path):
    trial = dropped(tmp_path / "home", sandbox, world, clickstream_forms)
    inbox = tmp_path / "home" / "inbox" / "clickstream"
    inbox.joinpath("enriched.tsv").write_text("\t".join(["shop", *["x"] * 130]) + "\n")
    took = trial.load()
    assert took.exit_code == 3
    assert "enriched.tsv: has no header: 131 columns" in took.told
    assert trial.rows(EVENTS).height > 1_000
