"""公众号 by file. Columns and quirks: docs/connectors/wechat_official_account_exports.md

- The older Excel (BIFF8), whatever its name ends in; a title stands above the header.
- A day has a row for 全部 and one per channel; a person may stand in two channels.
- A download can come back as a template of zeros: it is refused.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social.exports import download
from connectors.social.layouts import POSTS
from connectors.social.wechat_layouts import ARTICLES, DAYS, OWN

wechat_official_account_exports = Folder(name="wechat_official_account_exports", has_accounts=True)

FIGURES = ("reads", "read_users", "shares", "share_users")


@wechat_official_account_exports.feed("*.xls", "*.xlsx", "*.csv")
def account_days(path: Path) -> Records:
    """One record per day and channel: readers and sharers of the whole account."""
    return download(path, [DAYS], OWN, others=POSTS, figures=FIGURES)


@wechat_official_account_exports.feed("*.xls", "*.xlsx", "*.csv")
def articles(path: Path) -> Records:
    """One record per article: its figures since publication, frozen after seven days."""
    return download(path, [ARTICLES], OWN, others=POSTS, figures=FIGURES)
