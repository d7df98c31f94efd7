"""D5: a gate that closes and a test that fails leave readers what they had."""

import hashlib
import json
import shutil

import msgspec
import pytest
from plant import Plant

from pipelines.lake import Lake
from pipelines.report import REFUSED, RunReport
from pipelines.run import publish_anyway

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt, pytest.mark.slow]


def test_one_bad_row_closes_the_gate_of_its_stream_and_of_what_depends_on_it(misfortune, loaded):
    plant, before = misfortune.plant, published(loaded[0])
    assert misfortune.exit_code == REFUSED
    told = [run.report for run in Lake(plant.home / "lake").runs()]
    (report,) = (msgspec.convert(one, RunReport) for one in told if one.get("blocked"))
    assert [block.stream for block in report.blocked] == ["tiktok_ads__accounts"]
    assert report.failed == []
    assert 0 < report.models < loaded[1].models
    row = "column_values_to_match_regex of currency_code: 1 of 1 rows (account_id=700"
    assert row in misfortune.said
    assert "readers keep the last publication" in misfortune.said
    table = "select * from source.tiktok_ads__accounts"
    assert plant.ask_warehouse(table) == loaded[0].ask_warehouse(table)
    assert published(plant) == before


def test_a_person_may_publish_the_rest_with_the_stale_stream_named(misfortune, loaded, tmp_path):
    copy = Plant(tmp_path / "copy", loaded[0].sandbox, loaded[0].world)
    shutil.copytree(misfortune.plant.home, copy.home, symlinks=True)
    before = published(copy)
    publish_anyway(copy.loader())
    assert copy.ask("select stale_streams from _publish") == [("tiktok_ads__accounts",)]
    now = published(copy)
    kept = dependents(copy, "source.marketing_warehouse.tiktok_ads.tiktok_ads__accounts")
    assert "dim_account.parquet" in kept
    assert {name: now[name] for name in kept} == {name: before[name] for name in kept}


def published(plant: Plant) -> dict[str, str]:
    """What readers may open, file by file, bit for bit."""
    current = (plant.home / "published" / "current").resolve()
    files = [path for path in current.rglob("*") if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def dependents(plant: Plant, source: str) -> set[str]:
    """The published marts made of a source, however far down."""
    manifest = json.loads((plant.home / "dbt" / "target" / "manifest.json").read_text())
    found, waiting = set[str](), [source]
    while waiting:
        for child in manifest["child_map"][waiting.pop()]:
            if child not in found:
                found.add(child)
                waiting.append(child)
    names = {name.rpartition(".")[2] + ".parquet" for name in found}
    return names & set(published(plant))
