"""One part of a pull: nested text → typed rows, and the bad rows with their reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from pipelines.streams.columns import ERASED, Column
from pipelines.streams.persons import identifiers
from pipelines.streams.records import NO_TEXT, RawPull, Text, raw_lines, read_text
from pipelines.streams.spec import Stream

SHOWN = ("_reason", "_raw", "_part", "_line")
LONGEST_RUN = 10
ZEROS = ("", "0", "0.0")
ACCOUNT_SIGNS = r"^act_|-"  # one account, written by the platform and in our settings


class ContractBroken(Exception):
    """The source no longer sends what the stream is made of: nothing of the pull is used."""


@dataclass(frozen=True)
class Part:
    """The rows of one part: `received` is all of them, the others say where they went.

    `struck` rows were told apart by an erased person only; `erased` tells the good rows that lost
    a contact field.
    """

    rows: pl.DataFrame
    bad: pl.DataFrame | None
    parents: pl.DataFrame | None
    received: int
    filtered: int
    struck: int
    erased: int


class Reading:
    """How a stream reads the parts of a pull; everything that is the same for all of them."""

    def __init__(self, stream: Stream, raw: RawPull, hash_key: str) -> None:
        self.stream, self.raw, self.hash_key = stream, raw, hash_key

    @cached_property
    def tree(self) -> dict[str, Any]:
        """The shape of a record, as far as the stream reads it."""
        tree: dict[str, Any] = {}
        for column in self.stream.columns.values():
            if column.path:
                self._plant(tree, column.path, column.join is not None)
        for path in self.stream.keep:
            self._plant(tree, path, False)
        return tree

    def _plant(self, tree: dict[str, Any], path: str, is_list: bool) -> None:
        names = path.split(".")
        for depth, name in enumerate(names, start=1):
            here = ".".join(names[:depth])
            listed = here in self.stream.lists or (is_list and depth == len(names))
            below = tree.setdefault(name, [{}] if listed else {})
            tree = below[0] if listed else below

    @cached_property
    def delivered(self) -> list[str]:
        """Columns of the table that come from the records."""
        return [name for name in self.types if not name.startswith("_")]

    @property
    def types(self) -> Mapping[str, Any]:
        """All columns of a typed row: read, then derived."""
        return self.stream.row_types

    @property
    def shown(self) -> list[str]:
        """What the quarantine shows of a row."""
        extra = [name for name in self.stream.controls if name not in self.stream.keys]
        return [*SHOWN, *self.stream.keys, *extra]

    @cached_property
    def private(self) -> list[str]:
        """Columns of a row that its table lacks, or shows as our settings write them."""
        return [name for name in self.types if name.startswith("_") or name == "account_id"]

    def no_rows(self) -> pl.DataFrame:
        """No row at all."""
        return pl.DataFrame(schema={**self.types, "_part": pl.String})

    def no_parents(self) -> pl.DataFrame:
        """No parent at all."""
        return pl.DataFrame(schema={name: self.types[name] for name in self._parent_columns})

    def part(self, name: str, data: bytes) -> Part:
        """Typed rows of one part, and the bad ones with their text."""
        text = read_text(data, self.tree)
        self._refuse_a_lost_list(text.rows, name)
        nested = text.rows
        for path in self.stream.lists:
            nested = _exploded(nested, self._at(path), path)
        flat, filtered, struck = self._keep_only(
            nested.select("_line", *self._values(), *self._kept())
        )
        self._refuse_a_lost_field(flat, name)
        marks = [pl.col(column).eq_missing(ERASED) for column in self.stream.people]
        erased = pl.any_horizontal(marks) if marks else pl.lit(False)
        erased = flat.with_columns(erased.alias("_erased"))["_erased"]
        flat = flat.with_columns(
            _marked(column, one, self.stream.nulls) for column, one in self.stream.columns.items()
        )
        typed, unreadable = self._typed(flat)
        reason = self._reasons(flat, typed.with_columns(erased), unreadable)
        bad, good = None, typed
        if text.broken or reason.null_count() < typed.height:
            marked = typed.with_columns(reason.alias("_reason")).filter(reason.is_not_null())
            bad = self._with_text(marked, text, name, data)
            good = typed.filter(reason.is_null())
        return Part(
            rows=good.select(*self.types, pl.lit(name).alias("_part")),
            bad=bad,
            parents=self._parents(text.rows),
            received=typed.height + filtered + struck + len(text.broken),
            filtered=filtered,
            struck=struck,
            erased=int((erased & reason.is_null()).sum()),
        )

    def _at(self, path: str) -> pl.Expr:
        """The value at a path of the exploded frame."""
        base = max((one for one in self.stream.lists if path.startswith(one + ".")), default="")
        names = path.removeprefix(base).lstrip(".").split(".")
        expr = pl.col(f"@{base}") if base else pl.col(names.pop(0))
        for name in names:
            expr = expr.struct.field(name)
        return expr

    def _values(self) -> list[pl.Expr]:
        values = []
        for name, column in self.stream.columns.items():
            expr = self._at(column.path) if column.path else pl.lit(None, pl.String)
            values.append((expr.list.join(column.join) if column.join else expr).alias(name))
        return values

    def _kept(self) -> list[pl.Expr]:
        return [self._at(path).alias(f"@{path}") for path in self.stream.keep]

    def _keep_only(self, flat: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
        """Rows of this table, and how many are of others, and how many were struck out.

        A row that does not say whether it is one stays, to be set aside; one that only an erased
        person's identifier told apart is none any more.
        """
        wanted = {f"@{path}": list(texts) for path, texts in self.stream.keep.items()}
        marks = [pl.col(name).is_in([*texts, NO_TEXT]) for name, texts in wanted.items()]
        if "account_id" in self.stream.columns:
            plain = pl.col("account_id").str.replace_all(ACCOUNT_SIGNS, "")
            marks.append(plain == re.sub(ACCOUNT_SIGNS, "", self.raw.account_id))
        own = _where(flat, marks)
        people = [name for name in self.stream.keys if name in self.stream.people]
        known = _where(own, [pl.col(name) != ERASED for name in people])
        return known, flat.height - own.height, own.height - known.height

    def _refuse_a_lost_list(self, nested: pl.DataFrame, part: str) -> None:
        if self.stream.lists and not self.stream.may_lack and nested.height:
            path = self.stream.lists[0]
            if nested.select(_root(path).is_null().all()).item():
                raise ContractBroken(self.lost(path, f"{nested.height} rows", part))

    def _refuse_a_lost_field(self, flat: pl.DataFrame, part: str) -> None:
        """A field that is absent from a whole part, or from many rows in a row, has vanished."""
        for name, column in self.stream.columns.items():
            if not column.path or not (column.required or column.proof or name in self.stream.keys):
                continue
            if not flat[name].null_count():
                continue
            rows = flat.filter(~pl.col(column.proof).is_in(ZEROS)) if column.proof else flat
            absent = rows[name].is_null()
            lost = int(absent.sum())
            is_gone = lost == rows.height and (lost > 1 or not column.proof)
            if lost and (is_gone or _longest_run(absent) >= LONGEST_RUN):
                raise ContractBroken(self.lost(column.path, f"{lost} rows", part))

    def lost(self, path: str, where: str, part: str) -> str:
        """What to say of a field that is gone."""
        return (
            f"{self.stream.name}: account {self.raw.account_id}, pull {self.raw.pull_id}, {part}: "
            f"the field {path} is absent from {where}. Nothing of this pull is loaded; compare "
            f"the platform's change log with pipelines/streams, then run again."
        )

    def _typed(self, text: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Text → values, contact fields → identifiers; and a mark where text gave no value."""
        columns = self.stream.columns
        values = text.select("_line", *(_value(name, one) for name, one in columns.items()))
        before, after = text.null_count(), values.null_count()
        marks = pl.DataFrame(
            {
                name: text[name].is_not_null() & values[name].is_null()
                for name in columns
                if before[name].item() != after[name].item()  # else every null was one before
            }
        )
        defaults = {name: one.absent for name, one in columns.items() if one.absent is not None}
        values = values.with_columns(
            pl.col(name).fill_null(pl.lit(default, columns[name].dtype))
            for name, default in defaults.items()
        )
        for name, who in self.stream.people.items():
            known = identifiers(values[name], who, self.hash_key)
            hashed = values[name].replace_strict(known, default=None, return_dtype=pl.String)
            values = values.with_columns(hashed.alias(name))
        return self._derived(values), marks

    def _derived(self, values: pl.DataFrame) -> pl.DataFrame:
        helpers = [pl.lit(self.raw.account_id, pl.String).alias("account_id")]
        if (day := self.stream.day) and day in self.stream.derived:
            values = values.with_columns(self.stream.derived[day].alias(day))
        if self.stream.day:
            days = pl.Series(self.raw.provisional, dtype=pl.Date).implode()
            helpers.append(pl.col(self.stream.day).is_in(days).alias("_is_provisional"))
        values = values.with_columns(helpers)
        for name, (expr, word) in self.stream.translated.items():
            texts = values.select(expr.alias(name))[name]
            known = {text: word(text) for text in texts.drop_nulls().unique()}
            new = texts.replace_strict(known, default=None, return_dtype=pl.String)
            values = values.with_columns(new.alias(name))
        values = values.with_columns(**self.stream.derived)
        return values if "account_id" in self.stream.columns else values.drop("account_id")

    def _reasons(
        self, text: pl.DataFrame, typed: pl.DataFrame, unreadable: pl.DataFrame
    ) -> pl.Series:
        """Why a row is set aside, the first reason that holds; null for a good row."""
        kept = text.select(f"@{path}" for path in self.stream.keep)
        checks = {reason: mark.fill_null(False) for reason, mark in self._checks().items()}
        checked = pl.concat([typed, kept], how="horizontal").select(**checks)
        marks = pl.concat(
            [unreadable.rename(lambda name: f"unreadable:{name}"), checked], how="horizontal"
        )
        reason = pl.repeat(None, typed.height, dtype=pl.String, eager=True)
        if typed.is_empty() or not marks.select(pl.any_horizontal(pl.all()).any()).item():
            return reason
        firsts = [pl.when(pl.col(name)).then(pl.lit(name)) for name in marks.columns]
        return marks.select(pl.coalesce(firsts).alias("_reason"))["_reason"]

    def _checks(self) -> dict[str, pl.Expr]:
        stream = self.stream
        checks = {f"missing_key:{name}": pl.col(name).is_null() for name in stream.keys}
        for path in stream.keep:
            told = pl.col(f"@{path}")
            checks[f"missing:{path}"] = told.is_null() | (told == NO_TEXT)
        for name, column in stream.columns.items():
            if column.required and name not in stream.keys:
                checks[f"missing:{name}"] = pl.col(name).is_null()
        for reason, mark in stream.quarantine.items():
            asks = set(mark.meta.root_names())
            checks[reason] = mark & ~pl.col("_erased") if asks & set(stream.people) else mark
        if stream.day and self.raw.window:
            checks["outside_window"] = ~pl.col(stream.day).is_between(*self.raw.window)
        return checks

    def _with_text(self, bad: pl.DataFrame, text: Text, part: str, data: bytes) -> pl.DataFrame:
        """Bad rows and broken lines, with the record as sent."""
        lines = [line for line, _ in text.broken]
        broken = pl.DataFrame(
            {"_line": lines, "_reason": [reason for _, reason in text.broken]},
            schema={"_line": pl.Int64, "_reason": pl.String},
        )
        both = pl.concat([bad, broken], how="diagonal")
        texts = (
            raw_lines(data, both["_line"].to_list(), self.stream.people_paths)
            if both.height
            else {}
        )
        shown = [texts[line] for line in both["_line"]]
        return both.with_columns(
            pl.Series("_raw", shown, dtype=pl.String), pl.lit(part, pl.String).alias("_part")
        ).select(self.shown)

    @cached_property
    def _parent_columns(self) -> list[str]:
        newest = self.stream.newest
        return [*self.stream.replace_by, *([newest] if newest else [])]

    def _parents(self, nested: pl.DataFrame) -> pl.DataFrame | None:
        if not self.stream.replace_by:
            return None
        columns = {name: self.stream.columns[name] for name in self._parent_columns}
        text = nested.select(_root(one.path).alias(name) for name, one in columns.items()).select(
            _marked(name, one, self.stream.nulls) for name, one in columns.items()
        )
        return text.select(_value(name, one) for name, one in columns.items())


