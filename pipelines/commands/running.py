"""Commands that load: `run` for today, `backfill` for a range."""

from typing import Annotated

import typer

from pipelines.ahead import WarmUp
from pipelines.commands.place import close, known_only, say, settings, told
from pipelines.load import Loader
from pipelines.progress import watcher
from pipelines.run import days, dbt_of
from pipelines.run import run as run_all
from pipelines.settings import read_range

First = Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")]
Last = Annotated[str | None, typer.Option("--to", help="Last day; yesterday if absent.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Only this connector; may be repeated.")
]
Fewer = Annotated[
    bool, typer.Option("--accept-fewer", help="Confirm far fewer records than last time.")
]


def run(
    first: First = None, last: Last = None, only: Only = None, accept_fewer: Fewer = False
) -> None:
    """Pull what is new, clean, judge, load, build, test and publish.

    Without --from each feed is asked for the days that may still change, and for every day it was
    never loaded for. Running twice changes nothing.
    """
    load(first, last, only or [], accept_fewer)


def backfill(
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")],
    last: Last = None,
    only: Only = None,
    accept_fewer: Fewer = False,
) -> None:
    """Load a range of past days again, as one range; what was there is replaced."""
    load(first, last, only or [], accept_fewer)


def load(first: str | None, last: str | None, only: list[str], accept_fewer: bool) -> None:
    """The one way both commands go."""
    with told():
        place = settings()
        between = days(*read_range(first, last, place.yesterday), place.yesterday)
        known_only(only, place.on)
        if not place.on:
            say(f"Nothing is switched on in {place.sources_file.name}. Try: make demo")
            return
        verbs = Loader(place, accept_fewer=accept_fewer)
        warm = WarmUp(dbt_of(verbs))
        report = run_all(verbs, watcher(), only=only, between=between, warm=warm)
    close(report)
