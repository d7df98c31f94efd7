"""Work begun before its turn, so that two cores are busy: imports, parsing, pulls."""

import threading

from pipelines import quality
from pipelines.build import Dbt, import_dbt
from pipelines.build_beside import Beside
from pipelines.pull_beside import PullsBeside


class WarmUp:
    """What a command begins before it is needed, so that two cores are busy from the start.

    Imports run in a thread; `pulls` is a process that asks platforms, and `beside`, if all is to be
    built, one that parses and builds. Without it a run does everything in its own process.
    """

    def __init__(self, dbt: Dbt) -> None:
        self.dbt, self.builds_all = dbt, not (dbt.is_parsed and dbt.warehouse.exists())
        self.beside: Beside | None = None
        self.pulls = PullsBeside()
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
        """Let the other processes go."""
        self.pulls.end()
        if self.beside:
            self.beside.end()
