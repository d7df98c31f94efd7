"""What a dialect is asked and what it answers: `Request`, `Reply`, `Route`, `Shape`."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

JSON_TYPE = "application/json; charset=utf-8"


class Headers(Mapping[str, str]):
    """Headers by name in any case."""

    def __init__(self, pairs: Mapping[str, str] | None = None) -> None:
        self._values = {name.lower(): (name, value) for name, value in (pairs or {}).items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._values.values())

    def __len__(self) -> int:
        return len(self._values)

    def replaced(self, name: str, value: str) -> "Headers":
        return Headers({**dict(self), self._values[name.lower()][0]: value})


@dataclass(frozen=True)
class Request:
    """One call, as a dialect sees it. `path` is what follows `/<connector>/<url name>`."""

    method: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    today: date = date.min
    base: str = ""
    connector: str = ""
    url_name: str = ""
    faults: frozenset[str] = frozenset()  # kinds armed for this very call: a dialect may play them

    @cached_property
    def params(self) -> dict[str, str]:
        """Query parameters, decoded; the last of repeated ones."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None


@dataclass
class Reply:
    """`body` is bytes as they are sent, text, or an object to be written as JSON."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)

    def sent(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Shape:
    """Where a reply keeps its records and its way on, as dotted paths (`*`: every element).

    `cursor`: a token; `link`: a full address (or `header:Link`); `pages`: how many pages there are.
    What is not given is looked for.
    """

    records: str = ""
    cursor: str = ""
    link: str = ""
    pages: str = ""


@dataclass(frozen=True)
class Route:
    """Answers calls of a method whose whole path matches."""

    method: str
    url_name: str
    path_regex: str
    handler: Callable[[Request], Reply]
    shape: Shape | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.path_regex)

    def answers(self, method: str, url_name: str, path: str) -> bool:
        return (
            method == self.method
            and url_name == self.url_name
            and self.pattern.fullmatch(path) is not None
        )
