"""A whole load: what came is counted, what stands is right, twice is once."""

import json
import shutil

import pytest
from plant import Plant

from pipelines.durable import Busy
from pipelines.report import CORRECT, INCOMPLETE, RunReport
from pipelines.run import alone, dbt_of
from pipelines.warehouse import hashes

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

Loaded = tuple[Plant, RunReport]


def test_everything_is_loaded_built_and_published(loaded: Loaded):
    plant, report = loaded
    assert [line for line in report.lines() if not line.startswith("warning")] == []
    assert report.exit_code in (CORRECT, INCOMPLETE)
    assert report.published == plant.ask("select version from _publish")[0][0]


def test_the_counts_of_every_stream_add_up_to_what_was_received(loaded: Loaded):
    _, report = loaded
    wrong = {
        stream: counts
        for stream, counts in report.by_stream.items()
        if counts.received
        != counts.good + counts.quarantined + counts.repeats + counts.filtered + counts.struck
    }
    assert wrong == {}
    assert set(report.by_stream) == set(report_streams(loaded))


def report_streams(loaded: Loaded) -> list[str]:
    plant, _ = loaded
    return [row[0] for row in plant.ask_warehouse("select distinct stream from ops.loads")]


def test_two_runs_of_one_connector_do_not_meet(plant: Plant):
    with alone(plant.loader(), "typeform"), pytest.raises(Busy, match="held by process"):
        plant.run("typeform", patience=0.1)
    assert not plant.home.joinpath("warehouse.duckdb").exists()


@pytest.mark.parametrize("connector", ["tiktok_ads", "hubspot", "clickstream"])
def test_pulls_that_killed_runs_left_twice_are_judged_one_after_the_other(plant: Plant, connector):
    plant.drop_files()
    for _ in range(2):  # both ended before anything was loaded
        killed = plant.loader()
        killed.prepare()
        pulled = list(killed.pull(killed.asks([connector])))
        assert not [one.error for one in pulled if one.error]
    report = plant.load(connector)
    assert report.blocked == [] and report.missing == []
    verbs = plant.loader()
    left = verbs.waiting(verbs.streams_of(connector))
    verbs.prepare()
    for stream in verbs.streams_of(connector):
        gated = verbs.gate(stream, left[stream.name])
        assert gated.blocked is None, gated.blocked
        verbs.store(gated)
    doubled = plant.ask_warehouse(
        "select stream from ops.loads group by stream, pull_id having count(*) > 1"
    )
    assert doubled == []


@pytest.mark.slow
def test_a_test_of_the_models_that_stops_nothing_is_told(plant: Plant):
    plant.drop_files()
    of_days = sorted((plant.home / "inbox" / "clickstream").glob("events_*.jsonl"))
    first, later = (path.read_text(encoding="utf-8").splitlines() for path in of_days[-2:])
    reused = {**json.loads(later[0]), "messageId": json.loads(first[0])["messageId"]}
    of_days[-1].write_text("\n".join([json.dumps(reused), *later[1:]]), encoding="utf-8")
    report = plant.run("clickstream")
    told = "a_message_is_of_one_day: 1 against it; nothing is stopped"
    assert [line for line in report.warnings if "against it" in line] == [told]
    assert (report.exit_code, bool(report.published)) == (CORRECT, True)


@pytest.mark.slow
def test_a_second_run_builds_nothing_and_publishes_nothing_new(loaded: Loaded, tmp_path, sandbox):
    plant, report = loaded
    home = shutil.copytree(plant.home, tmp_path / "home", symlinks=True)
    again = Plant(home, sandbox, plant.world).run()
    assert (again.pulls > 0, again.models, again.published) == (True, 0, report.published)
    assert again.missing == report.missing


@pytest.mark.slow
def test_a_new_row_is_built_into_what_hangs_on_it_and_the_rest_would_be_the_same(
    loaded: Loaded, tmp_path, sandbox
):
    plant, report = loaded
    home = shutil.copytree(plant.home, tmp_path / "home", symlinks=True)
    later = Plant(home, sandbox, plant.world)
    rates = "日期,币种,汇率\n2025-12-31,USD,7.0000\n"
    (home / "inbox" / "exchange_rates" / "汇率_2025.csv").write_text(rates, encoding="utf-8")
    again = later.run("exchange_rates")
    assert 0 < again.models < report.models
    assert (again.exit_code, again.published > report.published) == (CORRECT, True)
    with later.loader().warehouse.reading("a test") as db:
        built = hashes(db, "staging", "marts")
    whole = dbt_of(later.loader()).build()
    assert (whole.error, whole.models) == ("", report.models)
    with later.loader().warehouse.reading("a test") as db:
        assert hashes(db, "staging", "marts") == built
