"""Who read 公众号 day by day, clean. Raw: `connectors/social/wechat_official_account.py`.

The older calls count times and people, the newer ones people only: `definition_version` tells them
apart. Readers by way do not add up to the total: one person may come by two.
"""

import polars as pl

from pipelines.streams.columns import count, day, text
from pipelines.streams.social.wechat_official_account import NEGATIVE
from pipelines.streams.spec import Stream

EVERY_WAY = ("全部", "99999999")


def version() -> pl.Expr:
    """Which family of calls tells a row."""
    new = pl.col("_call").is_in(["getarticleread", "getarticleshare"])
    return pl.when(new).then(pl.lit("people since 2025-11")).otherwise(pl.lit("legacy"))


account_summary = Stream(
    name="wechat_official_account__account_summary",
    grain="one row per Chinese day: what the whole account was read, shared and liked",
    keys=("report_date",),
    load="window",
    day="report_date",
    columns={
        "report_date": day("ref_date"),
        "read_users": count("detail.read_user", absent=0),
        "share_users": count("detail.share_user", absent=0),
        "like_users": count("detail.like_user", absent=0),
        "zaikan_users": count("detail.zaikan_user", absent=0),
        "comments": count("detail.comment_count", absent=0),
        "favourites": count("detail.collection_user", absent=0),
        "original_link_users": count("detail.redirect_ori_page_user", absent=0),
        "articles_sent": count("detail.send_page_count", absent=0),
    },
    quarantine={NEGATIVE: pl.min_horizontal("read_users", "share_users", "like_users") < 0},
    ignored=("detail.read_user_source",),
)

account_readers = Stream(
    name="wechat_official_account__account_readers",
    grain="one row per Chinese day and way by which people came to read",
    keys=("report_date", "read_source"),
    feed="account_summary",
    explode="detail.read_user_source",
    may_lack=True,
    load="window",
    day="report_date",
    columns={
        "report_date": day("ref_date"),
        "_scene": text("detail.read_user_source.scene_desc"),
        "_type": text("detail.read_user_source.type"),
        "_users": count("detail.read_user_source.user_count", absent=None),
        "_value": count("detail.read_user_source.value", absent=None),
    },
    derived={
        "read_source": pl.coalesce("_scene", "_type"),
        "read_users": pl.coalesce("_users", "_value"),
    },
    quarantine={
        "no_source": pl.coalesce("_scene", "_type").is_null(),
        NEGATIVE: pl.coalesce("_users", "_value") < 0,
    },
    ignored=tuple(
        f"detail.{name}"
        for name in (
            *("read_user", "share_user", "like_user", "zaikan_user", "comment_count"),
            *("collection_user", "redirect_ori_page_user", "send_page_count"),
        )
    ),
)

article_days = Stream(
    name="wechat_official_account__article_days",
    grain="one row per article, day and call: readers or sharers of that day, no running totals",
    keys=("article_id", "report_date", "call"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("ref_date"),
        "article_id": text("msgid"),
        "call": text("call"),
        "_call": text("call"),
        "_read": count("detail.read_user", absent=None),
        "_shared": count("detail.share_user", absent=None),
        "_old_read": count("int_page_read_user", absent=None),
        "_old_shared": count("share_user", absent=None),
        "reads": count("int_page_read_count", absent=None),
        "shares": count("share_count", absent=None),
        "original_link_reads": count("ori_page_read_count", absent=None),
    },
    derived={
        "definition_version": version(),
        "read_users": pl.coalesce("_read", "_old_read"),
        "share_users": pl.coalesce("_shared", "_old_shared"),
    },
    quarantine={NEGATIVE: pl.min_horizontal("_read", "_shared", "_old_read", "_old_shared") < 0},
    ignored=(
        *("title", "user_source", "detail.read_user_source", "ori_page_read_user"),
        *("add_to_fav_user", "add_to_fav_count"),
    ),
)

reader_days = Stream(
    name="wechat_official_account__reader_days",
    grain="one row per day (or hour), call and way to read or share (until 2025-10-31)",
    keys=("report_date", "hour", "call", "way"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("ref_date"),
        "_hour": count("ref_hour", absent=None),
        "call": text("call"),
        "_source": text("user_source"),
        "_scene": text("share_scene"),
        "read_users": count("int_page_read_user", absent=None),
        "reads": count("int_page_read_count", absent=None),
        "original_link_users": count("ori_page_read_user", absent=None),
        "share_users": count("share_user", absent=None),
        "shares": count("share_count", absent=None),
        "favourite_users": count("add_to_fav_user", absent=None),
    },
    derived={
        "hour": pl.col("_hour").fill_null(-1),
        "way": pl.coalesce("_source", "_scene").fill_null(""),
        "is_total": pl.col("_source").is_in(list(EVERY_WAY)).fill_null(False),
    },
    quarantine={NEGATIVE: pl.min_horizontal("read_users", "share_users", "reads", "shares") < 0},
    ignored=("ori_page_read_count", "add_to_fav_count"),
)
