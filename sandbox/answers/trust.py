"""What is true of the data's own quality: what is tied, named, listed, agreed to and kept apart."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

import polars as pl

from sandbox.answers import private, traffic, visits
from sandbox.crm.hubspot_objects import ACTIVITIES, did
from sandbox.events.sign_in_sheets import planted
from sandbox.story import books
from sandbox.story.work import SUMMED
from sandbox.telling import records
from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.truth import Truth

DIGITS = 11
STILL_COMING = timedelta(hours=1)  # a search of HubSpot lags: what changed so late is not due
MEASURES = {
    "measure": pl.String, "connector": pl.String, "feed": pl.String, "account_id": pl.String,
    "numerator": pl.Float64, "denominator": pl.Float64,
}  # fmt: skip
Measure = tuple[str, str, str, str, float, float | None]


def measures(true: "Truth") -> pl.DataFrame:
    """Measure × connector × feed × account: its two sums, of all that loading does not decide."""
    found = (
        *_restated(true), *_matched(true), *_unassigned(true), *_named(true.world),
        *_agreed(true), *_muted(true), *_parted(true), *_refused(true), *_listed(true),
        *_set_aside(true.world), *_sheets(true), *_tied(true), *_planned(true),
        *visits.counted(true),
    )  # fmt: skip
    return pl.DataFrame(list(found), schema=MEASURES, orient="row")


def _restated(true: "Truth") -> Iterator[Measure]:
    """Everything was loaded once, so nothing is restated."""
    for platform, account, spend in (
        true.spend_by("platform", "account_id")
        .select("platform", "account_id", "spend_native")
        .iter_rows()
    ):
        yield "restatement_share", platform, "ad_report", account, 0.0, float(spend)


def _matched(true: "Truth") -> Iterator[Measure]:
    """Orders of people who signed in on the site too; marketplaces tell of nobody."""
    world = true.world
    visits = world.visits.filter(pl.col("started_at") < true.end)
    known = traffic.named(world, visits, true.end).implode()
    for shop, tied, orders in (
        world.orders.group_by("shop")
        .agg(tied=pl.col("person_id").is_in(known).sum(), orders=pl.len())
        .iter_rows()
    ):
        yield "identity_match_rate", platform_of(world, shop), "orders", shop, tied, orders


def platform_of(world: World, shop: str) -> str:
    """The marketplace of a shop; those told by files alone are known by the look of their id."""
    [connector] = world.accounts.filter(account_id=shop)["connector"]
    if connector != "seller_backend_exports":
        return connector
    return "taobao_tmall_top" if len(shop) == len("58800123") else "douyin_shop"


def _unassigned(true: "Truth") -> Iterator[Measure]:
    days = true.sessions_daily
    lost = int(days.filter(channel_id="unassigned")["sessions"].sum())
    sessions = int(days["sessions"].sum())
    yield "unassigned_session_share", "clickstream", "events", "all", lost, sessions


def _named(world: World) -> Iterator[Measure]:
    """Campaigns of ads, of HubSpot and of the other CRMs, and those whose names break the rule."""
    portal = world.accounts.filter(connector="hubspot")["account_id"][0]
    ads = world.campaigns.select("platform", "account_id", is_broken=~pl.col("naming_ok"))
    hubspot = world.hub_items.filter(item_kind="campaign").select(
        platform=pl.lit("hubspot"), account_id=pl.lit(portal),
        is_broken=~pl.col("item_name").str.starts_with("QH_"),
    )  # fmt: skip
    sales = world.sales_campaigns.select("platform", "account_id", is_broken=pl.lit(value=False))
    every = pl.concat([ads, hubspot, sales]).group_by("platform", "account_id")
    for platform, account, broken, count in every.agg(
        pl.col("is_broken").sum(), count=pl.len()
    ).iter_rows():
        yield "broken_name_share", platform, "campaigns", account, broken, count


def _agreed(true: "Truth") -> Iterator[Measure]:
    """Months and items of the books, all of which agree but for the voucher without a document."""
    current = (true.as_of - timedelta(days=1)).replace(day=1)
    closed = true.general_ledger.filter(pl.col("month") < current).height
    lost = int(books.UNDOCUMENTED[0] < current)
    yield "ledger_agreement", "expense_ledger", "gl_entries", "all", closed - lost, closed


def _sheets(true: "Truth") -> Iterator[Measure]:
    """Heads that follow from the month before, usual pay, years that add up, what is due and there.

    The company's targets reach from its first month to the one that runs; all are agreed, rated.
    """
    world, now = true.world, true.as_of
    months = world.payroll["month"].n_unique()
    usual = list(_usual_pay(true.people_cost))
    yearly = (pl.col("sheet") == "yearly") & (pl.col("period") == f"{now.year}")
    years = world.kpi_targets.filter(yearly & pl.col("kpi_code").is_in(SUMMED)).height
    rated = world.kpi_ratings.filter(pl.col("period") < f"{now:%Y-%m}")
    ratings = rated.select("period", "position_id").unique().height
    told = {
        ("headcount_agreement", "payroll", "people_cost"): (months - 1, months - 1),
        ("cost_per_head_agreement", "payroll", "people_cost"): (sum(usual), len(usual)),
        ("targets_agreement", "kpi_targets", "targets"): (years, years),
        ("targets_agreed", "kpi_targets", "targets"): (now.month, now.month),
        ("ratings_given", "kpi_targets", "ratings"): (ratings, ratings),
    }
    for names, (part, whole) in told.items():
        yield *names, "all", part, whole


def _planned(true: "Truth") -> Iterator[Measure]:
    """Months that hold money of a project; positions named in a period, all of which existed.

    Only one year is planned, so no year has one before.
    """
    held = _held(true).height
    told = float(held - len(unreached(true)))
    yield "budget_months_agreement", "budget_workbook", "lines", "all", told, held
    cards, paid = true.world.kpi_targets, true.people_cost
    for names, sheet, period in (
        (("kpi_targets", "targets"), cards, "period"),
        (("payroll", "people_cost"), paid, "month"),
    ):
        named = sheet.drop_nulls("position_id").select(period, "position_id").n_unique()
        yield "positions_agreement", *names, "all", named, named


def _held(true: "Truth") -> pl.DataFrame:
    """Months with money of each project, with its days as they are known by then."""
    days = true.world.projects.with_columns(
        end=pl.when(pl.col("end") < true.as_of).then(pl.col("end"))
    )
    money = true.budget.group_by("project_id", "month").agg(pl.col("current").sum())
    return money.filter(pl.col("current") != 0).join(days, on="project_id", validate="m:1")


def unreached(true: "Truth") -> list[str]:
    """Those before the month a project began or after the one it ended, the first first."""
    reached = pl.col("month").is_between(
        pl.col("start").dt.truncate("1mo"), pl.max_horizontal("due", "end")
    )
    lost = _held(true).filter(~reached).sort("project_id", "month")
    return [f"{project} {month}" for project, month in lost["project_id", "month"].iter_rows()]


def _tied(true: "Truth") -> Iterator[Measure]:
    """Tickets that have an order, refunds within what was paid, lines that come to their trade."""
    world = true.world
    by_machine = world.events.filter(told_by="eventbrite")
    guests = world.event_people.join(by_machine, on="event_id", how="semi").filter(
        pl.col("registration_id").is_not_null() & (pl.col("registered_at") < true.end)
    )
    tickets = float(guests["seats"].sum())
    yield "tickets_agreement", "eventbrite", "attendees", "all", tickets, tickets
    shops = dict(world.orders.select("order_id", "shop").iter_rows())
    back = world.refunds.filter(
        (pl.col("status") == "success") & (pl.col("refunded_at") < true.end)
    )
    orders: dict[str, int] = {}
    for order in back["order_id"].unique():
        platform = platform_of(world, shops[order])
        orders[platform] = orders.get(platform, 0) + 1
    for platform, count in orders.items():
        yield "refunds_agreement", platform, "orders", "all", count, count
    for shop in ("taobao_tmall_top", "jd"):
        sold = world.accounts.filter(connector=shop)["account_id"].implode()
        trades = world.orders.filter(pl.col("shop").is_in(sold)).height
        yield "lines_agreement", shop, "orders", "all", trades, trades
    yield from _at_the_door(true)


def _at_the_door(true: "Truth") -> Iterator[Measure]:
    """Who came within four hours of an activity, by each list that tells when: door and guests."""
    world = true.world
    came = world.event_people.filter("attended").join(
        world.events.filter(pl.col("ends_at") < true.end), on="event_id", validate="m:1"
    )
    near = pl.duration(hours=4)
    right = pl.col("checked_in_at").is_between(pl.col("starts_at") - near, pl.col("ends_at") + near)
    is_on_sheets = pl.col("told_by") == "sign_in_sheets"
    listed = came.filter(pl.col("registration_id").is_not_null() & ~pl.col("is_last_four_only"))
    told = {
        ("sign_in_sheets", "sign_ins"): (
            came.filter(is_on_sheets | pl.col("is_walk_in")), listed.filter(is_on_sheets)
        ),
        ("eventbrite", "attendees"): (
            came.filter(~is_on_sheets & pl.col("registration_id").is_not_null()),
        ),
    }  # fmt: skip
    for names, lists in told.items():
        rows = pl.concat(lists)
        yield "check_ins_agreement", *names, "all", rows.filter(right).height, rows.height


def _usual_pay(groups: pl.DataFrame) -> Iterator[bool]:
    """Whether pay per head is within 40 % of the median of up to six months, three at least.

    Of people told in groups of three or more; of smaller ones nobody keeps a figure.
    """
    for _, rows in groups.sort("month").group_by("team_id", "position_id"):
        per_head = rows.select(pl.col("total_cost").cast(pl.Float64) / pl.col("headcount_avg"))
        cost = per_head.to_series().to_list()
        for place in range(3, len(cost)):
            middle = median(cost[max(0, place - 6) : place])
            yield 0.6 * middle <= cost[place] <= 1.4 * middle


def _muted(true: "Truth") -> Iterator[Measure]:
    """The number of a desk and the cookie of a tablet, of all that were ever told."""
    seen = {"phone": phones(true), "cookie": true.world.visits["cookie"].n_unique()}
    for kind, trap in (("phone", "desk"), ("cookie", "kiosk")):
        muted = true.world.traps.filter(kind=trap)["other"].n_unique()
        yield "muted_identifier_share", "identity", kind, "all", muted, seen[kind]


def _parted(true: "Truth") -> Iterator[Measure]:
    """Two people who share a number, each known by another sign too, are told apart."""
    pairs = true.world.traps.filter(pl.col("kind").is_in(["family", "recycled"]))
    yield "parted_groups", "identity", "two_members", "all", pairs.height, None


def parted_signs(true: "Truth") -> int:
    """Different signs by which those were known who share a number and are told apart."""
    pairs = true.world.traps.filter(pl.col("kind").is_in(["family", "recycled"]))
    people = pl.concat([pairs["person_id"], pairs["other"]])
    signs = _signs(true).filter(pl.col("person_id").is_in(people.implode()))
    return signs.n_unique(["kind", "sign"])


def _signs(true: "Truth") -> pl.DataFrame:
    """Person × kind × sign, as sign-ins, forms, shops, CRMs and WeCom tell them together."""
    world = true.world
    people = world.people.select("person_id", "email", "phone")
    signed = _signed_in(true)
    shops = world.accounts.filter(connector="shopify")["account_id"].implode()
    bought = world.orders.filter(pl.col("shop").is_in(shops)).join(people, on="person_id")
    contacts = world.contacts.filter(~pl.col("is_archived"))
    leads = world.sales_leads.filter(~pl.col("is_deleted"))
    met = private.contacts(world, true.end)
    converted = (pl.col("platform") == "salesforce") & (pl.col("became_sql_at") < true.end)
    digits = pl.col("phone").str.replace_all(r"\D", "").str.tail(DIGITS)
    own = {
        "cookie": [(signed, pl.format("{} {}", "cookie", "by_tag"))],
        "member": [(table, pl.col("member_no")) for table in (signed, contacts, leads)],
        "email": [(table, pl.col("email")) for table in (signed, bought, contacts, leads)],
        "phone": [(table, digits) for table in (signed, bought, contacts, leads, met)],
        "customer": [(bought, pl.format("{} {}", "shop", "person_id"))],
        "contact": [(contacts, pl.col("contact_id")), (leads, pl.col("lead_id"))],
        "converted": [(leads.filter(converted), pl.col("lead_id"))],
        "external": [(met, pl.col("external_userid"))],
        "union": [(met, pl.col("union_id"))],
    }
    told = [
        table.select("person_id", kind=pl.lit(kind), sign=sign).drop_nulls()
        for kind, tables in own.items()
        for table, sign in tables
    ]
    return pl.concat(told)


def _signed_in(true: "Truth") -> pl.DataFrame:
    """Events that tell who came, of our own pages or, under a cookie of its own, Google's tag."""
    world = true.world
    exported = world.tagged.filter("is_exported")["visit_id"].implode()
    events = world.web_events.filter(pl.col("occurred_at") < true.end)
    people = world.people.select("person_id", "email", own_phone="phone")
    known = events.join(world.visits.select("visit_id", "person_id"), on="visit_id")
    table = known.join(people, on="person_id").select(
        "person_id", "cookie", "form_phone", member_no="user_id",
        by_tag=pl.col("visit_id").is_in(exported),
        email=pl.when(pl.col("email_sha256").is_not_null()).then("email"),
        phone=pl.when(pl.col("phone_sha256").is_not_null()).then("own_phone"),
    )  # fmt: skip
    table = table.with_columns(phone=pl.coalesce("form_phone", "phone"))
    return table.filter(pl.any_horizontal(pl.col("member_no", "email", "phone").is_not_null()))


