"""True places: the region and product line of a figure, by what brought it or where it happened."""

import polars as pl

from sandbox.world import World

PLACE = ["region_id", "product_line"]


def of_campaigns(world: World) -> pl.DataFrame:
    """Campaign → region and product line: those its name tells.

    A broken name tells neither: the region is that of the account, the line is `unknown`.
    """
    told = pl.col("naming_ok")
    own = world.accounts.select("account_id", own="region_id", platform="connector")
    table = world.campaigns.join(own, on=["platform", "account_id"], how="left")
    return table.select(
        "campaign_id",
        region_id=pl.when(told).then("region_id").otherwise("own"),
        product_line=pl.when(told).then("product_line").otherwise(pl.lit("unknown")),
    )


def of_touches(world: World, touches: pl.DataFrame) -> pl.DataFrame:
    """Touch → region and product line of the campaign or event touched.

    No region where neither tells one; a campaign nobody lists has the line `unknown`, no campaign
    `none`.
    """
    attended = pl.col("kind") == "attend"
    events = world.events.select(*PLACE, item="event_id")
    items = pl.concat([of_campaigns(world).select(*PLACE, item="campaign_id"), events])
    nobody = pl.when(~attended & pl.col("campaign").is_not_null()).then(pl.lit("unknown"))
    item = pl.when(attended).then("campaign").otherwise("campaign_id")
    table = touches.select("touch", item=item, nobody=nobody.otherwise(pl.lit("none")))
    table = table.join(items, on="item", how="left")
    return table.select("touch", "region_id", pl.coalesce("product_line", "nobody"))


def homes(world: World) -> pl.DataFrame:
    """Conversion → region of the shop, CRM or event in which it happened."""
    accounts = world.accounts.select(own="region_id", shop="account_id", platform="connector")
    orders = world.orders.join(accounts, on="shop").select("own", conversion="order_id")
    told = [
        world.deals.select(pl.lit("hubspot").alias("platform"), conversion="deal_id"),
        world.sales_deals.select("platform", conversion="deal_id"),
        world.leads.select(
            pl.lit("hubspot").alias("platform"), conversion=pl.format("hubspot/{}", "lead_id")
        ),
        world.sales_leads.select("platform", conversion=pl.format("{}/{}", "platform", "lead_id")),
    ]
    desks = pl.concat(told)
    crms = accounts.filter(pl.col("platform").is_in(desks["platform"].implode()))
    crms = crms.select("own", "platform").unique()
    desks = desks.join(crms, on="platform", how="left", validate="m:1")
    left = world.event_people.join(world.events.select("event_id", own="region_id"), on="event_id")
    guests = left.select("own", conversion=pl.format("event/{}/{}", "event_id", "person_id"))
    return pl.concat([orders, desks.select("own", "conversion"), guests])
