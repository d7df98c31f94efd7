"""D5: a gate that closes and a test that fails leave readers what they had."""

import hashlib
import json

import msgspec
import pytest
from plant import Plant

from pipelines.lake import Lake
from pipelines.report import REFUSED, RunReport

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
    assert "stale     what depends on tiktok_ads__accounts" in misfortune.said
    table = "select * from source.tiktok_ads__accounts"
    assert plant.ask_warehouse(table) == loaded[0].ask_warehouse(table)
    now = published(plant)
    kept = dependents(plant, "source.marketing_warehouse.tiktok_ads.tiktok_ads__accounts")
    assert "dim_account" in kept
    assert {name: now[name] for name in kept} == {name: before[name] for name in kept}


def published(plant: Plant) -> dict[str, str]:
    """What readers may open, mart by mart, bit for bit."""
    marts = (plant.home / "published" / "parquet").resolve().glob("*.parquet")
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in marts}


def dependents(plant: Plant, source: str) -> set[str]:
    """The published marts made of a source, however far down."""
    manifest = json.loads((plant.home / "dbt" / "target" / "manifest.json").read_text())
    found, waiting = set[str](), [source]
    while waiting:
        for child in manifest["child_map"][waiting.pop()]:
            if child not in found:
                found.add(child)
                waiting.append(child)
    return {name.rpartition(".")[2] for name in found} & set(published(plant))
