"""kill -9 at thirty seeded moments: no part is ever seen, and one more run ends in the truth."""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from plant import Plant

from pipelines.build import Dbt
from pipelines.warehouse import hashes
from sandbox.server import Sandbox
from sandbox.truth import truth
from sandbox.world import World

pytestmark = [pytest.mark.http, pytest.mark.dbt, pytest.mark.slow]

MOMENTS, IN_A_ROW = 30, 10
ON = ("tiktok_ads", "shopify", "clickstream", "sign_in_sheets", "expense_ledger", "exchange_rates")
LAUNCHER = Path(__file__).with_name("launcher.py")
ROOT = LAUNCHER.parents[2]


class Runs:
    """`marketing run`, each in a process of its own, forked by one that has imported everything."""

    def __init__(self) -> None:
        self.launcher = subprocess.Popen(
            [sys.executable, str(LAUNCHER)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def killed(self, place: Plant, seconds: float) -> bool:
        """After so many seconds the whole process group is killed, unless it has ended by then."""
        assert self.launcher.stdin and self.launcher.stdout
        self.launcher.stdin.write(json.dumps(place.environ).encode() + b"\n")
        process = int(self.launcher.stdout.readline())
        has_ended, _, _ = select.select([self.launcher.stdout], [], [], seconds)
        if not has_ended:
            with suppress(ProcessLookupError):  # it ended just now
                os.killpg(process, signal.SIGKILL)
        code = int(self.launcher.stdout.readline())
        assert code in (0, 3, -signal.SIGKILL)
        return code == -signal.SIGKILL

    def end(self) -> None:
        assert self.launcher.stdin
        self.launcher.stdin.close()
        assert self.launcher.wait(timeout=60) == 0


@dataclass(frozen=True)
class Story:
    """A folder as yesterday's run left it, and what today's run must make of it."""

    before: Path
    shown_before: dict[str, str]
    shown_after: dict[str, str]
    seconds: float


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    launched = Runs()
    yield launched
    launched.end()


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory,
    platforms: Sandbox,
    world: World,
    parsed: Dbt,
    runs: Runs,
) -> Iterator[Story]:
    """Two days ago everything was loaded; today's run, undisturbed, is the measure."""
    platforms.clear()
    first = folder(tmp_path_factory.mktemp("kill") / "before", platforms, world)
    shutil.copytree(parsed.folder, first.home / "dbt")
    first.live_on(world.today - timedelta(days=2))
    first.drop_files()
    assert first.run().published
    second = continued(first, first.home.with_name("undisturbed"))
    started = time.monotonic()
    assert not runs.killed(second, 600.0)
    seconds = time.monotonic() - started
    tell_the_truth(second)
    yield Story(first.home, shown(first), shown(second), seconds)
    platforms.set_today(world.today)


@pytest.mark.parametrize("chain", range(MOMENTS // IN_A_ROW))
def test_killed_again_and_again_one_more_run_ends_in_the_truth(runs, story, chain, sandbox, world):
    moments = random.Random(chain)
    place = continued(folder(story.before, sandbox, world), story.before.with_name(f"kill{chain}"))
    kills, seconds = 0, story.seconds
    while kills < IN_A_ROW:
        started = time.monotonic()
        if runs.killed(place, moments.uniform(0.0, seconds)):
            kills += 1
        else:  # it was done before: the next kills fall into a day not yet loaded, while it is
            seconds = min(seconds, time.monotonic() - started)
            thrown_away(place)
            place = continued(folder(story.before, sandbox, world), place.home)
        assert shown(place) in (story.shown_before, story.shown_after)
    report = place.run()
    assert report.published and not report.missing, list(report.lines())
    assert shown(place) == story.shown_after, list(report.lines())
    assert marts(place) == story.shown_after
    thrown_away(place)


def folder(home: Path, sandbox: Sandbox, world: World) -> Plant:
    """A plant with a few sources on, one of each kind."""
    plant = Plant(home, sandbox, world)
    sections = plant.sources.split("\n[")
    kept = [part for part in sections[1:] if part.lstrip("[").startswith(ON)]
    plant.sources = "\n[".join([sections[0], *kept])
    return plant


def continued(place: Plant, home: Path) -> Plant:
    """A copy of a folder, today, with the files that came since."""
    shutil.copytree(place.home, home, symlinks=True)
    copy = folder(home, place.sandbox, place.world)
    copy.live_on(place.world.today)
    copy.drop_files()
    return copy


def shown(place: Plant) -> dict[str, str]:
    """What readers see: count and hash of every published mart."""
    path = place.home / "published" / "marketing.duckdb"
    with duckdb.connect(str(path.resolve()), read_only=True) as db:
        return content(db)


def marts(place: Plant) -> dict[str, str]:
    with place.loader().warehouse.reading("a test") as db:
        return content(db)


def content(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every mart but for the moments of the pulls, which no two folders share."""
    db.execute("set TimeZone = 'UTC'")
    found = hashes(db, "marts", without=("observed_at",))
    return {mart: told for mart, told in found.items() if not mart.startswith("marts._")}


def tell_the_truth(place: Plant) -> None:
    """The measure itself is right: spend by day, orders and net by shop."""
    told = truth(place.world)
    spend = place.ask(
        "select sum(spend_native) from fct_ad_performance_daily where channel_id = 'tiktok_ads'"
    )
    rows = told.spend.filter(told.spend["platform"] == "tiktok_ads")
    assert spend == [(rows["spend_native"].sum(),)]
    shops = [account.id for account in place.loader().settings.on["shopify"].accounts]
    sold = told.orders.filter(told.orders["shop"].is_in(shops))
    orders = place.ask("select count(*), sum(net_revenue) from fct_order where is_valid")
    assert orders == [(sold.height, sold["net"].sum())]


def thrown_away(place: Plant) -> None:
    """Published versions are sealed; a test may throw its own away."""
    for path in place.home.glob("published/versions/*"):
        path.chmod(0o755)
    shutil.rmtree(place.home)
