"""Work begun before its turn, so that two cores are busy: imports, parsing, pulls."""

import threading

from pipelines import quality
from pipelines.build import Dbt, import_dbt
from pipelines.build_beside import Beside
from pipelines.pull_beside import PullsBeside


class WarmUp:
    """Slow starts, begun early: imports run in a thread, dbt parses in a process of its own.

    `pulls` is a process that imports what pulling needs, for a command; None pulls in this one.
    """

    def __init__(self, dbt: Dbt, pulls: PullsBeside | None = None) -> None:
        self.dbt, self.builds_all = dbt, not (dbt.is_parsed and dbt.warehouse.exists())
        self.beside: Beside | None = None
        self.pulls = pulls
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
        if self.beside:
            self.beside.end()
        if self.pulls:
            self.pulls.end()
