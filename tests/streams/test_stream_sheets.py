"""What people type: dates, money, phones and marks in every form of the contracts."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from pipelines.streams import sheets


def read(column, *texts):
    """The values a column reader gives for these texts."""
    frame = pl.DataFrame({"raw": texts}, schema={"raw": pl.String})
    return frame.select(x=column.read(pl.col("raw")).cast(column.dtype))["x"].to_list()


def moment_of(text, year="2026", day="2026-11-18"):
    """The UTC moment of a text at an event of that year, in a sheet of that day."""
    year, day = pl.lit(year, pl.String), pl.lit(day, pl.String)
    found = pl.DataFrame({"raw": [text]}).select(
        at=sheets.moment(pl.col("raw"), year=year, day=day)
    )
    return found["at"][0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026/11/17 13:42", "2026-11-17 05:42"),
        ("2026/11/1 9:03", "2026-11-01 01:03"),
        ("2026-11-17 13:42:05", "2026-11-17 05:42:05"),
        ("2026-11-17T13:42:05", "2026-11-17 05:42:05"),
        ("2026年11月17日 13时42分", "2026-11-17 05:42"),
        ("2026/11/3", "2026-11-02 16:00"),
        ("20261103", "2026-11-02 16:00"),
        ("'2026-11-17 13:42", "2026-11-17 05:42"),
        ("２０２６／１１／１７　１３：４２", "2026-11-17 05:42"),
        ("46343.570833", "2026-11-17 05:42"),
        ("11月17日 13:42", "2026-11-17 05:42"),
        ("13:42", "2026-11-18 05:42"),
        ("13:42:05", "2026-11-18 05:42:05"),
    ],
)
def test_a_moment_in_its_many_forms(text, moment):
    assert moment_of(text) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    ["03/04/2026", "17.11.2026", "2026/2/30", "2026-13-01", "25:00", "NULL", "下午", "1.38E+10"],
)
def test_what_is_no_moment(text):
    assert moment_of(text) is None


def test_a_year_that_nobody_states_is_not_guessed():
    assert moment_of("11月17日 13:42", year=None) is None
    assert moment_of("13:42", day=None) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月", date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("202611", date(2026, 11, 1)),
        ("2026/11/17", date(2026, 11, 17)),
        ("2026-11-17 00:00:00", date(2026, 11, 17)),
        ("20261117", date(2026, 11, 17)),
        ("46343", date(2026, 11, 17)),
        ("11月", None),
        ("202613", None),
    ],
)
def test_a_day_or_the_month_it_belongs_to(text, day):
    assert read(sheets.typed_period("x"), text) == [day]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("￥1,280.00", "1280"),
        ("¥ 99", "99"),
        ("53,000.00元", "53000"),
        ("（1,200.00）", "-1200"),
        ("(3.50)", "-3.5"),
        ("-1,200.00", "-1200"),
        ("12.610000000000001", "12.61"),
        ("１２", "12"),
        ("1.234,56", None),
        ("12,80", None),
        ("1.2E+5", None),
        ("NaN", None),
        ("7 元整", None),
        ("123456789012345678901234567890", None),
    ],
)
def test_money_as_typed(text, amount):
    found = read(sheets.typed_money("x"), text)[0]
    assert found == (
        None if amount is None else pytest.approx(Decimal(amount), abs=Decimal("1e-9"))
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86-13800000001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("(86)13800000001", "13800000001"),
        ("0086 13800000001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("'13800000001", "13800000001"),
        ("0571-88886666", "057188886666"),
        ("+1 415 555 0100", "+14155550100"),
        ("1.38E+10", None),
        ("1.38e10", None),
        ("12800000001", None),
        ("1380000000", None),
        ("见名片", None),
    ],
)
def test_phones_as_typed(text, number):
    assert read(sheets.typed_phone(), text) == [number]


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("√", "✔", "是", "已到", "1", "Y", "y", "已签到", "现场补录", "Ｙ"), True),
        (("×", "否", "未到", "0", "未签到", "N"), False),
        (("?", "也许", "2"), None),
    ],
)
def test_marks(texts, value):
    assert read(sheets.mark("x"), *texts) == [value] * len(texts)


def test_an_invoice_number_keeps_its_digits_or_is_unreadable():
    texts = ("26332000001234567890", "01234567", "2.6332E+19", "2.633200000123457e+19")
    assert read(sheets.number_text("x"), *texts) == [*texts[:2], None, None]


def test_the_last_four_digits_regain_their_zeros():
    assert read(sheets.last_four("x"), "0042", "42", "12345", "x") == ["0042", "0042", None, None]


def test_currencies_by_name():
    assert read(sheets.currency("x"), "人民币", "美元", "usd", "块") == ["CNY", "USD", "USD", None]


def test_counts_are_whole():
    assert read(sheets.typed_count("x"), "1,200", "3.0", "3.5", "三") == [1200, 3, None, None]
