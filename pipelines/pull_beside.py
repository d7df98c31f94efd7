"""Pulls, and cleans what platforms sent, in a process of its own; the caller does the rest.

Python runs one thread at a time, and either half of the work keeps it busy: the caller cleans what
was dropped, judges and stores. The lake stands between the two: a pull, or a clean file, exists for
the other process once it has its name.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.load import Loader
from pipelines.pulling import READERS, Pulled, Remarks
from pipelines.pulls import LakeError
from pipelines.settings import Settings
from pipelines.windows import Ask

CLEANERS = 2  # while one reads a file, the other computes


@dataclass(frozen=True)
class Work:
    """What the other process is told, once: by a pipe, since command lines are open to all."""

    settings: Settings
    accept_fewer: bool
    asks: Sequence[Ask]


class PullsBeside:
    """A process that imports at once and pulls when told; it ends with its caller."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=Path(__file__).resolve().parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def pull(self, loader: Loader, asks: Sequence[Ask]) -> Iterator[Pulled]:
        """As `Loader.pull`, by the other process; what it raises is raised here."""
        hear, tell = self.process.stdout, self.process.stdin
        assert hear and tell
        try:
            tell.write(pickle.dumps(Work(loader.settings, loader.puller.accept_fewer, asks)))
            tell.flush()
            while (said := pickle.load(hear)) is not None:
                if isinstance(said, Exception):
                    raise said
                if isinstance(said, str):
                    READERS.warning(said)
                else:
                    yield said
        except (EOFError, BrokenPipeError) as error:
            code = self.process.wait()
            raise LakeError(
                f"the process that pulls ended with {code}; what came is kept, run again"
            ) from error
        finally:
            self.end()

    def end(self) -> None:
        """Let it go, whatever it does."""
        self.process.kill()
        with self.process:  # closes the pipes
            pass


def main() -> None:
    """Pull once told what; end at once when the caller has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a person's Ctrl-C is the caller's to answer
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever else is printed is no answer
    one_at_a_time = threading.Lock()

    def tell(what: object) -> None:
        with one_at_a_time:
            answers.write(pickle.dumps(what))

    try:
        work: Work = pickle.load(sys.stdin.buffer)
    except EOFError:
        return  # the caller had nothing to ask
    threading.Thread(target=end_with_caller, daemon=True).start()
    loader = Loader(work.settings, accept_fewer=work.accept_fewer)
    try:
        with Remarks(tell), ThreadPoolExecutor(CLEANERS, "clean") as cleaners:
            cleaning = []
            for pulled in loader.pull(work.asks):
                cleaning.append(cleaners.submit(clean, loader, pulled))
                cleaning[-1].add_done_callback(lambda done: done.exception() or tell(done.result()))
            for one in cleaning:
                one.result()
        tell(None)
    except Exception as error:
        error.add_note(traceback.format_exc())
        tell(error)
    os._exit(0)  # nothing is left to do but to take objects apart


def clean(loader: Loader, pulled: Pulled) -> Pulled:
    """The same; what a platform sent, once its clean files are there for each of its streams."""
    if pulled.pull and not pulled.ask.path:
        loader.clean_ahead(pulled.pull)
    return replace(pulled, error=None)


def end_with_caller() -> None:
    """The pipe ends when nobody holds its other end."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
