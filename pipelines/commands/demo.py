"""`marketing demo`: an invented company on loopback, loaded from nothing to published marts."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from connectors import CONNECTORS
from pipelines.ahead import WarmUp
from pipelines.build import Dbt
from pipelines.commands.looking import show
from pipelines.commands.place import leave, loader, say, told
from pipelines.progress import Watcher, watcher
from pipelines.report import INCOMPLETE, REFUSED, USAGE, RunReport
from pipelines.run import run
from pipelines.settings import ROOT
from sandbox.secrets import SECRETS

MARK = ".marketing-demo"
BUDGET_SECONDS = 60
SAMPLE = (
    "select channel_id, round(sum(spend)) as spend, round(sum(orders), 1) as orders, "
    "round(sum(attributed_revenue)) as revenue "
    "from rpt_channel_roi where attribution_model = 'last_non_direct' "
    "group by all order by revenue desc limit 6"
)


def demo(
    home: Annotated[
        Path, typer.Option(help="Folder for the demonstration's data; made anew each time.")
    ] = Path("data/demo"),
    size: Annotated[str, typer.Option(help="tests, demo or benchmark.")] = "demo",
    dagster: Annotated[
        bool, typer.Option("--dagster", help="Afterwards open Dagster on it, until Ctrl-C.")
    ] = False,
) -> None:
    """Play every platform on this machine and load 90 days of an invented company."""
    home = home.absolute()
    make_room(home)
    watch, started = watcher(), time.monotonic()
    warm = WarmUp(Dbt(home / "warehouse.duckdb", home / "dbt"))
    with played(home, size, watch):
        with told():
            report = run(loader(), watch, warm=warm)
        closing(home, watch, report, time.monotonic() - started)
        if dagster:
            open_dagster(home)
    for line in report.lines():
        say(line)
    if report.exit_code == INCOMPLETE and not report.missing:
        say("quarantine the rows set aside are planted: phone numbers that a workbook ruined")
        return
    raise typer.Exit(report.exit_code)


def make_room(home: Path) -> None:
    """An empty folder; one that is not a demonstration's is never touched."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            leave([f"{home}: not empty and not a demonstration's. Allowed: --home NEW"], USAGE)
        for sealed in home.glob("published/versions/**/"):
            sealed.chmod(0o755)
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()


@contextmanager
def played(home: Path, size: str, watch: Watcher) -> Generator[None]:
    """The sandbox in a process of its own; it ends with this one. Secrets stay in memory."""
    inbox = home / "inbox"
    with watch.stage("sandbox") as stage:
        stage.plan(1)
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--size", size, "--write-inbox", str(inbox)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout
        answer = process.stdout.readline()
        if not answer:
            leave(["the sandbox did not start; its own words stand above"], REFUSED)
        said = json.loads(answer)
        sources = home / "sources.toml"
        sources.write_text(said["sources"], encoding="utf-8")
        os.environ.update(SECRETS)
        os.environ.update(
            MARKETING_HOME=str(home), MARKETING_SOURCES=str(sources), MARKETING_TODAY=said["today"]
        )
        stage.step()
        stage.say(
            f"{len(CONNECTORS)} platforms and folders, today is {said['today']}, at {said['url']}"
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def closing(home: Path, watch: Watcher, report: RunReport, whole: float) -> None:
    """What was done, how many seconds it took, and what to look at next."""
    totals = report.totals
    took = ", ".join(f"{name} {seconds:.1f}" for name, seconds in watch.seconds.items())
    say()
    say(f"took       {whole:.1f} s ({took}; pull and load overlap)")
    if whole > BUDGET_SECONDS:
        stage, longest = max(watch.seconds.items(), key=lambda one: one[1])
        say(
            f"           over the budget of {BUDGET_SECONDS} s by {whole - BUDGET_SECONDS:.1f} s; "
            f"{stage} took longest: {longest:.1f} s"
        )
    say(
        f"records    {totals.received:,} received = {totals.good:,} good + "
        f"{totals.quarantined:,} quarantined + {totals.repeats:,} repeats + "
        f"{totals.filtered:,} of other tables"
        + (f" + {totals.struck:,} of erased people struck out" if totals.struck else "")
    )
    if not report.published:
        return
    near = os.path.relpath(home)
    published = home / "published" / "marketing.duckdb"
    say()
    say(f'$ MARKETING_HOME={near} marketing query "{SAMPLE}"')
    with duckdb.connect(str(published.resolve()), read_only=True) as db:
        show("", db.execute("set search_path = 'marts'").execute(SAMPLE))
    say()
    say(f'Look       MARKETING_HOME={near} .venv/bin/marketing query "from rpt_data_trust"')
    say(f"           {near}/published/marketing.duckdb, read-only, and {near}/published/parquet/")
    say("Dagster    .venv/bin/marketing demo --dagster, then http://127.0.0.1:3000")


def open_dagster(home: Path) -> None:
    """Dagster over the demonstration's data, the platforms still playing, until Ctrl-C."""
    folder = home / "dagster"
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "dagster.yaml", folder)
    say("Dagster    http://127.0.0.1:3000 in a moment; Ctrl-C ends it and the platforms")
    command = ["dagster", "dev", "-h", "127.0.0.1", "-w", str(ROOT / "workspace.yaml")]
    with suppress(KeyboardInterrupt):
        subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, "DAGSTER_HOME": str(folder)},
            check=False,
        )
