"""True figures of the sites that a tool counts, worked out again from what visitors did.

A tool counts the visitors of some regions, from the day it was put on the pages, on the days of the
site's zone. A visit ends after 30 minutes without a page, at midnight and, where the tool looks at
them, with the next campaign.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.story.counters import COUNTERS, Counter, first_day
from sandbox.world import World

QUIET = timedelta(minutes=30)
# What each tool calls all of a site, and where its visitors came from.
NAMES = {
    "baidu_tongji": {"direct": "through", "search": "search", "link": "link"},
    "matomo": {
        "direct": "Direct Entry",
        "search": "Search Engines",
        "link": "Websites",
        "campaign": "Campaigns",
        "social": "Social Networks",
    },
}
KEYS = ["platform", "account_id", "date_day", "cut", "cut_value"]


CHECKOUTS = {"3": "lumora-eu"}  # the shop behind a site whose tool is told of orders


class View(NamedTuple):
    """One page view; `host` and `campaign` are those it came with."""

    at: Any
    day: date
    cookie: str
    ip: str
    url: str
    host: str
    campaign: str | None


Seen = tuple[View, int, bool, bool]  # with its visit, and whether that began or ended here


def site_days(world: World, as_of: date) -> pl.DataFrame:
    """Site, cut, value of the cut and day: views, visitors, visits and what they did."""
    told = []
    for platform, account in world.accounts.select("connector", "account_id").rows():
        if counter := COUNTERS.get(account):
            visits = [v for v in _visits(world, counter) if v[0].day < as_of]
            for cut, value, some in _cuts(visits, NAMES[platform], counter):
                told += [
                    {"platform": platform, "account_id": account, "cut": cut, "cut_value": value}
                    | row
                    for row in some
                ]
    return pl.DataFrame(told, infer_schema_length=None).sort(KEYS)


def site_orders(world: World, as_of: date) -> pl.DataFrame:
    """Site and day of its zone: orders placed in a visit, their amount as paid and in CNY."""
    told = []
    for account, shop in CHECKOUTS.items():
        local = pl.col("created_at").dt.convert_time_zone(COUNTERS[account].zone).dt.date()
        mine = world.orders.filter(pl.col("shop") == shop, pl.col("visit_id").is_not_null())
        days = mine.group_by("currency_code", date_day=local).agg(
            orders=pl.len(), gmv_native=pl.col("paid").sum()
        )
        told.append(days.with_columns(account_id=pl.lit(account)))
    rates = world.fx.select("currency_code", "cny_per_unit", date_day="rate_date")
    table = pl.concat(told).join(rates, on=["currency_code", "date_day"])
    cny = pl.col("gmv_native").cast(pl.Float64) * pl.col("cny_per_unit").cast(pl.Float64)
    return table.filter(pl.col("date_day") < as_of).with_columns(gmv_reported=cny)


def _views(world: World, counter: Counter) -> dict[str, list[View]]:
    """What each visitor saw, in order."""
    seen: dict[str, list[View]] = defaultdict(list)
    since = first_day(counter, world.last_day)
    events = world.web_events.filter(pl.col("type") == "page", pl.col("delivery") == 1)
    for row in events.sort("occurred_at", "message_id").iter_rows(named=True):
        at = row["occurred_at"]  # in UTC: in a night of two clocks, local times lie
        day = at.astimezone(ZoneInfo(counter.zone)).date()
        url, host = urlsplit(row["url"]), urlsplit(row["referrer"] or "").hostname or ""
        is_ours = url.hostname == counter.host and row["region_id"] in counter.regions
        if is_ours and day >= since:
            page = f"https://{url.hostname}{url.path}"
            host = "" if host == counter.host else host
            view = View(at, day, row["cookie"], row["ip"], page, host, row["utm_campaign"])
            seen[row["cookie"]].append(view)
    return seen


def _visits(world: World, counter: Counter) -> Iterator[list[View]]:
    """Each visit's views."""
    for views in _views(world, counter).values():
        visit: list[View] = []
        campaign = None
        for view in views:
            other = counter.by_campaign and campaign and view.campaign not in (None, campaign)
            if visit and (
                view.at - visit[-1].at > QUIET or view.day != visit[-1].day or bool(other)
            ):
                yield visit
                visit = []
            visit.append(view)
            campaign = view.campaign or campaign
        yield visit


def _source(visit: list[View], counter: Counter) -> str:
    host, campaign = visit[0].host, visit[0].campaign
    parts = host.split(".")
    if campaign and counter.by_campaign:
        return "campaign"
    if {"baidu", "bing", "google"} & set(parts):
        return "search"
    if "facebook" in parts and counter.by_campaign:
        return "social"
    return "link" if host else "direct"


def _cuts(
    visits: list[list[View]], names: dict[str, str], counter: Counter
) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """All visits, those of each source, and the views of each page."""
    first: dict[str, date] = {}
    for visit in visits:
        cookie, day = visit[0].cookie, visit[0].day
        first[cookie] = min(day, first.get(cookie, day))
    yield "total", "all", _days(visits, first)
    for source, name in names.items():
        yield (
            "source",
            name,
            _days([v for v in visits if _source(v, counter) == source], first),
        )
    pages: dict[str, list[Seen]] = defaultdict(list)
    for number, visit in enumerate(visits):
        for turn, view in enumerate(visit):
            pages[view.url].append((view, number, turn == 0, turn == len(visit) - 1))
    for url, views in pages.items():
        yield "page", url, _page_days(views)


def _days(visits: list[list[View]], first: dict[str, date]) -> list[dict[str, Any]]:
    by_day: dict[date, list[list[View]]] = defaultdict(list)
    for visit in visits:
        by_day[visit[0].day].append(visit)
    return [
        {
            "date_day": day,
            "page_views": sum(map(len, some)),
            "visitors": len({visit[0].cookie for visit in some}),
            "new_visitors": len({v[0].cookie for v in some if first[v[0].cookie] == day}),
            "ips": len({view.ip for visit in some for view in visit}),
            "sessions": len(some),
            "bounces": sum(len(visit) == 1 for visit in some),
            "visit_seconds": sum((v[-1].at - v[0].at).total_seconds() for v in some),
        }
        for day, some in by_day.items()
    ]


def _page_days(views: list[Seen]) -> list[dict[str, Any]]:
    by_day: dict[date, list[Seen]] = defaultdict(list)
    for told in views:
        by_day[told[0].day].append(told)
    return [
        {
            "date_day": day,
            "page_views": len(some),
            "sessions": len({visit for _, visit, _, _ in some}),
            "visitors": len({view.cookie for view, *_ in some}),
            "entries": sum(is_entry for *_, is_entry, _ in some),
            "exits": sum(is_exit for *_, is_exit in some),
        }
        for day, some in by_day.items()
    ]
