"""Counters on the company's sites: which page views each of them saw, in visits as it cuts them.

A counter is shown to the visitors of some regions only. It knows a visitor by the cookie; a visit
ends after 30 minutes without a page, at midnight of the site's zone and, where it looks at them,
when another campaign brings the visitor back.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from sandbox.story.company import BERLIN, SHANGHAI

QUIET = pl.duration(minutes=30)
SEARCH = r"\.(baidu|bing|google)\."
SOCIAL = r"\.facebook\."


@dataclass(frozen=True)
class Counter:
    """One site as one tool counts it; `days`: for how long the tool has stood on its pages."""

    host: str
    regions: tuple[str, ...]
    zone: str
    days: int | None = None
    by_campaign: bool = False


COUNTERS = {
    "16020260": Counter("www.qinghe.example", ("CN-EAST",), SHANGHAI, days=14),
    "3": Counter("www.lumora.example", ("EU", "US"), BERLIN, by_campaign=True),
}


def first_day(counter: Counter, last_day: date) -> date:
    """The first day that a tool counted; the first of all, if it always stood there."""
    return last_day - timedelta(days=counter.days - 1) if counter.days else date.min


def views(events: pl.DataFrame, counter: Counter, last_day: date) -> pl.DataFrame:
    """One row per page view, in order: day, cookie, ip, path, and what is known of its visit.

    `seconds` until the next page of the visit (null on its last), `is_new` on the first day of a
    cookie; `host` and `campaign` brought the visitor.
    """
    seen = _seen(events, counter).filter(pl.col("day") >= first_day(counter, last_day))
    before = pl.col("at").shift().over("cookie")
    cut = before.is_null() | (pl.col("at") - before > QUIET)
    cut |= pl.col("day") != pl.col("day").shift().over("cookie")
    if counter.by_campaign:
        known = pl.col("campaign").forward_fill().shift().over("cookie")
        cut |= (pl.col("campaign") != known).fill_null(value=False)
    told = seen.with_columns(is_entry=cut).with_columns(visit=pl.col("is_entry").cum_sum())
    brought = [pl.col(name).first().over("visit") for name in ("host", "campaign")]
    later = pl.col("at").shift(-1).over("visit")
    return told.with_columns(
        *brought,
        seconds=(later - pl.col("at")).dt.total_milliseconds() / 1000,
        is_exit=later.is_null(),
        is_new=pl.col("day") == pl.col("day").min().over("cookie"),
        pages=pl.len().over("visit"),
    ).with_columns(source=_source(counter))


def orders(events: pl.DataFrame, counter: Counter, last_day: date) -> pl.DataFrame:
    """One row per order of the site's visitors: day, order_id, what was paid."""
    local = pl.col("occurred_at").dt.convert_time_zone(counter.zone).dt.date()
    done = (pl.col("event") == "Order Completed") & (pl.col("delivery") == 1)
    told = events.filter(done & _of_the_site(counter)).select("order_id", "revenue", day=local)
    told = told.filter(pl.col("day") >= first_day(counter, last_day))
    return told.unique("order_id", keep="first", maintain_order=True)


def _of_the_site(counter: Counter) -> pl.Expr:
    """What visitors whom the counter is shown to do on its pages."""
    address = pl.col("url").str.starts_with(f"https://{counter.host}/")
    return address & pl.col("region_id").is_in(counter.regions)


def _seen(events: pl.DataFrame, counter: Counter) -> pl.DataFrame:
    """Page views of the site's visitors, each once, a visitor's in order."""
    local = pl.col("occurred_at").dt.convert_time_zone(counter.zone).dt.date()
    host = pl.col("referrer").str.extract(r"^https?://([^/?#]+)")
    shown = (pl.col("type") == "page") & (pl.col("delivery") == 1)
    pages = events.filter(shown & _of_the_site(counter)).select(
        "cookie",
        "ip",
        "path",
        "title",
        "message_id",
        at=pl.col("occurred_at"),
        day=local,
        host=pl.when(host != counter.host).then(host),
        campaign=pl.col("utm_campaign"),
    )
    return pages.sort("cookie", "at", "message_id")


def _source(counter: Counter) -> pl.Expr:
    """`campaign`, `search`, `social`, `link` or `direct`; some tools know the referrer only."""
    host, tagged = pl.col("host"), pl.col("campaign").is_not_null() & counter.by_campaign
    return (
        pl.when(tagged)
        .then(pl.lit("campaign"))
        .when(host.str.contains(SEARCH))
        .then(pl.lit("search"))
        .when(host.str.contains(SOCIAL) & counter.by_campaign)
        .then(pl.lit("social"))
        .when(host.is_not_null())
        .then(pl.lit("link"))
        .otherwise(pl.lit("direct"))
    )
