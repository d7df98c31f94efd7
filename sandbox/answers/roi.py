"""True delivery, cost and results of channels, side by side: every day, account and campaign."""

from typing import TYPE_CHECKING

import polars as pl

from sandbox.answers import attribution, costs, customers, journeys, places

if TYPE_CHECKING:
    from sandbox.truth import Truth

PLACE = ["day", "channel_id", "account_id", "campaign_id"]
ABOUT = ["brand_id", "region_id", "product_line"]
DELIVERED = ["impressions", "clicks", "spend"]
COSTS = ["media_cost", "direct_cost", "full_cost"]
GOALS = {"orders": "order", "new_customers": "new_customer", "leads": "lead", "deals": "deal"}
VALUES = {"attributed_revenue": "order", "attributed_deal_value": "deal"}
SPENT, RESULTS = [*DELIVERED, *COSTS], [*GOALS, *VALUES]
SUMS = [*SPENT, *RESULTS]


def report(true: "Truth") -> pl.DataFrame:
    """The same as `told` with 0 for what nobody tells."""
    return told(true).with_columns(pl.col(SUMS).fill_null(0.0))


def told(true: "Truth") -> pl.DataFrame:
    """Model × day × channel × account × campaign: what was shown, paid and credited.

    `unknown` is a campaign that no platform lists, `none` no campaign. A row with one of the three
    stays, the others are null then. What campaigns did stands under every model.
    """
    models = pl.DataFrame({"model": attribution.MODELS})
    done = _delivered(true).join(_paid(true), on=PLACE, how="full", coalesce=True)
    keys = ["model", *PLACE]
    table = done.join(models, how="cross").join(_credited(true), on=keys, how="full", coalesce=True)
    return table.with_columns(pl.col(SUMS).cast(pl.Float64))


def _delivered(true: "Truth") -> pl.DataFrame:
    campaign = pl.col("campaign_id").fill_null("unknown")
    told = true.spend.with_columns(campaign)
    return told.group_by(PLACE).agg(pl.col(name).sum() for name in DELIVERED)


def _paid(true: "Truth") -> pl.DataFrame:
    """Cost of a row by scope, each with the smaller ones."""
    actual = costs.costs(true).filter("is_actual")
    scope = pl.col("cost_scope")
    return actual.group_by(PLACE).agg(
        media_cost=pl.col("cost").filter(scope == "media").sum(),
        direct_cost=pl.col("cost").filter(scope != "full").sum(),
        full_cost=pl.col("cost").sum(),
    )


def _placed(true: "Truth") -> pl.DataFrame:
    """Credit by the day of the conversion, with the campaign of the touch and its account."""
    account = true.world.campaigns.select("campaign_id", "account_id")
    named = true.touches.select("touch", campaign_id=journeys.campaign_named())
    nowhere = pl.col("campaign_id").fill_null("none")
    table = true.credits.join(named, on="touch", how="left").with_columns(nowhere)
    table = table.join(account, on="campaign_id", how="left")
    return table.with_columns(pl.coalesce("account_id", "campaign_id"))


def _credited(true: "Truth") -> pl.DataFrame:
    """Credit and value of every goal."""
    return (
        _placed(true)
        .group_by("model", *PLACE)
        .agg(
            *(_of(goal, "credit").alias(name) for name, goal in GOALS.items()),
            *(_of(goal, "value").alias(name) for name, goal in VALUES.items()),
        )
    )


def profits(true: "Truth") -> pl.DataFrame:
    """Gross profit that credited new customers bring in ninety days."""
    bought = customers.orders(true.world, true.end).filter(pl.col("age") <= 90)
    lives = bought.group_by("person_id").agg(profit=pl.col("profit").sum())
    firsts = true.conversions.filter(pl.col("goal") == "new_customer").join(lives, on="person_id")
    keys = ["goal", "conversion"]
    worth = _placed(true).join(firsts.select(*keys, "profit"), on=keys)
    return worth.group_by("model", *PLACE).agg(profit=(pl.col("credit") * pl.col("profit")).sum())


def _of(goal: str, what: str) -> pl.Expr:
    mine = pl.col(what).filter(pl.col("goal") == goal)
    return pl.when(mine.len() > 0).then(mine.sum())


def about(true: "Truth") -> pl.DataFrame:
    """Account × campaign → brand, region and product line: the campaign's, else the account's."""
    world = true.world
    own = world.accounts.select(*ABOUT[:2], "account_id", platform="connector")
    brands = world.campaigns.join(own, on=["platform", "account_id"], how="left", suffix="_own")
    brand = pl.when("naming_ok").then("brand_id").otherwise("brand_id_own")
    campaigns = brands.select("account_id", "campaign_id", brand_id=brand)
    campaigns = campaigns.join(places.of_campaigns(world), on="campaign_id")
    bare = own.select(
        "account_id", *ABOUT[:2], campaign_id=pl.lit("none"), product_line=pl.lit("none")
    )
    nobody = [
        pl.DataFrame({name: [word] for name in ("account_id", "campaign_id", *ABOUT)})
        for word in ("none", "unknown")
    ]
    unlisted = own.select(
        "account_id", campaign_id=pl.lit("unknown"), **dict.fromkeys(ABOUT, pl.lit("unknown"))
    )
    names = ["account_id", "campaign_id", *ABOUT]
    pieces = [campaigns, bare, unlisted, *nobody]
    return pl.concat([piece.select(names) for piece in pieces])
