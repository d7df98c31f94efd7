"""True coupons: what took something off an order, and who bore it."""

import polars as pl

from sandbox.story.orders import coupon_code
from sandbox.telling import records
from sandbox.world import World

BY_FILE = "4455668"  # the shop on 抖音 that tells its orders by file


def coupons(world: World) -> pl.DataFrame:
    """Order, code and bearer: what was taken off, in the order's currency."""
    shops = dict(world.accounts.select("account_id", "connector").iter_rows())
    rows = []
    for order in records(world.orders):
        platform = shops[order["shop"]]
        code = coupon_code(order) if platform == "shopify" else None
        if code:
            rows.append((order["order_id"], code, "shop", order["discount"]))
        given = order["list_total"] - order["discount"] + order["shipping"] - order["paid"]
        if platform == "shopify" or given <= 0:
            continue
        theirs = given * 3 / 10 if platform == "douyin_shop" else 0 * given
        rows += [(order["order_id"], "none", "platform", given - theirs)]
        rows += [(order["order_id"], "none", "creator", theirs)] if theirs else []
    kinds = {"order_id": pl.String, "coupon_code": pl.String, "borne_by": pl.String,
             "amount_native": pl.Decimal(18, 6)}  # fmt: skip
    return pl.DataFrame(rows, schema=kinds, orient="row")


def borne(world: World) -> pl.DataFrame:
    """Order: what its platform and its creator bore; null where nobody tells it apart.

    抖店 tells both, its file and 京东 the platform's part alone.
    """
    told = coupons(world).group_by("order_id").agg(
        *(pl.col("amount_native").filter(pl.col("borne_by") == who).sum().alias(who)
          for who in ("platform", "creator"))
    )  # fmt: skip
    shops = world.accounts.select("connector", shop="account_id")
    orders = world.orders.select("order_id", "shop").join(shops, on="shop")
    connector, is_file = pl.col("connector"), pl.col("shop") == BY_FILE
    return orders.join(told, on="order_id", how="left").select(
        "order_id",
        platform_discount_native=pl.when(is_file | connector.is_in(["jd", "douyin_shop"]))
        .then(pl.col("platform").fill_null(0)),
        creator_discount_native=pl.when(connector == "douyin_shop")
        .then(pl.col("creator").fill_null(0)),
    )  # fmt: skip
