"""`marketing demo`: an invented company on loopback, loaded from nothing to published marts."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from pipelines.ahead import WarmUp
from pipelines.build import Dbt
from pipelines.commands.looking import show
from pipelines.commands.place import close, leave, loader, say, told
from pipelines.progress import Watcher, watcher
from pipelines.report import REFUSED, USAGE, RunReport
from pipelines.run import run
from pipelines.settings import ROOT
from sandbox.secrets import SECRETS

MARK = ".marketing-demo"
SAMPLE = "select * from rpt_channel_roi limit 5"


def demo(
    home: Annotated[
        Path, typer.Option(help="Folder for the demonstration's data; made anew each time.")
    ] = Path("data/demo"),
    size: Annotated[str, typer.Option(help="tests, demo or benchmark.")] = "demo",
    stay: Annotated[
        bool, typer.Option("--stay", help="Afterwards keep the platforms playing until Ctrl-C.")
    ] = False,
) -> None:
    """Play every platform on this machine and load 90 days of an invented company."""
    home = home.absolute()
    make_room(home)
    watch = watcher()
    warm = WarmUp(Dbt(home / "warehouse.duckdb", home / "dbt"))
    with played(home, size, watch):
        with told():
            report = run(loader(), watch, warm=warm)
        closing(home, watch, report)
        if stay:
            wait_for_a_person()
    close(report)


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
def played(home: Path, size: str, watch: Watcher) -> Iterator[None]:
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
        stage.say(f"16 platforms and folders, today is {said['today']}, at {said['url']}")
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def closing(home: Path, watch: Watcher, report: RunReport) -> None:
    """What was done, how long it took, and what to look at next."""
    totals = report.totals
    took = ", ".join(f"{name} {seconds:.1f}" for name, seconds in watch.seconds.items())
    say()
    say(f"took       {sum(watch.seconds.values()):.1f} s ({took})")
    say(
        f"records    {totals.received:,} received = {totals.good:,} good + "
        f"{totals.quarantined:,} quarantined + {totals.repeats:,} repeats + "
        f"{totals.filtered:,} of other tables"
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
    say(f"Next       duckdb {near}/published/marketing.duckdb, or marketing status")
    say("           marketing demo --stay keeps the platforms playing for Dagster:")
    say(f"           MARKETING_HOME={near} MARKETING_SOURCES={near}/sources.toml \\")
    say("             dagster dev -w workspace.yaml")


def wait_for_a_person() -> None:
    """Until Ctrl-C."""
    say("The platforms keep playing. Ctrl-C ends them.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        say()
