"""From the bytes as sent to the tables: nothing lost, nothing doubled, each row traceable."""

import json
from decimal import Decimal

import pytest

from pipelines.lake import Lake
from pipelines.streams.clean import clean
from tests.warehouse.made import LOADED_AT, at, lines, ready, report, rows

pytestmark = pytest.mark.warehouse

HASH_KEY = "a key for tests only"


def landed(lake, stream, *records, days=("2026-11-01", "2026-11-02")):
    """A pull of these records, as a connector leaves it."""
    from_day, to_day = (at(24 * (int(day[-2:]) - 1)).date() for day in days)
    with lake.new_pull(
        connector=stream.connector,
        feed=stream.feed,
        account="a",
        start=from_day,
        end=to_day,
        api_version="1",
        pulled_at=at(60),
    ) as writer:
        writer.write(json.dumps(record).encode() for record in records)
    return writer.pull


def load(lake, warehouse, stream, pull):
    """Clean, write, store."""
    cleaned = clean(stream, lake.read_raw(pull), hash_key=HASH_KEY)
    batch = lake.write_clean(stream.name, pull, cleaned)
    return warehouse.replace(stream, [batch], run_id="run", loaded_at=LOADED_AT)


def test_every_record_is_in_the_table_or_in_quarantine(tmp_path):
    lake, warehouse = Lake(tmp_path / "lake"), ready(tmp_path)
    pull = landed(
        lake,
        report,
        {"day": "2026-11-01", "ad": "1", "spend": "1.10"},
        {"day": "2026-11-02", "ad": "1", "spend": "2.20"},
        {"day": "2026-11-02", "ad": "1", "spend": "2.20"},
        {"day": "2026-11-02", "ad": "2", "spend": "n/a"},
    )
    done = load(lake, warehouse, report, pull)
    assert (done.incoming, done.stored, done.outside) == (2, 2, 0)
    stored = "select account_id, ad_id, spend, _pull_id from source.shop__report order by spend"
    assert rows(warehouse, stored) == [
        ("a", "1", Decimal("1.10"), pull.pull_id),
        ("a", "1", Decimal("2.20"), pull.pull_id),
    ]
    aside = "select reason, raw, part, line, day::varchar from quarantine.rows"
    [(reason, raw, part, line, day)] = rows(warehouse, aside)
    assert (reason, json.loads(raw)["spend"]) == ("unreadable:spend", "n/a")
    assert (part, line, day) == ("part-00000.jsonl.zst", 4, "2026-11-02")
    counted = "select received, good, quarantined, repeats from ops.loads"
    assert rows(warehouse, counted) == [(4, 2, 1, 1)]


def test_a_parent_without_children_takes_the_old_ones_away(tmp_path):
    lake, warehouse = Lake(tmp_path / "lake"), ready(tmp_path)
    first = landed(
        lake,
        lines,
        {"id": "1", "lines": [{"sku": "tent"}, {"sku": "bag"}]},
        {"id": "2", "lines": [{"sku": "lamp"}]},
    )
    load(lake, warehouse, lines, first)
    second = landed(lake, lines, {"id": "1", "lines": []})
    load(lake, warehouse, lines, second)
    assert rows(warehouse, "select order_id, sku from source.shop__lines") == [("2", "lamp")]
    load(lake, warehouse, lines, first)
    assert rows(warehouse, "select order_id, sku from source.shop__lines") == [("2", "lamp")]
