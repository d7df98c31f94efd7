"""Real runs of a few assets against the platforms: counts, gates, retries, one way to load."""

import shutil
from pathlib import Path

import dagster as dg
import pytest
from plant import Plant

from connectors import CONNECTORS
from pipelines.assets.resources import Loading
from pipelines.assets.stream_assets import assets_of
from pipelines.report import RunReport
from pipelines.streams import STREAMS
from pipelines.warehouse import hashes
from sandbox.faults import Fault
from sandbox.server import Sandbox

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.filterwarnings("ignore")]
YESTERDAY = "2026-11-13"
SOURCE = dg.AssetKey(["source", "tiktok_ads", "ad_report"])


@pytest.fixture
def launch(plant: Plant, monkeypatch: pytest.MonkeyPatch):
    """Runs the assets of one connector for a day, as a schedule does."""
    for name, value in plant.environ.items():
        monkeypatch.setenv(name, value)

    def run(connector: str, feed: str = "", day: str = YESTERDAY, **tags: str):
        streams = [
            one for one in STREAMS.values() if one.connector == connector and feed in ("", one.feed)
        ]
        assets = list(assets_of(CONNECTORS[connector], streams))
        wanted = dg.AssetSelection.all()
        if feed:
            wanted = dg.AssetSelection.keys(["raw", connector, feed]).downstream()
        with dg.DagsterInstance.ephemeral() as instance:
            return dg.materialize(
                assets,
                selection=wanted,
                partition_key=None if tags else day,
                tags=tags,
                resources={"loading": Loading(retries=1, first_wait_seconds=0.0)},
                instance=instance,
                raise_on_error=False,
            )

    return run


def shown(result: dg.ExecuteInProcessResult, key: dg.AssetKey) -> dict[str, object]:
    [event] = [one for one in result.get_asset_materialization_events() if one.asset_key == key]
    metadata = event.step_materialization_data.materialization.metadata
    return {name: value.value for name, value in metadata.items()}


def test_a_day_goes_from_the_platform_to_its_table(plant: Plant, launch):
    result = launch("tiktok_ads", "ad_report")
    assert result.success
    metadata = shown(result, SOURCE)
    rows = plant.ask_warehouse("select count(*) from source.tiktok_ads__ad_report")[0][0]
    assert metadata["dagster/row_count"] == rows > 0
    assert metadata["received"] == rows + metadata["quarantined"] + metadata["repeats"]
    assert metadata["window"] == "2026-10-15..2026-11-13"
    assert str(metadata["preview"]).startswith("|")


def test_a_closed_gate_stops_what_follows_and_yesterday_s_data_stay(plant: Plant, launch):
    assert launch("tiktok_ads", "ad_report").success
    before = table_hashes(plant)
    plant.sandbox.arm(Fault("missing_field", "tiktok_ads", path_contains="report", times=None))
    result = launch("tiktok_ads", "ad_report")
    assert not result.success
    materialised = {event.asset_key for event in result.get_asset_materialization_events()}
    assert SOURCE not in materialised
    [gate] = [
        one for one in result.get_asset_check_evaluations() if one.check_name == "expectations"
    ]
    assert not gate.passed
    assert table_hashes(plant) == before


def test_a_busy_platform_is_asked_again_and_a_refusal_is_not(plant: Plant, launch):
    plant.sandbox.arm(Fault("expired_token", "tiktok_ads", times=None))
    result = launch("tiktok_ads", "ad_report")
    assert not result.success
    assert not [event for event in result.all_events if event.is_step_up_for_retry]


def test_a_backfill_is_one_run_over_the_range(plant: Plant, launch):
    range_tags = {
        "dagster/asset_partition_range_start": "2026-10-20",
        "dagster/asset_partition_range_end": "2026-10-24",
    }
    result = launch("tiktok_ads", "ad_report", **range_tags)
    assert result.success
    days = plant.ask_warehouse(
        "select distinct report_date::text from source.tiktok_ads__ad_report order by 1"
    )
    assert [day for (day,) in days] == [f"2026-10-{day}" for day in range(20, 25)]


def test_assets_and_commands_load_the_same(plant: Plant, plants, launch):
    assert launch("typeform").success
    beside = plants("beside")
    beside.load("typeform")
    assert table_hashes(plant) == table_hashes(beside)


@pytest.mark.slow
@pytest.mark.dbt
def test_a_job_goes_from_the_platform_to_the_publication(
    loaded: tuple[Plant, RunReport],
    tmp_path: Path,
    sandbox: Sandbox,
    defs: dg.Definitions,
    monkeypatch: pytest.MonkeyPatch,
):
    home = shutil.copytree(loaded[0].home, tmp_path / "home", symlinks=True)
    copy = Plant(home, sandbox, loaded[0].world)
    for name, value in copy.environ.items():
        monkeypatch.setenv(name, value)
    job = defs.get_job_def("europe")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(partition_key=YESTERDAY, instance=instance)
    assert result.success
    done = {event.asset_key for event in result.get_asset_materialization_events()}
    assert dg.AssetKey(["staging", "stg_survey_responses"]) in done
    assert dg.AssetKey(["published", "marketing"]) in done
    assert result.get_asset_check_evaluations()


def table_hashes(plant: Plant) -> dict[str, str]:
    with plant.loader().warehouse.reading("a test") as db:
        return hashes(db, "source", without=("_pulled_at", "_pull_id"))
