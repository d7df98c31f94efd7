"""LinkedIn Pages, clean. Raw records: `connectors/social/linkedin_pages.py`.

Organic figures only. Days are UTC days; a day of which nothing was told is absent. Followers of a
day are a balance: those won less those lost.
"""

import polars as pl

from pipelines.streams.columns import count, text, timestamp
from pipelines.streams.social.days import day_beginning
from pipelines.streams.social.readings import account_reading, audience_reading, daily, post_reading

SHARES = "organizationalEntityShareStatistics.totalShareStatistics"
GAINS = "organizationalEntityFollowerStatistics.followerGains"
GROUPS = ("associationType", "seniority", "industry", "function", "staffCountRange", "geo")
BREAKDOWNS = {
    "AssociationType": "association",
    "Seniority": "seniority",
    "Industry": "industry",
    "Function": "function",
    "StaffCountRange": "company_size",
    "GeoCountry": "country",
    "Geo": "region",
}
REACTIONS = {  # what LinkedIn's page calls Celebrate, Love, Insightful, Support and Funny
    **{"like": "LIKE", "celebrate": "PRAISE", "love": "EMPATHY", "insightful": "INTEREST"},
    **{"support": "APPRECIATION", "funny": "ENTERTAINMENT"},
}
VISITS = "organizationPageStatistics.totalPageStatistics.views"

organization = account_reading(
    "linkedin_pages__organization",
    {
        "organization_name": text("localizedName"),
        "followers_total": count("firstDegreeSize"),
    },
    ignored=(
        *("id", "vanityName", "created", "lastModified", "primaryOrganizationType"),
        *("organizationType", "versionTag"),
    ),
)

posts = post_reading(
    "linkedin_pages__posts",
    {
        "post_id": text("id"),
        "post_status": text("lifecycleState"),
        "published_at": timestamp("publishedAt", "epoch_ms", required=True),
        "title": text("commentary"),
        "impressions_total": count("statistics.totalShareStatistics.impressionCount", absent=None),
        "viewers_total": count(
            "statistics.totalShareStatistics.uniqueImpressionsCount", absent=None
        ),
        "clicks_total": count("statistics.totalShareStatistics.clickCount", absent=None),
        "likes_total": count("statistics.totalShareStatistics.likeCount", absent=None),
        "comments_total": count("statistics.totalShareStatistics.commentCount", absent=None),
        "shares_total": count("statistics.totalShareStatistics.shareCount", absent=None),
        **{
            f"reactions_{ours}_total": count(
                f"social.reactionSummaries.{theirs}.count", absent=None
            )
            for ours, theirs in REACTIONS.items()
        },
    },
    seen="impressions_total",
    derived={"published_date": pl.col("published_at").dt.date()},
    ignored=(
        *("author", "visibility", "createdAt", "lastModifiedAt", "content", "distribution"),
        *(
            "social",
            "statistics",
            "lifecycleStateInfo",
            "isReshareDisabledByAuthor",
            "reshareContext",
        ),
    ),
)

page_days = daily(
    "linkedin_pages__page_days",
    "one row per UTC day of a page of which anything was told",
    {
        "report_date": day_beginning(timestamp("start", "epoch_ms")),
        "_organic_gain": count(f"{GAINS}.organicFollowerGain", absent=None),
        "_paid_gain": count(f"{GAINS}.paidFollowerGain", absent=None),
        "page_views": count(f"{VISITS}.allPageViews.pageViews", absent=None),
        "impressions": count(f"{SHARES}.impressionCount", absent=None),
        "viewers": count(f"{SHARES}.uniqueImpressionsCount", absent=None),
        "clicks": count(f"{SHARES}.clickCount", absent=None),
        "likes": count(f"{SHARES}.likeCount", absent=None),
        "comments": count(f"{SHARES}.commentCount", absent=None),
        "shares": count(f"{SHARES}.shareCount", absent=None),
    },
    derived={
        "followers_net": pl.col("_organic_gain") + pl.col("_paid_gain").fill_null(0),
    },
    seen="page_views",
    balances=("_organic_gain", "_paid_gain"),
    ignored=(
        "organizationalEntityFollowerStatistics",
        "organizationalEntityShareStatistics",
        "organizationPageStatistics",
    ),
)

audience = audience_reading(
    "linkedin_pages__audience",
    {
        "_breakdown": text("breakdown", required=True),
        **{f"_{group}": text(group) for group in GROUPS},
        "_organic": count("followerCounts.organicFollowerCount", absent=0),
        "_paid": count("followerCounts.paidFollowerCount", absent=0),
    },
    {
        "breakdown": pl.col("_breakdown").replace(BREAKDOWNS),
        "segment": pl.coalesce(f"_{group}" for group in GROUPS),
        "followers": pl.col("_organic") + pl.col("_paid"),
    },
    ignored=("followerCounts",),
)
