"""What is true of visits: as many as usual, on a host of ours, of devices that know the day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

import polars as pl

from sandbox.answers import money
from sandbox.web.clickstream import WRONG_AT

if TYPE_CHECKING:
    from sandbox.truth import Truth

BUSY, BUSY_HOUR = 50, 10  # visits of a site that is busy, a day and an hour
WATCHED = 28  # days whose visits are held against those of four weekdays before, or more
Measure = tuple[str, str, str, str, float, float | None]


def counted(true: "Truth") -> Iterator[Measure]:
    """Measure × connector: its two sums, of counters' days and of our own visits."""
    [tag] = true.world.accounts.filter(connector="google_analytics4")["account_id"]
    tagged = true.tag_days.with_columns(
        platform=pl.lit("google_analytics4"), account_id=pl.lit(tag)
    )
    days = pl.concat([
        some.filter(cut="total").select("platform", "account_id", "date_day", "sessions")
        for some in (true.site_days, tagged)
    ], how="vertical_relaxed")  # fmt: skip
    for (platform,), some in days.group_by("platform"):
        yield "sources_agreement", str(platform), "days", "all", some.height, some.height
        visits = some.sort("date_day")["sessions"].to_list()
        usual = [median(visits[max(0, at - 28) : at]) for at in range(7, len(visits))]
        if busy := sum(one > BUSY for one in usual):
            yield "visits_agreement", str(platform), "days", "all", busy, busy
    days_told = (true.world.last_day - true.world.first_day).days + 1
    watched = min(WATCHED, days_told - 4 * 7)
    yield "volume_agreement", "clickstream", "events", "all", watched, watched
    yield from _own(true)


def _own(true: "Truth") -> Iterator[Measure]:
    """Four weeks: busy hours in which somebody came, landings (all are ours), clocks that agree."""
    seen = by_source(true)
    here = pl.col("started_at").dt.convert_time_zone(money.BUSINESS_ZONE)
    since = true.as_of - timedelta(days=WATCHED)
    hours = Counter(seen.select("source", here.dt.date(), hour=here.dt.hour()).iter_rows())
    for source in seen["source"].unique():
        busy = [
            one
            for ahead in range(WATCHED)
            for hour in range(24)
            if _is_busy(hours, one := (source, since + timedelta(days=ahead), hour))
        ]
        if busy:
            came = sum(hours[one] > 0 for one in busy)
            yield "hours_agreement", source, "events", "all", came, len(busy)
        landed = seen.filter((pl.col("source") == source) & (here.dt.date() >= since)).height
        yield "hosts_agreement", source, "events", "all", landed, landed
    events = _watched_events(true)
    right = events.filter(pl.col("ip") != WRONG_AT).height
    yield "clocks_agreement", "clickstream", "events", "all", right, events.height


def wrong_days(true: "Truth") -> list[date]:
    """Days of the last four weeks on which a device took it for another."""
    wrong = _watched_events(true).filter(pl.col("ip") == WRONG_AT)
    return wrong.select(money.business_day("occurred_at").unique().sort()).to_series().to_list()


def _watched_events(true: "Truth") -> pl.DataFrame:
    """What our own tag told in four weeks, each message once."""
    since = true.as_of - timedelta(days=WATCHED)
    own = by_source(true).filter(source="clickstream")
    is_told = (pl.col("delivery") == 1) & (pl.col("occurred_at") < true.end)
    events = true.world.web_events.filter(is_told)
    here = events.filter(money.business_day("occurred_at") >= since)
    return here.join(own, on="visit_id", how="semi")


def _is_busy(hours: Counter[tuple[str, date, int]], one: tuple[str, date, int]) -> bool:
    """Whether the hour was busy on half of the eight weekdays before."""
    source, day, hour = one
    before = [hours[source, day - timedelta(weeks=weeks), hour] for weeks in range(1, 9)]
    return sum(visits >= BUSY_HOUR for visits in before) >= 4


def by_source(true: "Truth") -> pl.DataFrame:
    """Visits so far, each with the connector that tells of it."""
    world = true.world
    exported = pl.col("visit_id").is_in(world.tagged.filter("is_exported")["visit_id"].implode())
    name = pl.when(exported).then(pl.lit("ga4_bigquery_export")).otherwise(pl.lit("clickstream"))
    return world.visits.filter(pl.col("started_at") < true.end).with_columns(source=name)
