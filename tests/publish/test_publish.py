"""Readers see one whole version, the last good one, always."""

import hashlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import Published, PublishError
from pipelines.warehouse import Warehouse

pytestmark = pytest.mark.warehouse

NOW = datetime(2026, 11, 14, 4, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

READER = """
import pathlib, sys, duckdb
link = pathlib.Path(sys.argv[1])
reads, last, mixed, backwards = 0, -1, 0, 0
print("ready", flush=True)
while last < int(sys.argv[2]):
    with duckdb.connect(str(link / "marketing.duckdb"), read_only=True) as db:
        [(one,)] = db.execute("select max(generation) from marts.fct_spend").fetchall()
        [(two,)] = db.execute("select max(generation) from rpt_roi").fetchall()
    folder = (link / "current").resolve() / "parquet"
    three = duckdb.sql(f"select max(generation) from '{folder}/fct_spend.parquet'").fetchall()
    four = duckdb.sql(f"select max(generation) from '{folder}/rpt_roi.parquet'").fetchall()
    mixed += one != two or three != four
    backwards += one < last
    reads, last = reads + 1, one
print(reads, mixed, backwards, flush=True)
"""

KILLED_BEFORE_THE_SWITCH = """
import datetime, os, pathlib, signal, sys
from pipelines.publish import Published
from pipelines.warehouse import Warehouse
published = Published(pathlib.Path(sys.argv[1]) / "published")
where = sys.argv[2]
kill = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if where == "before the switch":
    published._switch = kill
else:
    import pipelines.snapshot
    pipelines.snapshot.sign = kill
published.publish(Warehouse(pathlib.Path(sys.argv[1]) / "warehouse.duckdb"),
                  built_at=datetime.datetime(2026, 11, 14, 5, tzinfo=datetime.UTC))
"""


def built(folder, generation):
    """A warehouse whose marts all carry one number."""
    warehouse = Warehouse(folder / "warehouse.duckdb", wait=0)
    with warehouse.open() as db:
        db.execute("create schema if not exists marts")
        for table, size in (("fct_spend", 5000), ("rpt_roi", 3)):
            db.execute(
                f"create or replace table marts.{table} as "
                f"select {generation} as generation, range as n, 1.50::decimal(18, 6) as spend "
                f"from range({size})"
            )
        db.execute("comment on table marts.fct_spend is 'One row per ad''s day. 每日花费'")
        db.execute("comment on column marts.fct_spend.spend is 'Money'")
        db.execute(
            "create or replace view marts.v_top as "
            'select * from "warehouse"."marts"."v_spend" where n < 2'
            if generation > 1
            else "create or replace view marts.v_spend as from warehouse.marts.fct_spend"
        )
        db.execute("comment on view marts.v_spend is 'All spend'")
    return warehouse


def asked(folder, sql):
    with duckdb.connect(str(folder / "published" / "marketing.duckdb"), read_only=True) as db:
        return db.execute(sql).fetchall()


def fingerprint(folder):
    """Every published byte, and what the links show."""
    digest = hashlib.sha256()
    for path in sorted((folder / "published").rglob("*")):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(str(path.readlink()).encode() if path.is_symlink() else b"")
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def test_all_marts_are_there_read_only_and_described(tmp_path):
    warehouse = built(tmp_path, 1)
    warehouse = built(tmp_path, 2)
    done = Published(tmp_path / "published").publish(
        warehouse, built_at=NOW, stale_streams=["shop__orders"]
    )
    assert done.is_new
    assert done.tables == {"fct_spend": 5000, "rpt_roi": 3, "v_spend": 5000, "v_top": 2}
    assert asked(tmp_path, "select count(*), sum(spend) from fct_spend")[0][0] == 5000
    assert asked(tmp_path, "select count(*) from marts.v_top") == [(2,)]
    signed = "select version, built_at, stale_streams, tables, row_count from _publish"
    clock = NOW.replace(tzinfo=None)
    assert asked(tmp_path, signed) == [(done.version, clock, "shop__orders", 4, 10005)]
    comments = "select comment from duckdb_tables() where comment is not null union all "
    comments += "select comment from duckdb_columns() where comment is not null"
    assert asked(tmp_path, comments) == [("One row per ad's day. 每日花费",), ("Money",)]
    files = [path for path in done.path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {
        "marketing.duckdb",
        "fct_spend.parquet",
        "rpt_roi.parquet",
        "v_spend.parquet",
        "v_top.parquet",
    }
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    parquet = duckdb.sql(f"from '{tmp_path}/published/parquet/rpt_roi.parquet'")
    assert parquet.fetchall() == asked(tmp_path, "from rpt_roi")


def test_the_same_content_is_published_once(tmp_path):
    published, warehouse = Published(tmp_path / "published"), built(tmp_path, 1)
    first = published.publish(warehouse, built_at=NOW)
    before = fingerprint(tmp_path)
    again = published.publish(warehouse, built_at=NOW + timedelta(days=1))
    assert (again.version, again.is_new, again.tables) == (first.version, False, first.tables)
    assert fingerprint(tmp_path) == before
    stale = published.publish(warehouse, built_at=NOW, stale_streams=["shop__orders"])
    assert stale.is_new
    assert stale.version > first.version


def test_the_last_three_are_kept_and_older_ones_go_after_a_while(tmp_path):
    published = Published(tmp_path / "published")
    times = [NOW + timedelta(minutes=5 * number) for number in range(6)]
    made = [
        published.publish(built(tmp_path, n), built_at=moment, grace=timedelta(minutes=12)).version
        for n, moment in enumerate(times)
    ]
    assert published.versions() == made[2:]  # the first of them was replaced 10 minutes ago
    published.publish(built(tmp_path, 9), built_at=NOW + timedelta(days=1), grace=timedelta(0))
    assert published.versions()[:2] == made[4:]
    assert len(published.versions()) == 3
    assert len(list((tmp_path / "published" / "versions").iterdir())) == 3


def test_a_rollback_is_the_same_switch(tmp_path):
    published = Published(tmp_path / "published")
    with pytest.raises(PublishError, match="no version before this one"):
        published.rollback()
    made = [
        published.publish(built(tmp_path, n), built_at=NOW + timedelta(hours=n)).version
        for n in range(3)
    ]
    assert published.rollback() == made[1]
    assert asked(tmp_path, "select max(generation) from rpt_roi") == [(1,)]
    assert published.rollback() == made[0]
    with pytest.raises(PublishError, match="no version before this one"):
        published.rollback()
    assert published.rollback(made[2]) == made[2]
    with pytest.raises(PublishError, match=f"no version x.*{made[0]}, {made[1]}"):
        published.rollback("x")
    assert published.versions() == made
    published.rollback()
    published.publish(built(tmp_path, 7), built_at=NOW)  # a clock that went back
    assert str(published.current()) > made[2]


def test_nothing_to_publish_is_refused(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb", wait=0)
    warehouse.prepare([])
    with pytest.raises(PublishError, match="nothing to publish"):
        Published(tmp_path / "published").publish(warehouse, built_at=NOW)
    assert Published(tmp_path / "published").current() is None


def test_a_build_that_fails_leaves_every_byte_as_it_was(tmp_path):
    published, warehouse = Published(tmp_path / "published"), built(tmp_path, 1)
    published.publish(warehouse, built_at=NOW)
    before = fingerprint(tmp_path)
    with warehouse.open() as db:
        db.execute("create schema private; create table private.people (n int)")
        db.execute("create view marts.v_leak as from warehouse.private.people")
    with pytest.raises(PublishError, match="v_leak"):
        published.publish(warehouse, built_at=NOW + timedelta(hours=1))
    with warehouse.open() as db:
        db.execute("create or replace view marts.v_leak as select error('no')::int as n")
    with pytest.raises(duckdb.Error, match="no"):
        published.publish(warehouse, built_at=NOW + timedelta(hours=1))
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize("where", ["before the switch", "before the end of the build"])
def test_a_kill_before_the_switch_leaves_the_old_version_and_is_swept(tmp_path, where):
    published = Published(tmp_path / "published")
    first = published.publish(built(tmp_path, 1), built_at=NOW).version
    built(tmp_path, 2)
    command = [sys.executable, "-c", KILLED_BEFORE_THE_SWITCH, str(tmp_path), where]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert published.current() == first
    assert published.versions() == [first]
    assert asked(tmp_path, "select max(generation) from rpt_roi") == [(1,)]
    second = published.publish(
        Warehouse(tmp_path / "warehouse.duckdb"), built_at=NOW + timedelta(hours=2)
    )
    assert published.versions() == [first, second.version]
    kept = {path.name for path in (tmp_path / "published" / "versions").iterdir()}
    assert kept == {first, second.version}
    benches = list((tmp_path / "published" / "tmp").iterdir())
    assert [bench.name.split("-")[0] for bench in benches] == [str(os.getpid())]


def test_two_readers_see_no_error_and_no_mix_during_twenty_publications(tmp_path):
    published = Published(tmp_path / "published")
    published.publish(built(tmp_path, 0), built_at=NOW)
    command = [sys.executable, "-c", READER, str(tmp_path / "published"), "20"]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        for number in range(1, 21):
            published.publish(built(tmp_path, number), built_at=NOW + timedelta(minutes=number))
        ended = [reader.communicate(timeout=60) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    for told, errors in ended:
        assert errors == ""
        reads, mixed, backwards = (int(number) for number in told.split())
        assert reads >= 10
        assert (mixed, backwards) == (0, 0)
