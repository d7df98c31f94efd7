"""The one Dagster entry: merges lists, holds no logic."""

import dagster as dg

from pipelines.assets.everything import everything


@dg.definitions
def defs() -> dg.Definitions:
    """Assets, jobs, schedules, sensors and resources."""
    return everything()
