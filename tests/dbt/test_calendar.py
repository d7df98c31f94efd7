"""Days of the calendar: working days, promotions, and what to compare a day with."""

from datetime import date

import pytest
from conftest import Ask

pytestmark = pytest.mark.dbt


@pytest.mark.parametrize(
    ("first", "last", "working"),
    [
        ("2024-02-08", "2024-02-18", 2),  # over Spring Festival to a make-up Sunday
        ("2024-09-30", "2024-10-12", 5),  # National Day, a make-up Saturday at its end
        ("2024-12-31", "2025-01-02", 1),  # over a year's end
        ("2025-01-24", "2025-02-08", 6),  # two make-up days, a Sunday and a Saturday
        ("2025-12-31", "2026-01-04", 1),  # the Sunday after New Year's Day is worked
        ("2026-02-13", "2026-02-28", 6),  # the longest Spring Festival
        ("2026-11-20", "2026-11-23", 1),  # a plain weekend
    ],
)
def test_working_days_between_two_days_are_a_subtraction(ask: Ask, first, last, working):
    told = ask(f"""
        select max(workday_no) - min(workday_no) from marts.dim_date
        where date_day in ('{first}', '{last}')""")
    assert told == [(working,)]


@pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_state_council_says(ask: Ask, year, working):
    told = ask(f"""
        select count(*), bool_and(is_calendar_official) from marts.dim_date
        where calendar_year = {year} and cn_day_kind in ('workday', 'make_up_workday')""")
    assert told == [(working, True)]


def test_a_year_not_yet_announced_says_so(ask: Ask):
    told = ask("select distinct calendar_year from marts.dim_date where not is_calendar_official")
    assert sorted(told) == [(2027,), (2028,)]


@pytest.mark.parametrize(
    ("day", "last_year", "by"),
    [
        ("2026-11-11", "2025-11-11", "promotion"),
        ("2026-11-27", "2025-11-28", "promotion"),  # Black Friday is a Friday
        ("2026-02-17", "2025-01-29", "spring_festival"),
        ("2026-03-04", "2025-03-04", "promotion"),
        ("2026-02-20", "2025-02-01", "spring_festival"),
        ("2026-04-15", "2025-04-16", "weekday"),
    ],
)
def test_a_day_is_compared_with_its_like(ask: Ask, day, last_year, by):
    told = ask(f"""
        select comparable_last_year_date, comparable_by from marts.dim_date
        where date_day = '{day}'""")
    assert told == [(date.fromisoformat(last_year), by)]


def test_the_days_around_spring_festival_are_numbered_from_it(ask: Ask):
    told = ask("""
        select date_day::varchar, spring_festival_day_no from marts.dim_date
        where date_day in ('2025-01-28', '2025-01-29', '2026-02-18') order by 1""")
    assert told == [("2025-01-28", -1), ("2025-01-29", 0), ("2026-02-18", 1)]
