"""X out of the account's analytics. Columns: docs/connectors/x_twitter_exports.md

- For accounts without API credits; needs a paid account. New followers of a day stand only here.
- One row per post, or one per day; days are written in English words.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import analytics_layouts as layouts
from connectors.social.exports import download

x_twitter_exports = Folder(name="x_twitter_exports", has_accounts=True)


@x_twitter_exports.feed("*.csv", "*.xlsx", "*.xls")
def posts(path: Path) -> Records:
    """One record per post: its figures since publication."""
    return download(path, [layouts.X_POSTS], layouts.X, others=layouts.LINKEDIN)


@x_twitter_exports.feed("*.csv", "*.xlsx", "*.xls")
def account_days(path: Path) -> Records:
    """One record per day of the account: activity on posts, follows, visits."""
    return download(path, [layouts.X_DAYS], layouts.X, others=layouts.LINKEDIN)
