"""抖音 Douyin videos out of the back end. Columns: docs/connectors/douyin_exports.md

- For accounts that gave no app their consent, and for the time before they did.
- No identifier of a video: account, title and minute are the key. 按天汇总 holds days, not videos.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import day_layouts, layouts
from connectors.social.exports import account_days as read_days
from connectors.social.exports import posts as read_posts

douyin_exports = Folder(name="douyin_exports", has_accounts=True)


@douyin_exports.feed("*.csv", "*.xlsx", "*.xls")
def videos(path: Path) -> Records:
    """One record per video or picture set: its figures since publication."""
    return read_posts(path, layouts.DOUYIN, day_layouts.DOUYIN)


@douyin_exports.feed("*.csv", "*.xlsx", "*.xls")
def account_days(path: Path) -> Records:
    """One record per day of the account: views, reactions, followers."""
    return read_days(path, layouts.DOUYIN, day_layouts.DOUYIN)
