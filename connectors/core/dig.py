"""Dotted paths into a JSON reply, read in one pass; records stay the bytes the platform sent."""

import re
import threading
import types
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

Tree = dict[str, Any]
_ONE = "[]"
_LEARNING = threading.Lock()
_BARE_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b')


def decoder(reads: Any, *, strict: bool = True) -> msgspec.json.Decoder:
    """A decoder for a type, made once, by one thread at a time.

    msgspec learns a type's fields when they are first asked for; a thread that asks while another
    one's question is half answered ends the process (0.22).
    """
    with _LEARNING:
        return _decoder(reads, strict)


@lru_cache(maxsize=256)
def _decoder(reads: Any, strict: bool) -> msgspec.json.Decoder:
    return msgspec.json.Decoder(reads, strict=strict)


@lru_cache(maxsize=256)
def _shape(paths: tuple[str, ...], records: str | None) -> Any:
    """A type that holds exactly these paths and skips everything else."""
    tree: Tree = {}
    for path in paths:
        _plant(tree, path, Any)
    if records is not None:
        _plant(tree, records, list[msgspec.Raw] | None)
    return _struct(tree)


def _plant(tree: Tree, path: str, leaf: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        branch = tree.setdefault(part, {})
        # A path inside another one (`error` and `error.code`): the outer one already holds it.
        if not isinstance(branch, dict):
            return
        tree = branch
    tree[last] = leaf


def _struct(tree: Tree) -> Any:
    fields = [(_attribute(part), _kind(part, leaf) | None, None) for part, leaf in tree.items()]
    names = {_attribute(part): part.removesuffix(_ONE) for part in tree}
    return msgspec.defstruct("Envelope", fields, rename=names)


def _kind(part: str, leaf: Any) -> Any:
    inner: Any = _struct(leaf) if isinstance(leaf, dict) else leaf
    return inner | types.GenericAlias(list, (inner,)) if part.endswith(_ONE) else inner


def _attribute(part: str) -> str:
    return "at_" + re.sub(r"\W", "_", part)


def list_shape(records: str) -> Any:
    """A type for an array of chunks that each hold a list of records."""
    chunk: Any = _shape((), records)
    return list[chunk]


def envelope(body: bytes, paths: Iterable[str], records: str | None = None) -> object:
    """The reply, of which only these paths were kept."""
    return decoder(_shape(tuple(sorted(set(paths))), records)).decode(body)


def dig(value: Any, path: str) -> Any:
    """What stands at a dotted path of an envelope or of plain mappings, or None.

    `part[]` is one object, or a list that holds one; a longer list is none.
    """
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part.removesuffix(_ONE))
        else:
            value = getattr(value, _attribute(part), None)
        if part.endswith(_ONE) and isinstance(value, list):
            value = value[0] if len(value) == 1 else None
    return value


def dig_text(record: msgspec.Raw, path: str) -> str | None:
    """One value of one record as text; only for the few records an API makes us look into."""
    found = dig(envelope(bytes(record), (path,)), path)
    return None if found is None else str(found)


def table_records(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[msgspec.Raw]:
    """Records out of a table that names its columns once."""
    heads = tuple(names)
    return [msgspec.Raw(msgspec.json.encode(dict(zip(heads, row, strict=True)))) for row in rows]


def with_field(record: msgspec.Raw, name: str, value: str) -> msgspec.Raw:
    """The record with one field in front that the platform says only in the request."""
    return with_fields(record, {name: value})


def with_fields(record: msgspec.Raw, fields: Mapping[str, Any]) -> msgspec.Raw:
    """The record with what was told apart from it, or only in the request, in front."""
    rest = bytes(record).lstrip()[1:]
    own = msgspec.json.encode(fields)[:-1]
    return msgspec.Raw(own + (b"" if rest.lstrip()[:1] == b"}" else b",") + rest)


def one_line_each(records: list[msgspec.Raw]) -> list[msgspec.Raw]:
    """The same records, those with a line end between their tokens written on one line."""
    return [
        msgspec.Raw(msgspec.json.format(bytes(record), indent=-1))
        if b"\n" in (text := bytes(record)) or b"\r" in text
        else record
        for record in records
    ]


def quote_bare_numbers(body: bytes) -> bytes:
    """NaN and Infinity, which JSON does not know, as text: the row is then judged, not the page."""
    return _BARE_NUMBER.sub(
        lambda found: found[0] if found[0][:1] == b'"' else b'"' + found[0] + b'"', body
    )
