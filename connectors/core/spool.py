"""The pages of a piece while it is not whole: in memory, and what is more in a nameless file."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from msgspec import Raw

from connectors.core.spec import Page

_IN_MEMORY = 16 * 1024 * 1024


class Spool:
    """Takes pages and gives them back in order; memory stays flat however long the piece is."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        self.in_memory = in_memory
        self._pages: list[Page | tuple[Page, int, int]] = []
        self._size = 0
        self._file: IO[bytes] | None = None

    def add(self, page: Page) -> None:
        text = b"\n".join(page.records)
        self._size += len(text)
        if self._size <= self.in_memory or not text:
            self._pages.append(page)
            return
        self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115
        self._pages.append((replace(page, records=[]), self._file.tell(), len(text)))
        self._file.write(text)

    def pages(self) -> Iterator[Page]:
        try:
            for kept in self._pages:
                if isinstance(kept, Page):
                    yield kept
                elif self._file:
                    page, start, size = kept
                    self._file.seek(start)
                    lines = self._file.read(size).split(b"\n")
                    yield replace(page, records=[Raw(line) for line in lines])
        finally:
            if self._file:
                self._file.close()
