"""What commands share: settings from the environment, errors as sentences, the closing lines."""

import os
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from connectors import CONNECTORS
from pipelines.durable import Busy
from pipelines.load import Loader
from pipelines.publish import PublishError
from pipelines.pulls import LakeError
from pipelines.report import REFUSED, USAGE, RunReport
from pipelines.settings import Problem, Settings, SettingsError, load_settings
from pipelines.warehouse import WarehouseError

MOST_LINES = 40


def say(line: str = "") -> None:
    """One line for a person, as it is."""
    typer.echo(line)


def settings(*, need_secrets: bool = True) -> Settings:
    """Settings, or exit code 2 with everything that is wrong."""
    try:
        return load_settings(CONNECTORS, os.environ, need_secrets=need_secrets)
    except SettingsError as error:
        leave(error.problems, USAGE)


def loader(*, need_secrets: bool = True) -> Loader:
    """The verbs over the data folder that the environment names."""
    return Loader(settings(need_secrets=need_secrets))


@contextmanager
def told() -> Generator[None]:
    """Errors that a person can act on, as sentences and exit codes instead of a traceback."""
    try:
        yield
    except SettingsError as error:
        leave(error.problems, USAGE)
    except (Busy, WarehouseError, LakeError, PublishError) as error:
        leave([error], REFUSED)


def leave(lines: Sequence[object], code: int) -> NoReturn:
    """Say why on stderr and end."""
    for line in lines:
        typer.echo(str(line), err=True)
    raise typer.Exit(code)


def known_only(only: Collection[str], on: Collection[str]) -> None:
    """Refuse connectors that do not exist or are switched off."""
    wrong = [name for name in only if name not in on]
    if wrong:
        allowed = ", ".join(on) or "none is switched on in sources.toml"
        raise SettingsError(
            [Problem("", "--only", f"{name!r} is not switched on", allowed) for name in wrong]
        )


def close(report: RunReport) -> NoReturn:
    """What a person must know of a run, and its exit code."""
    lines = list(report.lines())
    for line in lines[:MOST_LINES]:
        say(line)
    if len(lines) > MOST_LINES:
        say(f"… and {len(lines) - MOST_LINES} more: marketing status")
    raise typer.Exit(report.exit_code)


def console() -> Console:
    """For tables; as wide as they need when nobody looks."""
    return Console() if os.isatty(1) else Console(width=200)
