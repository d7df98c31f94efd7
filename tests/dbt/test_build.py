"""dbt builds and tests the models on nothing and on little."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.build import Built, Dbt

pytestmark = pytest.mark.dbt


def told(built: Built) -> list[str]:
    failed = [f"{node.name}: {node.message}" for node in built.failed]
    return [*failed, *([built.error] if built.error else [])]


def test_models_build_before_anything_was_loaded(empty: Dbt):
    built = empty.build()
    assert told(built) == []
    with duckdb.connect(str(empty.warehouse), read_only=True) as db:
        assert db.execute("select count(*) from marts.rpt_channel_roi").fetchall() == [(0,)]


def test_unit_tests_of_the_models_hold(empty: Dbt):
    built = empty.unit_test()
    assert told(built) == []
    assert built.tests > 30


def test_models_and_their_tests_hold_on_a_small_company(small: tuple[Dbt, Built]):
    assert told(small[1]) == []
    assert small[1].tests > 150


def test_one_parse_serves_every_warehouse(parsed: Dbt, tmp_path: Path):
    shutil.copytree(parsed.folder, tmp_path / "dbt")
    elsewhere = Dbt(tmp_path / "warehouse.duckdb", tmp_path / "dbt")
    assert elsewhere.warehouse != parsed.warehouse and elsewhere.invoke(["parse"]).success
    told = json.loads((elsewhere.manifest.with_name("perf_info.json")).read_text())
    assert told["path_count"] > 500 and told["parsed_path_count"] == 0
