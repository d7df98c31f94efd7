"""WeChat Official Account 公众号, clean. Raw: `connectors/social/wechat_official_account.py`.

Article figures are running totals up to each day: nobody sums them over days. The legacy
calls count times and people, the new ones (publish days from 2025-11-01) mostly people: two tables.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, money, text
from pipelines.streams.spec import Stream

NEGATIVE = "negative_count"

follower_summary = Stream(
    name="wechat_official_account__follower_summary",
    grain="one row per Chinese day and way by which people came",
    keys=("report_date", "user_source"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("ref_date"),
        "user_source": text("user_source"),
        "followers_gained": count("new_user"),
        "followers_lost": count("cancel_user"),
    },
    quarantine={NEGATIVE: (pl.col("followers_gained") < 0) | (pl.col("followers_lost") < 0)},
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report_date", "user_source"),
        gxe.ExpectColumnSumToBeBetween(
            column="followers_gained", max_value=10_000_000, severity="warning"
        ),
    ],
)

follower_cumulate = Stream(
    name="wechat_official_account__follower_cumulate",
    grain="one row per Chinese day: followers at its end",
    keys=("report_date",),
    load="window",
    day="report_date",
    columns={"report_date": day("ref_date"), "followers_total": count("cumulate_user")},
    quarantine={NEGATIVE: pl.col("followers_total") < 0},
    ignored=("user_source",),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date"),
        gxe.ExpectColumnValuesToBeBetween(
            column="followers_total", min_value=1, severity="warning"
        ),
    ],
)

article_detail = Stream(
    name="wechat_official_account__article_detail",
    grain="one row per article and day, running totals (publish days from 2025-11-01)",
    keys=("article_id", "stat_date"),
    explode="detail_list",
    load="window",
    day="publish_date",
    columns={
        "publish_date": day("ref_date"),
        "article_id": text("msgid"),
        "stat_date": day("detail_list.stat_date"),
        "title": text("title"),
        "url": text("content_url"),
        "read_users": count("detail_list.read_user"),
        "share_users": count("detail_list.share_user"),
        "like_users": count("detail_list.like_user", absent=0),
        "zaikan_users": count("detail_list.zaikan_user", absent=0),
        "comments": count("detail_list.comment_count", absent=0),
        "favourites": count("detail_list.collection_user", absent=0),
        "praise": money("detail_list.praise_money", per=100, absent=0),
    },
    derived={"is_provisional": pl.col("_is_provisional")},
    quarantine={
        "stat_date_before_publish_date": pl.col("stat_date") < pl.col("publish_date"),
        NEGATIVE: pl.min_horizontal("read_users", "share_users", "like_users", "comments") < 0,
    },
    ignored=(
        "publish_type",
        "detail_list.read_user_source",
        "detail_list.read_subscribe_user",
        "detail_list.read_delivery_rate",
        "detail_list.read_finish_rate",
        "detail_list.read_avg_activetime",
        "detail_list.read_jump_position",
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "article_id", "stat_date"),
        gxe.ExpectColumnValuesToNotBeNull(column="title", mostly=0.9),
    ],
)

article_total = Stream(
    name="wechat_official_account__article_total",
    grain="one row per article and day, running totals (legacy, until 2025-10-31)",
    keys=("article_id", "stat_date"),
    explode="details",
    load="window",
    day="publish_date",
    columns={
        "publish_date": day("ref_date"),
        "article_id": text("msgid"),
        "stat_date": day("details.stat_date"),
        "title": text("title"),
        "read_users": count("details.int_page_read_user"),
        "reads": count("details.int_page_read_count"),
        "share_users": count("details.share_user"),
        "shares": count("details.share_count"),
        "favourites": count("details.add_to_fav_count", absent=0),
    },
    quarantine={
        "stat_date_before_publish_date": pl.col("stat_date") < pl.col("publish_date"),
        NEGATIVE: pl.min_horizontal("read_users", "reads", "share_users", "shares") < 0,
    },
    ignored=(
        "user_source",
        "details.target_user",
        "details.ori_page_read_user",
        "details.ori_page_read_count",
        "details.add_to_fav_user",
        *(
            f"details.int_page_from_{way}_read_{what}"
            for way in ("session", "hist_msg", "feed", "friends", "other", "kanyikan", "souyisou")
            for what in ("user", "count")
        ),
        *(
            f"details.feed_share_from_{way}_{what}"
            for way in ("session", "feed", "other")
            for what in ("user", "cnt")
        ),
    ),
)
