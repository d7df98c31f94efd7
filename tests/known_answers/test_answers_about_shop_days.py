"""What sellers' back ends report of a shop's days: as they count, tied to our orders."""

from datetime import timedelta

import polars as pl
import pytest
from answers import Answers, divided, same

from sandbox.answers import money
from sandbox.answers.refunds import asked_back
from sandbox.commerce.day_reports import (
    DOUYIN,
    JD,
    SOURCE_DAYS,
    STOCK_DAYS,
    TAOBAO,
    TMALL,
    TOLD,
    sku,
)
from sandbox.story.shop_days import FIGURES, by_source, shop_days, stock
from sandbox.telling import closing

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

SITE = "fct_site_daily as facts join dim_account as shops using (account_key)"
EXPORTED = {TAOBAO: "taobao_tmall_top", "4455668": "douyin_shop"}  # told by files only
OWN = (
    *("orders", "units", "paid", "refunded_of_orders", "refunded_on_day", "refunds_open"),
    "net_revenue",
)
SHOPS = "source_name in ('taobao_tmall_top', 'jd', 'douyin_shop')"


def story(answers: Answers) -> pl.DataFrame:
    world, last = answers.world, answers.world.last_day
    tables = (world.orders, world.order_lines, world.refunds)
    first = max(world.first_day, last - TOLD)
    return shop_days(*tables, first, last, closing(last + timedelta(days=1)))


def test_every_day_of_a_shop_as_its_back_end_counts_it(answers: Answers):
    told = answers.marts(f"""
        select account_id as shop, date_day as day, visitors, page_views, item_visitors, buyers,
            orders,
            coalesce(paid_native, gmv_native) as paid, coalesce(refunded_native, 0) as refunded
        from {SITE} where cut = 'total' and {SHOPS}""")
    # 京东商智 tells no refunds; 抖音罗盘 counts who opens a product, not who visits.
    is_site = pl.col("shop") != DOUYIN
    true = story(answers).with_columns(
        refunded=pl.when(pl.col("shop") == JD).then(0).otherwise("refunded"),
        item_visitors=pl.when(~is_site).then("visitors"),
        visitors=pl.when(is_site).then("visitors"),
        page_views=pl.when(is_site).then("page_views"),
    )
    assert set(told.columns) <= {"shop", "day", "item_visitors", *FIGURES}
    same(told, true, "shop", "day")


def test_reported_money_is_that_of_our_orders_by_the_stated_rule(answers: Answers):
    told = answers.marts(f"""
        select account_id as shop, date_day as day, paid_native, gmv_native
        from {SITE} where cut = 'total' and {SHOPS}
            and coalesce(paid_native, gmv_native) > 0""")
    own = answers.marts("""
        select shops.account_id as shop, date_day as day,
            case when platform = 'taobao_tmall_top' then sum(paid_native) end as paid_native,
            case platform when 'jd' then sum(gross_native - discount_native)
                when 'douyin_shop' then sum(paid_native) end as gmv_native
        from fct_order as orders join dim_account as shops using (account_key)
        where is_valid group by shops.account_id, shops.platform, date_day""")
    same(told, told.select("shop", "day").join(own, on=["shop", "day"]), "shop", "day")
    words = answers.marts(f"select distinct definition from {SITE} where {SHOPS}")["definition"]
    assert words.null_count() == 0 and len(words) > 4


def test_sources_add_up_and_a_product_sells_on_the_day_before_its_list(answers: Answers):
    world, last = answers.world, answers.world.last_day
    now = closing(last + timedelta(days=1))
    told = answers.marts(f"""
        select account_id as shop, date_day as day, cut_value as source,
            coalesce(paid_native, gmv_native) as paid
        from {SITE} where cut = 'source' and {SHOPS}
            and coalesce(paid_native, gmv_native) > 0""")
    begins = max(world.first_day, last - TOLD)
    recent = pl.col("day") > last - timedelta(days=SOURCE_DAYS)
    kept = ((pl.col("shop") != TMALL) & (pl.col("day") >= begins)) | recent
    same(told, by_source(world.orders, now).filter(kept), "shop", "day", "source")
    shelves = stock(world.orders, world.order_lines, JD, world.first_day, last, now)
    told = answers.marts(f"""
        select date_day as day, cut_value as product, units, stock_units as "left", stock_out_days
        from {SITE} where cut = 'product' and stock_units is not null and units is not null""")
    true = shelves.with_columns(
        product=pl.col("product_id").map_elements(sku, pl.String),
        stock_out_days=(pl.col("left") == 0).cast(pl.Int64),
    ).filter(pl.col("day").is_between(last - STOCK_DAYS, last - timedelta(days=1)))
    same(told, true, "day", "product")


