"""Dropped files: which were not taken yet. By content, so a copy or a touch changes nothing."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from connectors.core import Folder, Window
from pipelines.lake import Lake
from pipelines.windows import Ask

PASSING = (".", "~$")  # of editors and file systems, gone again soon


def files(folder: Folder, root: Path) -> list[Path]:
    """What lies in a folder's inbox, in the order of names; links are shown, never followed."""
    inbox = root / folder.name
    if not inbox.is_dir():
        return []
    return sorted(
        path
        for path in inbox.iterdir()
        if not path.name.startswith(PASSING) and (path.is_symlink() or path.is_file())
    )


def unknown(folder: Folder, root: Path) -> list[str]:
    """Names that no feed of the folder reads."""
    patterns = [pattern for feed in folder.feeds.values() for pattern in feed.patterns]
    names = (path.name for path in files(folder, root))
    return [name for name in names if not any(fnmatch(name, one) for one in patterns)]


def asks(
    folder: Folder, root: Path, lake: Lake, today: date, feeds: Collection[str] = ()
) -> Iterator[Ask]:
    """Each file that a feed reads and whose content is not the last one of that name."""
    for path in files(folder, root):
        content = None
        for feed in folder.feeds.values():
            if feeds and feed.name not in feeds:
                continue
            if not any(fnmatch(path.name, pattern) for pattern in feed.patterns):
                continue
            content = content or content_of(path)
            last = lake.last(folder.name, feed.name, path.stem)
            if last is None or last.content != content:
                yield Ask(folder.name, feed.name, path.stem, Window(today, today), "file", path)


def content_of(path: Path) -> str:
    """SHA-256 of a file; nothing of a link, which is refused when it is taken."""
    if path.is_symlink():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_of_all(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents: another one when anything changed."""
    told = hashlib.sha256()
    for path in paths:
        told.update(f"{path.name}\0{content_of(path)}\0".encode("utf-8", "surrogateescape"))
    return told.hexdigest()
