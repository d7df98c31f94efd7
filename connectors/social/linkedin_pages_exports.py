"""LinkedIn Pages out of the page's analytics. Columns: docs/connectors/linkedin_pages_exports.md

- For pages whose API access is not granted, or whose consent has ended.
- A sentence stands above the header; days are written the American way, month first.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import analytics_layouts as layouts
from connectors.social.exports import download

linkedin_pages_exports = Folder(name="linkedin_pages_exports", has_accounts=True)


@linkedin_pages_exports.feed("*.xls", "*.xlsx", "*.csv")
def posts(path: Path) -> Records:
    """One record per post: its figures since publication."""
    return download(path, [layouts.LINKEDIN_POSTS], layouts.LINKEDIN, others=layouts.X)


@linkedin_pages_exports.feed("*.xls", "*.xlsx", "*.csv")
def page_days(path: Path) -> Records:
    """One record per day of the page: activity on posts, new followers, or visits."""
    return download(path, layouts.LINKEDIN_DAYS, layouts.LINKEDIN, others=layouts.X)
