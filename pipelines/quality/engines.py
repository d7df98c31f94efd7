"""Great Expectations, imported once, and the two engines that judge for it.

Frames are judged by pandas; many rows by SQL on DuckDB, straight from their Parquet files and in
bounded memory. Importing GX costs seconds of CPU, so it happens once, inside `gate`.
"""

import gc
import logging
import os
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import duckdb
import polars as pl
import polars.selectors as cs

# What DuckDB may use while it judges; what does not fit goes to the disk, beside the view.
LIMITS = {"memory_limit": "256MB", "threads": 2, "preserve_insertion_order": False}


class Gate(NamedTuple):
    """GX, imported and ready."""

    gx: ModuleType
    gxe: ModuleType
    context: Any
    frames: Any


@cache
def gate() -> Gate:
    """GX with one context per process that keeps nothing, reports nothing and draws nothing."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _without_collector():
        import great_expectations as gx  # noqa: PLC0415
        import great_expectations.expectations as gxe  # noqa: PLC0415
        from great_expectations.data_context.types.base import (  # noqa: PLC0415
            ProgressBarsConfig,
        )

    _do_once()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("frames")
    asset = source.add_dataframe_asset("rows")
    return Gate(gx, gxe, context, asset.add_batch_definition_whole_dataframe("run"))


def _do_once() -> None:
    """A fifth of a small suite: names made from class names anew, frames hashed for nobody."""
    from great_expectations.execution_engine import pandas_execution_engine  # noqa: PLC0415
    from great_expectations.expectations import expectation  # noqa: PLC0415

    naming: Any = expectation
    naming.camel_to_snake = cache(naming.camel_to_snake)
    hashing: Any = pandas_execution_engine
    hashing.hash_pandas_dataframe = lambda _: ""


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


class Frame:
    """Rows that pandas judges; only the columns a suite speaks of are handed over."""

    def __init__(self, rows: pl.LazyFrame) -> None:
        self.rows = rows

    def batch(self, columns: Sequence[str], height: int) -> Any:
        """GX's batch of these columns. Decimals become doubles: exact sums are `controls`."""
        lazy = self.rows.select(columns).with_columns(cs.decimal().cast(pl.Float64))
        frame = lazy.collect()
        plain = frame.to_pandas()
        plain = plain if frame.width else plain.reindex(range(height))
        return gate().frames.get_batch({"dataframe": plain})


class Files:
    """Rows in Parquet files that DuckDB judges."""

    def __init__(self, paths: Sequence[Path], rows: pl.LazyFrame, folder: Path) -> None:
        self.rows, self.folder = rows, folder
        _speak_duckdb()
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        columns = ", ".join(_shown(name, kind) for name, kind in rows.collect_schema().items())
        base = folder / "judge.duckdb"
        with duckdb.connect(base) as db:
            db.execute(
                f"create view rows as select {columns} "
                f"from read_parquet([{listed}], union_by_name = true)"
            )
        self.source = gate().context.data_sources.add_sql(
            folder.name,
            connection_string=f"duckdb:///{base}",
            kwargs={"connect_args": {"config": LIMITS | {"temp_directory": str(folder / "tmp")}}},
        )
        asset = self.source.add_table_asset("rows", table_name="rows")
        self.definition = asset.add_batch_definition_whole_table("run")

    def batch(self, columns: Sequence[str], height: int) -> Any:
        """GX's batch; DuckDB reads only the columns that a question is about."""
        return self.definition.get_batch()

    def close(self) -> None:
        """Let go of the database."""
        self.source.get_execution_engine().close()
        gate().context.data_sources.delete(self.source.name)


@contextmanager
def opened(rows: pl.LazyFrame, paths: Sequence[Path] = ()) -> Generator[Frame | Files]:
    """The rows for pandas, or, by their files, for DuckDB."""
    if not paths:
        yield Frame(rows)
        return
    with tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as folder:
        files = Files(paths, rows, Path(folder))
        try:
            yield files
        finally:
            files.close()


def _shown(name: str, kind: pl.DataType) -> str:
    """A column as pandas would see it: decimals as doubles, and what is no number as null."""
    quoted = '"' + name.replace('"', '""') + '"'
    if isinstance(kind, pl.Decimal):
        return f"{quoted}::double as {quoted}"
    if kind.is_float():
        return f"case when not isnan({quoted}) then {quoted} end as {quoted}"
    return quoted


@cache
def _speak_duckdb() -> None:
    """Teach GX two things of DuckDB: its answers are read at once, and how it matches a pattern."""
    import sqlalchemy as sa  # noqa: PLC0415
    import sqlalchemy.event  # noqa: PLC0415
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine  # noqa: PLC0415
    from great_expectations.expectations.metrics.map_metric_provider import (  # noqa: PLC0415
        ColumnMapMetricProvider,
        column_condition_partial,
    )
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy  # noqa: PLC0415

    @sqlalchemy.event.listens_for(sa.Engine, "after_cursor_execute")
    def read(_: Any, cursor: Any, __: str, ___: Any, context: Any, is_many: bool) -> None:
        """GX closes the connection before it fetches, and DuckDB then forgets the answer."""
        if context.dialect.name == "duckdb" and cursor.description and not is_many:
            rows = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=cursor.fetchall())
            context.cursor_fetch_strategy = rows

    with _silent("great_expectations.expectations.registry"):  # it says what it replaces

        class MatchesPattern(ColumnMapMetricProvider):
            condition_metric_name = "column_values.match_regex"
            condition_value_keys = ("regex",)

            @column_condition_partial(engine=SqlAlchemyExecutionEngine)
            def _sqlalchemy(cls, column: Any, regex: str, **_: Any) -> Any:
                return sa.func.regexp_matches(column, regex)


@contextmanager
def _silent(name: str) -> Generator[None]:
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