def _where(flat: pl.DataFrame, marks: Sequence[pl.Expr]) -> pl.DataFrame:
    """Rows of which no mark is known to be wrong."""
    if not marks:
        return flat
    return flat.filter(pl.all_horizontal(mark.fill_null(True) for mark in marks))


def _value(name: str, column: Column) -> pl.Expr:
    text = pl.col(name)
    readable = pl.when(text != NO_TEXT).then(text) if column.dtype == pl.String else text
    return column.read(readable).cast(column.dtype).alias(name)


def _marked(name: str, column: Column, everywhere: tuple[str, ...]) -> pl.Expr:
    """The text, null where the source writes a null marker."""
    nulls = [*everywhere, *column.nulls]
    text = pl.col(name)
    return (pl.when(~text.is_in(nulls)).then(text) if nulls else text).alias(name)


def _root(path: str) -> pl.Expr:
    first, *names = path.split(".")
    expr = pl.col(first)
    for name in names:
        expr = expr.struct.field(name)
    return expr


def _exploded(nested: pl.DataFrame, at: pl.Expr, name: str) -> pl.DataFrame:
    """One row per element; a record without elements gives none."""
    listed = nested.with_columns(at.alias(f"@{name}"))
    return listed.explode(f"@{name}", empty_as_null=False, keep_nulls=False)


def _longest_run(absent: pl.Series) -> int:
    runs = absent.rle().struct.unnest()
    longest = runs.select(pl.col("len").filter(pl.col("value")).max()).item()
    return int(longest or 0)
