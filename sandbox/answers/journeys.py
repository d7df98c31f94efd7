"""True journeys: touches, conversions, and who gets the credit, worked out one by one."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from sandbox.answers import money
from sandbox.world import World

WINDOWS = {"order": 30, "new_customer": 30, "lead": 30, "deal": 90}
MODELS = ("first", "last", "last_non_direct", "linear", "position", "time_decay")
HALF_LIFE_HOURS = 168
SAME_TOUCH = timedelta(minutes=30)
SAME_NEED = timedelta(days=90)
CENT_OF_CENT, FINER = Decimal("0.000001"), Decimal("0.000000001")
FIFTEENTH = Decimal("1e-15")
UNATTRIBUTED = "unattributed"


@dataclass(frozen=True)
class Touch:
    at: datetime
    key: str
    channel: str
    campaign: str | None


def touches(world: World, end: datetime) -> pl.DataFrame:
    """Session starts and event attendances; `campaign` is the utm campaign, or the event."""
    sessions = world.visits.filter(pl.col("started_at") < end).select(
        "person_id", "channel_id", "campaign_id",
        touch="visit_id", touched_at="started_at", campaign="utm_campaign", kind=pl.lit("session"),
    )  # fmt: skip
    came = world.event_people.filter(pl.col("attended") & (pl.col("checked_in_at") < end))
    attended = came.select(
        "person_id", channel_id=pl.lit("event"), campaign_id=pl.lit(None, pl.String),
        touch=pl.format("{}/{}", "event_id", "person_id"), touched_at="checked_in_at",
        campaign="event_id", kind=pl.lit("attend"),
    )  # fmt: skip
    order = ["person_id", "touched_at", "touch"]
    return pl.concat([sessions, attended.select(sessions.columns)]).sort(order)


def leads(world: World, end: datetime) -> pl.DataFrame:
    """CRM leads and consented event leads (one per person and event): valid, duplicate.

    The channel of an event lead is `event`; else that of the person's last touch until then.
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
    seen = touches(world, end).select("person_id", "channel_id", at="touched_at").sort("at")
    crm = crm.sort("at").join_asof(seen, on="at", by="person_id", check_sortedness=False)
    crm = crm.with_columns(pl.col("channel_id").fill_null("unknown"))
    left = world.event_people.filter(pl.col("consent") & (pl.col("left_at") < end))
    event = left.select(
        "person_id", lead=pl.format("event/{}/{}", "event_id", "person_id"), at="left_at",
        is_valid=pl.lit(True), is_duplicate=pl.lit(False), channel_id=pl.lit("event"),
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
    first = bought.unique("person_id", keep="first", maintain_order=True)
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


def credits(world: World, end: datetime) -> pl.DataFrame:
    """One row per conversion, model and touch: credit, and value to six decimals."""
    paths: dict[str, list[Touch]] = defaultdict(list)
    columns = ("person_id", "touched_at", "touch", "channel_id", "campaign")
    for person, at, key, channel, campaign in touches(world, end).select(columns).iter_rows():
        paths[person].append(Touch(at, key, channel, campaign))
    rows: list[tuple] = []
    previous: tuple[str, str, datetime] | None = None
    told = conversions(world, end)
    for person, goal, conversion, at, value, day in told.iter_rows():
        after = previous[2] if previous and previous[:2] == (goal, person) else None
        journey = _journey(paths.get(person, []), at, WINDOWS[goal], after)
        rows += _credited(goal, conversion, day, at, value, journey)
        previous = (goal, person, at)
    schema = {
        "goal": pl.String, "conversion": pl.String, "day": pl.Date, "model": pl.String,
        "touch": pl.String, "channel_id": pl.String, "campaign": pl.String, "credit": pl.Float64,
        "value": pl.Decimal(38, 6),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _journey(path: Sequence[Touch], at: datetime, days: int, after: datetime | None) -> list[Touch]:
    """Touches in (at − window, at], after the conversion before; repeats within 30 minutes fold."""
    opens = at - timedelta(days=days)
    first = bisect_right(path, opens, key=lambda touch: touch.at)
    last = bisect_right(path, at, key=lambda touch: touch.at)
    kept: list[Touch] = []
    for touch in path[first:last]:
        if after is not None and touch.at <= after:
            continue
        same = [
            old for old in kept if (old.channel, old.campaign) == (touch.channel, touch.campaign)
        ]
        if same and touch.at - same[-1].at <= SAME_TOUCH:
            continue
        kept.append(touch)
    return kept


def _credited(goal, conversion, day, at, value, journey: list[Touch]) -> Iterator[tuple]:
    for model in MODELS:
        if not journey:
            yield goal, conversion, day, model, None, UNATTRIBUTED, None, 1.0, value
            continue
        left = value
        shares = shares_of(model, journey, at)
        for place, (touch, share) in enumerate(zip(journey, shares, strict=True)):
            part = rounded(value * share)
            part = left if place == len(journey) - 1 else part
            left -= part
            yield (
                goal,
                conversion,
                day,
                model,
                touch.key,
                touch.channel,
                touch.campaign,
                float(share),
                part,
            )


def rounded(amount: Decimal) -> Decimal:
    """To six decimals, a half upwards; the last digits of a share decide no half."""
    return amount.quantize(FINER, ROUND_HALF_UP).quantize(CENT_OF_CENT, ROUND_HALF_UP)


def shares_of(model: str, journey: Sequence[Touch], at: datetime) -> list[Decimal]:
    """The credit of each touch, in order; weights and shares are told to 15 decimals."""
    weights = [exact(weight) for weight in weights_of(model, journey, at)]
    return [exact(float(weight) / float(sum(weights))) for weight in weights]


def exact(number: float) -> Decimal:
    """To 15 decimals, a half upwards."""
    return Decimal(number).quantize(FIFTEENTH, ROUND_HALF_UP)


def weights_of(model: str, journey: Sequence[Touch], at: datetime) -> list[float]:
    """How much each touch weighs, in order."""
    count = len(journey)
    alone = [0.0] * count
    if model in ("first", "last", "last_non_direct"):
        place = 0 if model == "first" else count - 1
        if model == "last_non_direct":
            named = [n for n, touch in enumerate(journey) if touch.channel != "direct"]
            place = named[-1] if named else count - 1
        alone[place] = 1.0
        return alone
    if model == "linear" or count == 1:
        return [1.0] * count
    if model == "position":
        middle = 0.2 / (count - 2) if count > 2 else 0
        return [0.5, 0.5] if count == 2 else [0.4, *[middle] * (count - 2), 0.4]
    return [2 ** (-(at - touch.at).total_seconds() / 3600 / HALF_LIFE_HOURS) for touch in journey]


def attribution(credit: pl.DataFrame) -> pl.DataFrame:
    """Goal × model × channel: credit and value; what nobody touched is `unattributed`."""
    keys = ["goal", "model", "channel_id"]
    return credit.group_by(keys).agg(pl.col("credit").sum(), pl.col("value").sum()).sort(keys)


def contribution(world: World, credit: pl.DataFrame) -> pl.DataFrame:
    """Goal × model × team: the campaign's owner where its name tells, else the channel's team.

    Channels without a team are `unowned`; conversions without a touch stay `unattributed`.
    """
    owner = world.campaigns.filter("naming_ok").select("owner_team", campaign="campaign_id")
    default = world.channels.select("channel_id", default_team="team_id")
    table = credit.join(owner, on="campaign", how="left").join(default, on="channel_id", how="left")
    nobody = pl.when(pl.col("channel_id") == UNATTRIBUTED).then(pl.lit(UNATTRIBUTED))
    team = pl.coalesce("owner_team", "default_team", nobody, pl.lit("unowned"))
    keys = ["goal", "model", "team_id"]
    sums = (pl.col("credit").sum(), pl.col("value").sum())
    return table.with_columns(team_id=team).group_by(keys).agg(*sums).sort(keys)
