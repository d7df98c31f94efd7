"""The models, built once on nothing and once on a small company."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from source_tables import Row, create, small_company

from pipelines.build import Built, Dbt

Ask = Callable[[str], list[tuple]]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, parsed: Dbt) -> Dbt:
    """A warehouse in which nothing was ever loaded."""
    return prepared(tmp_path_factory.mktemp("empty"), parsed, {})


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, parsed: Dbt) -> tuple[Dbt, Built]:
    """A small company, its models built and tested."""
    dbt = prepared(tmp_path_factory.mktemp("small"), parsed, small_company())
    return dbt, dbt.build()


@pytest.fixture
def ask(small: tuple[Dbt, Built]) -> Ask:
    """Put a question to the small company's warehouse."""
    return asking(small[0].warehouse)


def asking(warehouse: Path) -> Ask:
    def answer(sql: str) -> list[tuple]:
        with duckdb.connect(str(warehouse), read_only=True) as db:
            return db.execute(sql).fetchall()

    return answer


def prepared(home: Path, parsed: Dbt, rows: dict[str, list[Row]]) -> Dbt:
    shutil.copytree(parsed.folder, home / "dbt")
    create(home / "warehouse.duckdb", rows)
    return Dbt(home / "warehouse.duckdb", home / "dbt")
