"""Facebook Pages, clean. Raw records: `connectors/social/facebook_pages.py`.

A day of the page is the Pacific day that ends at `end_time`. Unique counts are of their day alone:
nobody sums them.
"""

import polars as pl

from pipelines.streams.columns import count, text, timestamp
from pipelines.streams.social.readings import (
    PACIFIC,
    account_reading,
    daily,
    day_ending,
    local_date,
    post_reading,
)

STAMP = "%Y-%m-%dT%H:%M:%S%z"
REACTIONS = ("like", "love", "wow", "haha", "sorry", "anger", "care")

page = account_reading(
    "facebook_pages__page",
    {
        "page_name": text("name"),
        "followers_total": count("followers_count"),
        "fans_total": count("fan_count", absent=None),
    },
    ignored=("id", "category", "link", "verification_status"),
)

posts = post_reading(
    "facebook_pages__posts",
    {
        "post_id": text("id"),
        "post_type": text("status_type"),
        "published_at": timestamp("created_time", STAMP, required=True),
        "title": text("message"),
        "post_url": text("permalink_url"),
        "views_total": count("insights.post_media_view", absent=None),
        "viewers_total": count("insights.post_total_media_view_unique", absent=None),
        "clicks_total": count("insights.post_clicks", absent=None),
        "video_views_total": count("insights.post_video_views", absent=None),
        "reactions_total": count("reactions.summary.total_count", absent=None),
        "comments_total": count("comments.summary.total_count", absent=None),
        "shares_total": count("shares.count", absent=0),
    },
    derived={"published_date": local_date(pl.col("published_at"), PACIFIC)},
    ignored=("is_published", "reactions", "comments", "insights"),
)

page_days = daily(
    "facebook_pages__page_days",
    "one row per Pacific day of a page",
    {
        "report_date": day_ending(timestamp("end_time", STAMP), PACIFIC),
        "followers_total": count("page_follows", absent=None),
        "followers_gained": count("page_daily_follows_unique", absent=None),
        "followers_lost": count("page_daily_unfollows_unique", absent=None),
        "page_views": count("page_views_total", absent=None),
        "views": count("page_media_view", absent=None),
        "viewers": count("page_total_media_view_unique", absent=None),
        "video_views": count("page_video_views", absent=None),
        "engagements": count("page_post_engagements", absent=None),
        **{
            f"_{kind}": count(f"page_actions_post_reactions_total.{kind}", absent=None)
            for kind in REACTIONS
        },
    },
    derived={
        "reactions": pl.when(
            pl.any_horizontal(pl.col(f"_{kind}").is_not_null() for kind in REACTIONS)
        ).then(pl.sum_horizontal(f"_{kind}" for kind in REACTIONS)),
    },
    ignored=("page_actions_post_reactions_total",),
)
