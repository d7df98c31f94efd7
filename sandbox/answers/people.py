"""True people: sessions, activities, followers, answers."""

from collections import Counter
from datetime import date, datetime, timedelta

import polars as pl

from sandbox.answers import money, private
from sandbox.story.social import earned
from sandbox.world import World

VIDEO_DELAY = timedelta(days=2)
PUT_UP = timedelta(days=30)  # so long before its start an activity is listed with Eventbrite
TICKETS_OFFERED = 400


def sessions_daily(world: World, end: datetime) -> pl.DataFrame:
    """Channel × business day of the start: sessions, those with two pages or more, page views."""
    table = world.visits.filter(pl.col("started_at") < end)
    keys = ["day", "channel_id"]
    engaged = (pl.col("page_views") >= 2).sum()
    table = table.with_columns(day=money.business_day("started_at")).group_by(keys)
    sums = table.agg(
        sessions=pl.len(), engaged_sessions=engaged, page_views=pl.col("page_views").sum()
    )
    return sums.sort(keys)


def persons(world: World, end: datetime) -> int:
    """People who can be told apart: by a cookie, an order, a contact or an activity.

    A number that too many people share links nobody, and stands for one more.
    """
    seen = [
        world.visits.filter(pl.col("started_at") < end),
        world.orders.filter(pl.col("created_at") < end),
        world.contacts.filter((pl.col("created_at") < end) & ~pl.col("is_archived")),
        world.sales_leads.filter((pl.col("created_at") < end) & ~pl.col("is_deleted")),
        private.contacts(world, end),
        world.event_people.filter(
            (pl.col("registered_at") < end) | (pl.col("checked_in_at") < end)
        ),
    ]
    shared = world.traps.filter(pl.col("kind") == "desk")["other"].n_unique()
    people = pl.concat([table.select("person_id") for table in seen])["person_id"].drop_nulls()
    return people.n_unique() + shared


def event_results(world: World, as_of: date, end: datetime) -> pl.DataFrame:
    """Per activity: registrations, tickets, attendance, leads, deals on the spot, cost."""
    people = world.event_people
    signed_in = pl.col("attended") & (pl.col("checked_in_at") < end)
    registered = pl.col("registration_id").is_not_null() & (pl.col("registered_at") < end)
    approved = registered & (pl.col("status") == "已通过")
    spot = (pl.col("deal_kind") == "现场成交") & (pl.col("paid") > 0) & ~pl.col("deal_cancelled")
    spot &= pl.col("signed_at") < end
    letter = (pl.col("deal_kind") == "意向金") & ~pl.col("deal_cancelled")
    letter &= pl.col("signed_at") < end
    left = pl.col("left_at") < end
    by_machine = pl.col("event_id").is_in(_with_eventbrite(world)["event_id"].implode())
    stands = registered & ~pl.col("status").is_in(["待审核", "候补"]) & ~pl.col("is_refunded")
    kept = stands & (by_machine | (pl.col("status") == "已通过") | (pl.col("ticket_price") > 0))
    price = pl.col("ticket_price") * pl.col("seats")
    table = people.group_by("event_id").agg(
        registered=registered.sum(),
        approved=approved.sum(),
        attended=(approved & signed_in).sum(),
        walk_ins=(signed_in & ~registered).sum(),
        leads=(left & pl.col("consent")).sum(),
        leads_without_consent=(left & ~pl.col("consent")).sum(),
        handed_over=(pl.col("handed_over_at") < end).sum(),
        accepted=(pl.col("accepted") & (pl.col("handed_over_at") < end)).sum(),
        came=signed_in.sum(),
        tickets=pl.col("seats").filter(kept).sum(),
        ticket_revenue=price.filter(kept).sum(),
        ticket_fees=(price / 10).cast(pl.Decimal(18, 6)).filter(kept & by_machine).sum(),
        ticket_refunds=price.filter(registered & pl.col("is_refunded")).sum(),
        deals=spot.sum(),
        letters=letter.sum(),
        signed_amount=pl.col("deal_amount").filter(spot).sum(),
    )
    lines = money.ledger_lines(world, as_of).filter(pl.col("status").is_in(money.BOOKED))
    spent = lines.filter(pl.col("event_id").is_not_null() & (pl.col("cost_item") != money.PREPAID))
    direct = pl.col("cost_item").is_in(money.DIRECT_ITEMS)
    spent = spent.group_by("event_id").agg(
        actual_cost=pl.col("approved").sum(), direct_cost=pl.col("approved").filter(direct).sum()
    )
    events = world.events.select(
        "event_id", "name", "starts_at", "planned_cost", "target_attended", "target_leads",
        "target_deal_amount",
    )  # fmt: skip
    table = events.join(table, on="event_id", how="left").join(spent, on="event_id", how="left")
    offered = _with_eventbrite(world).filter(pl.col("starts_at") < end + PUT_UP)
    offered = offered.select("event_id", tickets_offered=pl.lit(TICKETS_OFFERED))
    return table.join(offered, on="event_id", how="left").sort("event_id")


