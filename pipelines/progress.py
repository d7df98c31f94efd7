"""What a person sees while work goes on: bars on a terminal, plain lines elsewhere.

A stage that asks accounts shows each: on a terminal a row per account under way, in plain lines the
one that lags most; an account of which something failed is named once it is through.
"""

import sys
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

SECONDS_BETWEEN_LINES = 2.0
ROWS = 8  # accounts that a terminal shows at once


@dataclass
class Account:
    """One account in a stage: pieces asked of it, those done, their records, those that failed."""

    name: str
    pieces: int
    done: int = 0
    records: int = 0
    failed: int = 0

    @property
    def is_under_way(self) -> bool:
        """Begun and not through."""
        return 0 < self.done < self.pieces

    @property
    def is_through(self) -> bool:
        """Every piece came or failed."""
        return self.done >= self.pieces

    def __str__(self) -> str:
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.name} {self.done}/{self.pieces}, {self.records:,} records{failed}"


class Accounts(dict[str, Account]):
    """The accounts of a stage, by name."""

    def plan(self, pieces: Mapping[str, int]) -> None:
        """How many pieces are asked of each."""
        self.update({name: Account(name, count) for name, count in pieces.items()})

    def step(self, name: str, records: int, failed: bool) -> Account:
        """A piece of one came, or failed."""
        account = self.setdefault(name, Account(name, 0))
        account.done += 1
        account.records += records
        account.failed += failed
        return account

    def under_way(self) -> list[Account]:
        """Those begun and not through, the one with most still to come first."""
        begun = [account for account in self.values() if account.is_under_way]
        return sorted(begun, key=lambda one: (one.done - one.pieces, one.name))

    def __str__(self) -> str:
        through = sum(account.is_through for account in self.values())
        lagging = [f"; {account}" for account in self.under_way()[:1]]
        return f"{through} of {len(self)} accounts through{''.join(lagging)}"


class Stage(Protocol):
    """One stage that is under way."""

    def plan(self, total: int, accounts: Mapping[str, int] | None = None) -> None:
        """How many steps the stage has, as soon as that is known, and how many of each account."""

    def step(
        self, what: str = "", *, account: str = "", records: int = 0, failed: bool = False
    ) -> None:
        """One step is done; `what` names it. What came of an account's, if it is one's."""

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

    def plan(self, total: int, accounts: Mapping[str, int] | None = None) -> None:
        """Nothing to show."""

    def step(
        self, what: str = "", *, account: str = "", records: int = 0, failed: bool = False
    ) -> None:
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
        self.accounts = Accounts()
        self.said = "done"
        self.told = time.monotonic()

    def plan(self, total: int, accounts: Mapping[str, int] | None = None) -> None:
        self.total = total
        self.accounts.plan(accounts or {})

    def step(
        self, what: str = "", *, account: str = "", records: int = 0, failed: bool = False
    ) -> None:
        self.done += 1
        if account:
            asked = self.accounts.step(account, records, failed)
            what = str(self.accounts)
            if asked.is_through and asked.failed:
                self.lines.write(f"{self.name:<10}{asked}")
        if time.monotonic() - self.told >= SECONDS_BETWEEN_LINES:
            self.told = time.monotonic()
            self.lines.write(f"{self.name:<10}{self.done}/{self.total or '?'} {what}")

    def say(self, line: str) -> None:
        self.said = line


class Bars:
    """A bar per stage, below each other when they overlap; a finished stage leaves one line."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self.seconds: dict[str, float] = {}
        self.under_way = 0
        self.bars = Progress(
            TextColumn("{task.fields[name]:<9}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.console,
            transient=True,
        )

    @contextmanager
    def stage(self, name: str) -> Generator[Stage]:
        started = time.monotonic()
        if not self.under_way:
            self.bars.start()
        self.under_way += 1
        stage = BarStage(self.bars, name)
        try:
            yield stage
        finally:
            stage.end()
            self.under_way -= 1
            if not self.under_way:
                self.bars.stop()
            self.seconds[name] = time.monotonic() - started
            told = f"{name:<10}{stage.said}   {self.seconds[name]:.1f} s"
            self.console.print(told, markup=False, highlight=False)


class BarStage:
    """One stage told by a bar, and by one for each account under way."""

    def __init__(self, bars: Progress, name: str) -> None:
        self.bars = bars
        self.task = bars.add_task("", total=None, name=name)
        self.accounts = Accounts()
        self.rows: dict[str, TaskID] = {}
        self.said = "done"

    def plan(self, total: int, accounts: Mapping[str, int] | None = None) -> None:
        self.bars.update(self.task, total=total)
        self.accounts.plan(accounts or {})

    def step(
        self, what: str = "", *, account: str = "", records: int = 0, failed: bool = False
    ) -> None:
        self.bars.update(self.task, advance=1, description=what)
        if account:
            asked = self.accounts.step(account, records, failed)
            self._show(self.accounts.under_way()[:ROWS])
            if asked.is_through and asked.failed:
                self.bars.console.print(str(asked), markup=False, highlight=False)

    def _show(self, accounts: Iterable[Account]) -> None:
        """A row for each of these, as they stand; the rows of others go."""
        shown = {account.name: account for account in accounts}
        for name in [name for name in self.rows if name not in shown]:
            self.bars.remove_task(self.rows.pop(name))
        for name, account in shown.items():
            if name not in self.rows:
                self.rows[name] = self.bars.add_task("", total=account.pieces, name="")
            told = self.rows[name]
            self.bars.update(told, completed=account.done, description=str(account))

    def say(self, line: str) -> None:
        self.said = line

    def end(self) -> None:
        """Take its bars away."""
        self._show(())
        self.bars.remove_task(self.task)


def watcher() -> "Bars | Lines":
    """Bars when a person looks at a terminal, plain lines in a pipe, a log or CI."""
    return Bars() if sys.stdout.isatty() else Lines()
