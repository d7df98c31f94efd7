"""A page of a platform's reply, taken apart: its records, and its ways on to the next."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sandbox.dialogue import Reply, Request, Shape

CURSORS = ("nextPageToken", "next_page_token", "after", "cursor", "page_info")

SIZE_ASKED = re.compile(r"(?<=\blimit=)\d+|(?<=\bpage_size=)\d+|(?<=\bper_page=)\d+")
SIZE_ASKED_IN_BODY = re.compile(rb'(?<="limit":)\d+')


def asking_less(request: Request, most: int) -> Request:
    """The same question for pages of at most so many records."""
    query = SIZE_ASKED.sub(lambda found: str(min(most, int(found[0]))), request.query)
    body = SIZE_ASKED_IN_BODY.sub(
        lambda found: str(min(most, int(found[0]))).encode(), request.body
    )
    return replace(request, query=query, body=body)


def has_records(reply: Reply, shape: Shape | None) -> bool:
    """Only such replies count as pages."""
    if reply.status != 200:
        return False
    try:
        return bool(Page(json.loads(reply.sent()), reply, shape or Shape()).records)
    except ValueError:
        return False


class Page:
    def __init__(
        self,
        body: Any,
        reply: Reply,
        shape: Shape,
        request: Request | None = None,
        canary: str = "",
    ) -> None:
        self.body = body
        self.reply = reply
        self.shape = shape
        self.request = request or Request("GET", "/")
        self.canary = canary

    @property
    def lists(self) -> list[list[Any]]:
        """The lists that hold the records."""
        if self.shape.records:
            found = [value for value in at(self.body, self.shape.records.split("."))]
            return [value for value in found if isinstance(value, list)]
        return _record_lists(self.body)

    @property
    def records(self) -> list[dict[str, Any]]:
        return [record for one in self.lists for record in one if isinstance(record, dict)]

    def ways(self) -> dict[tuple, str]:
        """Where every cursor or next address stands (outside the records), and what it says."""
        found = dict(_ways(self.body, (), {id(one) for one in self.lists}))
        if link := self.reply.headers.get("Link"):
            found["Link",] = link
        return found

    def lead(self, ways: dict[tuple, str]) -> None:
        """Write ways on into the page."""
        for path, value in ways.items():
            if path == ("Link",):
                self.reply.headers["Link"] = value
                continue
            holder = self.body
            for step in path[:-1]:
                holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
            holder[path[-1]] = value


def at(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield value
    elif path[0] == "*":
        for each in value if isinstance(value, list) else ():
            yield from at(each, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from at(value[path[0]], path[1:])


def _record_lists(body: Any) -> list[list[Any]]:
    """The outermost lists of objects; the chunks of a streamed answer are looked into."""
    if isinstance(body, list):
        inner = [each["results"] for each in body if isinstance(each, dict) and "results" in each]
        return inner or [body]
    level = [body]
    while level:
        values = [value for each in level if isinstance(each, dict) for value in each.values()]
        found = [value for value in values if isinstance(value, list) and value]
        if found:
            return found[:1]
        level = values
    return []


def _ways(value: Any, path: tuple, inside: set[int]) -> Iterator[tuple[tuple, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            is_cursor = key in CURSORS and isinstance(each, str | int)
            is_address = isinstance(each, str) and each.startswith("http")
            if is_cursor or (is_address and key in ("next", "link")):
                yield (*path, key), each
            elif id(each) not in inside:
                yield from _ways(each, (*path, key), inside)
    elif isinstance(value, list) and id(value) not in inside:
        for place, each in enumerate(value):
            yield from _ways(each, (*path, place), inside)
