"""True hand-overs to sales, and true cohorts of customers: who came back and what they brought."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.answers import journeys, money
from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.truth import Truth

FOLLOW_UP_WORKDAYS = 1
# The autumn of 2026: the days off during the week, and the weekend days worked for them.
DAYS_OFF = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
WORKED = {date(2026, 9, 20), date(2026, 10, 10)}
# What a product line keeps of its net revenue.
MARGINS = {"TENT": 0.54, "BAG": 0.58, "LAMP": 0.57, "CANDLE": 0.69}
AGES = range(30, 361, 30)
NOT_LIVED = (None, None, None, None)


def workdays(earlier: date, later: date) -> int:
    """Working days after the first day up to the second, in China."""
    days = (earlier + timedelta(n) for n in range(1, (later - earlier).days + 1))
    return sum(day in WORKED or (day.weekday() < 5 and day not in DAYS_OFF) for day in days)


def handovers(world: World, as_of: date, end: datetime) -> pl.DataFrame:
    """Monday of the hand-over × channel × team of sales: leads, and what became of them.

    A lead came to an opportunity when its deal was opened, to a customer when it was won; it was
    rejected when it is not valid and nobody bought. Leads of activities have no team.
    """
    moments = ["handed_over_at", "first_followup_at"]
    accepted = pl.col("accepted_at").is_not_null()
    team = world.contacts.select(lead_id="contact_id", team="sales_team")
    hubspot = world.leads.join(team, on="lead_id", how="left").select(
        *moments, "team", lead=pl.format("hubspot/{}", "lead_id"), accepted=accepted,
        opened=pl.col("became_opportunity_at") < end, won=pl.col("became_customer_at") < end,
    )  # fmt: skip
    deals = world.sales_deals.filter(~pl.col("is_deleted")).select(
        "platform", "deal_id", opened=pl.col("created_at") < end,
        won=pl.col("is_won") & (pl.col("closed_at") < end),
    )  # fmt: skip
    elsewhere = world.sales_leads.join(deals, on=["platform", "deal_id"], how="left").select(
        *moments, "team", lead=pl.format("{}/{}", "platform", "lead_id"), accepted=accepted,
        opened="opened", won="won",
    )  # fmt: skip
    events = world.event_people.select(
        *moments,
        team=pl.lit("unknown"),
        lead=pl.format("event/{}/{}", "event_id", "person_id"),
        accepted=pl.col("accepted").fill_null(False),
        opened=pl.lit(False),
        won=pl.lit(False),
    )
    counted = journeys.leads(world, end).filter(~pl.col("is_duplicate"))
    told = [one.select(events.columns) for one in (hubspot, elsewhere, events)]
    table = counted.select("lead", "channel_id", "is_valid").join(pl.concat(told), on="lead")
    table = table.with_columns(pl.col("opened", "won").fill_null(False))
    last_day = as_of - timedelta(1)
    rows = []
    for channel, team_id, handed_at, followed_at, is_accepted, opened, won, valid in table.select(
        "channel_id", "team", *moments, "accepted", "opened", "won", "is_valid"
    ).iter_rows():
        if not handed_at:
            continue
        handed = local(handed_at)
        waited = workdays(handed, local(followed_at)) if followed_at else None
        due = workdays(handed, last_day) >= FOLLOW_UP_WORKDAYS
        in_time = due and waited is not None and waited <= FOLLOW_UP_WORKDAYS
        monday = handed - timedelta(handed.weekday())
        came_to = (opened, won, not valid and not won)
        rows.append((
            monday, channel, team_id, is_accepted, waited is not None, due, in_time, *came_to,
            waited,
        ))  # fmt: skip
    keys = ["week", "channel_id", "team"]
    names = ["accepted", "followed", "due", "in_time", "opened", "won", "rejected"]
    frame = pl.DataFrame(rows, schema=[*keys, *names, "waited"], orient="row")
    return frame.group_by(keys).agg(
        pl.len().alias("leads"), *(pl.col(name).sum() for name in names),
        median=pl.col("waited").median(), p90=pl.col("waited").quantile(0.9, "linear"),
    )  # fmt: skip


def local(moment: datetime) -> date:
    """The business day of a moment."""
    return moment.astimezone(ZoneInfo(money.BUSINESS_ZONE)).date()


def orders(world: World, end: datetime) -> pl.DataFrame:
    """Every order of somebody known that counts: its number, its age, its gross profit."""
    line = world.products.select("sku", margin=pl.col("product_line").replace_strict(MARGINS))
    amount = (pl.col("unit_price") * pl.col("quantity")).cast(pl.Float64)
    lines = world.order_lines.join(line, on="sku").with_columns(amount=amount)
    margin = (pl.col("amount") * pl.col("margin")).sum() / pl.col("amount").sum()
    table = money.counted_orders(world, end).drop_nulls("person_id")
    table = table.sort("processed_at", "order_id")
    table = table.join(
        lines.group_by("order_id").agg(margin=margin),
        on="order_id", how="left", maintain_order="left",
    )  # fmt: skip
    first = pl.col("day").min().over("person_id")
    return table.with_columns(
        number=pl.int_range(pl.len()).over("person_id") + 1,
        first_day=first,
        age=(pl.col("day") - first).dt.total_days(),
        profit=pl.col("net").cast(pl.Float64) * pl.col("margin"),
    )


def cohorts(world: World, as_of: date, end: datetime) -> pl.DataFrame:
    """Month of the first order × age lived by all of it: persons, again, active, revenue, profit.

    A month is lived when its last customer has lived the age.
    """
    bought = orders(world, end).with_columns(month=pl.col("first_day").dt.truncate("1mo"))
    pieces = []
    for age in AGES:
        inside = bought.filter(pl.col("age") <= age)
        again = (pl.col("number") > 1) & (pl.col("age") > age - 30)
        lived = (pl.lit(as_of - timedelta(1)) - pl.col("first_day").max()).dt.total_days() >= age
        pieces.append(
            inside.group_by("month").agg(
                age=pl.lit(age).first(),
                lived=lived,
                persons=(pl.col("number") == 1).sum(),
                again=(pl.col("number") == 2).sum(),
                active=pl.col("person_id").filter(again).n_unique(),
                revenue=pl.col("net").sum(),
                profit=pl.col("profit").sum(),
            )
        )
    return pl.concat(pieces)


def acquired(true: "Truth") -> pl.DataFrame:
    """Every counted order with month of the first, channel that brought the person, and region.

    The channel is that of the person's first touch that is not direct, else of the first touch; the
    region is that of the shop of the first order.
    """
    seen = true.touches.sort("touched_at", "touch").group_by("person_id", maintain_order=True).agg(
        pl.col("channel_id").filter(pl.col("channel_id") != "direct").first().alias("named"),
        pl.col("channel_id").first().alias("first"),
    )  # fmt: skip
    region = true.world.accounts.select("region_id", shop="account_id")
    bought = orders(true.world, true.end).join(region, on="shop", how="left")
    bought = bought.sort("processed_at", "order_id").join(
        seen, on="person_id", how="left", maintain_order="left"
    )
    return bought.with_columns(
        pl.col("region_id").first().over("person_id"),
        month=pl.col("first_day").dt.truncate("1mo"),
        channel_id=pl.coalesce("named", "first", pl.lit("unknown")),
    )


def cohorts_by_origin(true: "Truth", spent: pl.DataFrame, closed: date) -> pl.DataFrame:
    """Month of the first order × channel × region × age, as a day sees them.

    `spent` is what was paid for them: day, channel_id, region_id, amount. An age is lived when the
    youngest has lived it; a cohort is paid back at the first lived age at which its gross profit is
    not below its cost.
    """
    keys = ["month", "channel_id", "region_id"]
    paid = spent.group_by(pl.col("day").dt.truncate("1mo").alias("month"), *keys[1:]).agg(
        pl.col("amount").sum()
    )
    costs = {row[:3]: row[3] for row in paid.iter_rows()}
    cohort_orders = dict(acquired(true).group_by(keys))
    rows = []
    for key in costs.keys() | cohort_orders.keys():
        bought, cost = cohort_orders.get(key), costs.get(key, 0.0)
        persons = bought["person_id"].n_unique() if bought is not None else 0
        lived = (
            (closed - bought.select(pl.col("first_day").max()).item()).days
            if bought is not None
            else -1
        )
        back = _paid_back(bought, cost, lived) if bought is not None else None
        for age in AGES:
            told = _lived(bought, age) if bought is not None and lived >= age else NOT_LIVED
            rows.append((*key, age, lived >= age, persons, cost, back, *told))
    schema: dict[str, Any] = {
        "month": pl.Date, "channel_id": pl.String, "region_id": pl.String, "age": pl.Int64,
        "lived": pl.Boolean, "persons": pl.Int64, "cost": pl.Float64, "payback": pl.Int64,
        "active": pl.Int64, "again": pl.Int64, "revenue": pl.Float64, "profit": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _lived(bought: pl.DataFrame, age: int) -> tuple[Any, ...]:
    """Active persons, those who bought again, revenue and gross profit of a cohort at an age."""
    inside = bought.filter(pl.col("age") <= age)
    later = inside.filter((pl.col("number") > 1) & (pl.col("age") > age - 30))
    again = inside.filter(pl.col("number") == 2).height
    revenue, profit = (float(inside[name].sum()) for name in ("net", "profit"))
    return later["person_id"].n_unique(), again, revenue, profit


def _paid_back(bought: pl.DataFrame, cost: float, lived: int) -> int | None:
    """The first lived age at which they have brought what they cost."""
    ages = sorted(set(bought["age"].to_list())) if cost > 0 else []
    return next((
        age for age in ages
        if age <= lived and bought.filter(pl.col("age") <= age)["profit"].sum() >= cost
    ), None)  # fmt: skip
