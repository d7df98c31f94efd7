"""Erasure: what a person gave is struck out of everything that was kept as sent, for good.

A record that tells one of a person's identifiers loses all its contact fields; the rest of it stays
byte for byte. The list of erased identifiers (keyed hashes only) stays beside the raw files, and
whatever a platform sends again is struck out of what came before it is cleaned.
"""

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pipelines.lake import Lake
from pipelines.pull_writer import MANIFEST, Part
from pipelines.pulls import Pull, RawFile
from pipelines.streams.columns import ERASED
from pipelines.streams.hide import at
from pipelines.streams.persons import Person, identifier
from pipelines.streams.spec import Stream

LIST = "erased.json"
LISTS = msgspec.json.Decoder(dict[str, list[str]])
STAFF = "staff"  # who wrote a record down is not whom it is about
UNREAD = Person("private")  # a contact field that tells nobody apart
Hashes = Mapping[str, frozenset[str]]


@dataclass
class Struck:
    """What an erasure changed."""

    records: int = 0
    pulls: int = 0
    files: list[str] = field(default_factory=list)


def listed(lake: Lake) -> Hashes:
    """The identifiers that were ever erased, by kind."""
    path = lake.root / LIST
    told = LISTS.decode(path.read_bytes()) if path.exists() else {}
    return {kind: frozenset(hashes) for kind, hashes in told.items()}


def enlist(lake: Lake, more: Iterable[tuple[str, str]]) -> Hashes:
    """The list with these (kind, identifier) in it too, kept before anything is struck out."""
    known = {kind: set(hashes) for kind, hashes in listed(lake).items()}
    for kind, one in more:
        known.setdefault(kind, set()).add(one)
    with lake.workshop.whole(lake.root / LIST) as path:
        path.write_bytes(
            msgspec.json.format(
                msgspec.json.encode(
                    {kind: sorted(hashes) for kind, hashes in sorted(known.items())}
                ),
                indent=1,
            )
        )
    return listed(lake)  # fmt: skip


def strike(lake: Lake, streams: Sequence[Stream], erased: Hashes, hash_key: str) -> Struck:
    """Strike the listed people out of every pull, its clean files and the file it came from.

    A second time changes nothing; one that was cut short is finished by the next.
    """
    done = Struck()
    feeds: dict[tuple[str, str], list[Stream]] = {}
    for stream in streams:
        feeds.setdefault((stream.connector, stream.feed), []).append(stream)
    for (connector, feed), read_by in feeds.items():
        if any(stream.people for stream in read_by):
            for pull in lake.pulls(connector, feed):
                strike_pull(lake, pull, read_by, erased, hash_key, done)
    return done


def strike_pull(
    lake: Lake,
    pull: Pull,
    streams: Sequence[Stream],
    erased: Hashes,
    hash_key: str,
    done: Struck | None = None,
) -> None:
    """The same for one pull and all the streams of its feed; `done` counts along."""
    fields = {path: UNREAD for stream in streams for path in stream.private}
    fields |= {path: who for stream in streams for path, who in stream.contacts.items()}
    struck = _pull(lake, pull, fields, erased, hash_key) if fields and erased else 0
    if struck:
        told = done or Struck()
        told.records, told.pulls = told.records + struck, told.pulls + 1
        told.files += _forget(lake, pull, streams)


def _pull(
    lake: Lake, pull: Pull, fields: Mapping[str, Person], erased: Hashes, hash_key: str
) -> int:
    """Write the parts anew that tell of an erased person: new files, the manifest, the old ones."""
    folder, files, count = lake.folder(pull), list[RawFile](), 0
    for part, (_, text) in zip(pull.files, lake.read_raw(pull).parts, strict=True):
        lines = text.split(b"\n")
        told = [_line(line, fields, erased, hash_key) for line in lines]
        changed = sum(new is not old for new, old in zip(told, lines, strict=True))
        files.append(_part(folder, b"\n".join(told), part) if changed else part)
        count += changed
    if count:
        manifest = msgspec.structs.replace(pull, files=tuple(files))
        with lake.workshop.whole(folder / MANIFEST) as path:
            path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    kept = {MANIFEST, *(part.name for part in files)}
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()
    return count


def _part(folder: Path, text: bytes, old: RawFile) -> RawFile:
    stem = old.name.removesuffix(".jsonl.zst").partition("~")[0]
    names = (f"{stem}~{number}.jsonl.zst" for number in range(1, 10_000))
    part = Part(folder / next(name for name in names if not (folder / name).exists()))
    part.add(text, old.records)
    return part.end()


def _line(line: bytes, fields: Mapping[str, Person], erased: Hashes, hash_key: str) -> bytes:
    """The line itself, or without the contact fields of an erased person."""
    try:
        record = json.loads(line)
    except ValueError:
        return line
    told = {path: list(_values(record, path)) for path in fields}
    if not any(
        identifier(str(value), fields[path], hash_key) in erased.get(fields[path].kind, ())
        for path, values in told.items()
        for value in values
    ):
        return line
    text = line.decode()
    for path, values in told.items():
        for value in values if fields[path].kind != STAFF else ():
            for spelling in {json.dumps(value), json.dumps(value, ensure_ascii=False)}:
                whole = rf"(?<![\w.\\-]){re.escape(spelling)}(?![\w.])"
                text = re.sub(whole, f'"{ERASED}"', text)
    return text.encode()


def _values(record: Any, path: str) -> Iterator[str | int]:
    whole = record.get(path) if isinstance(record, dict) else None
    for value in [whole] if whole is not None else at(record, path.split(".")):
        if isinstance(value, str | int) and not isinstance(value, bool) and value not in ("", 0):
            yield value


def _forget(lake: Lake, pull: Pull, streams: Sequence[Stream]) -> list[str]:
    """Remove what was made of a pull, and the dropped file it was read from."""
    for stream in streams:
        for path in lake.cleaned.paths(stream.name, pull).values():
            path.unlink(missing_ok=True)
    kept = lake.root / "files" / (pull.content or "none")
    names = [path.name for path in kept.glob("*")]
    shutil.rmtree(kept, ignore_errors=True)
    return names
