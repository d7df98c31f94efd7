"""The inbox is read once per content, when nobody writes; a failed run leaves an alert."""

import json
import os
from pathlib import Path

import dagster as dg
import pytest
from plant import Plant

from connectors.core import Folder
from pipelines.assets.sensors import (
    STABLE_SECONDS,
    content_key,
    write_alert,
)

FOLDER = Folder("exchange_rates")
RATES = "日期,币种,汇率\n2026-11-13,USD,7.1000\n"
LONG_AGO = 1_700_000_000.0


def drop(folder: Path, name: str, text: str, at: float = LONG_AGO) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))
    return path


def test_a_file_that_lies_still_is_named_by_its_content(tmp_path):
    path = drop(tmp_path / "exchange_rates", "汇率_2026.csv", RATES)
    key = content_key(FOLDER, tmp_path, LONG_AGO + STABLE_SECONDS)
    os.utime(path, (LONG_AGO + 60, LONG_AGO + 60))
    assert key == content_key(FOLDER, tmp_path, LONG_AGO + 60 + STABLE_SECONDS) != ""
    drop(tmp_path / "exchange_rates", "汇率_2026.csv", RATES.replace("7.1", "7.2"))
    assert content_key(FOLDER, tmp_path, LONG_AGO + STABLE_SECONDS) not in ("", key)


def test_a_file_that_is_still_written_is_left_alone(tmp_path):
    drop(tmp_path / "exchange_rates", "汇率_2026.csv", RATES)
    assert content_key(FOLDER, tmp_path, LONG_AGO + STABLE_SECONDS - 1) == ""


@pytest.mark.filterwarnings("ignore")
def test_the_sensor_asks_for_one_run_per_content(
    plant: Plant, defs: dg.Definitions, monkeypatch: pytest.MonkeyPatch
):
    for name, value in plant.environ.items():
        monkeypatch.setenv(name, value)
    drop(plant.home / "inbox" / "exchange_rates", "汇率_2026.csv", RATES)
    repository = defs.get_repository_def()
    sensor = repository.get_sensor_def("inbox")
    ticks = [
        sensor.evaluate_tick(dg.build_sensor_context(repository_def=repository)) for _ in range(2)
    ]
    [first], [second] = [tick.run_requests or () for tick in ticks]
    assert first.job_name == "exchange_rates_dropped"
    assert first.run_key == second.run_key


def test_an_alert_is_one_line_per_failed_run(tmp_path):
    for run in ("a", "b"):
        write_alert(tmp_path, run_id=run, job="china", message="x" * 10_000)
    lines = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert [line["run_id"] for line in lines] == ["a", "b"]
    assert len(lines[0]["message"]) == 500
