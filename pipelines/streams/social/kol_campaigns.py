"""达人投放 workbooks, clean. Raw: `connectors/social/kol_campaigns.py`.

A placement is one creator and one post; each file is a reading of its figures.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY as AMOUNT
from pipelines.streams.columns import Column, day
from pipelines.streams.sheets import (
    in_yuan,
    moment,
    plain_money,
    typed_day,
    typed_money,
    typed_number,
    unit_factor,
)
from pipelines.streams.social.exports import BLANK, PLACE, figure, hashed, words
from pipelines.streams.spec import Stream

PLATFORMS = {
    **dict.fromkeys(("抖音", "星图"), "douyin"),
    **dict.fromkeys(("小红书", "蒲公英", "red"), "xiaohongshu"),
    **dict.fromkeys(("B站", "b站", "哔哩哔哩", "bilibili", "花火"), "bilibili"),
    **dict.fromkeys(("微博", "微任务"), "weibo"),
    **dict.fromkeys(("视频号", "互选"), "wechat_channels"),
    **dict.fromkeys(("快手", "磁力聚星"), "kuaishou"),
    **dict.fromkeys(("知乎",), "zhihu"),
}
KINDS = {"视频": "video", "图文": "image", "直播": "live", "文章": "article"}
CONTENT = (
    r"douyin\.com/(?:share/)?(?:video|note)/(\d+)",
    r"xiaohongshu\.com/(?:explore|discovery/item)/([0-9a-f]{24})",
    r"bilibili\.com/video/(BV[0-9A-Za-z]{10})",
    r"weibo\.com/(?:u/)?\d+/([0-9A-Za-z]+)",
)
MONEY = ("quote", "fee", "total_cost", "boost_cost", "gifted_value", "commission")
CLAIMED = ("revenue", "refunds")
BARTER, BY_COMMISSION = "置换", "纯佣"
NO_FEE = (*BLANK, BARTER, BY_COMMISSION)
RATE = r"^([\d.]+)\s*%$"
FEWEST_WAN = 100_000  # more ten thousands than anybody has: the figure was not in 万


def platform() -> pl.Expr:
    """The platform by its column, else by the name of its sheet; what we do not know stays."""
    told = pl.coalesce("_platform", "_sheet")
    return told.str.strip_chars().replace(PLATFORMS)


def published() -> pl.Expr:
    """The day; `11月6日` takes the year that stands above the table or in the file's name."""
    plain = pl.col("_published").str.replace(r"^延期至", "")
    plain = plain.str.replace(r"^(\d{1,2})\.(\d{1,2})$", "$1月$2日")
    moment_ = moment(plain, year=pl.col("_year"), day=pl.lit(None, pl.String))
    return (moment_ + pl.duration(hours=8)).dt.date()


def fee() -> pl.Expr:
    """What was agreed, else the list price; nothing for goods or a commission alone."""
    told = pl.coalesce("_fee_told", "_quote_told")
    agreed = pl.coalesce(in_yuan("_fee"), in_yuan("_quote"))
    return pl.when(told.is_in([BARTER, BY_COMMISSION])).then(0).otherwise(agreed).cast(AMOUNT)


def service_fee() -> pl.Expr:
    """An amount, or a share of the fee: `5%`."""
    told = pl.col("_platform_fee")
    share = told.str.extract(RATE).cast(pl.Float64, strict=False) / 100
    part = (fee().cast(pl.Float64) * share).round(2).cast(AMOUNT)
    return pl.coalesce(part, (plain_money(told) * pl.col("_unit_factor")).cast(AMOUNT))


def full_cost() -> pl.Expr:
    """As the list adds up, else fee, service fee, commission and goods; boosting stands apart."""
    beside = (service_fee(), in_yuan("_commission"), in_yuan("_gifted_value"))
    added = fee() + sum((one.fill_null(0) for one in beside), pl.lit(0))
    return pl.coalesce(in_yuan("_total_cost"), added.cast(AMOUNT))


placements = Stream(
    name="kol_campaigns__placements",
    grain="one row per file, creator and post: fees in yuan, running totals up to the reading",
    keys=("placement_id",),
    nulls=BLANK,
    columns={
        "order_id": words("order_id"),
        "_own_campaign": words("campaign"),
        "_platform": words("platform"),
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
        "_export": typed_day("_as_of"),
        "_exported_on": day("_exported_on"),
        "_campaign": words("_campaign"),
        "_unit_factor": unit_factor(),
        **{f"_{name}": typed_money(name, nulls=NO_FEE) for name in (*MONEY, *CLAIMED)},
        **{f"_{name}_told": words(name) for name in ("fee", "quote")},
        "_platform_fee": words("platform_fee"),
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
        "_number": Column("_no", pl.Int64(), lambda raw: raw.cast(pl.Int64, strict=False)),
    },
    translated={
        "_key": hashed("creator_name", pl.coalesce("post_url", "_published")),
    },
    derived={
        "placement_id": pl.coalesce("order_id", "_key"),
        "platform": platform(),
        "published_date": published(),
        "content_type": pl.col("_form").replace(KINDS),
        "content_id": pl.coalesce(
            "_content_id", *(pl.col("post_url").str.extract(form) for form in CONTENT)
        ),
        "followers": pl.coalesce(
            "_followers", (pl.col("_followers_wan") * 10_000).round().cast(pl.Int64)
        ),
        "rate_card": in_yuan("_quote"),
        "agreed_fee": in_yuan("_fee"),
        "contract_fee": fee(),
        "platform_fee": service_fee(),
        "sample_cost": in_yuan("_gifted_value"),
        "commission": in_yuan("_commission"),
        "total_cost": full_cost(),
        "platform_revenue": in_yuan("_revenue"),
        "platform_refunds": in_yuan("_refunds"),
        "boosted_impressions_total": pl.col("_heat_impressions") + pl.col("_paid_impressions"),
        "boosted_views_total": pl.col("_heat_views") + pl.col("_paid_views"),
        "boost_cost": in_yuan("_boost_cost"),
        "campaign": pl.coalesce("_own_campaign", "_campaign"),
        "stat_date": pl.coalesce(
            "_read", pl.coalesce("_exported_on", "_export") - pl.duration(days=1)
        ),
    },
    newest="_number",
    quarantine={
        "unreadable:published_date": pl.col("_published").is_not_null()
        & pl.col("published_date").is_null(),
        "unreadable:platform_fee": pl.col("_platform_fee").is_not_null()
        & pl.col("platform_fee").is_null()
        & fee().is_not_null(),
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
        "total_cost": "total_cost",
    },
    ignored=(
        *(*PLACE, "home_url", "category", "rebate", "interactions", "note", "extras"),
        *("commission_rate", "signed_on", "planned_on", "shop_visitors", "pay_status"),
        *("paid_on", "invoice_no", "owner", "review"),
        *("natural_impressions", "natural_views"),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "placement_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="platform"),
        gxe.ExpectColumnSumToBeBetween(
            column="total_cost", max_value=50_000_000, severity="warning"
        ),
    ],
)
