"""Orders, refunds and the persons behind them."""

import polars as pl
import pytest
from answers import Answers, one_to_one, same

from sandbox.answers.coupons import borne, coupons
from sandbox.answers.refunds import asked_back

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

PARTS = ("gross", "discount", "tax", "paid", "refunded", "net")
SHOP = "join dim_account as shops on facts.account_key = shops.account_key"


def test_every_order_that_counts_and_its_money(answers: Answers):
    told = answers.marts(f"""
        select order_id, shops.account_id as shop, processed_at, facts.currency_code,
            date_day as day, gross_native, discount_native, shipping_native, tax_native,
            paid_native, refunded_native, net_native, gross_revenue as gross, discount, shipping,
            tax, paid, refunded, net_revenue as net
        from fct_order as facts {SHOP} where is_valid""")
    same(told, answers.truth.orders, "order_id")


def test_orders_that_do_not_count_are_kept_and_marked(answers: Answers):
    told = answers.marts("select order_id, is_test, is_valid from fct_order")
    counted = answers.truth.orders.select("order_id", is_valid=True)
    true = answers.world.orders.join(counted, on="order_id", how="left")
    same(told, true.with_columns(pl.col("is_valid").fill_null(False)), "order_id")
    assert not told["is_valid"].all()


def test_every_shop_on_every_day(answers: Answers):
    sums = ", ".join(
        f"sum({name}_native) as {name}_native, "
        f"sum({ {'gross': 'gross_revenue', 'net': 'net_revenue'}.get(name, name) }) as {name}"
        for name in PARTS
    )
    told = answers.marts(f"""
        select shops.account_id as shop, date_day as day, count(*) as orders, {sums}
        from fct_order as facts {SHOP} where is_valid group by all""")
    same(told, answers.truth.orders_daily, "shop", "day")


def test_lines_add_up_to_their_orders(answers: Answers):
    told = answers.marts("""
        select orders.order_id, sum(lines.gross_native) as gross_native,
            sum(lines.units) as units
        from fct_order_line as lines join fct_order as orders using (order_key)
        group by all""")
    lines = answers.world.order_lines.group_by("order_id").agg(
        gross_native=(pl.col("unit_price") * pl.col("quantity")).sum(),
        units=pl.col("quantity").sum(),
    )
    same(told, lines, "order_id")


def test_a_line_comes_to_what_was_paid_for_it_where_that_is_told(answers: Answers):
    told = answers.marts("""
        select orders.order_id, sku, sum(lines.paid_native) as paid_native
        from fct_order_line as lines
        join fct_order as orders using (order_key) join dim_product using (product_key)
        group by all""")
    given = coupons(answers.world).group_by("order_id").agg(pl.col("amount_native").sum())
    shops = answers.world.accounts.select("connector", shop="account_id")
    lines = answers.world.order_lines.join(answers.world.orders, on="order_id")
    lines = lines.join(shops, on="shop").join(given, on="order_id", how="left")
    # 抖店's own coupon lessens the first line; 京东 and files do not tell.
    is_first = pl.int_range(pl.len()).over("order_id") == 0
    platform = pl.col("connector")
    coupon = pl.when((platform == "douyin_shop") & is_first).then("amount_native").otherwise(0)
    worth = pl.col("unit_price") * pl.col("quantity") - pl.col("discount")
    tells = platform.is_in(["shopify", "taobao_tmall_top", "douyin_shop"])
    true = lines.with_columns(paid_native=pl.when(tells).then(worth - coupon.fill_null(0)))
    assert true["paid_native"].null_count() and true.filter(is_first & tells).height
    same(told, true, "order_id", "sku")


def test_refunds_stand_on_the_day_of_the_refund_at_that_days_rate(answers: Answers):
    told = answers.marts(f"""
        select shops.account_id as shop, date_day as day, sum(amount_native) as amount_native,
            sum(amount) as amount, count(*) as refunds
        from fct_refund as facts {SHOP} where is_done group by all""")
    same(told, answers.truth.refunds_daily, "shop", "day")


def test_every_refund_that_was_asked_for_and_what_became_of_it(answers: Answers):
    told = answers.marts(f"""
        select refund_id, shops.account_id as shop, kind, reason, is_done, is_open, requested_at,
            refunded_at, units, asked_native, amount_native
        from fct_refund as facts {SHOP}""")
    true = asked_back(answers.world)
    assert set(true["kind"]) == {"return", "refund_only", "exchange", "unknown"}
    assert true["is_open"].sum() == 3 and true.filter(~pl.col("is_done")).height > 3
    same(told, true, "refund_id")


def test_hours_to_a_refund_are_those_that_passed(answers: Answers):
    told = answers.marts("select refund_id, hours_to_refund from fct_refund")
    hours = (pl.col("refunded_at") - pl.col("requested_at")).dt.total_seconds() / 3600
    true = asked_back(answers.world).with_columns(hours_to_refund=hours)
    assert true["hours_to_refund"].n_unique() > 10
    same(told, true, "refund_id")


