"""The file itself: killed, shared, grown, damaged, rebuilt."""

import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.streams.columns import count
from pipelines.warehouse import Busy, Warehouse, WarehouseError, hashes
from tests.warehouse.made import (
    STREAMS,
    accounts,
    batch_of,
    pull_of,
    ready,
    report,
    rows,
    spent,
    store,
)

pytestmark = pytest.mark.warehouse

ROOT = Path(__file__).parents[2]
OTHER_PROCESS = """
import pathlib, sys
from tests.warehouse.made import batch_of, pull_of, report, spent, store
from pipelines.warehouse import Warehouse
folder = pathlib.Path(sys.argv[1])
warehouse = Warehouse(folder / "warehouse.duckdb", wait=float(sys.argv[3]))
print("ready", flush=True)
sys.stdin.readline()
for hour in range(int(sys.argv[2])):
    rows = [spent(0, str(ad), str(hour + 1)) for ad in range(2000)]
    pull = pull_of(report, hour, days=(0, 1))
    store(warehouse, report, batch_of(folder / "clean", report, pull, rows))
    print(hour, flush=True)
"""


def other_process(folder, loads, *, wait=0.0):
    """A process that loads one pull after the other once it is told to start."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(folder), str(loads), str(wait)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_leaves_before_or_after(tmp_path, seed):
    dice = random.Random(seed)
    ready(tmp_path)
    process = other_process(tmp_path, 1000)
    process.stdin.write("go\n")
    process.stdin.flush()
    for _ in range(dice.randint(1, 4)):
        told = int(process.stdout.readline())
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=dice.random() * 0.15)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    warehouse = Warehouse(tmp_path / "warehouse.duckdb", wait=0)
    found = rows(
        warehouse,
        "select count(*), min(spend)::int, max(spend)::int, max(_pull_id), count(distinct ad_id) "
        "from source.shop__report",
    )
    [(size, low, high, pull_id, ads)] = found
    assert (size, ads) == (2000, 2000)
    assert low == high
    assert low > told
    assert rows(warehouse, "select max(pull_id) from ops.loads") == [(pull_id,)]
    assert rows(warehouse, "select distinct pull_id from ops.stream_coverage") == [(pull_id,)]
    before = hashed(warehouse)
    last = pull_of(report, low - 1, days=(0, 1))
    again = [spent(0, str(ad), str(low)) for ad in range(2000)]
    store(warehouse, report, batch_of(tmp_path / "again", report, last, again))
    assert hashed(warehouse) == before


def hashed(warehouse):
    with warehouse.reading() as db:
        return hashes(db, "source", "ops", "quarantine")


def test_a_second_process_waits_its_turn(tmp_path):
    warehouse = ready(tmp_path)
    process = other_process(tmp_path, 1, wait=30.0)
    with warehouse.alone("a run"):
        process.stdin.write("go\n")
        process.stdin.flush()
        store(warehouse, report, batch_of(tmp_path, report, pull_of(report, 9, days=(1, 1)), []))
    told, errors = process.communicate(timeout=60)
    assert (told, errors) == ("0\n", "")
    assert rows(warehouse, "select count(*) from source.shop__report") == [(2000,)]


def test_a_second_process_that_may_not_wait_leaves_and_says_who_works(tmp_path):
    warehouse = ready(tmp_path)
    process = other_process(tmp_path, 1)
    with warehouse.open() as db:
        _, errors = process.communicate("go\n", timeout=60)
        assert "Busy" in errors.splitlines()[-1]
        assert "held by process" in errors.splitlines()[-1]
        assert db.execute("select count(*) from source.shop__report").fetchall() == [(0,)]
    assert process.returncode == 1


def test_a_program_that_holds_the_file_is_not_a_damage(tmp_path):
    warehouse = ready(tmp_path)
    script = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", script, str(warehouse.path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(Busy, match="open in another program"), warehouse.open():
            pass
        process.communicate("\n")


def test_loads_in_one_block_share_a_connection_and_commit_each(tmp_path):
    warehouse = ready(tmp_path)
    good = batch_of(tmp_path, report, pull_of(report, 1, days=(0, 0)), [spent(0, "1", "1")])
    bad = batch_of(tmp_path, report, pull_of(report, 2, days=(0, 0)), [spent(0, "1", "2")])
    bad.good.write_bytes(b"broken")
    with pytest.raises(duckdb.Error), warehouse.open() as db:
        store(warehouse, report, good)
        with warehouse.reading() as same:
            assert same is db
        store(warehouse, report, bad)
    assert [int(row[0]) for row in rows(warehouse, "select spend from source.shop__report")] == [1]


def test_a_new_column_is_added_and_old_rows_have_none(tmp_path):
    warehouse = ready(tmp_path)
    pull = pull_of(report, 1, days=(0, 0))
    store(warehouse, report, batch_of(tmp_path, report, pull, [spent(0, "1", "1")]))
    grown = replace(report, columns={**report.columns, "clicks": count("clicks")})
    warehouse.prepare([grown])
    later = pull_of(report, 30, days=(1, 1))
    store(warehouse, grown, batch_of(tmp_path, grown, later, [(*spent(1, "1", "2"), 7)]))
    found = rows(warehouse, "select spend::int, clicks from source.shop__report order by 1")
    assert found == [(1, None), (2, 7)]
    store(warehouse, grown, batch_of(tmp_path, report, pull, [spent(0, "1", "1")]))
    assert found == rows(warehouse, "select spend::int, clicks from source.shop__report order by 1")


def test_a_column_that_changed_asks_for_a_rebuild(tmp_path):
    warehouse = ready(tmp_path)
    changed = replace(report, columns={**report.columns, "spend": count("spend")})
    with pytest.raises(WarehouseError, match=r"shop__report.*spend.*marketing rebuild"):
        warehouse.prepare([changed])
    assert rows(warehouse, "from source.shop__report") == []


def test_a_damaged_file_is_named(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb", wait=0)
    with pytest.raises(WarehouseError, match="not there"), warehouse.reading():
        pass
    warehouse.path.write_bytes(b"x" * 100_000)
    with pytest.raises(WarehouseError, match=r"warehouse\.duckdb.*marketing rebuild"):
        warehouse.prepare(STREAMS)


def test_a_rebuilt_file_takes_the_place_of_the_old_one(tmp_path):
    old = ready(tmp_path)
    store(old, accounts, batch_of(tmp_path, accounts, pull_of(accounts, 1), [("1", "old")]))
    (tmp_path / "rebuild").mkdir()
    new = ready(tmp_path / "rebuild")
    store(new, accounts, batch_of(tmp_path, accounts, pull_of(accounts, 1), [("1", "new")]))
    new.stand_in_for(old.path)
    assert rows(old, "select shop_name from source.shop__accounts") == [("new",)]
    assert not new.path.exists()
    other = Warehouse(tmp_path / "x.duckdb", wait=0)
    with pytest.raises(WarehouseError, match="must be named"):
        other.stand_in_for(old.path)
