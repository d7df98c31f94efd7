"""True journeys: touches, conversions, and the ways that led to one or nowhere, one by one."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.answers import money, traffic
from sandbox.world import World

WINDOWS = {"order": 30, "new_customer": 30, "lead": 30, "deal": 90}
ONCE = ("new_customer",)
SAME_TOUCH = timedelta(minutes=30)
SAME_NEED = timedelta(days=90)


@dataclass(frozen=True)
class Touch:
    at: datetime
    key: str
    channel: str
    campaign: str | None
    is_suspect: bool = False


def touches(world: World, end: datetime) -> pl.DataFrame:
    """Session starts and event attendances; `campaign` is the utm campaign, or the event."""
    suspect = pl.col("visit_id").is_in(traffic.suspects(world, end)["visit_id"].implode())
    sessions = world.visits.filter(pl.col("started_at") < end).select(
        "person_id", "channel_id", "campaign_id",
        touch="visit_id", touched_at="started_at", campaign="utm_campaign", kind=pl.lit("session"),
        is_suspect=suspect,
    )  # fmt: skip
    came = world.event_people.filter(pl.col("attended") & (pl.col("checked_in_at") < end))
    attended = came.select(
        "person_id", channel_id=pl.lit("event"), campaign_id=pl.lit(None, pl.String),
        touch=pl.format("{}/{}", "event_id", "person_id"), touched_at="checked_in_at",
        campaign="event_id", kind=pl.lit("attend"), is_suspect=pl.lit(False),
    )  # fmt: skip
    order = ["person_id", "touched_at", "touch"]
    return pl.concat([sessions, attended.select(sessions.columns)]).sort(order)


def campaign_named() -> pl.Expr:
    """The campaign of a touch; `unknown` where its link names one that no ad platform lists."""
    named = (pl.col("kind") == "session") & pl.col("campaign").is_not_null()
    return pl.coalesce("campaign_id", pl.when(named).then(pl.lit("unknown")))


def leads(world: World, end: datetime) -> pl.DataFrame:
    """CRM leads and consented event leads (one per person and event): valid, duplicate.

    Channel and campaign are those of the person's last touch until then; of an event lead `event`.
    """
    hubspot = world.leads.select(
        "person_id", lead=pl.format("hubspot/{}", "lead_id"), at="created_at",
        is_valid=pl.col("status") != "UNQUALIFIED", is_deleted=pl.lit(False),
    )  # fmt: skip
    elsewhere = world.sales_leads.select(
        "person_id", "is_valid", "is_deleted", lead=pl.format("{}/{}", "platform", "lead_id"),
        at="created_at",
    )  # fmt: skip
    crm = pl.concat([hubspot, elsewhere.select(hubspot.columns)])
    crm = crm.filter(~pl.col("is_deleted") & (pl.col("at") < end)).drop("is_deleted")
    crm = _with_duplicates(crm)
    seen = touches(world, end).sort("touched_at").select(
        "person_id", "channel_id", campaign_id=campaign_named(), at="touched_at"
    )  # fmt: skip
    crm = crm.sort("at").join_asof(seen, on="at", by="person_id", check_sortedness=False)
    crm = crm.with_columns(pl.col("channel_id").fill_null("unknown"))
    left = world.event_people.filter(pl.col("consent") & (pl.col("left_at") < end))
    event = left.select(
        "person_id", lead=pl.format("event/{}/{}", "event_id", "person_id"), at="left_at",
        is_valid=pl.lit(True), is_duplicate=pl.lit(False), channel_id=pl.lit("event"),
        campaign_id=pl.lit(None, pl.String),
    )  # fmt: skip
    both = pl.concat([crm, event.select(crm.columns)])
    return both.with_columns(day=money.business_day("at")).sort("at", "lead")


def _with_duplicates(crm: pl.DataFrame) -> pl.DataFrame:
    """Leads of one person, each at most 90 days after the one before: one need, one that counts.

    That is the first valid one, or the first when none is.
    """
    duplicates: set[str] = set()
    for _, of_person in crm.sort("at", "lead").group_by("person_id"):
        needs: list[list[tuple]] = []
        for lead, at, is_valid in of_person.select("lead", "at", "is_valid").iter_rows():
            if not needs or at - needs[-1][-1][1] > SAME_NEED:
                needs.append([])
            needs[-1].append((lead, at, is_valid))
        for need in needs:
            counts = next((one for one in need if one[2]), need[0])
            duplicates |= {one[0] for one in need if one is not counts}
    return crm.with_columns(is_duplicate=pl.col("lead").is_in(list(duplicates)))


def leads_daily(world: World, end: datetime) -> pl.DataFrame:
    """Business day × channel: all leads once each, and the valid ones."""
    keys = ["day", "channel_id"]
    table = leads(world, end).filter(~pl.col("is_duplicate")).group_by(keys)
    return table.agg(leads=pl.len(), valid_leads=pl.col("is_valid").sum()).sort(keys)


def deals(world: World, end: datetime) -> pl.DataFrame:
    """Deals of all CRMs that are not archived or deleted."""
    hubspot = world.deals.filter(~pl.col("is_archived"))
    elsewhere = world.sales_deals.filter(~pl.col("is_deleted"))
    columns = ["platform", "deal_id", "person_id", "amount", "currency_code", "created_at",
               "closed_at", "is_won"]  # fmt: skip
    both = [hubspot.with_columns(platform=pl.lit("hubspot")), elsewhere]
    table = pl.concat([each.select(columns) for each in both])
    return table.filter(pl.col("created_at") < end)


def conversions(world: World, end: datetime) -> pl.DataFrame:
    """Every conversion of the four goals with its value in CNY."""
    orders = money.counted_orders(world, end).sort("processed_at", "order_id")
    bought = orders.select(
        "person_id", goal=pl.lit("order"), conversion="order_id", at="processed_at", value="net"
    )
    first = bought.drop_nulls("person_id").unique("person_id", keep="first", maintain_order=True)
    zero = money.ZERO
    valid = leads(world, end).filter(pl.col("is_valid") & ~pl.col("is_duplicate"))
    lead = valid.select("person_id", goal=pl.lit("lead"), conversion="lead", at="at", value=zero)
    won = deals(world, end).filter(pl.col("is_won") & (pl.col("closed_at") < end))
    won = won.with_columns(day=money.business_day("closed_at"), native=pl.col("amount"))
    won = money.in_cny(world, won, "day", {"value": "native"}).select(
        "person_id", goal=pl.lit("deal"), conversion="deal_id", at="closed_at", value="value"
    )
    table = pl.concat([bought, first.with_columns(goal=pl.lit("new_customer")), lead, won])
    table = table.with_columns(day=money.business_day("at"))
    return table.sort("goal", "person_id", "at", "conversion")


@dataclass(frozen=True)
class Journey:
    """What one person went through towards a goal, and what it came to."""

    goal: str
    ended: date
    touches: tuple[Touch, ...]
    conversion: str | None = None
    at: datetime | None = None
    value: Decimal = Decimal(0)

    @property
    def trusted(self) -> tuple[Touch, ...]:
        """The touches that may have credit."""
        return tuple(touch for touch in self.touches if not touch.is_suspect)


def ended_journeys(world: World, end: datetime) -> list[Journey]:
    """Every conversion with its touches, if any, and every way that led nowhere and is over."""
    paths: dict[str, list[Touch]] = defaultdict(list)
    columns = ("person_id", "touched_at", "touch", "channel_id", "campaign", "is_suspect")
    for person, *told in touches(world, end).select(columns).iter_rows():
        paths[person].append(Touch(*told))
    found: list[Journey] = []
    taken: dict[tuple[str, str], set[str]] = defaultdict(set)
    previous: dict[tuple[str, str], datetime] = {}
    for person, goal, conversion, at, value, day in conversions(world, end).iter_rows():
        after = previous.get((goal, person))
        journey = _journey(paths.get(person, []), at, WINDOWS[goal], after)
        taken[goal, person] |= {touch.key for touch in journey}
        previous[goal, person] = at
        found.append(Journey(goal, day, tuple(journey), conversion, at, value))
    for person, path in paths.items():
        once = _without_repeats(path)
        for goal in WINDOWS:
            stops = previous.get((goal, person)) if goal in ONCE else None
            left = [
                touch
                for touch in once
                if touch.key not in taken[goal, person]
                and not touch.is_suspect
                and not (stops and touch.at > stops)
            ]
            found += _lost(goal, left, end)
    return found


def _lost(goal: str, left: Sequence[Touch], end: datetime) -> Iterator[Journey]:
    """Trusted touches without a longer silence than the window; those still within it are out."""
    window = timedelta(days=WINDOWS[goal])
    spells: list[list[Touch]] = []
    for touch in left:
        if not spells or touch.at - spells[-1][-1].at > window:
            spells.append([])
        spells[-1].append(touch)
    for spell in spells:
        over = (spell[-1].at + window).astimezone(ZoneInfo(money.BUSINESS_ZONE)).date()
        if over < end.astimezone(ZoneInfo(money.BUSINESS_ZONE)).date():
            yield Journey(goal, over, tuple(spell))


def _journey(path: Sequence[Touch], at: datetime, days: int, after: datetime | None) -> list[Touch]:
    """Touches in (at − window, at], after the conversion before; repeats within 30 minutes fold."""
    opens = at - timedelta(days=days)
    first = bisect_right(path, opens, key=lambda touch: touch.at)
    last = bisect_right(path, at, key=lambda touch: touch.at)
    return _without_repeats(
        touch for touch in path[first:last] if after is None or touch.at > after
    )


def _without_repeats(path: Iterable[Touch]) -> list[Touch]:
    kept: list[Touch] = []
    for touch in path:
        same = [
            old for old in kept
            if (old.channel, old.campaign, old.is_suspect)
            == (touch.channel, touch.campaign, touch.is_suspect)
        ]  # fmt: skip
        if same and touch.at - same[-1].at <= SAME_TOUCH:
            continue
        kept.append(touch)
    return kept