def test_money_of_orders_is_the_same_in_source_staging_and_fact(answers: Answers):
    told = [
        answers.warehouse("""
            select account_id as shop, count(*) as orders, sum(total_price) as paid
            from source.shopify__orders group by all
            union all
            select account_id as shop, count(*) as orders, sum(paid_amount) as paid
            from source.taobao_tmall_top__orders group by all
            union all
            select account_id as shop, count(*) as orders, sum(paid_amount) as paid
            from source.jd__orders where order_id not in (
                select parent_order_id from source.jd__orders where parent_order_id is not null
            ) group by all
            union all
            select account_id as shop, count(*) as orders, sum(paid_amount) as paid
            from source.douyin_shop__orders group by all
            union all
            select shop_id as shop, count(*) as orders, sum(paid_amount) as paid
            from source.seller_backend_exports__orders
            where shop_id <> '60412345' and exported_date = (
                select max(exported_date) from source.seller_backend_exports__orders
            ) group by all"""),
        answers.warehouse("""
            select account_id as shop, count(*) as orders, sum(paid_native) as paid
            from staging.stg_orders group by all"""),
        answers.marts(f"""
            select shops.account_id as shop, count(*) as orders, sum(paid_native) as paid
            from fct_order as facts {SHOP} group by all"""),
    ]
    true = answers.world.orders.group_by("shop").agg(pl.col("paid").sum(), orders=pl.len())
    for table in told:
        same(table, true, "shop")


def test_what_coupons_took_off_and_who_bore_it(answers: Answers):
    told = answers.marts("""
        select order_id, coupon_code, borne_by, coupons.amount_native
        from fct_order_coupon as coupons join fct_order using (order_key)""")
    told_shop = answers.marts("""
        select count(*) as orders from fct_order_coupon join fct_order using (order_key)
        where borne_by = 'shop' and fct_order_coupon.amount_native <> fct_order.discount_native""")
    true = coupons(answers.world)
    assert set(true["borne_by"]) == {"shop", "platform", "creator"}
    same(told, true, "order_id", "coupon_code", "borne_by")
    assert told_shop.item() == 0


def test_an_order_tells_what_its_platform_and_its_creator_bore(answers: Answers):
    told = answers.marts("""
        select order_id, platform_discount_native, creator_discount_native,
            platform_discount, creator_discount
        from fct_order""")
    true = borne(answers.world).with_columns(  # all of it in CNY
        platform_discount="platform_discount_native", creator_discount="creator_discount_native"
    )
    assert (true["platform_discount"] > 0).any() and true["platform_discount"].null_count()
    same(told, true, "order_id")


def test_what_was_paid_is_list_and_postage_and_tax_less_what_each_bore(answers: Answers):
    told = answers.marts("""
        select count(*) as orders from fct_order
        where gross_native + shipping_native + case when source_name = 'shopify' then tax_native
            else 0 end - discount_native - coalesce(platform_discount_native, 0)
            - coalesce(creator_discount_native, 0) <> paid_native""")
    assert told.item() == 0


def test_a_person_is_one_person_in_orders_leads_and_visits(answers: Answers):
    world = answers.world
    orders = answers.marts("select order_id, person_key from fct_order").join(
        world.orders.select("order_id", "person_id"), on="order_id"
    )
    leads = answers.marts("select lead_id, person_key from fct_lead").join(
        pl.concat([
            world.leads.select("lead_id", "person_id"),
            world.sales_leads.filter(~pl.col("is_deleted")).select("lead_id", "person_id"),
            world.event_people.filter(pl.col("lead_id").is_not_null())
            .select("lead_id", "person_id"),
        ]), on="lead_id",
    )  # fmt: skip
    visits = world.visits.filter(pl.col("started_at").is_unique()).select(
        "person_id", started_at=pl.col("started_at").dt.replace_time_zone(None)
    )
    told = answers.marts("select started_at, person_key from fct_web_session")
    told = told.with_columns(pl.col("started_at").cast(pl.Datetime("ms")))
    visits = told.join(visits, on="started_at")
    assert (orders.height, leads.height) == (world.orders.height, answers.truth.leads.height)
    assert visits.height > 0.99 * world.visits.height
    pairs = [frame.select("person_key", "person_id") for frame in (orders, leads, visits)]
    assert one_to_one(pl.concat(pairs))


def test_there_are_as_many_persons_as_people(answers: Answers):
    told = answers.marts("select person_key from dim_person")
    people = told.filter(~pl.col("person_key").is_in(["none", "unknown"]))
    assert people.height == answers.truth.persons


def test_a_new_customer_is_a_persons_first_order(answers: Answers):
    told = answers.marts("""
        select date_day as day, count(*) as new_customers
        from fct_order where is_first_order and is_valid group by all""")
    true = answers.truth.conversions.filter(pl.col("goal") == "new_customer")
    same(told, true.group_by("day").agg(new_customers=pl.len()), "day")
