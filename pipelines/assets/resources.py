"""Settings turned into resources: the one place where assets meet the environment."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

from connectors import CONNECTORS
from connectors.core import TryAgain, Window
from pipelines import unchanged
from pipelines.build import Dbt
from pipelines.load import Loader
from pipelines.pulling import Pulled
from pipelines.run import alone, dbt_of
from pipelines.settings import load_settings, read_range
from pipelines.sources import Source

_prepared: dict[Path, tuple[int, Mapping[str, Source]]] = {}


class Loading(dg.ConfigurableResource):
    """Opens the verbs of a load over the data folder that the environment names.

    Retries are for what time can heal, and only for that; the waits double.
    """

    retries: int = 3
    first_wait_seconds: float = 60.0
    patience_seconds: float = 600.0

    @contextmanager
    def open(self, connector: str = "") -> Generator[Loader]:
        """The verbs; for a connector, with its lock held: one run of a partition at a time."""
        loader = Loader(load_settings(CONNECTORS, os.environ))
        prepare_once(loader)
        if not connector:
            yield loader
            return
        with alone(loader, connector, self.patience_seconds):
            yield loader

    @contextmanager
    def dbt(self) -> Generator[Dbt]:
        """The dbt project, with the warehouse held for it alone."""
        with self.open() as loader, loader.warehouse.alone("a build"):
            unchanged.note(loader.warehouse, {})  # a part is built: the whole is of no known state
            yield dbt_of(loader)

    def retry_if_time_heals(self, tries: int, pulled: list[Pulled]) -> None:
        """Ask for another try when a platform was busy; never for a refusal or a bad reply."""
        busy = [one for one in pulled if isinstance(one.error, TryAgain)]
        if busy and tries < self.retries:
            raise dg.RetryRequested(
                max_retries=self.retries, seconds_to_wait=self.first_wait_seconds * 2**tries
            ) from busy[0].error


def prepare_once(loader: Loader) -> None:
    """Tables and accounts, once a process: steps open the warehouse often, and that is not free.

    They are made again where another file took the warehouse's place, or the sources changed.
    """
    path, sources = loader.warehouse.path, loader.settings.sources
    if not path.exists() or _prepared.get(path) != (path.stat().st_ino, sources):
        loader.prepare()
        _prepared[path] = path.stat().st_ino, sources


def window_of(context: dg.AssetExecutionContext, loader: Loader) -> Window | None:
    """The range of a backfill as it is; the newest day alone means: whatever is due."""
    keys = context.partition_key_range
    yesterday = loader.settings.yesterday
    if keys.start == keys.end and keys.start >= yesterday.isoformat():
        return None
    first, last = read_range(keys.start, min(keys.end, yesterday.isoformat()), yesterday)
    return Window(first, last) if first and last else None


def resources() -> dict[str, Any]:
    """What definitions hand to the assets."""
    return {"loading": Loading()}
