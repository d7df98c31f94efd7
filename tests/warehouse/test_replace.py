"""Each kind of load ends with the newest word on each day, key, parent or account."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pipelines.pulls import Missing
from pipelines.warehouse import hashes
from tests.warehouse.made import (
    DAY,
    STREAMS,
    accounts,
    at,
    batch_of,
    clock,
    events,
    lines,
    orders,
    pull_of,
    ready,
    report,
    rows,
    spent,
    store,
)

pytestmark = pytest.mark.warehouse

SPENT = "select account_id, report_date, ad_id, spend from source.shop__report order by all"
COVERED = (
    "select account_id, day, state, reason from ops.coverage where feed = 'report' order by all"
)


def days(*numbers):
    return [DAY + timedelta(number) for number in numbers]


def test_all_tables_are_there_before_the_first_load(tmp_path):
    warehouse = ready(tmp_path)
    assert rows(warehouse, "from source.shop__report") == []
    assert rows(warehouse, "from source.shop__report__versions") == []
    assert rows(warehouse, "from ops.coverage") == []
    assert rows(warehouse, "describe source.shop__report")[2][:2] == ("spend", "DECIMAL(18,6)")


def test_a_window_replaces_its_days_and_no_others(tmp_path):
    warehouse = ready(tmp_path)
    first = [spent(0, "1", "1"), spent(1, "1", "2"), spent(1, "2", "3"), spent(2, "1", "4")]
    store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 1, days=(0, 2)), first))
    again = [spent(1, "1", "2.5")]
    store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 9, days=(1, 1)), again))
    assert rows(warehouse, SPENT) == [
        ("a", DAY, "1", Decimal("1")),
        ("a", days(1)[0], "1", Decimal("2.5")),
        ("a", days(2)[0], "1", Decimal("4")),
    ]


def test_an_older_pull_does_not_overwrite_a_newer_one(tmp_path):
    warehouse = ready(tmp_path)
    new = batch_of(tmp_path, report, pull_of(report, 9, days=(1, 1)), [spent(1, "1", "9")])
    old_rows = [spent(0, "1", "1"), spent(1, "1", "2"), spent(1, "2", "3")]
    old = batch_of(tmp_path, report, pull_of(report, 1, days=(0, 1)), old_rows)
    store(warehouse, report, new)
    done = store(warehouse, report, old)
    assert (done.incoming, done.stored) == (3, 1)
    assert [row[3] for row in rows(warehouse, SPENT)] == [Decimal(1), Decimal(9)]


def test_a_day_covered_without_a_row_is_not_a_day_missing(tmp_path):
    warehouse = ready(tmp_path)
    pull = pull_of(report, 1, days=(0, 2), provisional=[2])
    store(warehouse, report, batch_of(tmp_path, report, pull, [spent(0, "1", "1")]))
    gap = Missing(
        connector="shop",
        feed="report",
        account="b",
        start=DAY,
        end=DAY,
        reason="token refused",
        at=at(1),
    )
    warehouse.miss([gap])
    assert rows(warehouse, COVERED) == [
        ("a", days(0)[0], "complete", None),
        ("a", days(1)[0], "complete", None),
        ("a", days(2)[0], "provisional", "still filling when pulled"),
        ("b", days(0)[0], "missing", "token refused"),
    ]


def test_a_failure_leaves_an_earlier_complete_day_and_ends_with_the_next_pull(tmp_path):
    warehouse = ready(tmp_path)
    store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 1, days=(0, 0)), []))
    gap = Missing(
        connector="shop",
        feed="report",
        account="a",
        start=DAY,
        end=DAY + timedelta(1),
        reason="busy",
        at=at(30),
    )
    warehouse.miss([gap])
    assert [row[2] for row in rows(warehouse, COVERED)] == ["complete", "missing"]
    store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 31, days=(1, 1)), []))
    warehouse.miss([gap])
    assert [row[2] for row in rows(warehouse, COVERED)] == ["complete", "complete"]


def test_a_feed_is_covered_when_all_its_streams_are(tmp_path):
    warehouse = ready(tmp_path)
    pull = pull_of(orders, 1, days=(0, 0))
    store(warehouse, orders, batch_of(tmp_path, orders, pull, []))
    gap = Missing(
        connector="shop",
        feed="orders",
        stream="shop__lines",
        account="a",
        start=DAY,
        end=DAY,
        reason="gate: too few rows",
        at=at(1),
    )
    warehouse.miss([gap])
    covered = "select state, reason from ops.coverage where feed = 'orders'"
    assert rows(warehouse, covered) == [("missing", "gate: too few rows")]
    store(warehouse, lines, batch_of(tmp_path, lines, pull, [], parents=[]))
    assert rows(warehouse, covered) == [("complete", None)]


def test_first_reported_figures_stay_beside_the_latest(tmp_path):
    warehouse = ready(tmp_path)
    for hour, amount in ((1, "10"), (25, "10"), (49, "12"), (73, "12")):
        pull = pull_of(report, hour, days=(0, 0))
        store(warehouse, report, batch_of(tmp_path, report, pull, [spent(0, "1", amount)]))
    told = "select spend, _pulled_at from source.shop__report__versions order by _pulled_at"
    first, changed = clock(1), clock(49)
    assert rows(warehouse, told) == [(Decimal(10), first), (Decimal(12), changed)]


def test_a_part_of_a_day_is_not_its_first_report(tmp_path):
    warehouse = ready(tmp_path)
    early = pull_of(report, 1, days=(0, 0), provisional=[0])
    store(warehouse, report, batch_of(tmp_path, report, early, [spent(0, "1", "4")]))
    closed = pull_of(report, 25, days=(0, 0))
    store(warehouse, report, batch_of(tmp_path, report, closed, [spent(0, "1", "10")]))
    assert rows(warehouse, "select spend from source.shop__report__versions") == [(Decimal(10),)]


def test_rows_outside_the_window_are_set_aside_not_dropped(tmp_path):
    warehouse = ready(tmp_path)
    pull = pull_of(report, 1, days=(0, 0))
    done = store(
        warehouse,
        report,
        batch_of(tmp_path, report, pull, [spent(0, "1", "1"), spent(5, "1", "7")]),
    )
    assert (done.incoming, done.stored, done.outside) == (2, 1, 1)
    [(reason, raw)] = rows(warehouse, "select reason, raw from quarantine.rows")
    assert reason == "outside_window"
    assert '"report_date":"2026-11-06"' in raw


def test_a_bad_row_stays_in_quarantine_until_its_day_comes_again(tmp_path):
    warehouse = ready(tmp_path)
    bad = [("negative_spend", '{"x": 1}', 7, DAY, "1"), ("missing_key:day", "{}", 8, None, "2")]
    first = pull_of(report, 1, days=(0, 1))
    store(warehouse, report, batch_of(tmp_path, report, first, [], bad=bad))
    shown = "select reason, raw, line, day, account_id from quarantine.rows order by line"
    assert rows(warehouse, shown) == [
        ("negative_spend", '{"x": 1}', 7, DAY, "a"),
        ("missing_key:day", "{}", 8, None, "a"),
    ]
    store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 2, days=(0, 0)), []))
    assert [row[0] for row in rows(warehouse, shown)] == ["missing_key:day"]
    store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 3, days=(1, 1)), []))
    assert rows(warehouse, shown) == []


def test_a_merge_keeps_the_newest_of_each_key(tmp_path):
    warehouse = ready(tmp_path)
    new = [("1", "paid", clock(48)), ("2", "open", clock(48))]
    old = [("1", "open", clock(0)), ("3", "open", clock(0))]
    store(warehouse, orders, batch_of(tmp_path, orders, pull_of(orders, 60, days=(2, 2)), new))
    store(warehouse, orders, batch_of(tmp_path, orders, pull_of(orders, 70, days=(0, 0)), old))
    kept = "select order_id, status from source.shop__orders order by all"
    assert rows(warehouse, kept) == [("1", "paid"), ("2", "open"), ("3", "open")]


def test_a_merge_may_keep_the_earliest(tmp_path):
    warehouse = ready(tmp_path)
    for hour, received in ((1, 5), (2, 3), (3, 4)):
        pull = pull_of(events, hour, account="a")
        row = ("m", clock(received))
        store(warehouse, events, batch_of(tmp_path, events, pull, [row]))
    assert rows(warehouse, "select received_at from source.shop__events") == [(clock(3),)]


def test_children_are_replaced_with_their_parent(tmp_path):
    warehouse = ready(tmp_path)
    first = [("1", "tent"), ("1", "bag"), ("2", "lamp")]
    newer = [("1", "tent")]
    older = [("1", "candle"), ("3", "lamp")]
    for hour, told, parents in (
        (5, first, ["1", "2"]),
        (9, newer, ["1", "2"]),
        (1, older, ["1", "3"]),
    ):
        pull = pull_of(lines, hour, days=(0, 0))
        store(warehouse, lines, batch_of(tmp_path, lines, pull, told, parents=parents))
    kept = "select order_id, sku from source.shop__lines order by all"
    assert rows(warehouse, kept) == [("1", "tent"), ("3", "lamp")]


def test_a_snapshot_replaces_its_account_also_when_empty(tmp_path):
    warehouse = ready(tmp_path)
    kept = "select account_id, shop_id from source.shop__accounts order by all"
    for account in "ab":
        pull = pull_of(accounts, 1, account=account)
        store(warehouse, accounts, batch_of(tmp_path, accounts, pull, [("1", "x"), ("2", "y")]))
    store(warehouse, accounts, batch_of(tmp_path, accounts, pull_of(accounts, 30), []))
    older = batch_of(tmp_path, accounts, pull_of(accounts, 20), [("9", "z")])
    store(warehouse, accounts, older)
    assert rows(warehouse, kept) == [("b", "1"), ("b", "2")]
    covered = "select account_id, day from ops.coverage order by all"
    assert rows(warehouse, covered) == [("a", date(2026, 11, 2)), ("b", DAY)]


def test_the_load_log_tells_where_the_rows_went(tmp_path):
    warehouse = ready(tmp_path)
    pull = pull_of(report, 1, days=(0, 1))
    bad = [("negative_spend", "{}", 1, DAY, "1")]
    store(warehouse, report, batch_of(tmp_path, report, pull, [spent(0, "2", "1")], bad=bad))
    logged = "select account_id, window_start, received, good, quarantined, run_id, load_id, "
    logged += "control_difference from ops.loads"
    load_id = "shop__report:report-a-00001"
    assert rows(warehouse, logged) == [("a", DAY, 2, 1, 1, "run", load_id, 0.25)]


def test_new_fields_are_noted_with_the_first_pull_that_showed_them(tmp_path):
    warehouse = ready(tmp_path)
    for hour in (5, 3, 4):
        pull = pull_of(accounts, hour)
        store(warehouse, accounts, batch_of(tmp_path, accounts, pull, [], drift=["tax.rate"]))
    assert rows(warehouse, "select field, pull_id from ops.drift") == [
        ("tax.rate", "accounts-a-00003")
    ]


def test_what_is_dated_tells_the_days_of_rows_that_came_and_that_went(tmp_path):
    warehouse = ready(tmp_path)
    dated = replace(orders, dated_by="updated_at")
    told = "select change_no, list(extract(day from day) order by day) from changes.days group by 1"
    for hour, at_hour in ((1, {"a": 1, "b": 30}), (9, {"b": 80}), (9, {"b": 80}), (10, {"b": 5})):
        told_rows = [(order, "paid", clock(moment)) for order, moment in at_hour.items()]
        batch = batch_of(tmp_path, dated, pull_of(dated, hour), told_rows)
        store(warehouse, dated, batch)
    assert rows(warehouse, told + " order by 1") == [(2, [2]), (4, [1, 4])]


def test_loading_twice_changes_nothing(tmp_path):
    warehouse = ready(tmp_path)
    pull = pull_of(report, 1, days=(0, 1))
    bad = [("negative_spend", "{}", 1, DAY, "1")]
    batch = batch_of(tmp_path, report, pull, [spent(0, "2", "1")], bad=bad, drift=["x"])
    found = []
    for _ in range(2):
        store(warehouse, report, batch)
        warehouse.prepare(STREAMS)
        with warehouse.reading() as db:
            found.append(hashes(db, "source", "ops", "quarantine", without=()))
    assert found[0] == found[1]


def test_a_load_that_fails_leaves_everything_as_it_was(tmp_path):
    warehouse = ready(tmp_path)
    good = batch_of(tmp_path, report, pull_of(report, 1, days=(0, 0)), [spent(0, "1", "1")])
    store(warehouse, report, good)
    with warehouse.reading() as db:
        before = hashes(db, "source", "ops", "quarantine")
    bad = batch_of(tmp_path, report, pull_of(report, 2, days=(0, 0)), [spent(0, "1", "2")])
    bad.quarantined.write_bytes(b"not parquet")
    with pytest.raises(Exception, match="parquet"):
        store(warehouse, report, bad)
    with warehouse.reading() as db:
        assert hashes(db, "source", "ops", "quarantine") == before


def test_accounts_are_written_in_place_of_those_before(tmp_path):
    warehouse = ready(tmp_path)
    warehouse.set_accounts([{"connector": "shop", "account_id": "a"}, {"connector": "x"}])
    warehouse.set_accounts([{"connector": "shop", "account_id": "b", "zone": "Asia/Shanghai"}])
    listed = "select connector, account_id, zone, brand_id from ops.accounts"
    assert rows(warehouse, listed) == [("shop", "b", "Asia/Shanghai", None)]


def test_a_book_of_an_older_warehouse_gets_its_new_columns(tmp_path):
    warehouse = ready(tmp_path)
    with warehouse.open() as db:
        db.execute("insert into ops.accounts (connector, account_id) values ('shop', 'a')")
        db.execute("alter table ops.accounts drop column primary_claim")
    warehouse.prepare([])
    listed = "select account_id, primary_claim from ops.accounts"
    assert rows(warehouse, listed) == [("a", None)]
