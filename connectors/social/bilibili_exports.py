"""B站 Bilibili videos and days out of the back end. Columns: docs/connectors/bilibili_exports.md

- For accounts that gave no app their consent, and for the time before they did.
- Ten videos a file: several make one period. No BV number: account, title and second are the key.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import day_layouts, layouts
from connectors.social.exports import account_days as read_days
from connectors.social.exports import posts as read_posts

bilibili_exports = Folder(name="bilibili_exports", has_accounts=True)


@bilibili_exports.feed("*.csv", "*.xlsx", "*.xls")
def videos(path: Path) -> Records:
    """One record per video: its figures since publication."""
    return read_posts(path, layouts.BILIBILI, day_layouts.BILIBILI)


@bilibili_exports.feed("*.csv", "*.xlsx", "*.xls")
def account_days(path: Path) -> Records:
    """One record per day of the account: views, reactions, followers."""
    return read_days(path, layouts.BILIBILI, day_layouts.BILIBILI)
