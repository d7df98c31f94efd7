"""Raw records as text: JSON lines of one pull → a frame of nested text, nothing inferred.

A whole part is read at once; only lines that polars refuses are looked at one by one.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.streams.hide import shown

SMALL = 64
PIECES = 16
BROKEN_TEXT = "invalid_utf8"
BROKEN_JSON = "unreadable:record"
NO_TEXT = "\x00no text"
BOM = b"\xef\xbb\xbf"
LOOKS_NESTED = r'(?s)^(\{\s*("|\})|\[\s*(["\d\-{\[\]]|true|false|null)).*[\]}]$'
PAIR_OR_LONE = re.compile(
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)

Tree = dict[str, Any]


@dataclass(frozen=True)
class RawPull:
    """What one pull brought: its parts (name, JSON lines), walked again when rows must be shown."""

    account_id: str
    pull_id: str
    pulled_at: datetime
    parts: Iterable[tuple[str, bytes]]
    totals: Mapping[str, Decimal | str] = field(default_factory=dict)
    window: tuple[date, date] | None = None
    provisional: tuple[date, ...] = ()


@dataclass(frozen=True)
class Text:
    """One part as text: nested columns with `_line`, and the lines that are no record."""

    rows: pl.DataFrame
    broken: list[tuple[int, str]]


def schema_of(tree: Tree) -> pl.DataType:
    """The text schema of a tree: {} is a text, [{}] a list, a dict a record."""
    if isinstance(tree, list):
        return pl.List(schema_of(tree[0]))
    if not tree:
        return pl.String()
    return pl.Struct({name: schema_of(below) for name, below in tree.items()})


def read_text(data: bytes, tree: Tree) -> Text:
    """The records of one part, every value as text."""
    data = data.removeprefix(BOM)
    lines, broken = _decodable(data)
    wanted: dict[str, Any] = {name: schema_of(below) for name, below in tree.items()}
    if lines is None:
        frame = _whole(data, wanted)
        if frame is not None:
            return Text(frame, broken)
        lines = _numbered(data)
    frames = list(_isolate(lines, wanted, tree, broken))
    return Text(pl.concat(frames) if frames else _empty(wanted), broken)


def raw_lines(data: bytes, wanted: Iterable[int], people: Mapping[str, str]) -> dict[int, str]:
    """The text of some lines, with the contact data at the paths of `people` struck out."""
    lines = data.removeprefix(BOM).split(b"\n")
    return {number: shown(lines[number - 1], people) for number in set(wanted)}


def sample(data: bytes, size: int) -> Iterator[Mapping[str, Any]]:
    """Some records of a part, spread evenly over its bytes, as objects."""
    starts = {data.rfind(b"\n", 0, len(data) * index // size + 1) + 1 for index in range(size)}
    for start in sorted(starts):
        end = data.find(b"\n", start)
        yield from _objects(data[start : end if end >= 0 else len(data)])


def fields(record: object, prefix: str = "") -> Iterator[str]:
    """Dotted paths of the leaves of a record, lists entered."""
    if isinstance(record, Mapping):
        for name, below in record.items():
            yield from fields(below, f"{prefix}.{name}" if prefix else str(name))
        if not record and prefix:
            yield prefix
    elif isinstance(record, list) and any(isinstance(item, Mapping) for item in record):
        for item in record:
            yield from fields(item, prefix)
    else:
        yield prefix


def _objects(line: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        value = json.loads(line)
    except ValueError:
        return
    if isinstance(value, dict):
        yield value


def _whole(data: bytes, wanted: dict[str, Any]) -> pl.DataFrame | None:
    """All lines in one go, or None if one of them needs a closer look."""
    if _may_be_torn(data):
        return None
    records = data.count(b"\n") + (not data.endswith(b"\n"))
    frame = _parsed(data, wanted)
    if frame is None or frame.height != records or _nested(frame).any():
        return None
    return frame.with_row_index("_line", offset=1).cast({"_line": pl.Int64})


def _parsed(data: bytes, wanted: dict[str, Any]) -> pl.DataFrame | None:
    try:
        return pl.read_ndjson(data, schema=wanted)
    except (pl.exceptions.PolarsError, ValueError):
        return None


def _isolate(
    lines: Sequence[tuple[int, bytes]], wanted: dict[str, Any], tree: Tree, broken: list
) -> Iterator[pl.DataFrame]:
    """Smaller and smaller pieces until each reads as a whole; small rests line by line."""
    if len(lines) <= SMALL:
        yield _one_by_one(lines, wanted, tree, broken)
        return
    data = b"\n".join(line for _, line in lines)
    frame = None if _may_be_torn(data) else _parsed(data, wanted)
    if frame is None or frame.height != len(lines):
        size = -(-len(lines) // PIECES)
        for start in range(0, len(lines), size):
            yield from _isolate(lines[start : start + size], wanted, tree, broken)
        return
    numbers = pl.Series("_line", [number for number, _ in lines], dtype=pl.Int64)
    frame = frame.insert_column(0, numbers)
    odd = _nested(frame)
    yield frame.filter(~odd)
    if odd.any():
        yield _one_by_one([lines[row] for row in odd.arg_true()], wanted, tree, broken)


def _one_by_one(
    lines: Sequence[tuple[int, bytes]], wanted: dict[str, Any], tree: Tree, broken: list
) -> pl.DataFrame:
    rows = []
    for number, line in lines:
        try:
            record = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
        except (ValueError, RecursionError):
            broken.append((number, BROKEN_JSON))
            continue
        if isinstance(record, dict):
            rows.append({"_line": number, **_as_text(record, tree)})
        else:
            broken.append((number, BROKEN_JSON))
    return pl.DataFrame(rows, schema={"_line": pl.Int64, **wanted}) if rows else _empty(wanted)


def _as_text(value: Any, tree: Any) -> Any:
    """The value in the shape of the tree; what does not fit becomes NO_TEXT, in every leaf.

    A single text where a list of texts is read is a list of one.
    """
    if isinstance(tree, list):
        one = [value] if tree == [{}] and isinstance(value, str) else [NO_TEXT]
        items = value if isinstance(value, list) or value is None else one
        return None if items is None else [_as_text(item, tree[0]) for item in items]
    if tree:
        if value is None:
            return None
        return {
            name: _as_text(value.get(name) if isinstance(value, dict) else NO_TEXT, below)
            for name, below in tree.items()
        }
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return NO_TEXT if value is not None and _is_torn(value) else value
    return NO_TEXT


def _may_be_torn(data: bytes) -> bool:
    """Half of an escaped surrogate pair, which polars would replace in silence."""
    if b"\\" not in data or (b"\\ud" not in data and b"\\uD" not in data):
        return False
    return any(found[1] is None for found in PAIR_OR_LONE.finditer(data))


def _is_torn(text: str) -> bool:
    """Half of a surrogate pair: no UTF-8 can hold it."""
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _nested(frame: pl.DataFrame) -> pl.Series:
    """Rows in which JSON stands where a text is expected."""
    for is_odd in (_begins_nested, _looks_nested):
        marks = [
            mark
            for name, dtype in frame.schema.items()
            if name != "_line"
            for mark in _marks(pl.col(name), dtype, is_odd)
        ]
        if not marks or frame.is_empty():
            return pl.repeat(False, frame.height, eager=True, dtype=pl.Boolean)
        odd = frame.select(pl.any_horizontal(marks).fill_null(False).alias("odd"))["odd"]
        if not odd.any():
            break
    return odd


def _begins_nested(text: pl.Expr) -> pl.Expr:
    return text.str.starts_with("{") | text.str.starts_with("[")


def _looks_nested(text: pl.Expr) -> pl.Expr:
    return text.str.contains(LOOKS_NESTED)


def _marks(expr: pl.Expr, dtype: Any, is_odd: Callable[[pl.Expr], pl.Expr]) -> Iterator[pl.Expr]:
    """One mark per text leaf, lists taken as a whole."""
    if isinstance(dtype, pl.Struct):
        for below in dtype.fields:
            yield from _marks(expr.struct.field(below.name), below.dtype, is_odd)
    elif isinstance(dtype, pl.List):
        for mark in _marks(pl.element(), dtype.inner, is_odd):
            yield expr.list.eval(mark).list.any()
    else:
        yield is_odd(expr)


def _decodable(data: bytes) -> tuple[list[tuple[int, bytes]] | None, list[tuple[int, str]]]:
    """Nothing to do for valid UTF-8; else the numbered lines that are, and those that are not."""
    if data.isascii():
        return None, []
    try:
        pl.Series([data], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        lines = _numbered(data)
    else:
        return None, []
    good, bad = [], []
    for number, line in lines:
        try:
            line.decode()
        except UnicodeDecodeError:
            bad.append((number, BROKEN_TEXT))
        else:
            good.append((number, line))
    return good, bad


def _numbered(data: bytes) -> list[tuple[int, bytes]]:
    lines = enumerate(data.split(b"\n"), start=1)
    return [(number, line) for number, line in lines if line.strip()]


def _empty(wanted: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(schema={"_line": pl.Int64, **wanted})
