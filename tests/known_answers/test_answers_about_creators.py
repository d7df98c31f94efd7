"""Cooperation with creators: what was agreed and paid for each post, and what it brought."""

from datetime import date, timedelta

import polars as pl
import pytest
from answers import Answers, same

from sandbox.answers import content
from sandbox.social.kol_campaigns import AGENCY, PLAIN_CAMPAIGN

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COOPERATIONS = "fct_kol_cooperation"
REPORT = f"""
    select * exclude (cooperation_key) replace (rebate_rate::double as rebate_rate)
    from {COOPERATIONS}"""


@pytest.mark.parametrize("later", [0, 10], ids=["today", "ten days later"])
def test_every_fact_of_every_cooperation_with_a_creator(answers: Answers, later: int):
    """Nobody reads a post again in ten days, but it has lived to more ages."""
    closed = answers.world.last_day + timedelta(days=later)
    told = answers.marts_on(closed, COOPERATIONS, REPORT) if later else answers.marts(REPORT)
    true = cooperations(answers, closed)
    ages = {age for age in content.AGES if true[f"views_day_{age}_total"].count()}
    assert ages == ({1, 3, 7} if not later else set(content.AGES))
    came = true["rebate_received"]
    assert came.null_count() and (came == 0).any() and (came > 0).any()
    assert set(true["pay_status"].drop_nulls()) == {"已付款", "未付款"}
    same(told, true, "post_url")


def cooperations(answers: Answers, closed: date) -> pl.DataFrame:
    """What platforms, the agency's workbook and the plain list tell; this one no fees apart."""
    world, truth = answers.world, answers.truth
    platform, fans = pl.col("platform"), pl.col("followers")
    number = pl.col("creator_id").str.slice(-2)
    on_douyin, on_redbook = platform == "douyin", platform == "xiaohongshu"
    is_told = on_douyin | on_redbook
    by_agency = pl.col("campaign") == AGENCY
    has_fee, gives_back = is_told | by_agency, by_agency & (pl.col("rebate_percent") > 0)
    agencys = pl.when(fans >= 100_000).then(pl.lit("KOL")).otherwise(pl.lit("KOC"))
    by_fans = pl.when(fans >= 1_000_000).then(pl.lit("mega"))
    is_listed = pl.col("campaign") == PLAIN_CAMPAIGN
    is_paid = pl.col("paid_on") < truth.as_of
    orders = pl.when(is_listed).then(pl.col("views") // 200)
    own_id = pl.lit(6950000000000000001) + number.cast(pl.Int64)
    ages = content.views_at_ages(world, truth.as_of, closed)
    ages = ages.select("url", pl.exclude("url").name.suffix("_total"))
    return truth.placements.join(ages, on="url").select(
        "campaign", "creator_name", "full_cost", "rebate_agreed", "rebate_received",
        "signed_on", "planned_on", "sample_cost", "commission", "boost_cost", "promo_code",
        r"^views_day_.*$", source_name="platform", post_url="url", published_date="published_on",
        creator_id=pl.when(on_douyin).then(own_id.cast(pl.String))
        .when(on_redbook).then(pl.lit("5c21000000000000000000") + number).otherwise("creator_id"),
        creator_tier=pl.when(by_agency).then(agencys).when(is_told).then(by_fans)
        .otherwise(pl.lit("unknown")),
        mcn_name=pl.when(on_redbook).then(pl.lit("山川文化")),
        followers_total=pl.when(has_fee).then(fans),
        order_id=pl.when(is_told).then("placement_id"),
        content_id=pl.when(platform != "bilibili").then("content_id"),
        content_type=pl.when(has_fee).then("content_type").otherwise(pl.lit("unknown")),
        stat_date=pl.lit(world.last_day), is_delivered=pl.when(is_told).then(pl.lit(value=True)),
        contract_fee=pl.when(has_fee).then("contract_fee"),
        platform_fee=pl.when(has_fee).then("platform_fee"),
        rebate_rate=pl.when(gives_back).then(pl.col("rebate_percent") / 100),
        is_rebate_received=pl.when(gives_back).then(pl.col("rebate_on") < truth.as_of),
        impressions_total="impressions", views_total="views", likes_total="likes",
        comments_total="comments", shares_total="shares", favourites_total="saves",
        boosted_impressions_total=pl.when(on_redbook).then(pl.col("impressions") // 3),
        boosted_views_total=pl.when(on_redbook).then(pl.col("views") // 3),
        link_shows_total=pl.when(on_douyin).then(pl.col("views") // 4),
        link_clicks_total=pl.when(on_douyin).then(pl.col("views") // 250),
        completion_rate=pl.when(on_douyin).then(0.183),
        play_rate_5s=pl.when(on_douyin).then(0.275),
        followers_gained_total=pl.when(is_listed).then(pl.col("views") // 50),
        platform_orders_total=orders, platform_revenue=(orders * 289).cast(pl.Decimal(38, 6)),
        platform_refunds=(orders // 10 * 289).cast(pl.Decimal(38, 6)),
        pay_status=pl.when(is_listed & is_paid).then(pl.lit("已付款"))
        .when(is_listed).then(pl.lit("未付款")),
        paid_on=pl.when(is_paid).then("paid_on"), invoice_no=pl.when(is_paid).then("invoice_no"),
    )  # fmt: skip


def test_creators_cost_a_month_what_the_ledger_books_and_lists_add_nothing(answers: Answers):
    told = answers.marts("""
        select source_name, sum(cost) as cost from fct_marketing_cost
        where cost_category = 'creator' and is_actual group by all""")
    is_booked = pl.col("status").is_in(["已付款", "已通过"])
    lines = answers.world.ledger.filter((pl.col("cost_item") == "达人合作") & is_booked)
    assert told.rows() == [("expense_ledger", lines["approved"].sum())]
