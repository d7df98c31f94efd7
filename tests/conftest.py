"""What many tests share: the invented company at its smallest, its platforms, and one full load."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from plant import Plant
from xdist.scheduler import LoadFileScheduling

from pipelines.build import Dbt
from pipelines.report import RunReport
from sandbox.server import Sandbox
from sandbox.world import World, build

LONGEST_FIRST = ("test_kill.py", "test_same_end.py", "test_readme.py")
ASK_THE_LOADED_COMPANY = (
    "tests/known_answers/",
    "tests/resilience/test_same_end.py",
    "tests/faults/test_gate.py",
    "tests/faults/test_secrets.py",
    "tests/assets/test_stream_assets.py",
    "tests/test_cli.py",
    "tests/test_load.py",
)


class OneLoad(LoadFileScheduling):
    """Whole files go to a worker; those that ask the loaded company to one, which loads it once."""

    def _split_scope(self, nodeid: str) -> str:
        return (
            "company" if nodeid.startswith(ASK_THE_LOADED_COMPANY) else super()._split_scope(nodeid)
        )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneLoad:
    """How several workers share the tests."""
    return OneLoad(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that two workers end at about the same time."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.fixture(scope="session")
def world() -> World:
    """The invented company, thirty days of it."""
    return build("tests")


@pytest.fixture(scope="session")
def platforms(world: World) -> Iterator[Sandbox]:
    """All platforms on loopback, for the whole session; leave them as they were."""
    with Sandbox(world) as running:
        yield running


@pytest.fixture
def sandbox(platforms: Sandbox) -> Iterator[Sandbox]:
    """The platforms, without faults and on the world's own day."""
    platforms.clear()
    platforms.forget_requests()
    yield platforms
    platforms.clear()
    platforms.set_today(platforms.world.today)


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """The dbt project, parsed once for everybody."""
    folder = tmp_path_factory.mktemp("parsed")
    dbt = Dbt(folder / "warehouse.duckdb", folder / "dbt")
    dbt.parse()
    return dbt


@pytest.fixture
def plant(tmp_path: Path, sandbox: Sandbox, world: World, parsed: Dbt) -> Plant:
    """An empty data folder beside the platforms."""
    return new_plant(tmp_path / "home", sandbox, world, parsed)


@pytest.fixture
def plants(tmp_path: Path, sandbox: Sandbox, world: World, parsed: Dbt) -> Callable[[str], Plant]:
    """Empty data folders beside the same platforms, by name."""
    return lambda name: new_plant(tmp_path / name, sandbox, world, parsed)


def new_plant(home: Path, sandbox: Sandbox, world: World, parsed: Dbt) -> Plant:
    shutil.copytree(parsed.folder, home / "dbt")
    return Plant(home, sandbox, world)


@pytest.fixture(scope="session")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, platforms: Sandbox, world: World, parsed: Dbt
) -> tuple[Plant, RunReport]:
    """Everything of the company, loaded, built and published once. Ask it, do not change it."""
    plant = new_plant(tmp_path_factory.mktemp("loaded") / "home", platforms, world, parsed)
    plant.drop_files()
    report = plant.run()
    assert report.published, "\n".join(report.lines())
    return plant, report
