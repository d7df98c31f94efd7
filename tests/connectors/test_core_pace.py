"""How fast: buckets per account, back-off arithmetic."""

import pytest
from stage import Time

from connectors.core import Limits
from connectors.core.pace import Pace, PerSecond, TokenBucket


def test_a_bucket_lets_a_burst_through_and_then_keeps_the_rate(passing: Time):
    bucket = TokenBucket(2, 2, passing.clock)
    assert [bucket.wait() for _ in range(5)] == [0, 0, 0.5, 0.5, 0.5]


def test_a_bucket_fills_while_nobody_asks(passing: Time):
    bucket = TokenBucket(2, 2, passing.clock)
    for _ in range(2):
        bucket.wait()
    passing.now += 10
    assert [bucket.wait() for _ in range(3)] == [0, 0, 0.5]


def test_a_pause_holds_the_next_call_back(passing: Time):
    bucket = TokenBucket(5, 5, passing.clock)
    bucket.pause(60)
    assert bucket.wait() == pytest.approx(60)
    assert bucket.wait() == pytest.approx(0.2)


@pytest.mark.parametrize(("rate", "calls"), [(5, 5), (2.5, 2), (1, 1), (0.5, 1)])
def test_no_second_holds_more_calls_than_the_rate(passing: Time, rate: float, calls: int):
    turns = PerSecond(rate, passing.clock)
    begun = []
    for _ in range(24):
        turns.wait()
        begun.append(passing.now)
    span = calls / rate
    assert all(
        later - first >= span - 1e-6 for first, later in zip(begun, begun[calls:], strict=False)
    )
    assert begun[-1] - begun[0] == pytest.approx((24 - 1) // calls * span)


def test_turns_pause_when_the_platform_asks_for_it(passing: Time):
    turns = PerSecond(5, passing.clock)
    assert turns.wait() == 0
    turns.pause(60)
    assert turns.wait() == pytest.approx(60)
    assert turns.wait() == 0


def test_each_account_has_turns_of_its_own(passing: Time):
    pace = Pace(passing.clock)
    one, two = pace.turns(("x", "1"), 1), pace.turns(("x", "2"), 1)
    assert one is not two
    assert pace.turns(("x", "1"), 1) is one
    assert isinstance(pace.turns(("x", "3"), 2, burst=30), TokenBucket)


@pytest.mark.parametrize(
    ("tried", "asked", "first", "least", "most"),
    [
        (1, None, None, 0.5, 1),
        (3, None, None, 2, 4),
        (20, None, None, 30, 60),
        (1, None, 5.0, 5, 6.25),
        (2, None, 60.0, 60, 75),
        (1, 2.0, None, 2, 2.2),
        (1, 0.0, None, 0, 0),
        (5, 100.0, None, 100, 101),
    ],
)
def test_waits_double_with_jitter_and_never_undercut_what_was_asked(
    tried: int, asked: float | None, first: float | None, least: float, most: float
):
    for jitter in (0.0, 0.5, 1.0):
        assert least <= Limits().wait(tried, asked, jitter, first) <= most
