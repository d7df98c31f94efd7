"""What a stream is: one clean table, its shape, keys, row rules and expectations, as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType

import polars as pl

from pipelines.streams.columns import UTC_TIME, Column
from pipelines.streams.persons import Person
from pipelines.streams.shared import any_rows

LOADS = ("window", "merge", "snapshot")
PULL_COLUMNS = {"account_id": pl.String(), "_pulled_at": UTC_TIME, "_pull_id": pl.String()}


@dataclass(frozen=True)
class Stream:
    """One clean table. `name` is `<connector>__<table>`; columns that begin with `_` are helpers.

    - `expectations`: what a load must hold; left out, any number of rows, one per key.
    - `explode`: dotted path of the list whose elements are the rows; outermost first if nested.
    - `translated`: helpers that take Python: an expression, and what becomes of each distinct
      text it gives. Never a callback inside an expression: it runs in polars' own threads, and
      with several streams at work these end up waiting for each other for ever.
    - `keep`: texts at a path that belong to this table; other rows are counted as filtered.
    - `load`: "window" replaces days of `day`; "merge" keeps one row per key (`newest`, or the
      earliest when written "-received_at") or, with `replace_by`, all rows of these parents (of
      their newest version, if `newest` is given); "snapshot" replaces the account.
    - `dated_by`: the time or day by which models are built, of what is not loaded by days; a load
      writes down (in UTC) which of them it changed.
    - `controls`: clean column → the platform's own total it must add up to.
    - `may_lack`: the platform leaves an empty list out; else its absence breaks the contract.
    - `always`: what the platform writes below these paths in every record, null when unset: a
      column read there that several records lack has vanished.
    - `history`: columns of a snapshot of which `<name>__history` keeps every change, by the day.
    - `ignored`: fields that the platform sends and this table leaves out; others are drift.
    - `private`: those of them that are about a person (names, pictures, notes): an erasure strikes
      them out, and the quarantine never shows them.
    """

    name: str
    grain: str
    keys: tuple[str, ...]
    columns: Mapping[str, Column]
    expectations: Callable[[ModuleType], Sequence[object]] | None = None
    nulls: tuple[str, ...] = ("",)
    quarantine: Mapping[str, pl.Expr] = field(default_factory=dict)
    feed: str = ""
    explode: str | tuple[str, ...] = ()
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    translated: Mapping[str, tuple[pl.Expr, Callable[[str], str]]] = field(default_factory=dict)
    derived: Mapping[str, pl.Expr] = field(default_factory=dict)
    load: str = "snapshot"
    day: str | None = None
    newest: str | None = None
    dated_by: str | None = None
    replace_by: tuple[str, ...] = ()
    controls: Mapping[str, str] = field(default_factory=dict)
    versions: bool = False
    history: tuple[str, ...] = ()
    may_lack: bool = False
    always: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A stream that cannot be loaded as it says is refused when it is written."""
        object.__setattr__(self, "feed", self.feed or self.table)
        known = {*self.columns, *self.derived}
        named = {*self.keys, *self.replace_by, *self.controls, *self.history}
        named |= {name for name in (self.day, self.dated_by) if name}
        named |= {self.newest.removeprefix("-")} if self.newest else set()
        if missing := sorted(named - known):
            raise ValueError(f"{self.name}: no such columns: {', '.join(missing)}")
        if self.load not in LOADS:
            raise ValueError(f"{self.name}: load is one of {', '.join(LOADS)}, not {self.load}")
        if (self.load == "window") != (self.day is not None):
            raise ValueError(f"{self.name}: a window load, and only it, names its day column")
        if self.load == "merge" and not (self.newest or self.replace_by):
            raise ValueError(f"{self.name}: a merge says which row is newest, or its parent")
        if self.dated_by and (self.load == "window" or self.replace_by):
            raise ValueError(f"{self.name}: only snapshots and single rows are dated by a column")
        if self.history and self.load != "snapshot":
            raise ValueError(f"{self.name}: only a snapshot has a history of what it showed")

    def suite(self, gxe: ModuleType) -> list[object]:
        """The expectations of this table."""
        return list(self.expectations(gxe) if self.expectations else any_rows(gxe, *self.keys))

    @property
    def connector(self) -> str:
        """The platform this table comes from."""
        return self.name.partition("__")[0]

    @property
    def table(self) -> str:
        """The part of the name after the connector."""
        return self.name.partition("__")[2]

    @property
    def lists(self) -> tuple[str, ...]:
        """Paths of the lists to explode, outermost first."""
        return (self.explode,) if isinstance(self.explode, str) else self.explode

    @property
    def key(self) -> tuple[str, ...]:
        """The whole key: the account and the stream's own keys."""
        return tuple(dict.fromkeys(("account_id", *self.keys)))

    @property
    def tables(self) -> tuple[str, ...]:
        """The endings of its source tables: the newest rows, and what is kept beside them."""
        beside = {"__versions": self.versions, "__history": self.history}
        return ("", *(ending for ending, kept in beside.items() if kept))

    @property
    def known_paths(self) -> frozenset[str]:
        """Fields this table reads, or leaves out on purpose."""
        read = {column.path for column in self.columns.values()}
        left_out = {*self.ignored, *self.private}
        return frozenset({*read, *self.keep, *left_out, *self.lists} - {""})

    @property
    def lasting_paths(self) -> tuple[str, ...]:
        """Fields that this table reads and every record holds."""
        read = {column.path for column in self.columns.values()}
        return tuple(sorted(path for path in read if path.startswith(self.always)))

    @property
    def people(self) -> Mapping[str, Person]:
        """Columns that hold a person's identifier, for erasure."""
        return {name: column.person for name, column in self.columns.items() if column.person}

    @property
    def contacts(self) -> Mapping[str, Person]:
        """Where in a record contact data stand; of two readings of a field, the first."""
        told = reversed(list(self.columns.values()))
        return {column.path: column.person for column in told if column.person}

    @property
    def people_paths(self) -> Mapping[str, str]:
        """Where in a record contact data stand, and of which kind."""
        unread = dict.fromkeys(self.private, "private")
        return unread | {path: who.kind for path, who in self.contacts.items()}

    @cached_property
    def row_types(self) -> Mapping[str, pl.DataType]:
        """All columns of a typed row: the place in the pull, read, helpers, derived."""
        read = {name: column.dtype for name, column in self.columns.items()}
        helpers = {"account_id": pl.String(), "_is_provisional": pl.Boolean()}
        if not self.day:
            del helpers["_is_provisional"]
        frame = pl.LazyFrame(schema={"_line": pl.Int64(), **read, **helpers})
        frame = frame.with_columns(**{name: one for name, (one, _) in self.translated.items()})
        types = dict(frame.with_columns(**self.derived).collect_schema())
        if "account_id" not in self.columns:
            del types["account_id"]
        return types

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Names and types of the table, in order, our bookkeeping last."""
        types = {**self.row_types, **PULL_COLUMNS}
        own = [name for name in types if name not in PULL_COLUMNS and not name.startswith("_")]
        return {name: types[name] for name in (*own, *PULL_COLUMNS)}
