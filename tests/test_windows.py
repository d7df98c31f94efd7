"""Which days are asked for: the account's own, again for a while, and never the future."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.core import Feed, Window
from connectors.core.spec import Kind
from pipelines.settings import Account, Settings
from pipelines.windows import window_of

TODAY = date(2026, 11, 14)
SHANGHAI = Account("1", "Asia/Shanghai")
SETTINGS = Settings(Path("data"), {}, TODAY)
FIRST = date(2026, 8, 16)


def feed(
    kind: Kind = "daily",
    *,
    repull_days: int = 28,
    since: date | None = None,
    until: date | None = None,
) -> Feed:
    return Feed("ad_report", lambda api: [], kind, None, repull_days, since, until)


def days(start: date, end: date) -> set[date]:
    return set(Window(start, end).dates())


def test_the_first_load_begins_at_the_first_day():
    window = window_of(feed(), SHANGHAI, SETTINGS, (), FIRST)
    assert window == Window(FIRST, date(2026, 11, 13))


def test_a_daily_run_asks_again_for_the_days_that_may_still_move():
    loaded = days(FIRST, date(2026, 11, 12))
    window = window_of(feed(), SHANGHAI, SETTINGS, loaded, FIRST)
    assert window == Window(date(2026, 10, 17), date(2026, 11, 13))


def test_once_a_week_more_days_are_asked_for_again():
    loaded = days(date(2026, 1, 1), date(2026, 11, 12))
    weekly = replace(feed(), weekly_days=60)
    starts = [
        window_of(weekly, SHANGHAI, replace(SETTINGS, today=TODAY + timedelta(n)), loaded, None)
        for n in range(3)
    ]
    lengths = [window.days if window else 0 for window in starts]
    assert lengths == [28, 28, 60]  # on Monday the 16th, when Sunday is over


def test_a_gap_is_filled_even_if_it_lies_before_the_days_asked_again():
    loaded = days(FIRST, date(2026, 11, 12)) - {date(2026, 9, 3)}
    window = window_of(feed(), SHANGHAI, SETTINGS, loaded, FIRST)
    assert window == Window(date(2026, 9, 3), date(2026, 11, 13))


def test_yesterday_is_the_account_s_own():
    now = datetime(2026, 11, 14, 2, 0, tzinfo=UTC)
    settings = Settings(Path("data"), {}, TODAY, now=now)
    windows = [
        window_of(feed(), Account("1", zone), settings, (), FIRST)
        for zone in ("Asia/Shanghai", "America/Los_Angeles")
    ]
    assert windows == [Window(FIRST, date(2026, 11, 13)), Window(FIRST, date(2026, 11, 12))]


def test_a_range_is_asked_as_it_is_but_not_beyond_yesterday():
    wanted = Window(date(2026, 9, 1), date(2026, 12, 1))
    window = window_of(feed(), SHANGHAI, SETTINGS, (), FIRST, wanted)
    assert window == Window(date(2026, 9, 1), date(2026, 11, 13))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"since": date(2026, 11, 1)}, Window(date(2026, 11, 1), date(2026, 11, 13))),
        ({"until": date(2026, 10, 31)}, Window(FIRST, date(2026, 10, 31))),
        ({"until": date(2026, 7, 31)}, None),
        ({"since": date(2026, 12, 1)}, None),
    ],
)
def test_a_feed_is_asked_only_for_days_it_has(facts, expected):
    assert window_of(feed(**facts), SHANGHAI, SETTINGS, (), FIRST) == expected


def test_a_cursor_asks_since_the_last_whole_day_with_an_overlap():
    loaded = days(FIRST, date(2026, 11, 11))
    window = window_of(feed("cursor", repull_days=1), SHANGHAI, SETTINGS, loaded, FIRST)
    assert window == Window(date(2026, 11, 11), date(2026, 11, 13))


def test_a_snapshot_has_one_day():
    window = window_of(feed("snapshot"), SHANGHAI, SETTINGS, (), FIRST)
    assert window == Window(TODAY - timedelta(days=1), TODAY - timedelta(days=1))
