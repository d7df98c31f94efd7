"""知乎 answers, articles, ideas and videos out of the back end. docs/connectors/zhihu.md

No API tells them. Headings differ by kind of content and were not seen in a file: many variants.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import layouts
from connectors.social.exports import posts as read_posts

zhihu = Folder(name="zhihu", has_accounts=True)


@zhihu.feed("*.csv", "*.xlsx", "*.xls")
def posts(path: Path) -> Records:
    """One record per answer, article, idea or video: its figures since publication."""
    return read_posts(path, layouts.ZHIHU)
