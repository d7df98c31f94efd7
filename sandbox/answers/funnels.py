"""True funnels: who or what entered each, when, by which channel, and how far it came."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from sandbox.answers import journeys, money, private
from sandbox.world import World

STAGES = {"life_cycle": 5, "lead": 7, "event": 4, "site": 4, "private_domain": 4}
WINDOW = timedelta(days=90)
SITE_WINDOW = timedelta(days=7)
Told = tuple[int, pl.DataFrame, str]  # stage, table, its column of moments


class Arrival(NamedTuple):
    """One stage of one subject; inferred ones have the moment of the next stage seen."""

    stage_no: int
    at: datetime
    is_inferred: bool


@dataclass(frozen=True)
class Way:
    """How somebody came in."""

    channel: str = "unknown"
    event: str = "none"
    campaign: str | None = None


def reached(moments: Sequence[Sequence[datetime]], window: timedelta = WINDOW) -> list[Arrival]:
    """Stages 1, 2, … of somebody who may skip some; `moments` holds those of each stage in order.

    The clock starts at the first moment of stage 1, else of any. A stage is its first moment that
    is not before the stage seen before it and within the window.
    """
    start = min(moments[0], default=None)
    opened = start or min(at for each in moments for at in each)
    clock, seen = opened, [start]
    for each in moments[1:]:
        here = min((at for at in each if clock <= at <= opened + window), default=None)
        seen.append(here)
        clock = here or clock
    told = [Arrival(1, opened, start is None)]
    for place in range(1, len(moments)):
        here = seen[place]
        later = [at for at in seen[place:] if at]
        if later:
            told.append(Arrival(place + 1, here or min(later), here is None))
    return told


def deepest(moments: Sequence[Sequence[datetime]], window: timedelta) -> list[Arrival]:
    """Stages 1, 2, … of somebody who may skip none; empty without a moment of stage 1.

    From every moment of stage 1 the first moment of stage 2 not before it is taken, and so on; the
    way that comes furthest counts, of equals the first.
    """
    best: list[Arrival] = []
    for start in sorted(moments[0]):
        way = [Arrival(1, start, is_inferred=False)]
        for number, each in enumerate(moments[1:], 2):
            here = min((at for at in each if way[-1].at <= at <= start + window), default=None)
            if here is None:
                break
            way.append(Arrival(number, here, is_inferred=False))
        best = max(best, way, key=len)
    return best


def funnels(world: World, end: datetime) -> pl.DataFrame:
    """Funnel × subject × stage: when it was entered and reached, inferred or not, by which way."""
    rows: list[tuple] = []
    told = {
        "life_cycle": life_cycle(world, end),
        "lead": leads(world, end),
        "event": guests(world, end),
        "private_domain": customers(world, end),
    }
    for funnel, (stages, ways) in told.items():
        for subject, moments in _by_subject(stages, STAGES[funnel]).items():
            way = ways.get(subject, Way())
            rows += _rows(funnel, subject, way, reached(moments))
    stages, landed = visitors(world, end)
    for cookie, moments in _by_subject(stages, STAGES["site"]).items():
        way = deepest(moments, SITE_WINDOW)
        if way:
            rows += _rows("site", cookie, landed[cookie, way[0].at], way)
    moment = pl.Datetime("ms", "UTC")
    schema: dict[str, Any] = {
        "funnel": pl.String, "subject": pl.String, "channel": pl.String, "event": pl.String,
        "campaign": pl.String, "entered_at": moment, "stage_no": pl.Int64, "reached_at": moment,
        "is_inferred": pl.Boolean,
    }  # fmt: skip
    table = pl.DataFrame(rows, schema=schema, orient="row")
    day = money.business_day("entered_at")
    return table.with_columns(cohort_day=day, cohort_month=day.dt.truncate("1mo"))


def counts(told: pl.DataFrame, *extra: str) -> pl.DataFrame:
    """Funnel × cohort month (× more) × stage: how many are there, and how many by inference."""
    keys = ["funnel", "cohort_month", *extra]
    sums = told.group_by(*keys, "stage_no").agg(
        subjects=pl.len(), inferred=pl.col("is_inferred").sum()
    )
    return sums.sort(*keys, "stage_no")


def life_cycle(world: World, end: datetime) -> tuple[list[Told], Mapping[str, Way]]:
    """Stages 认知 兴趣 决策 首购 复购 of every person; they came in by their first touch."""
    registered = _before(world.event_people, "registered_at", end)
    visits = _before(world.visits, "started_at", end)
    carts = _acts(world, end).filter(pl.col("event") == "Product Added")
    carts = carts.join(visits.select("visit_id", "person_id"), on="visit_id")
    orders = _orders(world, end)
    wanted = journeys.leads(world, end).filter(pl.col("is_valid") & ~pl.col("is_duplicate"))
    touches = journeys.touches(world, end)
    stages = [
        (1, touches, "touched_at"),
        (1, registered, "registered_at"),
        (2, visits.filter(pl.col("page_views") >= 2), "started_at"),
        (2, registered, "registered_at"),
        (2, private.contacts(world, end), "added_at"),
        (3, wanted, "at"),
        (3, carts, "occurred_at"),
        (3, journeys.deals(world, end), "created_at"),
        (4, orders.filter(pl.col("turn") == 0), "processed_at"),
        (5, orders.filter(pl.col("turn") > 0), "processed_at"),
    ]
    first = touches.unique("person_id", keep="first", maintain_order=True)
    first = first.with_columns(campaign_id=journeys.campaign_named())
    came = first.select("person_id", "channel_id", "campaign_id").rows()
    ways = {person: Way(channel, campaign=campaign) for person, channel, campaign in came}
    return _told(stages, "person_id"), ways


def leads(world: World, end: datetime) -> tuple[list[Told], Mapping[str, Way]]:
    """Lead, MQL, handed over, accepted, SQL, opportunity, won: of every lead that counts.

    A sheet says that sales accepted and not when: then it was at the first call, else at once.
    """
    opened = world.sales_deals.filter(~pl.col("is_deleted")).select(
        "platform", "lead_id", opened_at="created_at",
        won_at=pl.when("is_won").then("closed_at"),
    )  # fmt: skip
    desks = world.sales_leads.join(opened, on=["platform", "lead_id"], how="left")
    steps = ["became_mql_at", "handed_over_at", "accepted_at", "became_sql_at"]
    name = pl.format("{}/{}", "platform", "lead_id").alias("lead")
    hubspot = world.leads.with_columns(platform=pl.lit("hubspot")).select(
        name, *steps, opened_at="became_opportunity_at", won_at="became_customer_at"
    )
    called = pl.coalesce("first_followup_at", "handed_over_at")
    met = world.event_people.select(
        "handed_over_at", lead=pl.format("event/{}/{}", "event_id", "person_id"),
        accepted_at=pl.when("accepted").then(called),
    )  # fmt: skip
    table = pl.concat([hubspot, desks.select(name, *steps, "opened_at", "won_at"), met],
                      how="diagonal")  # fmt: skip
    counted = journeys.leads(world, end).filter(~pl.col("is_duplicate"))
    counted = counted.select("lead", "channel_id", "campaign_id", "at")
    table = counted.join(table, on="lead", how="left")
    moments = ["at", *steps, "opened_at", "won_at"]
    stages = [(no, _before(table, name, end), name) for no, name in enumerate(moments, 1)]
    came = table.select("lead", "channel_id", "campaign_id").rows()
    ways = {
        lead: Way(channel, lead.split("/")[1] if lead.startswith("event/") else "none", campaign)
        for lead, channel, campaign in came
    }
    return _told(stages, "lead"), ways


def guests(world: World, end: datetime) -> tuple[list[Told], Mapping[str, Way]]:
    """Registered, came, left a contact, signed on the spot: of every guest of every activity."""
    name = pl.format("{}/{}", "event_id", "person_id").alias("guest")
    table = world.event_people.with_columns(name)
    signed = (pl.col("deal_kind") == "现场成交") & (pl.col("paid") > 0) & ~pl.col("deal_cancelled")
    stages = [
        (1, table.filter(pl.col("registration_id").is_not_null()), "registered_at"),
        (2, table.filter("attended"), "checked_in_at"),
        (3, table.filter("consent"), "left_at"),
        (4, table.filter(signed), "signed_at"),
    ]
    stages = [(no, _before(each, at, end), at) for no, each, at in stages]
    ways = {guest: Way("event", event) for guest, event in table.select("guest", "event_id").rows()}
    return _told(stages, "guest"), ways


def customers(world: World, end: datetime) -> tuple[list[Told], Mapping[str, Way]]:
    """Added by staff, in a group, ordered, ordered again: of every customer in WeCom."""
    added = private.contacts(world, end)
    joined = _before(world.wecom_members.filter(pl.col("kind") == 2), "joined_at", end)
    joined = joined.filter((pl.col("left_at") >= end).fill_null(value=True))
    both = [added.select("person_id", at="added_at"), joined.select("person_id", at="joined_at")]
    start = pl.concat(both).group_by("person_id").agg(start=pl.col("at").min())
    orders = _orders(world, end).join(start, on="person_id").filter(
        pl.col("processed_at") >= pl.col("start")
    )  # fmt: skip
    orders = orders.with_columns(turn=pl.int_range(pl.len()).over("person_id"))
    stages = [
        (1, added, "added_at"),
        (2, joined, "joined_at"),
        (3, orders.filter(pl.col("turn") == 0), "processed_at"),
        (4, orders.filter(pl.col("turn") > 0), "processed_at"),
    ]
    first = added.filter("is_first_add").select("person_id", "channel_id")
    return _told(stages, "person_id"), {person: Way(name) for person, name in first.rows()}


def visitors(world: World, end: datetime) -> tuple[list[Told], Mapping[tuple[str, datetime], Way]]:
    """Came, looked further, cart or form, order or form: of every cookie; ways of arrivals."""
    named = pl.when(pl.col("utm_campaign").is_not_null()).then(pl.lit("unknown"))
    visits = _before(world.visits, "started_at", end).select(
        "visit_id", "cookie", "channel_id", campaign_id=pl.coalesce("campaign_id", named)
    )
    acts = _acts(world, end).join(visits, on="visit_id", suffix="_of_visit").sort("occurred_at")
    pages = acts.filter(pl.col("type") == "page")
    came = pages.unique("visit_id", keep="first", maintain_order=True)
    further = pages.join(came, on="message_id", how="anti")
    form = pl.col("event") == "Lead Submitted"
    stages = [
        (1, came, "occurred_at"),
        (2, further, "occurred_at"),
        (3, acts.filter((pl.col("event") == "Product Added") | form), "occurred_at"),
        (4, acts.filter((pl.col("event") == "Order Completed") | form), "occurred_at"),
    ]
    landed = came.select("cookie", "occurred_at", "channel_id", "campaign_id").rows()
    ways = {(who, at): Way(channel, campaign=campaign) for who, at, channel, campaign in landed}
    return _told(stages, "cookie"), ways


def _before(table: pl.DataFrame, moment: str, end: datetime) -> pl.DataFrame:
    return table.filter(pl.col(moment) < end)


def _acts(world: World, end: datetime) -> pl.DataFrame:
    return _before(world.web_events.filter(pl.col("delivery") == 1), "occurred_at", end)


def _orders(world: World, end: datetime) -> pl.DataFrame:
    """Orders of somebody known that count, numbered from 0 for each."""
    orders = money.counted_orders(world, end).sort("processed_at", "order_id")
    orders = orders.drop_nulls("person_id")
    return orders.with_columns(turn=pl.int_range(pl.len()).over("person_id"))


def _told(stages: Iterable[Told], subject: str) -> list[Told]:
    """The same with two columns only, the subject first."""
    return [(no, table.select(subject, moment), moment) for no, table, moment in stages]


def _by_subject(stages: Iterable[Told], count: int) -> dict[str, list[list[datetime]]]:
    people: dict[str, list[list[datetime]]] = defaultdict(lambda: [[] for _ in range(count)])
    for number, table, _ in stages:
        for subject, at in table.iter_rows():
            people[subject][number - 1].append(at)
    return people


def _rows(funnel: str, subject: str, way: Way, arrivals: Sequence[Arrival]) -> list[tuple]:
    entered = arrivals[0].at
    came = (way.channel, way.event, way.campaign)
    return [(funnel, subject, *came, entered, *each) for each in arrivals]
