"""Which pulls of a stream may be judged together: those that cannot hold the same row twice."""

from collections.abc import Sequence

from pipelines.pulls import Batch, Pull
from pipelines.streams.spec import Stream


def rounds(stream: Stream, batches: Sequence[Batch]) -> list[list[Batch]]:
    """The batches, oldest first, so that no round tells the same days of one account twice."""
    found: list[list[Batch]] = []
    known: dict[str, list[tuple[Pull, int]]] = {}
    for batch in sorted(batches, key=lambda one: one.pull.order):
        earlier = known.setdefault(batch.pull.account, [])
        number = 1 + max((n for pull, n in earlier if meet(stream, pull, batch.pull)), default=-1)
        earlier.append((batch.pull, number))
        if number == len(found):
            found.append([])
        found[number].append(batch)
    return found


def meet(stream: Stream, one: Pull, other: Pull) -> bool:
    """May two pulls of one account hold the same key? Only those of a window keep to their days."""
    if stream.load != "window" or None in (one.start, one.end, other.start, other.end):
        return True
    return not set(one.days).isdisjoint(other.days)
