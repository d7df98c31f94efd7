"""`python -m sandbox`: play all platforms until told to stop, or until the parent has gone."""

import argparse
import importlib
import json
import os
import signal
import sys
import threading
from datetime import date
from pathlib import Path

from sandbox.server import Sandbox
from sandbox.sources import sources_toml
from sandbox.world import SIZES, World, build


def main() -> int:
    parent = os.getppid()
    options = _options()
    world = build(options.size, options.seed)
    today = date.fromisoformat(options.today) if options.today else world.today
    if options.write_inbox:
        write_inbox(world, Path(options.write_inbox), today)
    with Sandbox(world, options.port) as sandbox:
        sandbox.set_today(today)
        sources = sources_toml(world, sandbox.base_url)
        if options.print_sources:
            sys.stdout.write(sources)
        else:
            said = {"url": sandbox.base_url, "today": today.isoformat(), "sources": sources}
            sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            _wait(parent)
    return 0


def write_inbox(world: World, inbox: Path, today: date) -> None:
    """Files as people would have dropped them: one folder per connector."""
    platforms = importlib.import_module("sandbox.platforms")
    for connector, write in platforms.FILES.items():
        folder = inbox / connector
        folder.mkdir(parents=True, exist_ok=True)
        write(world, folder, today)


def _wait(parent: int) -> None:
    """Until SIGTERM, SIGINT or the end of the parent process."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(0.5):
        if os.getppid() != parent:
            return


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--size", choices=list(SIZES), default="demo")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--today", help="the day the platforms believe it is, YYYY-MM-DD")
    parser.add_argument("--write-inbox", metavar="DIR", help="also write the dropped files there")
    parser.add_argument("--print-sources", action="store_true", help="print sources.toml and end")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
