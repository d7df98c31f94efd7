"""What reacts: to files in the inbox, once per content, and to runs that fail."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from connectors import CONNECTORS
from connectors.core import Folder
from pipelines import inbox
from pipelines.assets.schedules import Job, selection
from pipelines.assets.stream_assets import DAILY
from pipelines.settings import load_settings

STABLE_SECONDS = 30.0
LONGEST_MESSAGE = 500


def folder_jobs() -> dict[str, Job]:
    """One job per folder connector: what a dropped file sets off."""
    return {
        folder.name: dg.define_asset_job(
            f"{folder.name}_dropped", selection=selection((folder.name,))
        )
        for folder in CONNECTORS.values()
        if isinstance(folder, Folder)
    }


def inbox_sensor(jobs: Mapping[str, Job]) -> dg.SensorDefinition:
    """Asks for a run when files lie still; the run key is their content, so each runs once."""

    @dg.sensor(name="inbox", jobs=list(jobs.values()), minimum_interval_seconds=60)
    def watch(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        settings = load_settings(CONNECTORS, os.environ, need_secrets=False)
        newest = DAILY.get_last_partition_key()
        asked = False
        for name, job in jobs.items():
            folder = CONNECTORS[name]
            if name not in settings.on or not isinstance(folder, Folder):
                continue
            if key := content_key(folder, settings.data_dir / "inbox", time.time()):
                asked = True
                yield dg.RunRequest(
                    run_key=f"{name}-{key}", job_name=job.name, partition_key=newest
                )
        if not asked:
            yield dg.SkipReason("no file in the inbox that lies still")

    return watch


def content_key(folder: Folder, root: Path, now: float) -> str:
    """A name for all that lies still in a folder; empty while something is being written."""
    found = inbox.files(folder, root)
    if not found or any(now - path.lstat().st_mtime < STABLE_SECONDS for path in found):
        return ""
    return inbox.content_of_all(found)[:32]


def failure_sensor() -> dg.SensorDefinition:
    """Writes an alert for every failed run, where people or a mailer pick it up."""

    @dg.run_failure_sensor(name="alert_on_failure", monitor_all_code_locations=False)
    def alert(context: dg.RunFailureSensorContext) -> None:
        settings = load_settings(CONNECTORS, os.environ, need_secrets=False)
        path = write_alert(
            settings.data_dir / "logs",
            run_id=context.dagster_run.run_id,
            job=context.dagster_run.job_name,
            message=context.failure_event.message or "",
        )
        context.log.error(f"alert written: {path}")

    return alert


def write_alert(folder: Path, *, run_id: str, job: str, message: str) -> Path:
    """One line per failed run in logs/alerts.jsonl."""
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = {"at": at, "run_id": run_id, "job": job, "message": message[:LONGEST_MESSAGE]}
    path = folder / "alerts.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path
