"""Work begun before its turn, so that two cores are busy: cleaning, slow imports, parsing."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from pipelines import quality
from pipelines.build import Dbt, import_dbt
from pipelines.build_beside import Beside
from pipelines.load import Loader
from pipelines.pulls import Pull
from pipelines.streams.clean import ContractBroken
from pipelines.streams.spec import Stream


class CleaningAhead:
    """Cleans pulls as they come in, on two threads, while others are still under way."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.cleaners = ThreadPoolExecutor(2, "clean")
        self.begun: dict[str, list[Future[None]]] = {}

    def __enter__(self) -> "CleaningAhead":
        return self

    def __exit__(self, *_: object) -> None:
        self.cleaners.shutdown(cancel_futures=True)

    def begin(self, pull: Pull) -> None:
        """This pull is there: clean it for each of its streams."""
        for stream in self.loader.streams_of(pull.connector, pull.feed):
            job = self.cleaners.submit(self._clean, stream, pull)
            self.begun.setdefault(stream.name, []).append(job)

    def wait(self, stream: Stream) -> None:
        """Until all pulls of a stream are cleaned."""
        for job in self.begun.pop(stream.name, []):
            job.result()

    def _clean(self, stream: Stream, pull: Pull) -> None:
        with suppress(ContractBroken):  # the gate meets it again, and says so
            self.loader.clean(stream, pull)


class WarmUp:
    """Slow starts, begun early: imports run in a thread, dbt parses in a process of its own."""

    def __init__(self, dbt: Dbt) -> None:
        self.dbt, self.builds_all = dbt, not (dbt.is_parsed and dbt.warehouse.exists())
        self.beside: Beside | None = None
        self.importing = threading.Thread(target=self._import, daemon=True)
        self.importing.start()

    def _import(self) -> None:
        quality.warm_up()
        if not self.builds_all:
            import_dbt()

    def parse(self) -> None:
        """Begin to parse, if all is to be built; after the imports, which are needed sooner."""
        if self.builds_all:
            self.beside = Beside(self.dbt)

    def wait(self) -> None:
        """Until all imports are there."""
        self.importing.join()

    def end(self) -> None:
        """Let the other process go."""
        if self.beside:
            self.beside.end()


class Remarks(logging.Handler):
    """Keeps what readers of files remark (a hidden sheet, an odd row) for the report of the run."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """One remark."""
        self.lines.append(record.getMessage())

    def __enter__(self) -> "Remarks":
        logger = logging.getLogger("connectors")
        logger.addHandler(self)
        logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        logger = logging.getLogger("connectors")
        logger.removeHandler(self)
        logger.propagate = True
