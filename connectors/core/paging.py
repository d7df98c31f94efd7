"""How a list goes on: each way answers "the next step, or None"; a step is params or a link."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from connectors.core.errors import AskForLess, BadReply, TryAgain
from connectors.core.spec import Page
from connectors.core.verdicts import Reply

Step = Mapping[str, Any] | str
_ASK_AGAIN = 2
_MOST_PAGES = 100_000
_AHEAD = 3


class Paging(Protocol):
    """`size_param` may be halved when a page is too big; `empties` may stand in a row."""

    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def size_param(self) -> str | None: ...
    @property
    def size(self) -> int: ...
    @property
    def empties(self) -> int: ...
    @property
    def count(self) -> str | None: ...
    def first(self) -> Step: ...
    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None: ...
    def ahead(self, step: Step, reply: Reply) -> list[Step]: ...
    def link(self, reply: Reply) -> str | None: ...


@dataclass(frozen=True)
class PageNumber:
    """Page 1 … n, where the reply says how many there are.

    `total`: where it says how many pages; without it they follow from `count`, where it says how
    many records all pages hold, and `size`. `echo`: where it repeats the page's number. What is
    said is checked. `most`: pages the platform gives out; `inside`: the parameter that holds both.
    """

    size: int
    total: str = ""
    page: str = "page"
    page_size: str = "page_size"
    echo: str | None = None
    count: str | None = None
    most: int | None = None
    inside: str = ""
    size_param: str | None = None
    empties: int = 0

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in (self.total, self.echo, self.count) if path)

    def first(self) -> Step:
        return self._step(1)

    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None:
        number = self._number(step)
        if self.echo and (echoed := reply.value(self.echo)) not in (None, number, str(number)):
            raise TryAgain(reply.where, f"page {number} was asked for, page {echoed} came")
        last = self._last(reply)
        if last is None:
            said = self.total or self.count
            raise BadReply(reply.where, f"{said} does not say how many there are")
        if self.most and last > self.most:
            raise BadReply(reply.where, f"{last} pages, but the platform gives out {self.most}")
        return self._step(number + 1) if number < last else None

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        """The pages after this one that may be fetched at the same time."""
        number, last = self._number(step), self._last(reply) or 0
        coming = range(number + 1, min(last, number + _AHEAD) + 1)
        return [self._step(n) for n in coming]

    def link(self, reply: Reply) -> str | None:
        return None

    def _step(self, number: int) -> Step:
        step = {self.page: number, self.page_size: self.size}
        return {self.inside: step} if self.inside else step

    def _number(self, step: Step) -> int:
        params = _params(step)
        return int((params[self.inside] if self.inside else params)[self.page])

    def _last(self, reply: Reply) -> int | None:
        said = reply.value(self.total or self.count or "")
        if not isinstance(said, int | str) or not str(said).isdigit():
            return None
        return int(said) if self.total else -(-int(said) // self.size)


@dataclass(frozen=True)
class Offset:
    """`start` 0, 100, 200 …, to the first page that is not full, or to the `total` a reply says.

    `inside`: the parameter that holds both.
    """

    size: int
    total: str | None = None
    offset: str = "start"
    page_size: str = "count"
    inside: str = ""
    size_param: str | None = None
    empties: int = 0
    count: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in (self.total, self.count) if path)

    def first(self) -> Step:
        return self._step(0)

    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None:
        params = _params(step)
        held = params[self.inside] if self.inside else params
        reached = int(held[self.offset]) + self.size
        total = reply.value(self.total) if self.total else None
        is_last = len(records) < self.size if total is None else reached >= int(total)
        return None if is_last else self._step(reached)

    def _step(self, start: int) -> Step:
        step = {self.offset: start, self.page_size: self.size}
        return {self.inside: step} if self.inside else step

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        return []

    def link(self, reply: Reply) -> str | None:
        return None


NO_MORE = (False, None, 0, "0", "false")


@dataclass(frozen=True)
class Cursor:
    """The reply carries the cursor of the next page; no cursor is the end.

    `guard`: where the reply also spells out the next link. It is checked, not followed; with
    `ends_without_guard` its absence is the end though a cursor stands there. `more`: where it says
    whether there is more at all.
    """

    param: str
    path: str
    size_param: str | None = None
    size: int = 0
    empties: int = 0
    guard: str | None = None
    ends_without_guard: bool = False
    start: Mapping[str, Any] = field(default_factory=dict)
    count: str | None = None
    more: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in (self.path, self.guard, self.count, self.more) if path)

    def first(self) -> Step:
        return {**({self.size_param: self.size} if self.size_param else {}), **self.start}

    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None:
        cursor = reply.value(self.path)
        if cursor in (None, "") or (self.more and reply.value(self.more) in NO_MORE):
            return None
        # An empty page that still carries a cursor is no end, whatever it says of links.
        if self.ends_without_guard and records and not self.link(reply):
            return None
        return {**_params(step), self.param: cursor}

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        return []

    def link(self, reply: Reply) -> str | None:
        return reply.value(self.guard) if self.guard else None


@dataclass(frozen=True)
class LinkHeader:
    """`Link: <…>; rel="next"`: the link is followed as it stands, on the same host only."""

    size: int
    size_param: str | None = "limit"
    empties: int = 0
    paths: tuple[str, ...] = ()
    count: str | None = None

    def first(self) -> Step:
        return {self.size_param: self.size} if self.size_param else {}

    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None:
        return self.link(reply)

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        return []

    def link(self, reply: Reply) -> str | None:
        for part in (reply.headers.get("link") or "").split(","):
            target, _, rest = part.strip().partition(">")
            if 'rel="next"' in rest.replace(" ", "").replace("'", '"') and target.startswith("<"):
                return target[1:]
        return None


@dataclass(frozen=True)
class LinkInBody:
    """The reply spells out the whole address of the next page at `path`; none is the end."""

    path: str
    size: int = 0
    size_param: str | None = None
    empties: int = 0
    count: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in (self.path, self.count) if path)

    def first(self) -> Step:
        return {self.size_param: self.size} if self.size_param else {}

    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None:
        return self.link(reply)

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        return []

    def link(self, reply: Reply) -> str | None:
        return reply.value(self.path) or None


@dataclass(frozen=True)
class OnePage:
    """A list that comes whole."""

    size: int = 0
    size_param: str | None = None
    empties: int = 0
    paths: tuple[str, ...] = ()
    count: str | None = None

    def first(self) -> Step:
        return {}

    def next(self, step: Step, reply: Reply, records: list[msgspec.Raw]) -> Step | None:
        return None

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        return []

    def link(self, reply: Reply) -> str | None:
        return None


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
            self._pool = ThreadPoolExecutor(_AHEAD)
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


def _params(step: Step) -> Mapping[str, Any]:
    return {} if isinstance(step, str) else step


def _key(step: Step) -> str:
    return step if isinstance(step, str) else repr(sorted(step.items()))
