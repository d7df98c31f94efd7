"""Readers: which text gives which value, and which gives none."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.streams.columns import (
    Column,
    boolean,
    count,
    day,
    lacks,
    money,
    number,
    text,
    timestamp,
)

ROOT = Path(__file__).resolve().parents[2]


def read(column: Column, written: str) -> Any:
    frame = pl.DataFrame({"x": [written]})
    value = frame.select(column.read(pl.col("x")).alias("x"))["x"]
    assert value.dtype == column.dtype
    return value[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("-3", -3),
        ("+5", 5),
        ("12.0", 12),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("123456789012345678901234567890", None),
        ("7 conversions", None),
        ("1.5", None),
        ("1e3", None),
        ("NaN", None),
        ("NULL", None),
        ("", None),
        (" 7", None),
        ("1,234", None),
        ("１２", None),
        ('{"a": 1}', None),
    ],
)
def test_a_count_is_a_whole_number_in_plain_digits(written, value):
    assert read(count("x"), written) == value


def test_a_whole_number_reads_the_same_whatever_stands_beside_it():
    written = ["12", "+5", "-3", "12.0", "n/a", None, "0" * 25 + "7", "9223372036854775807"]
    alone = [read(count("x"), one) if one else None for one in written]
    together = pl.DataFrame({"x": written}).select(count("x").read(pl.col("x")))["x"]
    assert together.to_list() == alone == [12, 5, -3, 12, None, None, None, 2**63 - 1]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("20.51", "20.51"),
        ("0.00", "0"),
        (".5", "0.5"),
        ("-2.25", "-2.25"),
        ("1e-6", "0.000001"),
        ("195.67000000000002", "195.67"),
        ("123456789012.123456", "123456789012.123456"),
        ("1234567890123", None),
        ("1.234,56", None),
        ("1,234.56", None),
        ("¥20", None),
        ("20 USD", None),
        ("NaN", None),
        ("Infinity", None),
        ("inf", None),
        ("NULL", None),
        ("true", None),
    ],
)
def test_money_is_exact_and_in_no_locale_that_was_not_declared(written, value):
    assert read(money("x"), written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (money("x", per=1_000_000), "15730000", "15.73"),
        (money("x", per=1_000_000), "1", "0.000001"),
        (money("x", per=1_000_000), "9007199254740993000000", None),
        (money("x", per=1_000_000), "900719925474099300", "900719925474.0993"),
        (money("x", per=100), "500", "5"),
        (money("x", times=10_000), "12.5", "125000"),
        (money("x", thousands=","), "1,234.56", "1234.56"),
        (money("x", decimal=",", thousands="."), "1.234,56", "1234.56"),
        (money("x", decimal=","), "1234.56", None),
    ],
)
def test_money_knows_its_unit_and_its_declared_signs(column, written, value):
    assert read(column, written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (number("x"), "1.5", 1.5),
        (number("x"), "1e-7", 1e-7),
        (number("x"), "1e400", None),
        (number("x"), "NaN", None),
        (number("x"), "1.46 %", None),
        (number("x", percent=True), "1.46 %", 0.0146),
        (number("x", percent=True), "1.46", 0.0146),
    ],
)
def test_a_number_is_finite_and_a_percent_sign_is_declared(column, written, value):
    assert read(column, written) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (day("x"), "2026-11-03", date(2026, 11, 3)),
        (day("x"), "2026-02-30", None),
        (day("x"), "03/04/2026", None),
        (day("x"), "2026-11-03 00:00:00", None),
        (day("x"), "0001-01-01", None),
        (day("x"), "NULL", None),
        (day("x", "%d/%m/%Y"), "03/04/2026", date(2026, 4, 3)),
        (day("x", "%Y%m%d"), "20261103", date(2026, 11, 3)),
        (day("x", "%Y-%m-%d %H:%M:%S"), "2026-11-03 00:00:00", date(2026, 11, 3)),
        (day("x", "%Y-%m-%d", "%Y/%m/%d"), "2026/11/03", date(2026, 11, 3)),
        (day("x", "%Y-%m-%dT%H:%M:%S%z"), "2026-11-03T23:30:00-0800", date(2026, 11, 3)),
        (day("x", "%Y-%m-%dT%H:%M:%S%z"), "2026-11-03T00:30:00+08:00", date(2026, 11, 3)),
    ],
)
def test_a_day_is_read_in_the_declared_formats_only(column, written, value):
    assert read(column, written) == value


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (timestamp("x"), "2026-11-03T08:15:00Z", "2026-11-03 08:15:00"),
        (timestamp("x"), "2026-11-03T08:15:00+0800", "2026-11-03 00:15:00"),
        (timestamp("x"), "2026-11-03T08:15:00-08:00", "2026-11-03 16:15:00"),
        (timestamp("x"), "2026-11-03T08:15:00.123Z", "2026-11-03 08:15:00.123000"),
        (timestamp("x"), "2026-11-03T08:15:00", None),
        (timestamp("x"), "2026-11-03 08:15:00", None),
        (timestamp("x"), "0001-01-01T00:00:00Z", None),
        (timestamp("x", "epoch_ms"), "1763424000000", "2025-11-18 00:00:00"),
        (timestamp("x", "epoch_s"), "1763424000", "2025-11-18 00:00:00"),
        (timestamp("x", "epoch_ms"), "99999999999999999", None),
        (
            timestamp("x", "%Y-%m-%d %H:%M:%S", zone="Asia/Shanghai"),
            "2026-11-03 08:15:00",
            "2026-11-03 00:15:00",
        ),
        (
            timestamp("x", "%Y-%m-%d %H:%M:%S", zone="America/Los_Angeles"),
            "2026-03-08 02:30:00",
            None,
        ),
        (
            timestamp("x", "%Y-%m-%d %H:%M:%S", zone="America/Los_Angeles"),
            "2026-11-01 01:30:00",
            "2026-11-01 08:30:00",
        ),
    ],
)
def test_a_moment_is_utc_whatever_clock_it_was_read_from(column, written, value):
    moment = read(column, written)
    assert (None if moment is None else str(moment)) == value


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (boolean("x"), "true", True),
        (boolean("x"), "0", False),
        (boolean("x"), "yes", None),
        (boolean("x", true=("是",), false=("否",)), "是", True),
        (boolean("x", true=("是",), false=("否",)), "true", None),
    ],
)
def test_yes_and_no_are_in_the_words_of_the_source(column, written, value):
    assert read(column, written) is value


@pytest.mark.parametrize(
    "written", ["🦊 \u202eרוח", 'say "hi"\t\n', "NULL", "12345678901234567890"]
)
def test_text_stays_as_sent(written):
    assert read(text("x"), written) == written


def test_a_column_the_platform_lacks_is_null_and_typed():
    assert lacks(pl.Date()).dtype == pl.Date
    assert lacks(pl.Date()).path == ""


def test_a_time_without_its_zone_is_refused_when_it_is_declared():
    with pytest.raises(ValueError, match="needs its zone"):
        timestamp("x", "%Y-%m-%d").read(pl.col("x"))


def test_no_column_calls_python_inside_polars_threads():
    """A callback waits for who holds the interpreter and waits for polars: both for ever."""
    for path in (ROOT / "pipelines").rglob("*.py"):
        assert not re.search(r"\.map_(batches|elements|groups)\(", path.read_text("utf-8")), path