def phones(true: "Truth") -> int:
    """Different phones told anywhere: shops, CRMs, WeCom, forms, doors that noted whole ones."""
    world = true.world
    own = world.people.select("person_id", "phone")
    shops = world.accounts.filter(connector="shopify")["account_id"].implode()
    brief = pl.col("is_last_four_only") & pl.col("is_walk_in")
    met = [
        world.orders.filter(pl.col("shop").is_in(shops)),
        world.event_people.filter(~brief),
        private.contacts(world, true.end),
    ]
    told = [
        *(own.join(table, on="person_id", how="semi").select("phone") for table in met),
        world.people.join(world.web_events, on="phone_sha256", how="semi").select("phone"),
        world.web_events.select(phone="form_phone"),
        world.contacts.filter(~pl.col("is_archived")).select("phone"),
        world.sales_leads.select("phone"),
    ]
    digits = pl.col("phone").str.replace_all(r"\D", "").str.tail(DIGITS)
    return pl.concat(told).drop_nulls().select(digits)["phone"].n_unique()


def _refused(true: "Truth") -> Iterator[Measure]:
    """Hits of Google's tag: those of visitors who refused cookies stand beside the others."""
    world = true.world
    exported = world.tagged.filter("is_exported")
    told = world.web_events.filter(
        (pl.col("delivery") == 1) & (pl.col("occurred_at") < true.end)
    ).join(exported, on="visit_id", how="semi")
    refused = world.refused.filter(pl.col("occurred_at") < true.end).height
    hits = told.height + refused
    yield "consent_refused_share", "ga4_bigquery_export", "events", "all", refused, hits


