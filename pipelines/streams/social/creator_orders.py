"""Orders with creators, as 巨量星图 and 小红书蒲公英 tell them, clean.

Raw: `connectors/social/{xingtu,pugongying}.py`. A row is a reading: totals up to its `stat_date`.
What was paid for showing a post more often is no part of its cost: it stands apart.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, Column, boolean, count, day, money, number, text
from pipelines.streams.columns import local_day as day_in
from pipelines.streams.sheets import ZONE
from pipelines.streams.spec import Stream

STAMP = "%Y-%m-%d %H:%M:%S"


def _orders(
    name: str,
    grain: str,
    columns: Mapping[str, Column],
    *,
    keys: tuple[str, ...],
    derived: Mapping[str, pl.Expr],
    ignored: tuple[str, ...],
) -> Stream:
    return Stream(
        name=name,
        grain=grain,
        keys=(*keys, "stat_date"),
        load="merge",
        newest="stat_date",
        columns=columns,
        derived=derived,
        quarantine={**shared.negative(columns), "negative_cost": pl.col("contract_fee") < 0},
        ignored=ignored,
        expectations=lambda gxe: [
            *shared.any_rows(gxe, "order_id", "stat_date"),
            gxe.ExpectColumnSumToBeBetween(
                column="contract_fee", max_value=50_000_000, severity="warning"
            ),
        ],
    )


xingtu = _orders(
    "xingtu__orders",
    "one row per order and day on which it was read: fees in yuan, running totals",
    {
        "stat_date": day("stat_date", required=True),
        "order_id": text("order_id"),
        "demand_id": text("demand_id"),
        "campaign": text("demand_name"),
        "status": text("universal_order_status"),
        "title": text("title"),
        "creator_id": text("author_id"),
        "creator_name": text("author_name"),
        "content_id": text("item_id"),
        "post_url": text("video_url"),
        "published_date": day_in("release_time", STAMP, zone=ZONE),
        "contract_fee": money("report.cost_effectiveness.price", per=100, absent=None),
        "views_total": count("report.spread.play", absent=None),
        "likes_total": count("report.spread.like", absent=None),
        "comments_total": count("report.spread.comment", absent=None),
        "shares_total": count("report.spread.share", absent=None),
        "link_shows_total": count("report.convert.show", absent=None),
        "link_clicks_total": count("report.convert.click", absent=None),
        "_finished": number("report.creative.finish_rate"),
        "_five_seconds": number("report.creative.five_s_play_rate"),
    },
    keys=("order_id",),
    derived={
        "completion_rate": pl.col("_finished") / 10_000,
        "play_rate_5s": pl.col("_five_seconds") / 10_000,
        "is_delivered": pl.col("published_date").is_not_null(),
    },
    ignored=("campaign_id", "create_time", "video_id", "report"),
)

pugongying = _orders(
    "pugongying__notes",
    "one row per order, note and day of the figures: fees in yuan, running totals",
    {
        "stat_date": day("date_key", "%Y%m%d", required=True),
        "order_id": text("order_id"),
        "note_id": text("note_id"),
        "_title": text("biz_title"),
        "_title_tab": text("biz_title\t"),
        "title": text("note_title"),
        "creator_id": text("kol_id"),
        "creator_name": text("kol_nick_name"),
        "followers": count("kol_fan_num", absent=None),
        "mcn_name": text("kol.mcn_name"),
        "post_url": text("note_link"),
        "published_date": day_in("note_publish_time", STAMP, zone=ZONE),
        "_kind": text("note_type"),
        "is_delivered": boolean("effect"),
        "contract_fee": money("kol_price", absent=None),
        "total_cost": money("total_platform_price", absent=None),
        "impressions_total": count("imp_num", absent=None),
        "_heat_impressions": count("heat_imp_num", absent=None),
        "_paid_impressions": count("promotion_imp_num", absent=None),
        "views_total": count("read_num", absent=None),
        "_heat_views": count("heat_read_num", absent=None),
        "_paid_views": count("promotion_read_num", absent=None),
        "likes_total": count("like_num", absent=None),
        "favourites_total": count("fav_num", absent=None),
        "comments_total": count("cmt_num", absent=None),
        "shares_total": count("share_num", absent=None),
        "completion_rate": number("finish_rate", percent=True),
        "play_rate_5s": number("video_play_5s_rate", percent=True),
    },
    keys=("order_id", "note_id"),
    derived={
        "campaign": pl.coalesce("_title", "_title_tab"),
        "content_type": pl.col("_kind").replace({"1": "image", "2": "video"}),
        "platform_fee": (pl.col("total_cost") - pl.col("contract_fee")).cast(MONEY),
        "boosted_impressions_total": pl.col("_heat_impressions") + pl.col("_paid_impressions"),
        "boosted_views_total": pl.col("_heat_views") + pl.col("_paid_views"),
    },
    ignored=(
        *("brand_user_id", "brand_user_name", "operate_user_id", "operate_user_name", "kol_link"),
        *("kol_credit_level", "cooperate_type", "duration", "read_uv", "pic_read_3s_rate"),
        *("avg_view_time", "engage_num", "engage_rate", "origin_imp_num", "origin_read_num"),
        *(f"imp_{way}" for way in ("discovery", "search", "homepage", "follow", "nearby", "other")),
        *("read_cost", "engage_cost", "cpcp", "cp", "cp_rate", "fan_percent", "female_percent"),
        *("spu_name", "interest_num", "interest_rate", "kol"),
    ),
)
