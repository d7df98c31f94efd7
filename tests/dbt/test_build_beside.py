"""dbt in a process of its own: builds as this process would, ends with it, and may be missed."""

from pathlib import Path

import duckdb
import pytest

from pipelines.build import Dbt, Node
from pipelines.build_beside import Beside

pytestmark = pytest.mark.dbt


def test_it_parses_and_builds_what_it_is_told(tmp_path: Path):
    dbt, ended = Dbt(tmp_path / "warehouse.duckdb", tmp_path / "dbt"), list[Node]()
    built = Beside(dbt).build(select=["regions", "teams"], on_node=ended.append)
    assert dbt.is_parsed
    assert (built.is_right, built.models) == (True, 2)
    assert {node.name for node in ended} == {node.name for node in built.nodes}
    with duckdb.connect(str(dbt.warehouse)) as db:
        assert db.execute("select count(*) > 0 from seeds.regions").fetchone() == (True,)


def test_what_fails_there_is_told_here(empty: Dbt, tmp_path: Path):
    dbt = Dbt(tmp_path / "nowhere" / "warehouse.duckdb", empty.folder)
    built = Beside(dbt).build(select=["regions"])
    assert not built.is_right
    assert "nowhere" in built.error + str(built.failed)


def test_if_it_has_gone_this_process_builds(empty: Dbt):
    beside = Beside(empty)
    beside.process.kill()
    assert beside.build(select=["regions"]).models == 1


def test_it_ends_when_its_caller_has_gone(empty: Dbt):
    beside = Beside(empty)
    assert beside.process.stdin
    beside.process.stdin.close()
    assert beside.process.wait(timeout=60) == 1
