"""小红书 RED: an account's own notes out of the back end. docs/connectors/xiaohongshu.md

- No API tells an account its own notes: the list 笔记列表明细表 is the source.
- 曝光 is shown, 观看量 is read: ten times apart. A note has no identifier but its second.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import day_layouts, layouts
from connectors.social.exports import account_days as read_days
from connectors.social.exports import posts as read_posts

xiaohongshu = Folder(name="xiaohongshu", has_accounts=True)


@xiaohongshu.feed("*.csv", "*.xlsx", "*.xls")
def notes(path: Path) -> Records:
    """One record per note: its figures since publication."""
    return read_posts(path, layouts.XIAOHONGSHU, day_layouts.XIAOHONGSHU)


@xiaohongshu.feed("*.csv", "*.xlsx", "*.xls")
def account_days(path: Path) -> Records:
    """One record per day of the account: views, reactions, followers."""
    return read_days(path, layouts.XIAOHONGSHU, day_layouts.XIAOHONGSHU)
