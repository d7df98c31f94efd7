"""Since which day an object of a snapshot stood as it did."""

from datetime import timedelta
from itertools import permutations

import pytest

from pipelines.streams.spec import Stream
from pipelines.warehouse import hashes
from tests.warehouse.made import (
    DAY,
    STREAMS,
    accounts,
    batch_of,
    never,
    pull_of,
    ready,
    rows,
    store,
    text,
)

pytestmark = pytest.mark.warehouse

SPELLS = """
    select shop_id, shop_name, valid_from - date '2026-11-01', is_listed, _pull_id
    from source.shop__accounts__history order by account_id, shop_id, valid_from
"""


def told(folder, day, *shops, hour=2, account="a"):
    """What a snapshot of some day (and hour) showed."""
    pull = pull_of(accounts, day * 24 + hour, account=account)
    return batch_of(folder, accounts, pull, shops)


def spells(warehouse):
    return [row[:4] for row in rows(warehouse, SPELLS)]


def test_a_name_is_kept_since_the_day_it_was_seen_and_only_changes_make_rows(tmp_path):
    warehouse = ready(tmp_path)
    for day, name in enumerate(["Tent", "Tent", "Lamp", "Lamp", "Tent"]):
        store(warehouse, accounts, told(tmp_path, day, ("1", name), ("2", "Bag")))
    assert spells(warehouse) == [
        ("1", "Tent", 0, True),
        ("1", "Lamp", 2, True),
        ("1", "Tent", 4, True),
        ("2", "Bag", 0, True),
    ]


def test_the_days_last_snapshot_speaks_for_it(tmp_path):
    warehouse = ready(tmp_path)
    late, early = (told(tmp_path, 0, ("1", name), hour=at) for name, at in [("B", 9), ("A", 2)])
    store(warehouse, accounts, late)
    store(warehouse, accounts, early)
    assert spells(warehouse) == [("1", "B", 0, True)]
    assert rows(warehouse, SPELLS)[0][4] == late.pull.pull_id


def test_the_day_is_the_accounts_own_where_it_was_noted(tmp_path):
    warehouse = ready(tmp_path)
    batch = told(tmp_path, 0, ("1", "Tent"))
    pull = type(batch.pull)(**{**vars_of(batch.pull), "told_on": DAY + timedelta(5)})
    store(warehouse, accounts, type(batch)(**{**vars(batch), "pull": pull}))
    assert spells(warehouse) == [("1", "Tent", 5, True)]


def vars_of(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def test_what_is_gone_is_not_listed_until_it_comes_back(tmp_path):
    warehouse = ready(tmp_path)
    for day, shops in enumerate([[("1", "Tent")], [], [], [("1", "Tent")]]):
        store(warehouse, accounts, told(tmp_path, day, *shops))
    assert spells(warehouse) == [
        ("1", "Tent", 0, True),
        ("1", None, 1, False),
        ("1", "Tent", 3, True),
    ]


def test_accounts_do_not_mix(tmp_path):
    warehouse = ready(tmp_path)
    store(warehouse, accounts, told(tmp_path, 0, ("1", "A")), told(tmp_path, 0, account="b"))
    store(warehouse, accounts, told(tmp_path, 1, ("1", "B"), account="b"))
    assert spells(warehouse) == [("1", "A", 0, True), ("1", "B", 1, True)]


def test_any_order_of_snapshots_and_any_repetition_tell_the_same_history(tmp_path):
    told_by_day = [
        told(tmp_path, 0, ("1", "A"), ("2", "x")),
        told(tmp_path, 1, ("1", "B")),
        told(tmp_path, 2, ("1", "A"), ("3", "y")),
        told(tmp_path, 3, ("1", "A"), ("2", "x")),
    ]
    ends = set()
    for number, order in enumerate(list(permutations(told_by_day))[::3]):
        warehouse = ready(tmp_path / str(number), [accounts])
        with warehouse.open() as db:
            store(warehouse, accounts, *order[:2])
            for batch in (*order[2:], order[number % 4]):
                store(warehouse, accounts, batch)
            ends.add(str(hashes(db, "source", "ops", without=("loaded_at",))))
    assert len(ends) == 1
    assert spells(warehouse) == [
        ("1", "A", 0, True),
        ("1", "B", 1, True),
        ("1", "A", 2, True),
        ("2", "x", 0, True),
        ("2", None, 1, False),
        ("2", "x", 3, True),
        ("3", "y", 2, True),
        ("3", None, 3, False),
    ]


def test_a_load_that_is_killed_leaves_no_part_of_it(tmp_path, monkeypatch):
    warehouse = ready(tmp_path)
    store(warehouse, accounts, told(tmp_path, 0, ("1", "A")))
    with warehouse.open() as db:
        before = hashes(db, "source", "ops")
    monkeypatch.setattr("pipelines.warehouse.books.count_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        store(warehouse, accounts, told(tmp_path, 1, ("1", "B")))
    with warehouse.open() as db:
        assert hashes(db, "source", "ops") == before


def killed(*_):
    raise KeyboardInterrupt


def test_only_a_snapshot_has_a_history():
    with pytest.raises(ValueError, match="only a snapshot has a history"):
        Stream(
            name="shop__days",
            grain="one row per day",
            keys=("day",),
            columns={"day": text("day")},
            expectations=never,
            load="merge",
            newest="day",
            history=("day",),
        )


def test_streams_keep_their_tables_apart(tmp_path):
    warehouse = ready(tmp_path, STREAMS)
    found = rows(warehouse, "describe source.shop__accounts__history")
    assert [row[0] for row in found] == [
        "account_id",
        "shop_id",
        "shop_name",
        "valid_from",
        "is_listed",
        "_pulled_at",
        "_pull_id",
    ]
