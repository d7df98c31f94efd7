"""Running twice, in another order, or from raw alone with no network ends in the same marts."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from plant import Plant

from connectors.core import Window
from pipelines.progress import Quiet
from pipelines.rebuild import rebuild
from pipelines.report import RunReport
from pipelines.warehouse import hashes

pytestmark = [pytest.mark.http, pytest.mark.dbt, pytest.mark.slow]

CLOSED = "http://127.0.0.1:9"
PLATFORMS = ("google_ads", "meta_ads", "tiktok_ads", "youtube", "hubspot", "shopify", "typeform")


def marts(plant: Plant, *schemas: str) -> dict[str, str]:
    """Every mart but for the moments of the pulls, which no two loads share."""
    with plant.loader().warehouse.reading("a test") as db:
        return hashes(db, "marts", *schemas, without=("observed_at",))


@pytest.fixture
def copy(loaded: tuple[Plant, RunReport], sandbox, tmp_path: Path) -> Iterator[Plant]:
    """The loaded company again, for a test that writes."""
    plant, _ = loaded
    home = tmp_path / "copy"
    shutil.copytree(plant.home, home, symlinks=True)
    yield Plant(home, sandbox, plant.world)
    for version in home.glob("published/versions/*"):
        version.chmod(0o755)


def test_running_again_changes_no_mart_and_publishes_nothing_new(loaded, copy: Plant):
    plant, first = loaded
    second = copy.run()
    assert list(second.lines()) == []
    assert marts(copy) == marts(plant)
    assert second.published >= first.published


def test_raw_alone_with_no_network_gives_the_same_marts(loaded, copy: Plant):
    plant, _ = loaded
    copy.sources = plant.sources.replace(plant.sandbox.base_url, CLOSED)
    copy.loader().warehouse.path.unlink()
    asked = len(copy.sandbox.requests)
    report = rebuild(copy.loader(), Quiet(), patience=1.0)
    assert list(report.lines()) == []
    assert len(copy.sandbox.requests) == asked
    assert marts(copy) == marts(plant)
    assert copy.ask("select version from _publish")


def test_any_order_of_loads_backfills_and_repetitions_ends_the_same(loaded, plant: Plant):
    whole, _ = loaded
    first, last = plant.world.first_day, plant.today - timedelta(days=1)
    middle = last - timedelta(days=14)
    shutil.copytree(whole.home / "state" / "tokens", plant.home / "state" / "tokens")
    plant.drop_files()
    plant.load(*PLATFORMS, between=Window(middle, last))
    plant.load("sign_in_sheets", "clickstream", "ocean_engine")
    plant.load(*PLATFORMS, between=Window(first, middle + timedelta(days=3)))
    plant.load("google_ads", between=Window(middle, middle + timedelta(days=2)))
    report = plant.run()
    assert report.missing == []
    assert report.refused == ""
    assert marts(plant) == marts(whole)
