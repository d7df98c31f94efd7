"""What is true of the invented company on a day, straight from its tables.

Nothing here knows how the pipeline works: every figure is worked out again from people, orders and
ads, the plain way. On a day `as_of` the platforms' closed days are those before it; moments count
until its midnight in UTC; what an ad platform has not settled yet shows as first reported.
Attributes that change later (a lead's status, a deal's stage) are those of the end of the story.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

import polars as pl

from sandbox.answers import (
    attribution,
    content,
    customers,
    funnels,
    journeys,
    money,
    partners,
    people,
    polls,
    private,
    roi,
    sites,
    tag,
    traffic,
)
from sandbox.world import World


def truth(world: World, as_of: date | None = None) -> "Truth":
    return Truth(world, as_of or world.today)


@dataclass(frozen=True)
class Truth:
    """Tables of answers; each is worked out when first asked for."""

    world: World
    as_of: date

    @property
    def end(self) -> datetime:
        return datetime(self.as_of.year, self.as_of.month, self.as_of.day, tzinfo=UTC)

    @cached_property
    def spend(self) -> pl.DataFrame:
        """Platform, account, campaign, group, ad, day: spend_native and spend (CNY)."""
        return money.spend(self.world, self.as_of)

    def spend_by(self, *keys: str) -> pl.DataFrame:
        """Impressions, clicks and spend over any of spend's keys."""
        names = (
            "impressions",
            "clicks",
            "spend_native",
            "spend",
            "conversions",
            "conversion_value",
        )
        return self.spend.group_by(keys).agg(pl.col(name).sum() for name in names).sort(keys)

    @cached_property
    def keyword_days(self) -> pl.DataFrame:
        """Keyword and day: impressions, clicks, spend in the account's currency, conversions."""
        return self.world.keyword_days_as_of(self.as_of)

    @cached_property
    def search_term_days(self) -> pl.DataFrame:
        """Keyword, search term and day."""
        return self.world.search_term_days_as_of(self.as_of)

    @cached_property
    def restatements(self) -> pl.DataFrame:
        """Account days whose spend is no longer what was first reported."""
        return money.restatements(self.world, self.as_of)

    @cached_property
    def orders(self) -> pl.DataFrame:
        """Every order that counts, with gross, discount, tax, paid, refunded, net (also native)."""
        return money.counted_orders(self.world, self.end)

    @cached_property
    def orders_daily(self) -> pl.DataFrame:
        """Shop × business day of processing."""
        return money.orders_daily(self.world, self.end)

    @cached_property
    def refunds_daily(self) -> pl.DataFrame:
        """Shop × business day of the refund."""
        return money.refunds_daily(self.world, self.end)

    @cached_property
    def media_cost(self) -> pl.DataFrame:
        """Account × channel × month: invoice, else platform spend."""
        return money.media_cost(self.world, self.as_of)

    @cached_property
    def cost_entries(self) -> pl.DataFrame:
        """Month, smallest scope, item, channel, team, project, event: amount in CNY."""
        return money.cost_entries(self.world, self.as_of, self.end)

    @cached_property
    def cost_by_scope(self) -> pl.DataFrame:
        """Month × scope (media ⊂ direct ⊂ full) × channel × team."""
        return money.cost_by_scope(self.cost_entries)

    @cached_property
    def committed(self) -> pl.DataFrame:
        """Ledger lines still in approval."""
        return money.committed(self.world, self.as_of)

    @cached_property
    def general_ledger(self) -> pl.DataFrame:
        """Month × cost item: what the books hold as expense."""
        return money.general_ledger(self.world, self.as_of)

    @cached_property
    def people_cost(self) -> pl.DataFrame:
        """Month × team × position, small groups rolled up."""
        return money.people_cost(self.world)

    @cached_property
    def headcount(self) -> pl.DataFrame:
        """Month, team: heads at the end, average, planned, hired, left."""
        return money.headcount(self.world)

    @cached_property
    def budget(self) -> pl.DataFrame:
        """Department × channel × project × cost item × month: original and current."""
        return money.budget(self.world, self.as_of)

    @cached_property
    def sessions_daily(self) -> pl.DataFrame:
        """Business day × channel."""
        return people.sessions_daily(self.world, self.end)

    @cached_property
    def traffic_daily(self) -> pl.DataFrame:
        """Business day × channel: sessions, suspect ones, and how many meet each rule."""
        return traffic.traffic_daily(self.world, self.end)

    @cached_property
    def suspects(self) -> pl.DataFrame:
        """Visits that the rules find suspect; the fake ones are `world.fakes`."""
        return traffic.suspects(self.world, self.end)

    @cached_property
    def touches(self) -> pl.DataFrame:
        """Session starts and attendances of every person."""
        return journeys.touches(self.world, self.end)

    @cached_property
    def leads(self) -> pl.DataFrame:
        """Every lead with its channel and whether it is valid."""
        return journeys.leads(self.world, self.end)

    @cached_property
    def leads_daily(self) -> pl.DataFrame:
        """Business day × channel."""
        return journeys.leads_daily(self.world, self.end)

    @cached_property
    def conversions(self) -> pl.DataFrame:
        """Goal, person, conversion, moment, value in CNY."""
        return journeys.conversions(self.world, self.end)

    @cached_property
    def credits(self) -> pl.DataFrame:
        """Conversion × model × touch."""
        return attribution.credits(self.world, self.end)

    @cached_property
    def attribution(self) -> pl.DataFrame:
        """Goal × model × channel: credit and value."""
        return attribution.attribution(self.credits)

    @cached_property
    def contribution(self) -> pl.DataFrame:
        """Goal × model × team: credit and value."""
        return attribution.contribution(self.world, self.credits)

    @cached_property
    def channel_roi(self) -> pl.DataFrame:
        """Model × day × channel × account × campaign: what was shown, paid and credited.

        Everything stays: cost without result, and result without cost.
        """
        return roi.report(self)

    @cached_property
    def funnels(self) -> pl.DataFrame:
        """Funnel × subject × stage reached: when, inferred or not, and how the subject came in."""
        return funnels.funnels(self.world, self.end)

    @cached_property
    def funnel_counts(self) -> pl.DataFrame:
        """Funnel × cohort month × entry channel × stage."""
        return funnels.counts(self.funnels, "channel")

    @cached_property
    def handovers(self) -> pl.DataFrame:
        """Week of hand-over × channel × team of sales: leads and what became of them."""
        return customers.handovers(self.world, self.as_of, self.end)

    @cached_property
    def cohorts(self) -> pl.DataFrame:
        """Month of first order × age: persons, bought again, active, revenue, gross profit."""
        return customers.cohorts(self.world, self.as_of, self.end)

    @cached_property
    def event_results(self) -> pl.DataFrame:
        """One row per activity."""
        return people.event_results(self.world, self.as_of, self.end)

    @cached_property
    def social_days(self) -> dict[str, pl.DataFrame]:
        """`followers`, `articles`, `videos`, `channel`."""
        return people.social_days(self.world, self.as_of)

    @cached_property
    def posts(self) -> pl.DataFrame:
        """Every post of the ten platforms told by `story.posts`, with its totals."""
        return content.posts(self.world, self.as_of)

    @cached_property
    def post_days(self) -> pl.DataFrame:
        """Per such post and day: impressions, views, likes, comments, shares, saves gained."""
        return content.post_days(self.world, self.as_of)

    @cached_property
    def video_audience(self) -> pl.DataFrame:
        """Day × breakdown × segment of YouTube's viewers: views."""
        return content.video_audience(self.world, self.as_of)

    @cached_property
    def placements(self) -> pl.DataFrame:
        """Every cooperation with a creator: full_cost in CNY and its post's totals."""
        return content.placements(self.world, self.as_of)

    @cached_property
    def mentions(self) -> pl.DataFrame:
        """Account and UTC day: how many posts of others named it on X."""
        return content.mentions(self.world, self.as_of)

    @cached_property
    def account_days(self) -> pl.DataFrame:
        """Per such account and day: gained, lost, total, profile_views."""
        return content.account_days(self.world, self.as_of)

    @cached_property
    def site_days(self) -> pl.DataFrame:
        """Site × cut × value of the cut × day, as its counter reports it."""
        return sites.site_days(self.world, self.as_of)

    @cached_property
    def site_orders(self) -> pl.DataFrame:
        """Site × day: orders and their amount, where a site's counter is told of them."""
        return sites.site_orders(self.world, self.as_of)

    @cached_property
    def tag_days(self) -> pl.DataFrame:
        """Cut × value of the cut × day of the American site, as Google reports it."""
        return tag.tag_days(self.world, self.as_of)

    @cached_property
    def private_contacts(self) -> pl.DataFrame:
        """Customers of the private domain, each with who added them, when and by which code."""
        return private.contacts(self.world, self.end)

    @cached_property
    def community_days(self) -> pl.DataFrame:
        """Owner of groups × day."""
        return private.community_days(self.world, self.as_of)

    @cached_property
    def private_staff_days(self) -> pl.DataFrame:
        """Member of staff × day."""
        return private.staff_days(self.world, self.as_of)

    @cached_property
    def survey_counts(self) -> dict[str, pl.DataFrame]:
        """`typeform`, `nps`, `reasons`, `wenjuanxing`, `heard_from`."""
        return people.survey_counts(self.world, self.end)

    @cached_property
    def survey_results(self) -> pl.DataFrame:
        """Survey × wave × measure × segment × item: base and weights."""
        return polls.survey_results(self.world, self.end)

    @cached_property
    def partner_months(self) -> pl.DataFrame:
        """Channel partner × month."""
        return partners.partner_months(self.world, self.as_of)

    @cached_property
    def persons(self) -> int:
        """People, each counted once whatever they are called where."""
        return people.persons(self.world, self.end)
