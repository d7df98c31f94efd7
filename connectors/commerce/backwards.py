"""Lists ordered by the newest change first: read from the last page to the first.

What changes meanwhile moves to the front and pushes another over the edge of a page; who reads
backwards loses nothing by it, and what comes twice is dropped.
"""

from collections.abc import Callable, Iterator

from msgspec import Raw

from connectors.core import Page, TryAgain, dig_text

# The page of a number: how many records all pages hold, and its own.
Ask = Callable[[int], tuple[int, list[Raw]]]


def backwards(
    ask: Ask, size: int, where: str, key: str, seen: set[bytes] | None = None
) -> Iterator[Page]:
    """All pages, the last first; fewer records than were counted are asked for again.

    What is in `seen` came by an earlier list and is dropped.
    """
    counted, first = ask(1)
    last = -(-counted // size)
    seen, came = set() if seen is None else seen, set[str | None]()
    for number in range(max(last, 1), 0, -1):
        _, found = (counted, first) if last <= 1 else ask(number)
        fresh = [record for record in found if bytes(record) not in seen]
        seen |= {bytes(record) for record in found}
        came |= {dig_text(record, key) for record in found}
        yield Page(fresh, repeats=len(found) - len(fresh))
    # One that changed meanwhile has left these days, so the smaller count decides.
    if len(came) < counted and len(came) < (counted := min(counted, ask(1)[0])):
        what = f"{len(came)} records came, the platform counts {counted}"
        raise TryAgain(where, what, restart=True)
