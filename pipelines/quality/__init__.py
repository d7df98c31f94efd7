"""Judges the clean rows of a stream by its expectations. The only package that knows GX.

One batch per stream over all windows of a run. Which engine does it, and how, is in `engines`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Number
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.quality.engines import Files, Frame, gate, opened
from pipelines.streams.clean import Control
from pipelines.streams.spec import Stream

SHOWN_KEYS = 5
MANY = 20_000
MOST_IN_MEMORY = 500_000
LONGEST_MESSAGE = 200
SEVERITIES = ("critical", "warning", "info")


class GateBroken(Exception):
    """An expectation could not be computed: a fault of the suite, it says nothing of the data."""


@dataclass(frozen=True)
class Failure:
    """An expectation that the data do not meet, with the keys of some rows that fail it."""

    severity: str
    expectation: str
    column: str
    observed: str
    keys: tuple[Mapping[str, object], ...] = ()

    def __str__(self) -> str:
        where = f" of {self.column}" if self.column else ""
        shown = [" ".join(f"{name}={told}" for name, told in one.items()) for one in self.keys]
        rows = f" ({'; '.join(shown)})" if shown else ""
        return f"{self.severity}: {self.expectation}{where}: {self.observed}{rows}"


@dataclass(frozen=True)
class Verdict:
    """What the gate says of one batch. Only a critical failure stops the load."""

    stream: str
    rows: int
    checked: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """True when the batch may be loaded."""
        return not any(failure.severity == "critical" for failure in self.failures)


def judge(
    stream: Stream,
    rows: pl.DataFrame | pl.LazyFrame | Sequence[Path],
    *,
    controls: Iterable[Control] = (),
    struck: int = 0,
    erased: int = 0,
    most_in_memory: int = MOST_IN_MEMORY,
) -> Verdict:
    """The verdict on the clean rows of a run; `controls` are totals compared while cleaning.

    `struck` rows were an erased person's alone and `erased` ones lost their contact fields: the
    first are rows that came, the second need not tell whom they are about.
    Of Parquet files with more rows than `most_in_memory` none is read into memory.
    """
    suite = stream.suite(gate().gxe)
    if isinstance(rows, pl.DataFrame | pl.LazyFrame):
        paths, lazy = (), rows.lazy()
    else:
        paths, lazy = tuple(rows), pl.concat(pl.scan_parquet(path) for path in rows)
    height = int(lazy.select(pl.len()).collect().item())
    suite = forgiving(suite, set(stream.people), height, struck, min(erased, height))
    with opened(lazy, paths if height > most_in_memory else ()) as engine:
        judging = Judging(stream, engine, height)
        failed = [one for one in judging.results(suite, "BOOLEAN_ONLY") if not one.success]
        failures = [
            *(_beside_total(control) for control in controls if not control.agrees),
            *judging.failures([_again(result) for result in failed]),
        ]
    ranked = sorted(failures, key=lambda failure: SEVERITIES.index(failure.severity))
    return Verdict(stream.name, height, len(suite), tuple(ranked))


def forgiving(
    suite: Sequence[Any], people: Collection[str], height: int, struck: int, erased: int
) -> Sequence[Any]:
    """The suite that holds nobody's erasure against a batch of `height` rows."""
    if not struck and not erased:
        return suite
    gxe, known = gate().gxe, (height - erased) / height if height else 1.0
    for one in suite:
        if isinstance(one, gxe.ExpectTableRowCountToBeBetween) and one.min_value:
            one.min_value = max(0, one.min_value - struck)
        elif isinstance(one, gxe.ExpectColumnValuesToNotBeNull) and one.column in people:
            one.mostly *= known
    return suite


def warm_up() -> None:
    """Import GX now, beside other work, so that the first stream does not wait for it."""
    gate()


