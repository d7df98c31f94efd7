"""X, clean. Raw records: `connectors/social/x_twitter.py`.

An edited post has a new id each time: its first one names it. Private figures are null where X does
not tell them, that is for posts older than 30 days.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, person, text, timestamp
from pipelines.streams.social.readings import account_reading, post_reading
from pipelines.streams.spec import Stream

account = account_reading(
    "x_twitter__account",
    {
        "username": text("data.username"),
        "followers_total": count("data.public_metrics.followers_count"),
        "posts_total": count("data.public_metrics.tweet_count", absent=None),
    },
    ignored=("data",),
)


def _of_posts(feed: str) -> Stream:
    return post_reading(
        f"x_twitter__{feed}",
        {
            "version_id": text("id", required=True),
            "_history": text("edit_history_tweet_ids", join=" "),
            "published_at": timestamp("created_at", required=True),
            "title": text("text"),
            "language_code": text("lang"),
            "impressions_total": count("public_metrics.impression_count", absent=None),
            "likes_total": count("public_metrics.like_count", absent=None),
            "replies_total": count("public_metrics.reply_count", absent=None),
            "reposts_total": count("public_metrics.retweet_count", absent=None),
            "quotes_total": count("public_metrics.quote_count", absent=None),
            "bookmarks_total": count("public_metrics.bookmark_count", absent=None),
            "link_clicks_total": count("non_public_metrics.url_link_clicks", absent=None),
            "profile_clicks_total": count("non_public_metrics.user_profile_clicks", absent=None),
        },
        seen="impressions_total",
        newest="version_id",
        derived={
            "post_id": pl.coalesce(pl.col("_history").str.split(" ").list.first(), "version_id"),
            "published_date": pl.col("published_at").dt.date(),
        },
        ignored=(
            *("author_id", "conversation_id", "referenced_tweets", "attachments"),
            *("public_metrics", "non_public_metrics"),
        ),
    )


posts = _of_posts("posts")
older_posts = _of_posts("older_posts")

mentions = Stream(
    name="x_twitter__mentions",
    grain="one row per post that names the account; its author is hashed, its text is not read",
    keys=("post_id",),
    load="merge",
    newest="stat_date",
    columns={
        "stat_date": day("stat_date", required=True),
        "post_id": text("id"),
        "published_at": timestamp("created_at", required=True),
        "author_hash": person("author_id", "x_user"),
        "language_code": text("lang"),
        "impressions_total": count("public_metrics.impression_count", absent=None),
        "likes_total": count("public_metrics.like_count", absent=None),
        "reposts_total": count("public_metrics.retweet_count", absent=None),
    },
    derived={"report_date": pl.col("published_at").dt.date()},
    quarantine={"negative_count": pl.min_horizontal("impressions_total", "likes_total") < 0},
    ignored=("text", "edit_history_tweet_ids", "public_metrics"),
    expectations=lambda gxe: shared.any_rows(gxe, "post_id", "published_at"),
)