def test_every_figure_of_every_day_of_every_shop(answers: Answers):
    told = answers.marts("""
        select report.* exclude (account_key, date_day, reported_definition), date_day as day,
            account_id as shop, reported_definition is not null as is_defined
        from rpt_shop_trading as report join dim_account using (account_key)""")
    keys = ["shop", "day"]
    parts = [own(answers), on_day(answers), still_open(answers), reported(answers)]
    true = parts[0]
    for part in parts[1:]:
        true = true.join(part, on=keys, how="full", coalesce=True)
    true = true.with_columns(
        pl.col(OWN).fill_null(0), is_defined=pl.col("reported_orders").is_not_null()
    )
    shops = answers.world.accounts.select(
        "brand_id", "region_id", shop="account_id",
        source_name=pl.col("account_id").replace_strict(EXPORTED, default=pl.col("connector")),
    )  # fmt: skip
    true = true.join(shops, on="shop").with_columns(
        reported_conversion_rate=divided("reported_buyers", "reported_visitors")
    )
    for name in (*OWN, "reported_refunded", "sold_out_products"):
        assert true[name].sum() > 0, name
    same(told, true, *keys)
    rules = answers.marts("""
        select source_name, reported_refunded is null as is_untold,
            count(distinct reported_definition) as rules
        from rpt_shop_trading where reported_orders is not null group by all""")
    assert rules.height == 4 and set(rules["rules"]) == {1}  # one rule for what a back end tells


def own(answers: Answers) -> pl.DataFrame:
    """Orders that count and their money, refunds of them on whatever day they were."""
    units = answers.world.order_lines.group_by("order_id").agg(units=pl.col("quantity").sum())
    sold = answers.truth.orders.join(units, on="order_id").group_by("shop", "day")
    days = answers.truth.orders_daily.join(sold.agg(pl.col("units").sum()), on=["shop", "day"])
    return days.select(
        "shop", "day", "orders", "units", "paid", refunded_of_orders="refunded", net_revenue="net"
    )


def on_day(answers: Answers) -> pl.DataFrame:
    """Refunds of such orders by the day on which they were, at that day's rate."""
    orders = answers.truth.orders.select("order_id", "shop", "currency_code")
    back = money.good_refunds(answers.world, answers.truth.end).join(orders, on="order_id")
    back = back.with_columns(day=money.business_day("refunded_at"), native="amount")
    back = money.in_cny(answers.world, back, "day", {"amount": "native"})
    return back.group_by("shop", "day").agg(refunded_on_day=pl.col("amount").sum())


def still_open(answers: Answers) -> pl.DataFrame:
    """Refunds of such orders that nobody has settled, by the day they were asked for."""
    counted = answers.truth.orders.select("order_id")
    waits = asked_back(answers.world).filter("is_open").join(counted, on="order_id")
    waits = waits.with_columns(day=money.business_day("requested_at"))
    return waits.group_by("shop", "day").agg(refunds_open=pl.len())


def reported(answers: Answers) -> pl.DataFrame:
    """What back ends say: 京东 no refunds, 抖音 no visitors, 淘宝 refunds where there were any."""
    world, last = answers.world, answers.world.last_day
    now = closing(last + timedelta(days=1))
    shelves = stock(world.orders, world.order_lines, JD, world.first_day, last, now)
    shelves = shelves.filter(pl.col("day") >= last - STOCK_DAYS)
    shelves = shelves.group_by("day").agg(
        shop=pl.lit(JD), stocked_products=pl.len(), sold_out_products=(pl.col("left") == 0).sum()
    )
    shop = pl.col("shop")
    is_site, is_taobao = shop != DOUYIN, shop.is_in([TMALL, TAOBAO])
    told = story(answers).join(shelves, on=["shop", "day"], how="left")
    return told.select(
        "shop", "day", "sold_out_products", pl.col("stocked_products").fill_null(0),
        reported_visitors=pl.when(is_site).then("visitors"),
        reported_page_views=pl.when(is_site).then("page_views"),
        reported_buyers="buyers", reported_orders="orders",
        reported_paid=pl.when(is_taobao).then("paid"),
        reported_gmv=pl.when(~is_taobao).then("paid"),
        reported_refunded=pl.when((shop == DOUYIN) | (is_taobao & (pl.col("refunded") > 0)))
        .then("refunded"),
    )  # fmt: skip
