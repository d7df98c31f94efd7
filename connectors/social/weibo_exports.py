"""微博 Weibo posts out of the back end. Columns: docs/connectors/weibo_exports.md

- 阅读数 stands nowhere but here; everything else `weibo`, the API, tells too.
- The end of a link is the post's number in base 62.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import layouts
from connectors.social.exports import posts as read_posts

weibo_exports = Folder(name="weibo_exports", has_accounts=True)


@weibo_exports.feed("*.csv", "*.xlsx", "*.xls")
def posts(path: Path) -> Records:
    """One record per post: its figures since publication."""
    return read_posts(path, layouts.WEIBO)
