"""What a person sees while work goes on: bars on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

SECONDS_BETWEEN_LINES = 2.0


class Stage(Protocol):
    """One stage that is under way."""

    def plan(self, total: int) -> None:
        """How many steps the stage has, as soon as that is known."""

    def step(self, what: str = "") -> None:
        """One step is done; `what` names it."""

    def say(self, line: str) -> None:
        """How the stage ended, in a few words."""


class Watcher(Protocol):
    """Shows stages, one after the other or overlapping, and keeps their times."""

    seconds: dict[str, float]

    def stage(self, name: str) -> AbstractContextManager[Stage]:
        """A stage under way for as long as the block runs."""
        ...


class Quiet:
    """Shows nothing: tests and Dagster, which has its own log."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Generator[Stage]:
        started = time.monotonic()
        try:
            yield Silent()
        finally:
            self.seconds[name] = time.monotonic() - started


class Silent:
    """A stage nobody watches."""

    def plan(self, total: int) -> None:
        """Nothing to show."""

    def step(self, what: str = "") -> None:
        """Nothing to show."""

    def say(self, line: str) -> None:
        """Nothing to show."""


class Lines:
    """Plain lines: one when a stage begins, one every few seconds, one when it ends."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Generator[Stage]:
        started = time.monotonic()
        stage = LineStage(self, name)
        self.write(f"{name:<10}…")
        try:
            yield stage
        finally:
            self.seconds[name] = time.monotonic() - started
            self.write(f"{name:<10}{stage.said}   {self.seconds[name]:.1f} s")

    def write(self, line: str) -> None:
        """One whole line at once, also when stages overlap."""
        self.out.write(line + "\n")
        self.out.flush()


class LineStage:
    """One stage told in plain lines."""

    def __init__(self, lines: Lines, name: str) -> None:
        self.lines, self.name = lines, name
        self.total = self.done = 0
        self.said = "done"
        self.told = time.monotonic()

    def plan(self, total: int) -> None:
        self.total = total

    def step(self, what: str = "") -> None:
        self.done += 1
        if time.monotonic() - self.told >= SECONDS_BETWEEN_LINES:
            self.told = time.monotonic()
            self.lines.write(f"{self.name:<10}{self.done}/{self.total or '?'} {what}")

    def say(self, line: str) -> None:
        self.said = line


class Bars:
    """A bar per stage; a finished stage leaves one line."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Generator[Stage]:
        started = time.monotonic()
        bars = Progress(
            TextColumn("{task.fields[name]:<9}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.console,
            transient=True,
        )
        stage = BarStage(bars, name)
        try:
            with bars:
                yield stage
        finally:
            self.seconds[name] = time.monotonic() - started
            told = f"{name:<10}{stage.said}   {self.seconds[name]:.1f} s"
            self.console.print(told, markup=False, highlight=False)


class BarStage:
    """One stage told by a bar."""

    def __init__(self, bars: Progress, name: str) -> None:
        self.bars = bars
        self.task = bars.add_task("", total=None, name=name)
        self.said = "done"

    def plan(self, total: int) -> None:
        self.bars.update(self.task, total=total)

    def step(self, what: str = "") -> None:
        self.bars.update(self.task, advance=1, description=what)

    def say(self, line: str) -> None:
        self.said = line


def watcher() -> "Bars | Lines":
    """Bars when a person looks at a terminal, plain lines in a pipe, a log or CI."""
    return Bars() if sys.stdout.isatty() else Lines()
