"""公众号 out of its back end, clean. Raw: `connectors/social/wechat_official_account_exports.py`.

Counts are of people where the marts count people; times stand beside them. 全部 is the whole
account, the channels are parts that do not add up to it.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import text
from pipelines.streams.sheets import PLACE, typed_day
from pipelines.streams.social.exports import DOWNLOAD, TAKEN_ON, post_list
from pipelines.streams.social.figures import BLANK, figure, rate, words
from pipelines.streams.spec import Stream

COUNTS = {
    "read_users": figure("read_users", required=True),
    "reads": figure("reads"),
    "share_users": figure("share_users"),
    "shares": figure("shares"),
    "original_link_users": figure("original_link_users"),
    "favourite_users": figure("favourite_users"),
    "articles_sent": figure("articles_sent"),
}

account_days = Stream(
    name="wechat_official_account_exports__account_days",
    grain="one row per file, day of an account and channel by which people came to read",
    keys=("report_date", "channel"),
    nulls=BLANK,
    columns={
        **DOWNLOAD,
        "report_date": typed_day("day", nulls=BLANK, required=True),
        "channel": text("channel", required=True),
        **COUNTS,
    },
    derived={"exported_on": TAKEN_ON},
    quarantine=shared.negative(COUNTS),
    ignored=(*PLACE, "original_link_reads", "favourites"),
)

articles = post_list(
    "wechat_official_account_exports__articles",
    grain="one row per file and article, totals up to the download, frozen after seven days",
    columns={
        "title": words("title"),
        "post_url": words("link"),
        "views_total": figure("read_users", required=True),
        "reads_total": figure("reads"),
        "shares_total": figure("share_users"),
        "share_times_total": figure("shares"),
        "followers_gained_total": figure("follows"),
        "delivered_total": figure("delivered_users"),
        "reads_from_message_total": figure("reads_from_message"),
        "first_shares_total": figure("first_shares"),
        "reads_by_sharing_total": figure("reads_by_sharing"),
        "delivery_read_rate": rate("delivery_read_rate"),
        "finish_rate": rate("finish_rate"),
    },
    derived={
        "post_id": pl.coalesce(
            pl.concat_str(
                pl.col("post_url").str.extract(r"[?&]mid=(\d+)"),
                pl.col("post_url").str.extract(r"[?&]idx=(\d+)"),
                separator="_",
            ),
            "post_url",
        ),
        "post_type": pl.lit("article"),
    },
    ignored=("first_share_rate", "reads_per_share"),
)
