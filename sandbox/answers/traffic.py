"""True traffic: which visits meet which rule of suspicion, worked out from what visitors did.

The rules are those the company wrote down (`docs/subjects/traffic-quality.md`); which visits are
fake in truth is another matter, and stands in `world.fakes`.
"""

from datetime import datetime

import polars as pl

from sandbox.answers import money
from sandbox.story.fakes import CRAWLER, HALL
from sandbox.world import World

STRONG = ("data_centre", "impossible_speed", "many_clicks", "fast_form", "junk_phone",
          "declared_bot")  # fmt: skip
WEAK = ("no_interaction", "odd_hour_burst")
PAID = ("paid_search", "paid_social", "creator")
SECOND = pl.duration(seconds=1)
JUNK = r"^1(46|48|72)\d{8}$"
MANY, BURST, TIMES = 10, 8, 5
NAMED = ("user_id", "email_sha256", "phone_sha256", "form_phone")
NIGHT = (1, 2, 3, 4)


def hits(world: World, end: datetime) -> pl.DataFrame:
    """One row per visit and rule it meets."""
    visits = world.visits.filter(pl.col("started_at") < end)
    found = {
        **_acts(world, visits, end),
        "many_clicks": _many_clicks(world, visits),
        "odd_hour_burst": _bursts(world, visits),
    }
    rows = [table.select("visit_id", rule=pl.lit(rule)) for rule, table in found.items()]
    return pl.concat(rows).unique().sort("visit_id", "rule")


def suspects(world: World, end: datetime) -> pl.DataFrame:
    """Visits that meet a strong rule, or two weak ones."""
    met = hits(world, end).group_by("visit_id").agg(
        strong=pl.col("rule").is_in(STRONG).any(), rules=pl.len()
    )  # fmt: skip
    return met.filter(pl.col("strong") | (pl.col("rules") >= 2)).select("visit_id")


def _acts(world: World, visits: pl.DataFrame, end: datetime) -> dict[str, pl.DataFrame]:
    events = world.web_events.filter(pl.col("delivery") == 1)
    events = events.join(visits.select("visit_id"), on="visit_id", how="semi")
    is_page, is_form = pl.col("type") == "page", pl.col("form_id").is_not_null()
    at = pl.col("occurred_at")
    told = events.group_by("visit_id").agg(
        pages=is_page.sum(),
        tracks=(pl.col("type") == "track").sum(),
        lasted=at.max() - at.min(),
        turning=at.filter(is_page).max() - at.filter(is_page).min(),
        hall=pl.col("ip").str.starts_with(HALL).any(),
        junk=pl.col("form_phone").str.contains(JUNK).fill_null(False).any(),
        bot=(pl.col("user_agent") == CRAWLER).any(),
        form_at=at.filter(is_form).min(),
    )
    opened = events.filter(is_page).join(told.drop_nulls("form_at"), on="visit_id")
    opened = opened.filter(at <= pl.col("form_at")).group_by("visit_id").agg(
        typing=(pl.col("form_at") - at).min()
    )  # fmt: skip
    return {
        "data_centre": told.filter("hall"),
        "junk_phone": told.filter("junk"),
        "declared_bot": told.filter("bot"),
        "no_interaction": told.filter((pl.col("tracks") == 0) & (pl.col("lasted") < SECOND)),
        "impossible_speed": told.filter(
            (pl.col("pages") >= 3) & (pl.col("turning") < SECOND * (pl.col("pages") - 1))
        ),
        "fast_form": opened.filter(pl.col("typing") < 3 * SECOND),
    }


def _many_clicks(world: World, visits: pl.DataFrame) -> pl.DataFrame:
    paid = world.channels.filter(pl.col("group").is_in(PAID)).select("channel_id")
    clicks = visits.join(paid, on="channel_id", how="semi")
    clicks = clicks.with_columns(day=money.business_day("started_at"))
    return clicks.filter(pl.len().over("cookie", "day") >= MANY)


def _bursts(world: World, visits: pl.DataFrame) -> pl.DataFrame:
    """Hours of the night in which a campaign had five times its usual visits, and eight or more."""
    accounts = world.campaigns.select("campaign_id", "account_id").join(
        world.accounts.select("account_id", "zone"), on="account_id"
    )
    clicks = visits.join(accounts, on="campaign_id")
    hours = [
        pl.when(pl.col("zone") == zone).then(
            pl.col("started_at").dt.convert_time_zone(zone).dt.replace_time_zone(None)
        )
        for zone in accounts["zone"].unique().sort()
    ]
    clicks = clicks.with_columns(hour=pl.coalesce(hours).dt.truncate("1h"))
    clicks = clicks.with_columns(
        here=pl.len().over("campaign_id", "hour"),
        usual=pl.len().over("campaign_id")
        / (24 * pl.col("hour").dt.date().n_unique().over("campaign_id")),
    )
    many = (pl.col("here") >= BURST) & (pl.col("here") >= TIMES * pl.col("usual"))
    return clicks.filter(many & pl.col("hour").dt.hour().is_in(NIGHT))


def traffic_daily(world: World, end: datetime) -> pl.DataFrame:
    """Business day × channel: visits, the suspect ones, how many meet each rule, and who came."""
    visits = world.visits.filter(pl.col("started_at") < end)
    visits = visits.with_columns(day=money.business_day("started_at"))
    met = hits(world, end)
    flags = [
        pl.col("visit_id").is_in(met.filter(pl.col("rule") == rule)["visit_id"].implode())
        .sum().alias(f"sessions_{rule}")
        for rule in (*STRONG, *WEAK)
    ]  # fmt: skip
    suspect = pl.col("visit_id").is_in(suspects(world, end)["visit_id"].implode())
    honest = {
        "engaged_sessions": pl.col("page_views") >= 2,
        "cart_sessions": pl.col("added_to_cart"),
        "order_sessions": pl.col("ordered"),
    }
    buyers = money.counted_orders(world, end)["person_id"].drop_nulls()
    people = {"identified_persons": named(world, visits, end), "buyers": buyers}
    keys = ["day", "channel_id"]
    return visits.group_by(keys).agg(
        pl.len().alias("sessions"),
        suspect.sum().alias("suspect_sessions"),
        pl.col("person_id").n_unique().alias("persons"),
        *flags,
        *[(mark & ~suspect).sum().alias(name) for name, mark in honest.items()],
        *[
            pl.col("person_id").filter(pl.col("person_id").is_in(some.implode()))
            .n_unique().alias(name)
            for name, some in people.items()
        ],
    ).sort(keys)  # fmt: skip


def named(world: World, visits: pl.DataFrame, end: datetime) -> pl.Series:
    """Who signed in or left a phone or an address; a tablet on which many did so is nobody."""
    tablets = world.traps.filter(pl.col("kind") == "kiosk")["other"].implode()
    named = [pl.col(name).is_not_null() for name in NAMED]
    told = world.web_events.filter((pl.col("occurred_at") < end) & pl.any_horizontal(named))
    told = told.filter(~pl.col("cookie").is_in(tablets))
    return visits.join(told, on="visit_id", how="semi")["person_id"]
