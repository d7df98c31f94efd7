"""What sellers' back ends report of a shop's days: as they count, tied to our orders."""

from datetime import timedelta

import polars as pl
import pytest
from answers import Answers, same

from sandbox.commerce.day_reports import DOUYIN, JD, SOURCE_DAYS, STOCK_DAYS, TMALL, TOLD, sku
from sandbox.story.shop_days import FIGURES, by_source, shop_days, stock
from sandbox.telling import closing

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

SITE = "fct_site_daily as facts join dim_account as shops using (account_key)"
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


def test_a_shops_day_has_reported_figures_beside_our_own(answers: Answers):
    told = answers.marts("""
        select account_id as shop, date_day as day, orders, paid,
            refunded_of_orders as refunded, net_revenue as net
        from rpt_shop_trading join dim_account using (account_key) where orders > 0""")
    same(told, answers.truth.orders_daily, "shop", "day")
    told = answers.marts("""
        select account_key, date_day as day, refunded_on_day as amount
        from rpt_shop_trading where refunded_on_day <> 0""")
    own = answers.marts("""
        select account_key, date_day as day, sum(amount) as amount
        from fct_refund where is_valid_order group by all""")
    same(told, own, "account_key", "day")
    told = answers.marts("""
        select account_id as shop, date_day as day, reported_buyers as buyers,
            round(reported_conversion_rate * reported_visitors) as back,
            coalesce(reported_paid, reported_gmv) as paid
        from rpt_shop_trading join dim_account using (account_key)
        where reported_visitors is not null""")
    true = (
        story(answers)
        .filter(pl.col("shop") != DOUYIN)
        .with_columns(back=pl.col("buyers").cast(pl.Float64))
    )
    same(told, true, "shop", "day")
    sold_out = answers.marts("select sum(sold_out_products) from rpt_shop_trading").item()
    assert sold_out == answers.marts("select sum(stock_out_days) from fct_site_daily").item() > 0
