"""dbt builds and tests the models on nothing and on little."""

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
