"""What a run reports adds up, and its exit code says who must look."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipelines.build import Node
from pipelines.pulls import Counts, Missing
from pipelines.report import CORRECT, INCOMPLETE, REFUSED, Blocked, Loaded, RunReport

NOW = datetime(2026, 11, 14, tzinfo=UTC)
GAP = Missing(
    connector="meta_ads",
    feed="ads",
    account="5550001",
    start=date(2026, 11, 12),
    end=date(2026, 11, 13),
    reason="meta_ads 5550001: token refused",
    at=NOW,
)
FAILED = Node(
    unique_id="t", name="spend_reaches_the_report", kind="test", status="fail", message="2 rows"
)


def loaded(stream: str, good: int, quarantined: int = 0) -> Loaded:
    counts = Counts(received=good + quarantined, good=good, quarantined=quarantined)
    return Loaded(stream=stream, account="1", pull_id="p", days="", counts=counts)


def report(**facts: Any) -> RunReport:
    return RunReport(run_id="r", started_at=NOW, **facts)


def test_the_counts_of_streams_and_of_the_run_add_up():
    told = report(loaded=[loaded("a__x", 3), loaded("a__y", 5, 1), loaded("a__x", 4, 2)])
    assert told.by_stream["a__x"] == Counts(received=9, good=7, quarantined=2)
    assert told.totals == Counts(received=15, good=12, quarantined=3)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, CORRECT),
        ({"loaded": [loaded("a__x", 3)], "warnings": ["a hidden sheet"]}, CORRECT),
        ({"loaded": [loaded("a__x", 3, 1)]}, INCOMPLETE),
        ({"missing": [GAP]}, INCOMPLETE),
        ({"blocked": [Blocked(stream="a__x", reasons=("sum",))], "missing": [GAP]}, REFUSED),
        ({"failed": [FAILED]}, REFUSED),
        ({"build_error": "no rate of a day"}, REFUSED),
        ({"refused": "a test failed"}, REFUSED),
    ],
)
def test_the_exit_code_says_how_it_ended(facts, code):
    assert report(**facts).exit_code == code


def test_every_line_names_what_a_person_must_look_at_the_gravest_first():
    told = report(
        missing=[GAP], blocked=[Blocked(stream="a__x", reasons=("sum",))], failed=[FAILED]
    )
    assert list(told.lines()) == [
        "failed    spend_reaches_the_report: 2 rows",
        "refused   a__x: sum",
        "missing   meta_ads ads 5550001 2026-11-12..2026-11-13: meta_ads 5550001: token refused",
    ]