@dataclass(frozen=True)
class Judging:
    """The questions to one engine about the rows of one stream."""

    stream: Stream
    engine: Frame | Files
    height: int

    def results(self, suite: Sequence[Any], form: str, keys: Sequence[str] = ()) -> list[Any]:
        """GX's results, with `keys` of failing rows; what raised an error is `GateBroken`."""
        names = self.engine.rows.collect_schema().names()
        columns = list(dict.fromkeys([*_spoken_of(suite, names), *keys]))
        batch = self.engine.batch(columns, self.height)
        whole = gate().gx.ExpectationSuite(name=self.stream.name, expectations=list(suite))
        shown = {"unexpected_index_column_names": list(keys)} if keys else {}
        results = batch.validate(whole, result_format={"result_format": form, **shown}).results
        for result in results:
            if message := _raised(result.exception_info):
                what = result.expectation_config
                raise GateBroken(
                    f"{self.stream.name}: {what.type} {what.kwargs.get('column', '')}: {message}; "
                    "correct the suite, the data were not judged"
                )
        return results

    def failures(self, suite: Sequence[Any]) -> list[Failure]:
        """What failing expectations saw instead, with the keys of some rows.

        GX would list the keys of all: where many rows fail, only the head of the rows is asked.
        """
        told = self.results(suite, "BASIC") if suite else []
        few = [_again(one) for one in told if 0 < _failing(one) <= MANY]
        return [
            *(_failure(one, ()) for one in told if not _failing(one)),
            *(_failure(one, self._keys(one)) for one in (self._keyed(few) if few else ())),
            *(_failure(one, self._keys_of_the_head(one)) for one in told if _failing(one) > MANY),
        ]

    def _keyed(self, suite: Sequence[Any]) -> list[Any]:
        return self.results(suite, "COMPLETE", self._shown)

    def _keys_of_the_head(self, result: Any) -> tuple[Mapping[str, object], ...]:
        head = replace(
            self, engine=Frame(self.engine.rows.head(MANY)), height=min(self.height, MANY)
        )
        [found] = head._keyed([_again(result)])
        return self._keys(found)

    @property
    def _shown(self) -> list[str]:
        """Columns that tell which row it is, and not who."""
        names, people = self.engine.rows.collect_schema().names(), self.stream.people
        return [name for name in self.stream.key if name in names and name not in people]

    def _keys(self, found: Any) -> tuple[Mapping[str, object], ...]:
        by_key = found.result.get("unexpected_index_list")  # SQL has none where keys are repeated
        rows = by_key or found.result.get("unexpected_list") or []
        return tuple(
            {name: row[name] for name in self._shown if name in row} for row in rows[:SHOWN_KEYS]
        )


def _failing(result: Any) -> int:
    return result.result.get("unexpected_count") or 0


def _failure(result: Any, keys: tuple[Mapping[str, object], ...]) -> Failure:
    what = result.expectation_config
    columns = what.kwargs.get("column") or ", ".join(what.kwargs.get("column_list") or ())
    return Failure(
        severity=str(getattr(what.severity, "value", what.severity)),
        expectation=str(what.type).removeprefix("expect_"),
        column=str(columns),
        observed=_observed(result.result),
        keys=keys,
    )


def _again(result: Any) -> Any:
    """The expectation of a result, to be asked again: the used one belongs to its suite."""
    return result.expectation_config.to_domain_obj()


def _spoken_of(suite: Iterable[Any], names: Sequence[str]) -> list[str]:
    """Columns that the suite needs."""
    told: set[str] = set()
    for expectation in suite:
        kwargs = expectation.configuration.kwargs
        told |= {str(kwargs.get(part)) for part in ("column", "column_A", "column_B")}
        told |= set(kwargs.get("column_list") or kwargs.get("column_set") or ())
        if condition := kwargs.get("row_condition"):
            told |= {name for name in names if name in str(condition)}
    return [name for name in names if name in told]


def _raised(info: Mapping[str, Any] | None) -> str:
    """The message of an exception; GX nests it below a metric's name when it has one."""
    if not info:
        return ""
    for one in (info, *(below for below in info.values() if isinstance(below, Mapping))):
        if one.get("raised_exception"):
            return str(one.get("exception_message"))[:LONGEST_MESSAGE]
    return ""


def _observed(found: Mapping[str, Any]) -> str:
    """Counts and measures only: texts of rows may be about people."""
    if "element_count" in found and "unexpected_count" in found:
        return f"{found['unexpected_count']} of {found['element_count']} rows"
    value = found.get("observed_value")
    return str(value) if isinstance(value, Number) else "not as expected"


def _beside_total(control: Control) -> Failure:
    observed = f"{control.ours} here, {control.theirs} by the platform's own total"
    return Failure("critical", "sum_to_equal_control_total", control.column, observed)
