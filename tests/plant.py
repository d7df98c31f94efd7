"""A data folder of its own, loaded from the invented company, and all one may ask about it."""

import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from connectors import CONNECTORS
from connectors.core import Engine, Limits, Window
from connectors.core.pace import Clock
from pipelines.load import Loader
from pipelines.progress import Quiet
from pipelines.report import RunReport
from pipelines.run import load_all, pull_all, run
from pipelines.settings import load_settings
from sandbox.platforms import write_inbox
from sandbox.secrets import SECRETS
from sandbox.server import Sandbox
from sandbox.sources import sources_toml
from sandbox.world import World

# What turns every feed of every platform on.
OPTIONS = {
    "mentions": "yes",
    "video_channels": "yes",
    "article_ids": "cv38000,cv38001",
    "login_customer_id": "9998887770",
    "wind_advertiser_id": "1900001",
    "store_ids": "7494836523330930707",
    "reservation": "yes",
    "video_days": "yes",
    "revenue": "USD",
    "mailing_lists": "yes",
    "insights": "yes",
    "qianchuan_advertiser_ids": "1780000000000001",
}


class Time:
    """Time that passes only when somebody sleeps: no test waits for a rate limit."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self._lock = threading.Lock()

    def tell(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.tell, self.tell, self.sleep, lambda: 0.5)


class Plant:
    """Platforms that play, a folder to load them into, and questions to what came out."""

    def __init__(self, home: Path, sandbox: Sandbox, world: World) -> None:
        self.home, self.sandbox, self.world = home, sandbox, world
        self.today = world.today
        self.sources = sources_toml(world, sandbox.base_url)

    def drop_files(self, *connectors: str) -> None:
        """Write the files that people have dropped by today."""
        write_inbox(self.world, self.home / "inbox", self.today)

    @property
    def environ(self) -> dict[str, str]:
        """What a command would find in its environment."""
        file = self.home / "sources.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != self.sources:
            file.write_text(self.sources, encoding="utf-8")
        return {
            **SECRETS,
            "MARKETING_HOME": str(self.home),
            "MARKETING_SOURCES": str(file),
            "MARKETING_TODAY": self.today.isoformat(),
        }

    def live_on(self, today: date) -> None:
        """Let the platforms and the pipeline believe it is this day."""
        self.today = today
        self.sandbox.set_today(today)

    def loader(self, *, tries: int = 3, **options: Any) -> Loader:
        """The verbs over this folder, with a clock that never sleeps."""
        settings = load_settings(CONNECTORS, self.environ)
        limits = Limits(tries=tries, connect=5.0, read=2.0)
        engine = Engine(self.home / "state" / "tokens", Time().clock, limits)
        return Loader(settings, engine=engine, **options)

    def run(self, *only: str, **options: Any) -> RunReport:
        """One whole run, as `marketing run` does it."""
        return run(self.loader(), Quiet(), only=only, **options)

    def load(
        self, *only: str, loader: Loader | None = None, between: Window | None = None
    ) -> RunReport:
        """The same without models and publication: platforms to source tables."""
        verbs, watcher = loader or self.loader(), Quiet()
        report = RunReport(run_id=verbs.run_id, started_at=verbs.started_at)
        verbs.prepare()
        pulls = pull_all(verbs, watcher, report, only or list(verbs.settings.on), between)
        load_all(verbs, watcher, report, pulls)
        verbs.warehouse.miss(report.missing)
        return report

    def ask(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple]:
        """Rows of the published marts."""
        published = self.home / "published" / "marketing.duckdb"
        with duckdb.connect(str(published.resolve()), read_only=True) as db:
            db.execute("set TimeZone = 'UTC'; set search_path = 'marts'")
            return db.execute(sql, parameters or {}).fetchall()

    def ask_warehouse(self, sql: str, parameters: Mapping[str, object] | None = None) -> list:
        """Rows of the warehouse: source, ops, quarantine, and what dbt made."""
        with self.loader().warehouse.reading("a test") as db:
            return db.execute(sql, parameters or {}).fetchall()
