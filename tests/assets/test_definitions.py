"""What `dagster dev` shows: the assets of the snapshot, groups, gates, jobs and schedules."""

from pathlib import Path

import dagster as dg
import pytest
import yaml

from connectors import CONNECTORS
from connectors.core import Folder
from pipelines.assets.families import FAMILIES, family_of
from pipelines.assets.schedules import TIMETABLE
from pipelines.streams import STREAMS

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = Path(__file__).with_name("asset_keys.txt")


def test_the_asset_keys_are_those_of_the_snapshot(defs: dg.Definitions):
    keys = sorted(
        key.to_user_string() for key in defs.resolve_asset_graph().materializable_asset_keys
    )
    assert keys == SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_the_workspace_names_the_definitions():
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    assert workspace == {"load_from": [{"python_module": "pipelines.definitions"}]}


def test_every_job_and_schedule_resolves(defs: dg.Definitions):
    dg.Definitions.validate_loadable(defs)
    repository = defs.get_repository_def()
    assert {schedule.name for schedule in repository.schedule_defs} == {
        row.name for row in TIMETABLE
    }
    assert {sensor.name for sensor in repository.sensor_defs} == {"inbox", "alert_on_failure"}


def test_every_connector_has_a_family_and_a_time(defs: dg.Definitions):
    assert {name for members in FAMILIES.values() for name in members} == set(CONNECTORS)
    assert {name for row in TIMETABLE for name in row.connectors} == set(CONNECTORS)


@pytest.mark.parametrize("name", STREAMS)
def test_every_stream_is_gated_before_it_is_stored(defs: dg.Definitions, name: str):
    stream, graph = STREAMS[name], defs.resolve_asset_graph()
    raw, clean, source = (
        dg.AssetKey(["raw", stream.connector, stream.feed]),
        dg.AssetKey(["clean", stream.connector, stream.table]),
        dg.AssetKey(["source", stream.connector, stream.table]),
    )
    assert graph.get(clean).parent_keys == {raw}
    assert graph.get(source).parent_keys == {clean}
    [gate] = [key for key in graph.asset_check_keys if key.asset_key == clean]
    assert graph.get(gate).blocking
    assert graph.get(source).group_name == family_of(stream.connector)
    assert graph.get(source).pools == {"warehouse"}
    assert graph.get(raw).backfill_policy == dg.BackfillPolicy.single_run()


def test_a_failed_stream_stops_what_depends_on_it_and_nothing_else(defs: dg.Definitions):
    graph = defs.resolve_asset_graph()
    steps = [set(one.keys) for one in defs.assets or () if isinstance(one, dg.AssetsDefinition)]
    stopped = {dg.AssetKey(["source", "wechat_official_account", "follower_summary"])}
    while True:
        more = {
            key
            for step in steps
            if any(graph.get(key).parent_keys & stopped for key in step)
            for key in step
        } - stopped
        if not more:
            break
        stopped |= more
    names = {key.to_user_string() for key in stopped}
    assert "marts/fct_social_account_daily" in names
    assert "marts/fct_order" not in names
    assert "marts/fct_ad_performance_daily" not in names


def test_the_tests_of_models_are_checks_that_block(defs: dg.Definitions):
    graph = defs.resolve_asset_graph()
    fact = dg.AssetKey(["marts", "fct_order"])
    checks = [key for key in graph.asset_check_keys if key.asset_key == fact]
    assert checks
    assert all(graph.get(check).blocking for check in checks)


def test_folders_have_a_job_for_dropped_files(defs: dg.Definitions):
    jobs = {job.name for job in defs.get_repository_def().get_all_jobs()}
    folders = {name for name, one in CONNECTORS.items() if isinstance(one, Folder)}
    assert {f"{name}_dropped" for name in folders} <= jobs