def _with_eventbrite(world: World) -> pl.DataFrame:
    return world.events.filter(pl.col("told_by") == "eventbrite")


def social_days(world: World, as_of: date) -> dict[str, pl.DataFrame]:
    """Followers, article gains and channel figures per account day."""
    days = world.follower_days.filter(pl.col("day") < as_of)
    keys = ["account_id", "day"]
    followers = days.group_by(keys).agg(
        pl.col("gained").sum(), pl.col("lost").sum(), total=pl.col("total").first()
    )
    read = world.article_days.filter(pl.col("stat_date") < as_of)
    sums = [pl.col(n).sum() for n in ("read_users", "share_users", "like_users", "comments")]
    articles = read.group_by("account_id", day="stat_date").agg(*sums)
    return {
        "followers": followers.sort(keys),
        "articles": articles.sort(keys),
        "videos": video_days(world, as_of).sort("video_id", "day"),
        "channel": video_days(world, as_of)
        .group_by("day")
        .agg(pl.exclude("video_id").sum())
        .with_columns(ad_income=_ad_income(as_of))
        .sort("day"),
    }


def _ad_income(as_of: date) -> pl.Expr:
    """What ads on a day of the channel earned, told a day after its other figures."""
    told = pl.col("day") < as_of - VIDEO_DELAY
    return pl.when(told).then(earned(pl.col("views")).cast(pl.Decimal(18, 6)))


def video_days(world: World, as_of: date) -> pl.DataFrame:
    """Per video and day, told two days later; a wrong report stands until its re-issue."""
    told = pl.col("day") <= as_of - VIDEO_DELAY
    days = world.video_days.filter(told)
    wrong = world.video_reissues.filter((pl.col("reissued_on") > as_of) & told)
    right = days.join(wrong, on=["video_id", "day"], how="anti")
    return pl.concat([right, wrong.select(right.columns)])


def survey_counts(world: World, end: datetime) -> dict[str, pl.DataFrame]:
    """Answer sheets per form, recommendation scores, and how often each option was chosen."""
    answers = world.typeform_responses.filter(pl.col("submitted_at") < end)
    chosen = Counter(word for words in answers["reasons"] for word in words)
    sheets = world.wenjuanxing_responses.filter(pl.col("submitted_at") < end)
    heard = Counter(word for words in sheets["q2"].drop_nulls() for word in words)
    return {
        "typeform": answers.group_by("form_id").agg(responses=pl.len()).sort("form_id"),
        "nps": answers.group_by("form_id", "nps").agg(responses=pl.len()).sort("form_id", "nps"),
        "reasons": _counted(chosen),
        "wenjuanxing": sheets.group_by("q1").agg(responses=pl.len()).sort("q1"),
        "heard_from": _counted(heard),
    }


def _counted(counts: Counter[str]) -> pl.DataFrame:
    rows = sorted(counts.items())
    return pl.DataFrame(rows, schema={"option": pl.String, "times": pl.Int64}, orient="row")
