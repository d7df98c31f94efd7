"""dbt in a process of its own, begun early: it parses on the second core, then waits for the word.

Who parsed builds: imports, manifest and templates are there, and no other thread holds the
interpreter. What was built before is built in the caller's process: mostly there is little to do.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from pipelines.build import Built, Dbt, Node


class Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line between the two processes: what to build, a node that ended, or all of it."""

    select: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    node: Node | None = None
    built: Built | None = None


WORDS = msgspec.json.Decoder(Word)


class Beside:
    """A process that parses at once and builds when told; it ends with its caller."""

    def __init__(self, dbt: Dbt) -> None:
        self.dbt = dbt
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(dbt.warehouse), str(dbt.folder)],
            cwd=Path(__file__).resolve().parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def build(
        self,
        *,
        select: Sequence[str] = (),
        blocked: Collection[str] = (),
        on_node: Callable[[Node], None] | None = None,
    ) -> Built:
        """As `Dbt.build`; in this process, if the other one has gone."""
        assert self.process.stdin and self.process.stdout
        with suppress(BrokenPipeError):
            self.process.stdin.write(_line(Word(tuple(select), tuple(blocked))))
            self.process.stdin.flush()
            for line in self.process.stdout:
                said = WORDS.decode(line)
                if said.node and on_node:
                    on_node(said.node)
                if said.built:
                    self.process.wait()  # until then it holds the warehouse
                    return said.built
        self.process.wait()
        return self.dbt.build(select=select, blocked=blocked, on_node=on_node)

    def end(self) -> None:
        """Let it go, built or not."""
        self.process.kill()
        self.process.communicate()


def main(warehouse: str, folder: str) -> None:
    """Parse; build once told what; end at once when the caller has gone."""
    dbt = Dbt(Path(warehouse), Path(folder))
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever else is printed is no answer
    told: list[Word] = []
    heard = threading.Event()

    def tell(node: Node) -> None:
        answers.write(_line(Word(node=node)))

    def listen() -> None:
        for line in sys.stdin.buffer:
            told.append(WORDS.decode(line))
            heard.set()
        os._exit(1)

    threading.Thread(target=listen, daemon=True).start()
    manifest = dbt.read()
    heard.wait()
    word = told[0]
    built = dbt.build(select=word.select, blocked=word.blocked, on_node=tell, manifest=manifest)
    answers.write(_line(Word(built=built)))
    os._exit(0)  # nothing is left to do but to take objects apart


def _line(word: Word) -> bytes:
    return msgspec.json.encode(word) + b"\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
