"""Few rows are judged by pandas, many by SQL on DuckDB: the verdict is the same."""

import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest

from pipelines.quality import GateBroken, judge
from pipelines.streams import STREAMS
from pipelines.streams.columns import text
from pipelines.streams.spec import Stream

ROWS = 40
MORNING = datetime.fromisoformat("2026-10-01T08:00:00")


def plausible(name, kind, key):
    """Values of one column; keys differ from row to row."""
    if kind == pl.String:
        few = {"currency_code": ["CNY", "USD"]}.get(name, ["a", "b"])
        return [f"{name}-{n}" for n in range(ROWS)] if key else list(islice(cycle(few), ROWS))
    if kind == pl.Date:
        return [MORNING.date() + timedelta(n % 28) for n in range(ROWS)]
    if kind == pl.Boolean:
        return [n % 2 == 0 for n in range(ROWS)]
    if isinstance(kind, pl.Datetime):
        return [MORNING + timedelta(n % 28) for n in range(ROWS)]
    return [Decimal(n) if isinstance(kind, pl.Decimal) else n for n in range(ROWS)]


def rows_of(stream):
    """Rows as a suite mostly wants them."""
    told = {
        name: plausible(name, kind, name in stream.keys) for name, kind in stream.schema.items()
    }
    return pl.DataFrame(told, schema=stream.schema, strict=False)


def spoilt(rows):
    """The same with nulls, repeats, texts nobody knows and figures below zero."""
    worse = [
        pl.lit(-1).cast(kind) if kind.is_numeric() else pl.lit("no such")
        for kind in rows.schema.values()
        if kind.is_numeric() or kind == pl.String
    ]
    names = [n for n, kind in rows.schema.items() if kind.is_numeric() or kind == pl.String]
    wrong = rows.tail(3).with_columns(w.alias(n) for n, w in zip(names, worse, strict=True))
    empty = rows.clear(2)
    return pl.concat([rows, rows.head(2), wrong, empty])


def told(verdict):
    """What a verdict says, without the order of the rows that it shows."""
    return verdict.passed, [
        (one.severity, one.expectation, one.column, one.observed, len(one.keys))
        for one in verdict.failures
    ]


def all_questions() -> tuple[list[Any], pl.DataFrame]:
    """Each different expectation of all suites once, about columns of its own; and good rows."""
    asked, rows = {}, pl.DataFrame({"name": [str(n) for n in range(ROWS)]})
    for stream in STREAMS.values():
        told = rows_of(stream)
        suite: list[Any] = stream.suite(gxe)
        for expectation in suite:
            given = expectation.configuration.kwargs
            assert not given.get("row_condition")
            names = given.get("column_list") or [given[key] for key in ("column",) if key in given]
            new = {name: f"{name}_{len(asked)}" for name in names}
            types = [(stream.schema[name], name in stream.keys) for name in names]
            rest = {key: value for key, value in given.items() if not key.startswith("column")}
            known = type(expectation), str(rest), str(types)
            if known in asked:
                continue
            where = {"column_list": [*new.values()]} if len(new) > 1 else {}
            where = {"column": next(iter(new.values()))} if len(new) == 1 else where
            asked[known] = type(expectation)(**rest, **where, severity=expectation.severity)
            for name, other in new.items():
                good = told[name]
                if listed := given.get("value_set"):
                    good = pl.Series(islice(cycle(listed), ROWS), dtype=good.dtype, strict=False)
                rows = rows.with_columns(good.alias(other))
    return list(asked.values()), rows


def test_both_engines_say_the_same_of_every_suite(tmp_path):
    questions, rows = all_questions()
    for kind, judged, fewest, most in (("good", rows, 0, 25), ("bad", spoilt(rows), 25, 999)):
        paths = [tmp_path / f"{kind}-{n}.parquet" for n in range(2)]
        judged.head(25).write_parquet(paths[0])
        judged.tail(-25).write_parquet(paths[1])
        stream = one(
            *(lambda _, asked=asked: asked.configuration.to_domain_obj() for asked in questions)
        )
        by_pandas, by_sql = (judge(stream, paths, most_in_memory=most) for most in (10**6, 0))
        assert by_sql.checked == len(questions)
        assert told(by_sql) == told(by_pandas)
        assert fewest <= len(by_sql.failures) <= most


def one(*expectations):
    """A stream with these expectations."""
    return Stream(
        name="shop__names",
        grain="one row per name",
        keys=("name",),
        columns={"name": text("name"), "code": text("code")},
        expectations=lambda gxe: [make(gxe) for make in expectations],
    )


def judged_by_sql(stream, rows, folder):
    rows.write_parquet(folder / "rows.parquet")
    return judge(stream, [folder / "rows.parquet"], most_in_memory=0)


def test_sql_shows_keys_and_answers_patterns_and_conditions(tmp_path):
    rows = pl.DataFrame({"name": ["a", "b", "b"], "code": ["CNY", "cny", None]})
    verdict = judged_by_sql(
        one(
            lambda gxe: gxe.ExpectColumnValuesToMatchRegex(column="code", regex="^[A-Z]{3}$"),
            lambda gxe: gxe.ExpectColumnValuesToNotBeNull(
                column="code", row_condition=gxe.row_conditions.Column("name") == "b"
            ),
            lambda gxe: gxe.ExpectCompoundColumnsToBeUnique(column_list=["name", "code"]),
        ),
        rows,
        tmp_path,
    )
    assert [(failure.observed, failure.keys) for failure in verdict.failures] == [
        ("1 of 3 rows", ({"name": "b"},)),
        ("1 of 2 rows", ({"name": "b"},)),
    ]


def test_what_is_no_number_is_missing_for_both(tmp_path):
    rows = pl.DataFrame({"name": ["a", "b"], "code": [1.0, float("nan")]})
    stream = one(lambda gxe: gxe.ExpectColumnValuesToNotBeNull(column="code"))
    assert told(judged_by_sql(stream, rows, tmp_path)) == told(judge(stream, rows))


def test_sql_that_cannot_be_computed_is_not_bad_data(tmp_path):
    broken = one(lambda gxe: gxe.ExpectColumnMaxToBeBetween(column="nope", max_value=1))
    with pytest.raises(GateBroken, match="nope"):
        judged_by_sql(broken, pl.DataFrame({"name": ["a"], "code": ["b"]}), tmp_path)


def test_nothing_of_the_judging_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    judged_by_sql(one(), pl.DataFrame({"name": ["a"]}), tmp_path)
    assert list((tmp_path / "tmp").iterdir()) == []
