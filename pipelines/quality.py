"""Judges the clean rows of a stream by its expectations. The only module that knows GX.

One batch per stream over all windows of a run; only the columns a suite speaks of are handed over.
Importing GX costs seconds of CPU, so it happens once, inside `_gate`.
"""

import gc
import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from numbers import Number
from types import ModuleType
from typing import Any, NamedTuple

import polars as pl
import polars.selectors as cs

from pipelines.streams.clean import Control
from pipelines.streams.spec import Stream

SHOWN_KEYS = 5
MANY = 20_000
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


class Gate(NamedTuple):
    """GX, imported and ready."""

    gx: ModuleType
    gxe: ModuleType
    frames: Any


def judge(
    stream: Stream, rows: pl.DataFrame | pl.LazyFrame, *, controls: Iterable[Control] = ()
) -> Verdict:
    """The verdict on the clean rows of a run; `controls` are totals compared while cleaning."""
    gate = _gate()
    suite = list(stream.expectations(gate.gxe))
    lazy = rows.lazy()
    names = lazy.collect_schema().names()
    height = int(lazy.select(pl.len()).collect().item())
    results = _validated(
        gate, stream, suite, lazy.select(_spoken_of(suite, names)), height, "BASIC"
    )
    failed = [result for result in results if not result.success]
    failures = [
        *(_beside_total(control) for control in controls if not control.agrees),
        *(_failure(gate, stream, result, lazy, height) for result in failed),
    ]
    ranked = sorted(failures, key=lambda failure: SEVERITIES.index(failure.severity))
    return Verdict(stream.name, height, len(suite), tuple(ranked))


def warm_up() -> None:
    """Import GX now, beside other work, so that the first stream does not wait for it."""
    _gate()


@cache
def _gate() -> Gate:
    """GX with one context per process that keeps nothing, reports nothing and draws nothing."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _without_collector():
        import great_expectations as gx  # noqa: PLC0415
        import great_expectations.expectations as gxe  # noqa: PLC0415
        from great_expectations.data_context.types.base import (  # noqa: PLC0415
            ProgressBarsConfig,
        )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("clean")
    asset = source.add_dataframe_asset("rows")
    return Gate(gx, gxe, asset.add_batch_definition_whole_dataframe("run"))


@contextmanager
def _without_collector() -> Generator[None]:
    """No garbage collection: an import makes none, and looking for it is a fifth of its cost."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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


def _validated(
    gate: Gate,
    stream: Stream,
    suite: Sequence[Any],
    lazy: pl.LazyFrame,
    height: int,
    result_format: str | Mapping[str, object],
) -> list[Any]:
    """GX's results; an expectation that raised is `GateBroken`."""
    frame = lazy.with_columns(cs.decimal().cast(pl.Float64)).collect()  # exact sums are `controls`
    plain = frame.to_pandas()
    plain = plain if frame.width else plain.reindex(range(height))
    batch = gate.frames.get_batch({"dataframe": plain})
    whole = gate.gx.ExpectationSuite(name=stream.name, expectations=list(suite))
    results = batch.validate(whole, result_format=result_format).results
    for result in results:
        if message := _raised(result.exception_info):
            what = result.expectation_config
            raise GateBroken(
                f"{stream.name}: {what.type} {what.kwargs.get('column', '')}: {message}; "
                "correct the suite, the data were not judged"
            )
    return results


def _raised(info: Mapping[str, Any] | None) -> str:
    """The message of an exception; GX nests it below a metric's name when it has one."""
    if not info:
        return ""
    for one in (info, *(below for below in info.values() if isinstance(below, Mapping))):
        if one.get("raised_exception"):
            return str(one.get("exception_message"))[:LONGEST_MESSAGE]
    return ""


def _failure(gate: Gate, stream: Stream, result: Any, lazy: pl.LazyFrame, height: int) -> Failure:
    what = result.expectation_config
    columns = what.kwargs.get("column") or ", ".join(what.kwargs.get("column_list") or ())
    return Failure(
        severity=str(getattr(what.severity, "value", what.severity)),
        expectation=str(what.type).removeprefix("expect_"),
        column=str(columns),
        observed=_observed(result.result),
        keys=_sample_keys(gate, stream, result, lazy, height),
    )


def _sample_keys(
    gate: Gate, stream: Stream, result: Any, lazy: pl.LazyFrame, height: int
) -> tuple[Mapping[str, object], ...]:
    """Keys of some failing rows. GX would list all: where many fail, only the head is asked."""
    unexpected = result.result.get("unexpected_count") or 0
    if not unexpected:
        return ()
    if unexpected > MANY:
        lazy, height = lazy.head(MANY), min(height, MANY)
    names = lazy.collect_schema().names()
    shown = [name for name in stream.key if name in names and name not in stream.people]
    again = [result.expectation_config.to_domain_obj()]  # the used one belongs to its suite
    columns = list(dict.fromkeys([*_spoken_of(again, names), *shown]))
    detail = {"result_format": "COMPLETE", "unexpected_index_column_names": shown}
    [found] = _validated(gate, stream, again, lazy.select(columns), height, detail)
    rows = (found.result.get("unexpected_index_list") or [])[:SHOWN_KEYS]
    return tuple({name: row[name] for name in shown if name in row} for row in rows)


def _observed(found: Mapping[str, Any]) -> str:
    """Counts and measures only: texts of rows may be about people."""
    if "unexpected_count" in found:
        return f"{found['unexpected_count']} of {found['element_count']} rows"
    value = found.get("observed_value")
    return str(value) if isinstance(value, Number) else "not as expected"


def _beside_total(control: Control) -> Failure:
    observed = f"{control.ours} here, {control.theirs} by the platform's own total"
    return Failure("critical", "sum_to_equal_control_total", control.column, observed)
