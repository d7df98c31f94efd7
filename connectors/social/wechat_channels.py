"""视频号 WeChat Channels videos out of the back end. Columns: docs/connectors/wechat_channels.md

- No API tells organic figures: the list 视频号动态数据明细 is the source.
- 推荐 (heart) and 喜欢 (thumb) are two columns; there is no 曝光 and no 收藏.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.social import layouts
from connectors.social.exports import posts as read_posts

wechat_channels = Folder(name="wechat_channels", has_accounts=True)


@wechat_channels.feed("*.csv", "*.xlsx", "*.xls")
def videos(path: Path) -> Records:
    """One record per video: its figures since publication."""
    return read_posts(path, layouts.WECHAT_CHANNELS)
