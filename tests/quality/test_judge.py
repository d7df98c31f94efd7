"""The gate tells bad data from a broken gate, and stops only for what is critical."""

import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.quality import GateBroken, judge
from pipelines.streams.clean import Control
from pipelines.streams.columns import count, day, money, person, text
from pipelines.streams.spec import Stream

ROWS = pl.DataFrame(
    {
        "account_id": ["7", "7", "7"],
        "ad_id": ["1", "2", "3"],
        "email_hash": ["aa", "bb", None],
        "name": ["青禾", "x", None],
        "spend": [Decimal("1.10"), Decimal("2.20"), Decimal("-5.00")],
    },
    schema_overrides={"spend": pl.Decimal(18, 6)},
)


def stream(*expectations):
    return Stream(
        name="shop__report",
        grain="one row per ad",
        keys=("ad_id", "email_hash"),
        columns={
            "ad_id": text("ad"),
            "email_hash": person("email", kind="email"),
            "name": text("name"),
            "spend": money("spend"),
        },
        expectations=lambda gxe: [make(gxe) for make in expectations],
    )


def rows_between(low, high, **given):
    return lambda gxe: gxe.ExpectTableRowCountToBeBetween(min_value=low, max_value=high, **given)


def spend_is_not_negative(gxe):
    return gxe.ExpectColumnValuesToBeBetween(column="spend", min_value=0)


def test_good_rows_pass():
    verdict = judge(stream(rows_between(1, 3)), ROWS)
    assert verdict.passed
    assert (verdict.rows, verdict.checked, verdict.failures) == (3, 1, ())


def test_a_failure_says_what_was_seen_and_which_rows():
    [failure] = judge(stream(spend_is_not_negative), ROWS.lazy()).failures
    told = "critical: column_values_to_be_between of spend: 1 of 3 rows (account_id=7 ad_id=3)"
    assert str(failure) == told
    assert failure.keys == ({"account_id": "7", "ad_id": "3"},)


def test_no_personal_column_is_shown():
    [failure] = judge(
        stream(lambda gxe: gxe.ExpectColumnValuesToNotBeNull(column="name")), ROWS
    ).failures
    assert failure.keys == ({"account_id": "7", "ad_id": "3"},)
    assert "email" not in str(failure)


def test_a_warning_is_told_but_stops_nothing():
    verdict = judge(
        stream(rows_between(10, None, severity="warning"), rows_between(9, None, severity="info")),
        ROWS,
    )
    assert verdict.passed
    assert [failure.severity for failure in verdict.failures] == ["warning", "info"]
    assert verdict.failures[0].observed == "3"


def test_a_critical_failure_comes_first_and_stops():
    verdict = judge(stream(rows_between(10, None, severity="warning"), spend_is_not_negative), ROWS)
    assert not verdict.passed
    assert [failure.severity for failure in verdict.failures] == ["critical", "warning"]


def test_sums_of_money_are_sane():
    verdict = judge(
        stream(
            lambda gxe: gxe.ExpectColumnSumToBeBetween(
                column="spend", min_value=-1.7000001, max_value=-1.6999999
            )
        ),
        ROWS,
    )
    assert verdict.passed


def test_rows_of_erased_people_came_and_need_not_tell_whom_they_are_about():
    least = stream(rows_between(4, None))
    assert [one.expectation for one in judge(least, ROWS).failures]
    assert judge(least, ROWS, struck=1).passed
    known = stream(
        lambda gxe: gxe.ExpectColumnValuesToNotBeNull(column="email_hash", mostly=0.9),
        lambda gxe: gxe.ExpectColumnValuesToNotBeNull(column="ad_id", mostly=0.9),
    )
    assert [one.column for one in judge(known, ROWS).failures] == ["email_hash"]
    assert judge(known, ROWS, erased=1).passed
    nobody = ROWS.with_columns(ad_id=None)
    assert [one.column for one in judge(known, nobody, erased=3).failures] == ["ad_id"]


def test_no_rows_at_all_are_counted():
    verdict = judge(stream(rows_between(1, None), spend_is_not_negative), ROWS.clear())
    assert [failure.expectation for failure in verdict.failures] == [
        "table_row_count_to_be_between"
    ]


def test_an_expectation_that_cannot_be_computed_is_not_bad_data():
    broken = stream(lambda gxe: gxe.ExpectColumnMaxToBeBetween(column="nope", max_value=1))
    with pytest.raises(GateBroken, match=r"shop__report: expect_column_max.* nope"):
        judge(broken, ROWS)


def test_a_control_total_that_differs_stops_the_load():
    controls = [
        Control("spend", ours=Decimal("3.30"), theirs=Decimal("3.30")),
        Control("clicks", ours=Decimal(5), theirs=Decimal(6)),
    ]
    verdict = judge(stream(rows_between(1, None)), ROWS, controls=controls)
    assert not verdict.passed
    assert [str(failure) for failure in verdict.failures] == [
        "critical: sum_to_equal_control_total of clicks: 5 here, 6 by the platform's own total"
    ]


def test_conditions_on_other_columns_find_them():
    verdict = judge(
        stream(
            lambda gxe: gxe.ExpectColumnValuesToNotBeNull(
                column="name", row_condition=gxe.row_conditions.Column("ad_id") == "3"
            )
        ),
        ROWS,
    )
    assert [failure.observed for failure in verdict.failures] == ["1 of 1 rows"]


def test_a_million_failing_rows_are_told_in_a_moment():
    many = pl.concat([ROWS] * 400_000)
    start = time.process_time()
    [failure] = judge(
        stream(lambda gxe: gxe.ExpectCompoundColumnsToBeUnique(column_list=["ad_id", "spend"])),
        many,
    ).failures
    assert failure.observed == "1200000 of 1200000 rows"
    assert failure.column == "ad_id, spend"
    assert len(failure.keys) == 5
    assert time.process_time() - start < 10


def test_importing_the_gate_does_not_import_gx():
    script = "import sys, pipelines.quality; sys.exit('great_expectations' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


def test_thirty_suites_cost_little():
    rows = pl.DataFrame(
        {
            "report_date": ["2026-11-01"] * 5000,
            "account_id": ["7"] * 5000,
            "ad_id": [str(number) for number in range(5000)],
            "clicks": list(range(5000)),
        }
    ).with_columns(pl.col("report_date").str.to_date())
    report = Stream(
        name="shop__report",
        grain="one row per ad per day",
        keys=("report_date", "ad_id"),
        columns={"report_date": day("day"), "ad_id": text("ad"), "clicks": count("clicks")},
        expectations=lambda gxe: [
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
            gxe.ExpectColumnValuesToNotBeNull(column="clicks", mostly=0.99),
            gxe.ExpectColumnSumToBeBetween(column="clicks", min_value=0),
            gxe.ExpectColumnValuesToBeBetween(column="clicks", min_value=0),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["report_date", "ad_id"]),
        ],
    )
    assert judge(report, rows).passed
    start = time.process_time()
    for _ in range(30):
        assert judge(report, rows).passed
    assert time.process_time() - start < 5
