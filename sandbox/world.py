"""One invented company, told from one seed. `build()` gives every table other pieces speak of.

Money is native to two decimals; moments are UTC; a `day` of an ad, post or video is the account's
own. Everything happens from `first_day` 00:00 UTC to the end of `last_day` in Asia/Shanghai.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from sandbox.story import (
    ads,
    beside,
    books,
    brand_study,
    changes,
    counters,
    creators,
    crm,
    customers,
    events,
    fakes,
    finance,
    google_tag,
    keywords,
    marketing_hub,
    marketplaces,
    ordered,
    orders,
    partners,
    people,
    polls,
    posts,
    private,
    sales,
    social,
    surveys,
    traps,
    visits,
    web,
    work,
)
from sandbox.story.company import company, exchange_rates
from sandbox.story.draw import Scale

TODAY = date(2026, 11, 14)
SIZES = {
    "tests": {"days": 30, "people": 2_000, "ads_per_group": 2, "events": 4, "answers": 60},
    "demo": {"days": 90, "people": 6_000, "ads_per_group": 3, "events": 12, "answers": 400},
    "benchmark": {
        "days": 90,
        "people": 200_000,
        "ads_per_group": 40,
        "events": 12,
        "answers": 4_000,
    },
}
VISIT_COLUMNS = [
    "visit_id", "person_id", "cookie", "started_at", "ended_at", "channel_id", "campaign_id",
    "ad_id",
    "click_id_kind", "click_id", "utm_source", "utm_medium", "utm_campaign", "utm_content",
    "referrer", "landing_url", "page_views", "added_to_cart", "ordered",
]  # fmt: skip
PEOPLE_COLUMNS = [
    "person_id", "name", "email", "phone", "email_sha256", "phone_sha256", "region_id", "brand_id",
    "member_no", "hubspot_id", "shopify_customer_id", "known",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class World:
    """The company as frames; see the modules of `sandbox.story` for what each means."""

    size: str
    seed: int
    first_day: date
    last_day: date
    today: date
    brands: pl.DataFrame
    regions: pl.DataFrame
    product_lines: pl.DataFrame
    products: pl.DataFrame
    teams: pl.DataFrame
    positions: pl.DataFrame
    channels: pl.DataFrame
    accounts: pl.DataFrame
    unreported_accounts: pl.DataFrame
    projects: pl.DataFrame
    fx: pl.DataFrame
    campaigns: pl.DataFrame
    ad_groups: pl.DataFrame
    ads: pl.DataFrame
    ad_changes: pl.DataFrame
    ad_days: pl.DataFrame
    keywords: pl.DataFrame
    search_terms: pl.DataFrame
    people: pl.DataFrame
    visits: pl.DataFrame
    web_events: pl.DataFrame
    tagged: pl.DataFrame
    refused: pl.DataFrame
    fakes: pl.DataFrame
    traps: pl.DataFrame
    orders: pl.DataFrame
    order_lines: pl.DataFrame
    refunds: pl.DataFrame
    refund_lines: pl.DataFrame
    contacts: pl.DataFrame
    leads: pl.DataFrame
    deals: pl.DataFrame
    deal_stages: pl.DataFrame
    deal_pipelines: pl.DataFrame
    companies: pl.DataFrame
    hub_lines: pl.DataFrame
    hub_tickets: pl.DataFrame
    hub_leads: pl.DataFrame
    hub_items: pl.DataFrame
    hub_members: pl.DataFrame
    hub_submissions: pl.DataFrame
    sales_leads: pl.DataFrame
    sales_deals: pl.DataFrame
    sales_stages: pl.DataFrame
    sales_companies: pl.DataFrame
    sales_campaigns: pl.DataFrame
    sales_members: pl.DataFrame
    sales_activities: pl.DataFrame
    sales_orders: pl.DataFrame
    wecom_contacts: pl.DataFrame
    wecom_groups: pl.DataFrame
    wecom_members: pl.DataFrame
    wecom_days: pl.DataFrame
    wecom_group_days: pl.DataFrame
    wecom_link_days: pl.DataFrame
    events: pl.DataFrame
    event_people: pl.DataFrame
    articles: pl.DataFrame
    article_days: pl.DataFrame
    follower_days: pl.DataFrame
    message_days: pl.DataFrame
    videos: pl.DataFrame
    video_days: pl.DataFrame
    video_reissues: pl.DataFrame
    posts: pl.DataFrame
    post_days: pl.DataFrame
    account_days: pl.DataFrame
    mentions: pl.DataFrame
    placements: pl.DataFrame
    placement_days: pl.DataFrame
    forms: pl.DataFrame
    typeform_responses: pl.DataFrame
    typeform_partials: pl.DataFrame
    wenjuanxing_responses: pl.DataFrame
    poll_forms: pl.DataFrame
    poll_sheets: pl.DataFrame
    poll_downloads: pl.DataFrame
    poll_pushes: pl.DataFrame
    brand_waves: pl.DataFrame
    brand_tracker: pl.DataFrame
    budget: pl.DataFrame
    ledger: pl.DataFrame
    accruals: pl.DataFrame
    budget_changes: pl.DataFrame
    commitments: pl.DataFrame
    payroll: pl.DataFrame
    kpi_targets: pl.DataFrame
    kpi_ratings: pl.DataFrame
    requests: pl.DataFrame
    tasks: pl.DataFrame
    partners: pl.DataFrame
    partner_acts: pl.DataFrame

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        return {
            name: value for name, value in vars(self).items() if isinstance(value, pl.DataFrame)
        }

    @property
    def end(self) -> datetime:
        """The moment after which nothing has happened yet."""
        day = self.last_day
        return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)

    def ad_days_as_of(self, today: date) -> pl.DataFrame:
        """What the platforms show then: closed days only, first figures until they settle."""
        young = pl.col("settles_on") > today
        shown = self.ad_days.filter(pl.col("day") < today).with_columns(
            spend=pl.when(young).then("spend_first").otherwise("spend"),
            conversions=pl.when(young).then("conversions_first").otherwise("conversions"),
        )
        return shown.drop("spend_first", "conversions_first", "settles_on")

    def listed_on(self, table: str, day: date) -> pl.DataFrame:
        """Accounts, campaigns or ads as they were called, funded and switched on `day`."""
        return changes.as_on(self.ad_changes, table, getattr(self, table), day)

    def keyword_days_as_of(self, today: date) -> pl.DataFrame:
        """A group's day shared out to its keywords, to the click and the cent."""
        return keywords.keyword_days(self.keywords, self.ad_days_as_of(today))

    def search_term_days_as_of(self, today: date) -> pl.DataFrame:
        """A keyword's day shared out to what people typed."""
        return keywords.search_term_days(self.search_terms, self.keyword_days_as_of(today))

    def site_views(self, account_id: str) -> pl.DataFrame:
        """Every page view that the counter of a site saw, in its visits."""
        return counters.views(self.web_events, counters.COUNTERS[account_id], self.last_day)

    def site_orders(self, account_id: str) -> pl.DataFrame:
        """Every order that ended on the pages of a site while its counter stood there."""
        return counters.orders(self.web_events, counters.COUNTERS[account_id], self.last_day)

    def reach_as_of(self, today: date, days: str) -> pl.DataFrame:
        """People a campaign reached in each period (`1d`, `1w` from Monday, `1mo`) begun so far."""
        return ads.reach(self.ad_days_as_of(today), days)


