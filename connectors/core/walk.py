"""One list from its first page to its last, whichever way it goes on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import msgspec

from connectors.core.errors import AskForLess, BadReply, TryAgain
from connectors.core.paging import AHEAD, Paging, Step
from connectors.core.spec import Page
from connectors.core.verdicts import Reply

_ASK_AGAIN = 2
_MOST_PAGES = 100_000
Answer = tuple[Reply, list[msgspec.Raw]]
Ask = Callable[[Step], Answer]


@dataclass
class Walk:
    """One list from its first page to its last; every doubt about a page is settled here."""

    ask: Ask
    paging: Paging
    wait: Callable[[int], None]
    check_link: Callable[[str], None]
    _size: int = 0
    _came: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    _pool: ThreadPoolExecutor | None = None
    _coming: dict[str, Future[Answer]] = field(default_factory=dict)

    def pages(self) -> Iterator[tuple[Reply, Page]]:
        try:
            yield from self._pages()
        finally:
            if self._pool:
                self._pool.shutdown(wait=True, cancel_futures=True)

    def _pages(self) -> Iterator[tuple[Reply, Page]]:
        step: Step | None = self.paging.first()
        self._size = self.paging.size
        seen: set[str] = set()
        received = empties = counted = 0
        while step is not None:
            seen.add(_key(step))
            reply, records, following = self._settled(step)
            if following is not None and (_key(following) in seen or len(seen) >= _MOST_PAGES):
                raise BadReply(reply.where, f"the pages go round in a loop (page {len(seen)})")
            empties = 0 if records else empties + 1
            if following is not None and empties > self.paging.empties:
                raise BadReply(reply.where, "an empty page says again that there is more")
            repeats = self._repeats(records)
            own = records[repeats:]
            if own:
                self._came[bytes(own[0])] = (len(own), bytes(own[-1]))
            received += len(own)
            yield reply, Page(own, repeats=repeats)
            counted = max(counted, self._count(reply))
            last, step = reply, following
        _refuse_fewer(last, received, counted)

    def _settled(self, step: Step) -> tuple[Reply, list[msgspec.Raw], Step | None]:
        """A page, asked again while it is empty before the end, a repeat, or another page's."""
        tried = 0
        while True:
            final = tried == _ASK_AGAIN
            reply, records = self._fetch(step)
            try:
                following = self.paging.next(step, reply, records)
            except TryAgain:
                if final:
                    raise
            else:
                if (link := self.paging.link(reply)) is not None:
                    self.check_link(link)
                hollow = not records and following is not None
                repeated = bool(records) and self._repeats(records) == len(records)
                if final or not (hollow or repeated):
                    self._look_ahead(step, reply)
                    return reply, records, following
            tried += 1
            self.wait(tried)

    def _repeats(self, records: list[msgspec.Raw]) -> int:
        """How many records at the head of this page are those of an earlier page."""
        if not records:
            return 0
        size, end = self._came.get(bytes(records[0]), (0, b""))
        return size if 0 < size <= len(records) and bytes(records[size - 1]) == end else 0

    def _fetch(self, step: Step) -> Answer:
        """The page, with a smaller size if the platform asks for less; the size recovers."""
        coming = self._coming.pop(_key(step), None)
        if coming is not None:
            return coming.result()
        param = self.paging.size_param
        while True:
            sized = step
            if param and self._size < self.paging.size and not isinstance(step, str):
                sized = {**step, param: self._size}
            try:
                found = self.ask(sized)
            except AskForLess:
                if not param or self._size <= 1 or isinstance(step, str):
                    raise
                self._size //= 2
                continue
            self._size = min(self.paging.size, self._size * 2)
            return found

    def _look_ahead(self, step: Step, reply: Reply) -> None:
        coming = self.paging.ahead(step, reply)
        if coming and self._pool is None:
            self._pool = ThreadPoolExecutor(AHEAD)
        for later in coming:
            if self._pool and _key(later) not in self._coming:
                self._coming[_key(later)] = self._pool.submit(self.ask, later)

    def _count(self, reply: Reply) -> int:
        """How many records all pages hold, as this one says."""
        said = str(reply.value(self.paging.count)) if self.paging.count else ""
        return int(said) if said.isdigit() else 0


def _refuse_fewer(reply: Reply, received: int, counted: int) -> None:
    """Fewer than the platform ever counted is a loss; more are repeats, which streams collapse.

    A list that got shorter meanwhile has moved up, past a page that was read already.
    """
    if counted > received:
        what = f"{received} records came, the platform counts {counted}"
        raise TryAgain(reply.where, what, restart=True)


def _key(step: Step) -> str:
    return step if isinstance(step, str) else repr(sorted(step.items()))
