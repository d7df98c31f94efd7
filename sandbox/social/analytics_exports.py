"""Analytics downloads of LinkedIn and X, for accounts that are not read by an interface.

- LinkedIn: `.xls` of the older Excel; a sentence above the header, days month first. Three kinds:
  content (sheets Metrics and All posts), followers, visitors.
- X: CSV in UTF-8, one row per post or one per day, days in English words.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.old_excel import write_xls
from sandbox.papers import write_csv
from sandbox.social.accounts import Shown
from sandbox.social.totals import downloads, read_by

Row = dict[str, Any]
TOLD = timedelta(days=30)
METRICS = [
    "Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)",
    "Unique impressions (organic)", "Clicks (organic)", "Reactions (organic)",
    "Comments (organic)", "Reposts (organic)", "Engagement rate (organic)",
]  # fmt: skip
ALL_POSTS = [
    "Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date",
    "Impressions", "Views", "Clicks", "Click through rate (CTR)", "Likes", "Comments", "Reposts",
    "Follows", "Engagement rate", "Content Type",
]  # fmt: skip
FOLLOWERS = ["Date", "Sponsored followers", "Organic followers", "Total followers"]
VISITORS = ["Date", "Total page views (total)", "Total unique visitors (total)"]
SENTENCE = "Metrics of the page during the selected time range, as LinkedIn counts them."
X_POSTS = [
    "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements",
    "Bookmarks", "Shares", "New follows", "Replies", "Reposts", "Profile visits",
    "Detail expands", "URL Clicks", "Hashtag Clicks", "Permalink Clicks",
]  # fmt: skip
X_DAYS = [
    "Date", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows",
    "Unfollows", "Replies", "Reposts", "Profile visits", "Create Post", "Video views",
    "Media views",
]  # fmt: skip


def write_linkedin(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Last week's download and today's, three workbooks each."""
    return [
        path
        for account, day, posts, days in _told(world, "linkedin_pages", today)
        for path in linkedin(folder, account, day, posts, days)
    ]


def write_x(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Last week's download and today's, posts and days."""
    return [
        path
        for account, day, posts, days in _told(world, "x_twitter", today)
        for path in x(folder, account, day, posts, days)
    ]


def _told(
    world: Any, platform: str, today: date | None
) -> Iterator[tuple[str, date, list[Row], list[Row]]]:
    reader = f"{platform}_exports"
    shown = Shown(world, platform)
    for account, day, posts in downloads(world, platform, read_by(world, reader), today):
        yield account, day, posts, shown.days(account, day - TOLD, day - timedelta(days=1))


def linkedin(
    folder: Path, account: str, day: date, posts: list[Row], days: list[Row]
) -> list[Path]:
    """The download says in its name when it was taken, in milliseconds."""
    taken = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("UTC"))
    tail = f"{round(taken.timestamp() * 1000)}.xls"
    active = [row for row in days if row["impressions"]]
    content = {
        "Metrics": [[SENTENCE], METRICS, *map(metrics_of, active)],
        "All posts": [[SENTENCE], ALL_POSTS, *map(post_of, posts)],
    }
    won = [[american(r["day"]), 0, r["gained"] - r["lost"], r["gained"] - r["lost"]] for r in days]
    seen = [[american(r["day"]), r["profile_views"], r["profile_views"] * 3 // 4] for r in days]
    kinds = {
        "content": content,
        "followers": {"New followers": [[SENTENCE], FOLLOWERS, *won]},
        "visitors": {"Visitor metrics": [[SENTENCE], VISITORS, *seen]},
    }
    return [
        write_xls(folder / f"{account}_{kind}_{tail}", sheets) for kind, sheets in kinds.items()
    ]


def american(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def metrics_of(row: Row) -> list[Any]:
    seen = row["impressions"]
    return [
        american(row["day"]), seen, 0, seen, seen * 2 // 3, row["views"] // 10, row["likes"],
        row["comments"], row["shares"], 0.05,
    ]  # fmt: skip


def post_of(post: Row) -> list[Any]:
    link = f"https://www.linkedin.com/feed/update/{post['post_id']}/"
    day = american(post["published_on"])
    return [
        post["title"], link, "Organic", None, "Page admin", day, post["impressions"], None,
        post["views"] // 10, 0.02, post["likes"], post["comments"], post["shares"], 0, 0.05, None,
    ]  # fmt: skip


def x(folder: Path, account: str, day: date, posts: list[Row], days: list[Row]) -> list[Path]:
    """The name says from which day to which; the last one is that of the download."""
    span = f"{day - TOLD}_{day}"
    of_posts = [X_POSTS, *(x_post(account, post) for post in posts)]
    of_days = [X_DAYS, *map(x_day, days)]
    return [
        write_csv(folder / f"{account}_analytics_content_{span}.csv", of_posts, "utf-8"),
        write_csv(folder / f"{account}_analytics_overview_{span}.csv", of_days, "utf-8"),
    ]


def spelled(day: date) -> str:
    return f"{day:%a, %b} {day.day}, {day:%Y}"


def x_post(account: str, post: Row) -> list[Any]:
    link = f"https://x.com/{account}/status/{post['post_id']}"
    engaged = post["likes"] + post["comments"] + post["shares"]
    return [
        post["post_id"], spelled(post["published_on"]), post["title"], link, post["impressions"],
        post["likes"], engaged, post["saves"], 0, 0, post["comments"], post["shares"],
        post["views"] // 50, 3, post["views"] // 12, 0, 1,
    ]  # fmt: skip


def x_day(row: Row) -> list[Any]:
    engaged = row["likes"] + row["comments"] + row["shares"]
    return [
        spelled(row["day"]), row["impressions"], row["likes"], engaged, row["saves"], 0,
        row["gained"], row["lost"], row["comments"], row["shares"], row["profile_views"], 0,
        row["views"] // 4, row["views"] // 3,
    ]  # fmt: skip
