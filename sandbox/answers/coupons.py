"""True coupons: what took something off an order, and who bore it."""

import polars as pl

from sandbox.story.orders import coupon_code
from sandbox.telling import records
from sandbox.world import World


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
