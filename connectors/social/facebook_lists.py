"""The three lists of what a Facebook page publishes: posts, reels, stories. Each has its own names.

What Meta tells of reels and stories is less documented than of posts: all names known of a figure
are asked for, and one that is refused costs itself alone.
"""

from dataclasses import dataclass

SUMMARY = "summary(total_count).limit(0)"
SEEN = ("post_media_view", "post_total_media_view_unique")


@dataclass(frozen=True)
class Listed:
    """One list: the edge it stands at, its fields, and where the figures of each item stand.

    `key` names an item in paths, `since` says when it was published. Where the metrics are not
    `documented`, one that is refused is nothing to warn of.
    """

    edge: str
    fields: str
    metrics: tuple[str, ...]
    key: str = "id"
    since: str = "created_time"
    insights: str = "insights"
    documented: bool = True


POSTS = Listed(
    "posts",
    "id,created_time,message,permalink_url,status_type,is_published,shares,"
    f"reactions.{SUMMARY},comments.{SUMMARY}",
    (
        *(*SEEN, "post_clicks", "post_reactions_by_type_total", "post_video_views"),
        "post_video_avg_time_watched",
    ),
)
REELS = Listed(
    "video_reels",
    f"id,created_time,description,permalink_url,likes.{SUMMARY},comments.{SUMMARY}",
    (
        *(*SEEN, "fb_reels_total_plays", "blue_reels_play_count", "post_video_avg_time_watched"),
        *("post_video_likes_by_reaction_type", "post_video_social_actions"),
    ),
    insights="video_insights",
    documented=False,
)
STORIES = Listed(
    "stories",
    "post_id,status,creation_time,media_type,media_id,url",
    (
        *(*SEEN, "page_story_impressions_by_story_id", "page_story_impressions_by_story_id_unique"),
        *("pages_fb_story_replies", "pages_fb_story_shares"),
        "pages_fb_story_thread_lightweight_reactions",
    ),
    key="post_id",
    since="creation_time",
    documented=False,
)
