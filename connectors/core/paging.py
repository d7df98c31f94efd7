"""How a list goes on: each way answers "the next step, or None"; a step is params or a link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from connectors.core.errors import BadReply, TryAgain
from connectors.core.verdicts import Reply

Step = Mapping[str, Any] | str
AHEAD = 3  # pages fetched at the same time, where a reply says how many there are


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


class OneByOne:
    """What most ways share: each page is known from the one before, and no link is followed."""

    def ahead(self, step: Step, reply: Reply) -> list[Step]:
        return []

    def link(self, reply: Reply) -> str | None:
        return None


@dataclass(frozen=True)
class PageNumber(OneByOne):
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
        coming = range(number + 1, min(last, number + AHEAD) + 1)
        return [self._step(n) for n in coming]

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
class Offset(OneByOne):
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


NO_MORE = (False, None, 0, "0", "false")


@dataclass(frozen=True)
class Cursor(OneByOne):
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

    def link(self, reply: Reply) -> str | None:
        return reply.value(self.guard) if self.guard else None


@dataclass(frozen=True)
class LinkHeader(OneByOne):
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

    def link(self, reply: Reply) -> str | None:
        for part in (reply.headers.get("link") or "").split(","):
            target, _, rest = part.strip().partition(">")
            if 'rel="next"' in rest.replace(" ", "").replace("'", '"') and target.startswith("<"):
                return target[1:]
        return None


@dataclass(frozen=True)
class LinkInBody(OneByOne):
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

    def link(self, reply: Reply) -> str | None:
        return reply.value(self.path) or None


@dataclass(frozen=True)
class OnePage(OneByOne):
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


def _params(step: Step) -> Mapping[str, Any]:
    return {} if isinstance(step, str) else step
