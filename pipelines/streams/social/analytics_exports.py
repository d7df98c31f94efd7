"""Analytics downloads of LinkedIn and X, clean.

Raw: `connectors/social/{linkedin_pages,x_twitter}_exports.py`. Days are as the back end shows them:
`11/18/2026` month first, `Wed, Nov 18, 2026`, or a spreadsheet's own.
"""

import polars as pl

from pipelines.streams.columns import Column
from pipelines.streams.sheets import full_moment, tidy
from pipelines.streams.social.exports import day_list, post_list
from pipelines.streams.social.figures import BLANK, figure, words

GRAIN = "one row per file and {}, running totals up to the download"
AMERICAN = r"^(\d{1,2}/\d{1,2}/20\d\d)"
IN_WORDS = r"^(?:[A-Za-z]{3,9}, )?([A-Za-z]{3}) (\d{1,2}), (20\d\d)"
URN = r"(urn:li:(?:share|ugcPost|activity):\d+)"
STATUS = r"/status(?:es)?/(\d+)"


def english_day(path: str) -> Column:
    """A day in American order, in English words, or as a spreadsheet writes it."""

    def read(raw: pl.Expr) -> pl.Expr:
        plain = tidy(raw)
        american = plain.str.extract(AMERICAN).str.to_date("%m/%d/%Y", strict=False)
        month, number, year = (plain.str.extract(IN_WORDS, part) for part in (1, 2, 3))
        named = pl.concat_str(year, month, number, separator="-")
        in_words = named.str.to_date("%Y-%b-%d", strict=False)
        return pl.coalesce(full_moment(raw).dt.date(), american, in_words)

    return Column(path, pl.Date(), read, required=True, nulls=BLANK)


linkedin_posts = post_list(
    "linkedin_pages_exports__posts",
    grain=GRAIN.format("LinkedIn post"),
    columns={
        "published_date": english_day("created_date"),
        "title": words("title"),
        "post_url": words("link"),
        "impressions_total": figure("impressions", required=True),
        "video_views_total": figure("views"),
        "clicks_total": figure("clicks"),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "shares_total": figure("reposts"),
        "followers_gained_total": figure("follows"),
        "content_type": words("content_type"),
    },
    seen="impressions_total",
    derived={
        "post_id": pl.coalesce(pl.col("post_url").str.extract(URN), "post_url"),
        "post_type": pl.lit("text"),
    },
    ignored=(
        *("post_type", "campaign_name", "posted_by", "audience", "campaign_start"),
        *("campaign_end", "offsite_views", "click_rate", "engagement_rate"),
    ),
)

linkedin_days = day_list(
    "linkedin_pages_exports__page_days",
    "one row per file and day of a page: activity on posts, new followers, or visits",
    {
        "report_date": english_day("day"),
        "impressions": figure("impressions_organic"),
        "viewers": figure("viewers"),
        "clicks": figure("clicks"),
        "likes": figure("likes"),
        "comments": figure("comments"),
        "shares": figure("shares"),
        "followers_gained": figure("followers_gained"),
        "page_views": figure("page_views"),
        "visitors": figure("visitors"),
    },
    balances=("likes", "comments", "shares"),
    ignored=(
        *("Impressions (sponsored)", "Impressions (total)", "engagement_rate"),
        *("followers_organic", "followers_sponsored", "followers_invited"),
    ),
)

x_posts = post_list(
    "x_twitter_exports__posts",
    grain=GRAIN.format("post on X"),
    columns={
        "published_date": english_day("day"),
        "title": words("text"),
        "post_url": words("link"),
        "_told_id": words("post_id"),
        "impressions_total": figure("impressions", required=True),
        "likes_total": figure("likes"),
        "comments_total": figure("replies"),
        "shares_total": figure("reposts"),
        "favourites_total": figure("bookmarks"),
        "followers_gained_total": figure("new_follows"),
        "engagements_total": figure("engagements"),
        "link_clicks_total": figure("url_clicks"),
        "profile_clicks_total": figure("profile_visits"),
    },
    seen="impressions_total",
    derived={
        # A spreadsheet has lost the last digits of a number that it shows by its exponent.
        "post_id": pl.coalesce(
            pl.col("post_url").str.extract(STATUS), pl.col("_told_id").str.extract(r"^(\d+)$")
        ),
        "post_type": pl.lit("text"),
    },
    ignored=("shares", "detail_expands", "hashtag_clicks", "permalink_clicks"),
)

x_days = day_list(
    "x_twitter_exports__account_days",
    "one row per file and day of an account",
    {
        "report_date": english_day("day"),
        "impressions": figure("impressions", required=True),
        "likes": figure("likes"),
        "comments": figure("replies"),
        "shares": figure("reposts"),
        "favourites": figure("bookmarks"),
        "followers_gained": figure("new_follows"),
        "followers_lost": figure("unfollows"),
        "profile_views": figure("profile_visits"),
        "views": figure("video_views"),
    },
    ignored=("engagements", "shares", "posts", "media_views"),
)