def build(size: str = "tests", seed: int = 7, today: date = TODAY) -> World:
    """The same size and seed always give the same company."""
    scale = Scale(seed=seed, today=today, **SIZES[size])
    told = company() | {"fx": exchange_rates(scale)}
    campaigns = ads.campaigns(scale)
    groups, creatives = ads.ads_of(scale, campaigns)
    units, weights = ads.running(scale, campaigns, creatives)
    everybody = people.people(scale)
    seen = visits.visits(scale, everybody, units, weights)
    days = ads.ad_days(scale, units, weights, seen)
    told["campaigns"] = campaigns
    hidden = beside.told_apart(campaigns, groups, creatives, days)
    told["ad_groups"], told["ads"], told["ad_days"] = hidden
    told["ad_changes"] = changes.changes(scale, told)
    told |= keywords.keywords(told["campaigns"], told["ad_groups"])
    told |= orders.orders(scale, seen)
    fake = fakes.fakes(scale, units, weights, seen, days, told["orders"])
    real = web.web_events(scale, seen, everybody, told["orders"], told["order_lines"])
    acts = fakes.web_events(scale, real, seen, fake, everybody, told)
    acts, typed = traps.recycled(scale, acts, seen, everybody)
    tablet, signed, guests = traps.kiosk(scale, everybody, units, seen, told)
    acts = pl.concat([acts, signed.select(acts.columns)])
    told["web_events"] = acts.sort("received_at", "message_id")
    told |= google_tag.google_tag(scale, seen, fake, told["web_events"])
    told["fakes"] = fake.select("visit_id", "kind")
    told |= crm.crm(scale, everybody, seen, told["orders"])
    told["contacts"], numbers = traps.shared(scale, told["contacts"], everybody)
    told["traps"] = pl.concat([numbers, guests, typed])
    told |= marketing_hub.marketing_hub(scale, told["contacts"], told["deals"], told)
    told |= sales.sales(scale, everybody, seen)
    told |= customers.customers(scale, told["sales_leads"], told["sales_deals"])
    told["sales_orders"] = ordered.ordered(scale, told["sales_deals"])
    told |= private.private(scale, everybody, seen, told["sales_leads"])
    told["events"] = events.events(scale)
    told["event_people"], met = events.event_people(scale, everybody, told["events"])
    told["events"] = told["events"].drop("starts_ms", "ends_ms")
    told |= social.social(scale) | surveys.surveys(scale, everybody, told["orders"])
    told |= posts.posts(scale) | creators.creators(scale)
    told |= polls.polls(scale, everybody, told["orders"]) | brand_study.brand_study(scale)
    known = pl.col("ad_id").is_in(told["ads"]["ad_id"].implode())
    came = pl.concat(table.select(VISIT_COLUMNS) for table in (seen, fake, tablet))
    for name, more in marketplaces.marketplaces(scale).items():
        told[name] = pl.concat([told[name], more.select(told[name].columns)])
    told["visits"] = came.sort("started_at").with_columns(ad_id=pl.when(known).then("ad_id"))
    told["people"] = _visible(pl.concat([everybody, met]), told).select(PEOPLE_COLUMNS)
    told["budget"], told["payroll"] = finance.budget(scale), finance.payroll(scale)
    told["ledger"] = finance.ledger(
        scale, told["ad_days"], told["campaigns"], told["accounts"], told["fx"], told["events"]
    )
    told["accruals"] = books.accruals(today, told["ledger"])
    told["budget_changes"], told["commitments"] = books.budget_changes(), books.commitments(today)
    told |= work.work(scale, told["projects"], told["events"])
    told |= partners.partners(scale, told["ledger"])
    return World(size, seed, scale.first_day, scale.last_day, today, **told)


def _visible(everybody: pl.DataFrame, told: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Only people who left a trace somewhere."""
    traces = [
        told[name].select("person_id") for name in ("visits", "orders", "contacts", "event_people")
    ]
    return everybody.join(
        pl.concat(traces).unique(), on="person_id", how="semi", maintain_order="left"
    )
