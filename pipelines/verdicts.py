"""What the gate decided about each pull, as marks in the lake: a rebuild need not judge again."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.durable import Workshop, safe_name

ACCEPTED, REFUSED = ".accepted", ".refused"


class Verdicts:
    """Per stream one mark for each judged pull; the latest decision counts."""

    def __init__(self, root: Path, workshop: Workshop) -> None:
        self.root, self.workshop = root, workshop

    def refuse(self, stream: str, pull_id: str, reason: str) -> None:
        """This pull must not be loaded."""
        with self.workshop.whole(self._mark(stream, pull_id, REFUSED)) as path:
            path.write_text(reason, encoding="utf-8")
        self._mark(stream, pull_id, ACCEPTED).unlink(missing_ok=True)

    def accept(self, stream: str, pulls: Iterable[str]) -> None:
        """These pulls may be loaded. A mark that a crash loses is made again by judging again."""
        for pull_id in pulls:
            mark = self._mark(stream, pull_id, ACCEPTED)
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            self._mark(stream, pull_id, REFUSED).unlink(missing_ok=True)

    def refused(self, stream: str) -> set[str]:
        """The pulls of a stream that must not be loaded."""
        return self._marked(stream, REFUSED)

    def accepted(self, stream: str) -> set[str]:
        """The pulls of a stream that may be loaded."""
        return self._marked(stream, ACCEPTED)

    def _mark(self, stream: str, pull_id: str, kind: str) -> Path:
        return self.root / safe_name(stream) / f"{pull_id}{kind}"

    def _marked(self, stream: str, kind: str) -> set[str]:
        marks = (self.root / safe_name(stream)).glob(f"*{kind}")
        return {mark.name.removesuffix(kind) for mark in marks}
