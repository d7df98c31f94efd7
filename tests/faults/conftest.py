"""A platform of one's own per test, and what each says on a quiet day."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from misfortune import Misfortune, suffer, with_mark
from plant import Plant
from trial import CASES, Case, Trial, playing

from pipelines.report import RunReport
from sandbox.server import Sandbox
from sandbox.world import World

Begin = Callable[..., Trial]


@pytest.fixture
def begin(world: World, tmp_path: Path) -> Iterator[Begin]:
    """Starts a trial of one platform, its main list in small pages; `at` a copy of some folder."""
    with ExitStack() as running:

        def start(case: Case, at: Path | None = None, **how) -> Trial:
            sandbox = running.enter_context(playing(world, case.name))
            if case.page:
                sandbox.small_pages(case.name, case.page)
            if at:
                shutil.copytree(at, tmp_path / "home")
            return Trial(tmp_path / "home", sandbox, world, (case.name,), **how)

        yield start


@pytest.fixture(scope="session")
def quiet(world: World, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pl.DataFrame]:
    """The source table of a platform's main list when nothing goes wrong, of some accounts."""

    @cache
    def table(name: str, accounts: int = 1) -> pl.DataFrame:
        case, folder = CASES[name], tmp_path_factory.mktemp(name)
        with playing(world, name) as sandbox:
            trial = Trial(folder, sandbox, world, (name,), accounts=accounts)
            took = trial.load(case.feed)
            assert took.exit_code == 0, took.told
            return trial.rows(case.stream)

    return table


@pytest.fixture(scope="session")
def yesterday(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that loaded TikTok's report a day ago. Copy it, do not change it."""
    case, folder = CASES["tiktok_ads"], tmp_path_factory.mktemp("yesterday") / "home"
    with playing(world, case.name) as sandbox:
        trial = Trial(folder, sandbox, world, (case.name,))
        trial.live_on(world.today - timedelta(days=1))
        assert trial.load(case.feed).exit_code == 0
    return folder


@pytest.fixture(scope="session")
def misfortune(
    loaded: tuple[Plant, RunReport], world: World, tmp_path_factory: pytest.TempPathFactory
) -> Misfortune:
    """A copy of the loaded company after a run in which every platform failed somewhere."""
    home = tmp_path_factory.mktemp("misfortune") / "home"
    shutil.copytree(loaded[0].home, home, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        with_mark(patch)
        with Sandbox(world) as sandbox:
            suffered = suffer(Plant(home, sandbox, world), sandbox, patch)
    return suffered
