"""Facebook Pages, clean. Raw records: `connectors/social/facebook_pages.py`.

A day of the page is the Pacific day that ends at `end_time`. Unique counts are of their day alone:
nobody sums them.
"""

import polars as pl

from pipelines.streams.columns import count, text, timestamp
from pipelines.streams.social.days import PACIFIC, day_ending, local_date
from pipelines.streams.social.readings import account_reading, daily, post_reading

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
        "_id": text("id"),
        "_story_id": text("post_id"),
        "_list": text("list"),
        "_status_type": text("status_type"),
        "_created_at": timestamp("created_time", STAMP),
        "_story_created_at": timestamp("creation_time", "epoch_s"),
        "_message": text("message"),
        "_description": text("description"),
        "_permalink": text("permalink_url"),
        "_story_url": text("url"),
        "_media_views": count("insights.post_media_view", absent=None),
        "_plays": count("insights.fb_reels_total_plays", absent=None),
        "_first_plays": count("insights.blue_reels_play_count", absent=None),
        "_story_views": count("insights.page_story_impressions_by_story_id", absent=None),
        "_viewers": count("insights.post_total_media_view_unique", absent=None),
        "_story_viewers": count("insights.page_story_impressions_by_story_id_unique", absent=None),
        "clicks_total": count("insights.post_clicks", absent=None),
        "_average_ms": count("insights.post_video_avg_time_watched", absent=None),
        "video_views_total": count("insights.post_video_views", absent=None),
        **{
            f"reactions_{kind}_total": count(
                f"insights.post_reactions_by_type_total.{kind}", absent=None
            )
            for kind in REACTIONS
        },
        "_reactions": count("reactions.summary.total_count", absent=None),
        "_likes": count("likes.summary.total_count", absent=None),
        "_story_reactions": count(
            "insights.pages_fb_story_thread_lightweight_reactions", absent=None
        ),
        "_comments": count("comments.summary.total_count", absent=None),
        "_story_replies": count("insights.pages_fb_story_replies", absent=None),
        "_shares": count("shares.count", absent=None),
        "_reel_shares": count("insights.post_video_social_actions.SHARE", absent=None),
        "_story_shares": count("insights.pages_fb_story_shares", absent=None),
    },
    derived={
        "post_id": pl.coalesce("_id", "_story_id"),
        "post_type": pl.col("_list")
        .replace_strict({"video_reels": "reel", "stories": "story"}, default=None)
        .fill_null(pl.col("_status_type")),
        "published_at": pl.coalesce("_created_at", "_story_created_at"),
        "average_view_seconds": pl.col("_average_ms") / 1000,
        "title": pl.coalesce("_message", "_description"),
        "post_url": pl.coalesce("_permalink", "_story_url"),
        "views_total": pl.coalesce("_media_views", "_plays", "_first_plays", "_story_views"),
        "viewers_total": pl.coalesce("_viewers", "_story_viewers"),
        "reactions_total": pl.coalesce("_reactions", "_likes", "_story_reactions"),
        "comments_total": pl.coalesce("_comments", "_story_replies"),
        # A post that nobody shared does not say so.
        "shares_total": pl.when(pl.col("_list").fill_null("posts") == "posts")
        .then(pl.col("_shares").fill_null(0))
        .otherwise(pl.coalesce("_reel_shares", "_story_shares")),
        "published_date": local_date(pl.coalesce("_created_at", "_story_created_at"), PACIFIC),
    },
    ignored=(
        *("is_published", "reactions", "comments", "likes", "insights", "status"),
        *("media_type", "media_id", "updated_time"),
    ),
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
