"""All lists together: what Dagster loads."""

import os
from pathlib import Path

import dagster as dg

from connectors import CONNECTORS
from pipelines.assets.dbt_assets import dbt_subjects, manifest_of
from pipelines.assets.outputs import publication
from pipelines.assets.resources import resources
from pipelines.assets.schedules import jobs, schedules
from pipelines.assets.sensors import failure_sensor, folder_jobs, inbox_sensor
from pipelines.assets.stream_assets import assets_of
from pipelines.build import Dbt
from pipelines.streams import STREAMS


def everything() -> dg.Definitions:
    """Assets, jobs, schedules, sensors and resources."""
    home = Path(os.environ.get("MARKETING_HOME") or "data").absolute()
    models = dbt_subjects(manifest_of(Dbt(home / "warehouse.duckdb", home / "dbt")))
    marts = [key for one in models for key in one.keys if key.path[0] == "marts"]
    streams = list(STREAMS.values())
    daily = {job.name: job for job in jobs()}
    dropped = folder_jobs()
    return dg.Definitions(
        assets=[
            *(
                asset
                for connector in CONNECTORS.values()
                for asset in assets_of(
                    connector, [one for one in streams if one.connector == connector.name]
                )
            ),
            *models,
            publication(marts),
        ],
        jobs=[*daily.values(), *dropped.values()],
        schedules=list(schedules(daily)),
        sensors=[inbox_sensor(dropped), failure_sensor()],
        resources=resources(),
        executor=dg.in_process_executor,
    )