def _listed(true: "Truth") -> Iterator[Measure]:
    """Records HubSpot lists of each kind, but for those that changed in the last hour of it."""
    world = true.world
    portal = world.accounts.filter(connector="hubspot")["account_id"][0]
    kinds = {
        "contacts": world.contacts, "companies": world.companies, "deals": world.deals,
        "tickets": world.hub_tickets, "leads": world.hub_leads, "line_items": world.hub_lines,
    }  # fmt: skip
    changed = {
        kind: table.filter(~pl.col("is_archived") if "is_archived" in table.columns else True)
        .filter(pl.col("updated_at") < true.end)["updated_at"].to_list()
        for kind, table in kinds.items()
    }  # fmt: skip
    called = records(world.contacts.filter(pl.col("first_followup_at") < true.end))
    for kind in ACTIVITIES:
        changed[kind] = [row["first_followup_at"] for row in called if did(row) == kind]
    for kind, moments in changed.items():
        due = sum(max(moments) - moment >= STILL_COMING for moment in moments)
        yield "listed_share", "hubspot", kind, portal, due, due


def _set_aside(world: World) -> Iterator[Measure]:
    """Registrations whose phones nobody can read, by sheet."""
    sheets: dict[str, int] = {}
    for registration in planted(world):
        [(event, city)] = world.events.filter(
            pl.col("event_id").str.ends_with(registration[1:3])
        ).select("event_id", "city").rows()  # fmt: skip
        sheets[f"报名_{event}_{city}"] = sheets.get(f"报名_{event}_{city}", 0) + 1
    for sheet, count in sheets.items():
        feed = "registrations: unreadable:phone_hash"
        yield "quarantined_rows", "sign_in_sheets", feed, sheet, count, None
