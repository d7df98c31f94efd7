"""Instagram, clean. Raw records: `connectors/social/instagram.py`.

Days are Pacific days. `views_total` counts every showing; a figure that a kind of medium does not
have, or that could not be read, is null, never zero.
"""

import polars as pl

from pipelines.streams.columns import count, day, text, timestamp
from pipelines.streams.social.days import PACIFIC, local_date
from pipelines.streams.social.readings import account_reading, audience_reading, daily, post_reading

STAMP = "%Y-%m-%dT%H:%M:%S%z"

account = account_reading(
    "instagram__account",
    {
        "username": text("username"),
        "followers_total": count("followers_count"),
        "media_total": count("media_count", absent=None),
    },
    ignored=("id", "name", "follows_count", "website"),
)

media = post_reading(
    "instagram__media",
    {
        "post_id": text("id"),
        "post_type": text("media_product_type"),
        "media_type": text("media_type"),
        "published_at": timestamp("timestamp", STAMP, required=True),
        "title": text("caption"),
        "post_url": text("permalink"),
        "views_total": count("insights.views", absent=None),
        "reach_total": count("insights.reach", absent=None),
        "_likes_in_insights": count("insights.likes", absent=None),
        "_likes_shown": count("like_count", absent=None),
        "_comments": count("comments_count", absent=None),
        "shares_total": count("insights.shares", absent=None),
        "saves_total": count("insights.saved", absent=None),
        "interactions_total": count("insights.total_interactions", absent=None),
        "follows_total": count("insights.follows", absent=None),
        "profile_visits_total": count("insights.profile_visits", absent=None),
        "watch_time_ms_total": count("insights.ig_reels_video_view_total_time", absent=None),
        "_average_ms": count("insights.ig_reels_avg_watch_time", absent=None),
        "replies_total": count("insights.replies", absent=None),
    },
    derived={
        "published_date": local_date(pl.col("published_at"), PACIFIC),
        "average_view_seconds": pl.col("_average_ms") / 1000,
        "likes_total": pl.coalesce("_likes_in_insights", "_likes_shown"),
        # Nobody comments on a story: who has something to say replies.
        "comments_total": pl.when(pl.col("post_type") == "STORY")
        .then("replies_total")
        .otherwise("_comments"),
    },
    ignored=("shortcode", "insights"),
)

account_days = daily(
    "instagram__account_days",
    "one row per Pacific day of an account",
    {
        "report_date": day("date"),
        "followers_gained": count("follower_count", absent=None),
        "views": count("views", absent=None),
        "reach": count("reach", absent=None),
        "accounts_engaged": count("accounts_engaged", absent=None),
        "interactions": count("total_interactions", absent=None),
        "likes": count("likes", absent=None),
        "comments": count("comments", absent=None),
        "shares": count("shares", absent=None),
        "saves": count("saves", absent=None),
        "replies": count("replies", absent=None),
        "link_taps": count("profile_links_taps", absent=None),
        "follows_and_unfollows": count("follows_and_unfollows", absent=None),
    },
)

audience = audience_reading(
    "instagram__audience",
    {
        "breakdown": text("breakdown", required=True),
        "_segment": text("dimension_values", join=", "),
        "followers": count("value"),
    },
    {"segment": pl.col("_segment")},
)
