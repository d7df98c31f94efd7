"""What followers wrote to 公众号, its server, its publications and income of ads, clean.

Raw: `connectors/social/wechat_official_account.py`. Weeks and months stand at the day they closed.
"""

import polars as pl

from pipelines.streams.columns import boolean, count, day, local_day, money, text, timestamp
from pipelines.streams.social.wechat_official_account import NEGATIVE
from pipelines.streams.spec import Stream

CALL = r"^getupstreammsg(dist)?(hour|week|month)?$"

messages = Stream(
    name="wechat_official_account__messages",
    grain="one row per closed period and kind of message, or number of messages a follower wrote",
    keys=("report_date", "period", "hour", "kind"),
    load="window",
    day="report_date",
    columns={
        "_ref": day("ref_date"),
        "_closed": day("closed_on"),
        "_call": text("call"),
        "_hour": count("ref_hour", absent=None),
        "_type": text("msg_type"),
        "_interval": text("count_interval"),
        "senders": count("msg_user", absent=0),
        "messages": count("msg_count", absent=None),
    },
    derived={
        "report_date": pl.coalesce("_closed", "_ref"),
        "period_start_date": pl.col("_ref"),
        "period": pl.col("_call").str.extract(CALL, 2).fill_null("day"),
        "hour": pl.col("_hour").fill_null(-1),
        "kind": pl.when(pl.col("_interval").is_not_null())
        .then(pl.format("interval {}", "_interval"))
        .otherwise(pl.format("type {}", pl.col("_type").fill_null("?"))),
    },
    quarantine={NEGATIVE: pl.min_horizontal("senders", "messages") < 0},
)

interface_calls = Stream(
    name="wechat_official_account__interface_calls",
    grain="one row per day (or hour): calls of the account's own server",
    keys=("report_date", "hour"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("ref_date"),
        "_hour": count("ref_hour", absent=None),
        "calls": count("callback_count", absent=0),
        "failed_calls": count("fail_count", absent=0),
        "milliseconds": count("total_time_cost", absent=0),
        "slowest_milliseconds": count("max_time_cost", absent=None),
    },
    derived={"hour": pl.col("_hour").fill_null(-1)},
    quarantine={"more_failed_than_called": pl.col("failed_calls") > pl.col("calls")},
    ignored=("call",),
)

published_list = Stream(
    name="wechat_official_account__published_list",
    grain="one row per article of a publication that stands",
    keys=("publication_id", "url"),
    explode="content.news_item",
    columns={
        "publication_id": text("article_id"),
        "url": text("content.news_item.url"),
        "title": text("content.news_item.title"),
        "is_deleted": boolean("content.news_item.is_deleted", absent=False),
        "published_at": timestamp("update_time", "epoch_s"),
        "published_date": local_day("update_time", "epoch_s", zone="Asia/Shanghai"),
    },
    derived={
        "article_id": pl.concat_str(
            pl.col("url").str.extract(r"[?&]mid=(\d+)"),
            pl.col("url").str.extract(r"[?&]idx=(\d+)"),
            separator="_",
        )
    },
    ignored=(
        *(
            f"content.news_item.{name}"
            for name in (
                *("author", "digest", "content", "content_source_url", "thumb_media_id"),
                *("thumb_url", "show_cover_pic", "need_open_comment", "only_fans_can_comment"),
            )
        ),
        *("content.create_time", "content.update_time"),
    ),
)

ad_income = Stream(
    name="wechat_official_account__ad_income",
    grain="one row per Chinese day and place of an ad in articles",
    keys=("report_date", "slot_id", "ad_slot"),
    load="window",
    day="report_date",
    columns={
        "report_date": day("date"),
        "slot_id": text("slot_id"),
        "ad_slot": text("ad_slot"),
        "requests": count("req_succ_count", absent=0),
        "impressions": count("exposure_count", absent=0),
        "clicks": count("click_count", absent=0),
        "income": money("income", per=100),
    },
    quarantine={"negative_income": pl.col("income") < 0},
    ignored=("exposure_rate", "click_rate", "ecpm"),
)
