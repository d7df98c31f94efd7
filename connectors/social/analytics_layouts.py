"""How LinkedIn and X head their analytics downloads: every variant of a heading.

`word` is the name a back end gives to such a download; what stands before it is the account.
"""

from connectors.core.layout import Layout

DAY = ("Date",)
LINKEDIN_POSTS = Layout(
    "LinkedIn, All posts",
    "content",
    {
        "title": ("Post title", "Update title"),
        "link": ("Post link", "Post URL", "Update link"),
        "created_date": ("Created date", "Published date"),
        "post_type": ("Post type", "Update type"),
        "content_type": ("Content Type",),
        "campaign_name": ("Campaign name",),
        "posted_by": ("Posted by",),
        "audience": ("Audience",),
        "campaign_start": ("Campaign start date",),
        "campaign_end": ("Campaign end date",),
        "impressions": ("Impressions", "Impressions (organic)"),
        "views": ("Views",),
        "offsite_views": ("Offsite Views",),
        "clicks": ("Clicks", "Clicks (organic)"),
        "click_rate": ("Click through rate (CTR)",),
        "likes": ("Likes", "Reactions", "Reactions (organic)"),
        "comments": ("Comments", "Comments (organic)"),
        "reposts": ("Reposts", "Shares", "Reposts (organic)"),
        "follows": ("Follows",),
        "engagement_rate": ("Engagement rate",),
    },
    ("link", "created_date", "impressions"),
)
LINKEDIN_METRICS = Layout(
    "LinkedIn, Metrics",
    "content",
    {
        "day": DAY,
        "impressions_organic": ("Impressions (organic)",),
        "viewers": ("Unique impressions (organic)",),
        "clicks": ("Clicks (organic)",),
        "likes": ("Reactions (organic)",),
        "comments": ("Comments (organic)",),
        "shares": ("Reposts (organic)",),
        "engagement_rate": ("Engagement rate (organic)",),
    },
    ("day", "impressions_organic"),
)
LINKEDIN_FOLLOWERS = Layout(
    "LinkedIn, New followers",
    "followers",
    {
        "day": DAY,
        "followers_organic": ("Organic followers",),
        "followers_sponsored": ("Sponsored followers",),
        "followers_invited": ("Auto-invited followers",),
        "followers_gained": ("Total followers", "New followers"),
    },
    ("day", "followers_gained"),
)
LINKEDIN_VISITORS = Layout(
    "LinkedIn, Visitor metrics",
    "visitors",
    {
        "day": DAY,
        "page_views": ("Total page views (total)", "Total page views"),
        "visitors": ("Total unique visitors (total)", "Total unique visitors"),
    },
    ("day", "page_views"),
)
X_FIGURES = {
    "impressions": ("Impressions",),
    "likes": ("Likes",),
    "engagements": ("Engagements",),
    "bookmarks": ("Bookmarks",),
    "shares": ("Shares",),
    "new_follows": ("New follows", "Follows"),
    "replies": ("Replies",),
    "reposts": ("Reposts", "Retweets"),
    "profile_visits": ("Profile visits", "User profile clicks"),
}
X_POSTS = Layout(
    "X, posts",
    "analytics",
    {
        "post_id": ("Post id", "Tweet id"),
        "day": (*DAY, "Time"),
        "text": ("Post text", "Tweet text"),
        "link": ("Post Link", "Tweet permalink"),
        **X_FIGURES,
        "detail_expands": ("Detail expands",),
        "url_clicks": ("URL Clicks", "Link clicks"),
        "hashtag_clicks": ("Hashtag Clicks",),
        "permalink_clicks": ("Permalink Clicks",),
    },
    ("post_id", "day", "impressions"),
)
X_DAYS = Layout(
    "X, days of an account",
    "analytics",
    {
        "day": DAY,
        **X_FIGURES,
        "unfollows": ("Unfollows",),
        "posts": ("Create Post", "Posts"),
        "video_views": ("Video views",),
        "media_views": ("Media views",),
    },
    ("day", "impressions", "likes"),
)
LINKEDIN_DAYS = (LINKEDIN_METRICS, LINKEDIN_FOLLOWERS, LINKEDIN_VISITORS)
LINKEDIN, X = (LINKEDIN_POSTS, *LINKEDIN_DAYS), (X_POSTS, X_DAYS)
