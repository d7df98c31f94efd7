"""Days of the shops on marketplaces as their back ends count them, out of the same orders.

A day is that of clocks in China. Visitors are invented, as many as the day's buyers need; all else
is counted from orders and refunds by the rule of each back end.
"""

from datetime import date, datetime, timedelta

import polars as pl

from sandbox.story.company import SHANGHAI
from sandbox.story.draw import MONEY

RULES = {"60412345": "taobao", "58800123": "taobao", "10099": "jd", "4455667": "douyin"}
SOURCES = {
    "60412345": ("手淘搜索 / 关键词", "手淘搜索 / 拍立得", "手淘推荐 / 首页", "直通车 / 直通车"),
    "10099": ("免费流量 / 搜索", "免费流量 / 首页推荐", "付费流量 / 京东快车"),
    "4455667": ("直播间", "短视频", "商品卡"),
}
FIGURES = ("visitors", "page_views", "buyers", "orders", "units", "paid", "placed", "placing",
           "refunded", "refund_orders")  # fmt: skip
LOT, LATE = 40, 2  # units that come when a shelf is empty, and how many days they take


def shop_days(
    orders: pl.DataFrame,
    lines: pl.DataFrame,
    refunds: pl.DataFrame,
    first: date,
    last: date,
    now: datetime,
) -> pl.DataFrame:
    """Shop, day: FIGURES as counted at `now`, for all days from `first` to `last`.

    `paid` is what the shop's back end calls so: of 京东 the seller's price, else what was paid.
    """
    mine = orders.filter(pl.col("shop").is_in(list(RULES)))
    days = pl.DataFrame({"shop": list(RULES)}).join(
        pl.DataFrame({"day": pl.date_range(first, last, eager=True)}), how="cross"
    )
    own = paid_orders(mine, now)
    units = lines.group_by("order_id").agg(units=pl.col("quantity").sum(), parts=pl.len())
    placed = mine.filter(pl.col("created_at") < now).with_columns(
        day=_day("created_at"), placed=pl.col("list_total") - pl.col("discount")
    )
    back = refunds.filter((pl.col("status") == "success") & (pl.col("refunded_at") < now))
    back = back.join(mine.select("order_id", "shop"), on="order_id")
    back = back.with_columns(day=_day("refunded_at"))
    keys = ["shop", "day"]
    told = [
        own.join(units, on="order_id", how="left").group_by(keys).agg(
            buyers=pl.col("buyer").n_unique(), orders=_orders(), units=pl.col("units").sum(),
            paid=pl.col("paid").sum(),
        ),
        placed.group_by(keys).agg(
            placing=_buyer().n_unique(), placed=pl.col("placed").sum(),
        ),
        back.group_by(keys).agg(
            refunded=pl.col("amount").sum(), refund_orders=pl.col("order_id").n_unique()
        ),
    ]  # fmt: skip
    for table in told:
        days = days.join(table, on=keys, how="left", maintain_order="left")
    money = ("paid", "placed", "refunded")
    days = days.with_columns(pl.col(name).cast(MONEY).fill_null(0) for name in money)
    days = days.with_columns(
        pl.col(name).cast(pl.Int64).fill_null(0)
        for name in ("buyers", "orders", "units", "placing", "refund_orders")
    )
    turn = (pl.col("day").dt.ordinal_day() * 37 + pl.col("shop").str.slice(-2).cast(pl.Int64)) % 41
    days = days.with_columns(visitors=(23 * pl.col("placing").clip(pl.col("buyers")) + 40 + turn))
    days = days.with_columns(page_views=pl.col("visitors") * 3 + turn)
    return days.select("shop", "day", *FIGURES).sort("shop", "day")


def paid_orders(orders: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Orders paid by `now` with their day, their buyer, their source and what counts as paid."""
    paid = ~pl.col("financial_status").is_in(["voided", "pending"])
    jd = pl.col("list_total") - pl.col("discount")
    is_jd = pl.col("shop").replace_strict(RULES, default="") == "jd"
    own = orders.filter(paid & (pl.col("processed_at") < now))
    return own.with_columns(
        day=_day("processed_at"),
        buyer=_buyer(),
        paid=pl.when(is_jd).then(jd).otherwise("paid"),
        turn=pl.col("order_id").cast(pl.Int64) // 137,
    )


def by_source(orders: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Shop, day, source: buyers, orders and paid of days on which the source sold something."""
    parts = []
    for shop, sources in SOURCES.items():
        own = paid_orders(orders.filter(pl.col("shop") == shop), now)
        names = pl.Series(sources)
        parts.append(own.with_columns(source=names.gather((own["turn"] % len(names)).to_list())))
    return (
        pl.concat(parts)
        .group_by("shop", "day", "source")
        .agg(buyers=pl.col("buyer").n_unique(), orders=pl.len(), paid=pl.col("paid").sum())
        .sort("shop", "day", "source")
    )


def stock(
    orders: pl.DataFrame, lines: pl.DataFrame, shop: str, first: date, last: date, now: datetime
) -> pl.DataFrame:
    """Day, product_id, title: units sold on the day and units left at its end.

    A shelf that is empty is filled some days later: until then the product is out of stock.
    """
    own = paid_orders(orders.filter(pl.col("shop") == shop), now).select("order_id", "day")
    sold = lines.join(own, on="order_id").group_by("product_id", "day")
    sold = sold.agg(units=pl.col("quantity").sum())
    known = {(row[0], row[1]): row[2] for row in sold.iter_rows()}
    titles = lines.join(own, on="order_id").unique("product_id").sort("product_id")
    rows = []
    for number, (product, title) in enumerate(titles.select("product_id", "title").iter_rows()):
        left, empty = 6 + 5 * number, 0
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            units = known.get((product, day), 0)
            empty = empty + 1 if left == 0 else 0
            left = LOT if empty > LATE else max(0, left - units)
            if number == 0 and last - day == timedelta(days=LATE + 2):
                left = 0  # planted: one is sold out in the last week
            rows.append((day, product, title, units, left))
    return pl.DataFrame(rows, schema=["day", "product_id", "title", "units", "left"], orient="row")


def _day(moment: str) -> pl.Expr:
    return pl.col(moment).dt.convert_time_zone(SHANGHAI).dt.date()


def _buyer() -> pl.Expr:
    """Who bought; where nobody is told, each order is another's."""
    return pl.coalesce("person_id", "order_id")


def _orders() -> pl.Expr:
    """Of 淘宝 the lines of orders, else the orders."""
    by_line = pl.col("shop").replace_strict(RULES, default="") == "taobao"
    return pl.when(by_line).then("parts").otherwise(1).sum()
