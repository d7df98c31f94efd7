"""达人投放 workbooks, clean. Raw: `connectors/social/kol_campaigns.py`.

A placement is one creator and one post; each file is a reading of its figures.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import day
from pipelines.streams.sheets import (
    PLACE,
    hashed,
    in_yuan,
    number_text,
    typed_day,
    typed_money,
    typed_number,
    typed_text,
    unit_factor,
    written_number,
)
from pipelines.streams.social import placement, rebate
from pipelines.streams.social.doubts import doubts
from pipelines.streams.social.exports import TAKEN_ON
from pipelines.streams.social.figures import BLANK, figure, words
from pipelines.streams.spec import Stream

MONEY = ("quote", "fee", "total_cost", "boost_cost", "gifted_value", "commission")
CLAIMED = ("revenue", "refunds")
BACK = ("rebate_amount", "rebate_received")
DAYS = ("signed_on", "planned_on", "paid_on")
FEWEST_WAN = 100_000  # more ten thousands than anybody has: the figure was not in 万


placements = Stream(
    name="kol_campaigns__placements",
    grain="one row per file, creator and post: fees in yuan, running totals up to the reading",
    keys=("placement_id",),
    nulls=BLANK,
    columns={
        "order_id": words("order_id"),
        "_own_campaign": words("campaign"),
        "_platform": words("platform"),
        "_file": words("_file"),
        "_sheet": words("_sheet"),
        "creator_name": words("creator_name"),
        "creator_id": words("creator_id"),
        "creator_tier": words("tier"),
        "_followers": figure("followers"),
        "_followers_wan": typed_number("followers_wan", nulls=BLANK),
        "_form": words("content_type"),
        "post_url": words("url"),
        "_published": words("published_at"),
        "_year": words("_year"),
        "_read": typed_day("as_of", nulls=BLANK),
        "_as_of": typed_day("_as_of"),
        "_exported_on": day("_exported_on"),
        "_campaign": words("_campaign"),
        "_unit_factor": unit_factor(),
        **{
            f"_{name}": typed_money(name, nulls=placement.NO_FEE)
            for name in (*MONEY, *CLAIMED, *BACK)
        },
        **{f"_{name}_told": words(name) for name in ("fee", "quote")},
        "_platform_fee": words("platform_fee"),
        "_rebate": typed_text("rebate", nulls=rebate.NONE),
        "_rebate_state": typed_text("rebate_state", nulls=rebate.NONE),
        **{f"_{name}": words(name) for name in DAYS},
        "pay_status": words("pay_status"),
        "invoice_no": number_text("invoice_no", nulls=BLANK),
        "_content_id": words("content_id"),
        "mcn_name": words("mcn"),
        "promo_code": words("promo_code"),
        "followers_gained_total": figure("followers_gained"),
        "link_clicks_total": figure("link_clicks"),
        "platform_orders_total": figure("orders"),
        **{
            f"_{way}_{what}": figure(f"{way}_{what}")
            for way in ("heat", "paid")
            for what in ("impressions", "views")
        },
        "impressions_total": figure("impressions"),
        "views_total": figure("views"),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "shares_total": figure("shares"),
        "favourites_total": figure("favourites"),
        "_number": written_number("_no"),
    },
    translated={
        "_key": hashed("creator_name", pl.coalesce("post_url", "_published")),
    },
    derived={
        "placement_id": pl.coalesce("order_id", "_key"),
        "platform": placement.platform(),
        "published_date": placement.spoken_day("_published"),
        "content_type": placement.form(),
        "content_id": placement.content_id(),
        "followers": pl.coalesce(
            "_followers", (pl.col("_followers_wan") * 10_000).round().cast(pl.Int64)
        ),
        "rate_card": in_yuan("_quote"),
        "agreed_fee": in_yuan("_fee"),
        "contract_fee": placement.fee(),
        "platform_fee": placement.service_fee(),
        "sample_cost": in_yuan("_gifted_value"),
        "commission": in_yuan("_commission"),
        "listed_cost": in_yuan("_total_cost"),
        "total_cost": placement.cost_before(rebate.received()),
        "rebate_rate": rebate.rate(),
        "rebate_agreed": rebate.agreed(),
        "is_rebate_received": rebate.is_received(),
        "rebate_received": rebate.received(),
        **{name: placement.spoken_day(f"_{name}") for name in DAYS},
        "platform_revenue": in_yuan("_revenue"),
        "platform_refunds": in_yuan("_refunds"),
        "boosted_impressions_total": pl.col("_heat_impressions") + pl.col("_paid_impressions"),
        "boosted_views_total": pl.col("_heat_views") + pl.col("_paid_views"),
        "boost_cost": in_yuan("_boost_cost"),
        "campaign": pl.coalesce("_own_campaign", "_campaign"),
        "doubts": doubts(),
        "is_doubtful": doubts().is_not_null(),
        "stat_date": pl.coalesce("_read", TAKEN_ON - pl.duration(days=1)),
    },
    newest="_number",
    quarantine={
        "unreadable:published_date": pl.col("_published").is_not_null()
        & pl.col("published_date").is_null(),
        "unreadable:platform_fee": pl.col("_platform_fee").is_not_null()
        & pl.col("platform_fee").is_null()
        & placement.fee().is_not_null(),
        "unreadable:rebate": rebate.is_unreadable(),
        "rebate_above_fee": rebate.is_too_much(),
        "negative_rebate": rebate.is_negative(),
        "followers_were_not_in_wan": pl.col("_followers_wan") > FEWEST_WAN,
        "missing_published_date": pl.col("_published").is_null(),
        "missing_creator_name": pl.col("creator_name").is_null(),
        "negative_cost": pl.col("total_cost") < 0,
        "negative_count": pl.min_horizontal("impressions_total", "views_total", "likes_total") < 0,
    },
    controls={
        "rate_card": "quote",
        "agreed_fee": "fee",
        "platform_fee": "platform_fee",
        "listed_cost": "total_cost",
    },
    ignored=(
        *(*PLACE, "home_url", "category", "interactions", "note", "extras"),
        *("commission_rate", "shop_visitors", "owner", "review"),
        *("natural_impressions", "natural_views"),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "placement_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="platform"),
        *shared.never(gxe, "is_doubtful"),
        gxe.ExpectColumnSumToBeBetween(
            column="total_cost", max_value=50_000_000, severity="warning"
        ),
    ],
)
