"""How the back ends of 公众号 and 视频号 head their downloads: every variant of a heading."""

from connectors.core.layout import Layout
from connectors.social.headings import COMMENTS, FINISHED, FOLLOWERS, PUBLISHED, SHARES, of_posts

DAYS = Layout(
    "全部群发详细数据",
    "全部群发详细数据",
    {
        "day": ("日期",),
        "reads": ("阅读次数",),
        "read_users": ("阅读人数",),
        "shares": ("分享次数",),
        "share_users": ("分享人数",),
        "original_link_reads": ("阅读原文次数",),
        "original_link_users": ("阅读原文人数",),
        "favourites": ("收藏次数",),
        "favourite_users": ("收藏人数",),
        "articles_sent": ("群发篇数",),
        "channel": ("渠道", "传播渠道"),
    },
    ("day", "reads", "read_users", "channel"),
)
ARTICLES = of_posts(
    "已通知内容",
    "已通知内容",
    {
        "title": ("内容标题",),
        "published_at": ("发表时间", "发布时间"),
        "read_users": ("总阅读人数",),
        "reads": ("总阅读次数",),
        "share_users": ("总分享人数",),
        "shares": ("总分享次数",),
        "follows": ("阅读后关注人数",),
        "delivered_users": ("送达人数",),
        "reads_from_message": ("公众号消息阅读次数",),
        "delivery_read_rate": ("送达阅读率",),
        "first_shares": ("首次分享次数",),
        "reads_by_sharing": ("分享产生阅读次数",),
        "first_share_rate": ("首次分享率",),
        "reads_per_share": ("每次分享带来阅读次数",),
        "finish_rate": ("阅读完成率",),
        "link": ("内容url", "内容链接"),
    },
    ("link", "published_at", "read_users"),
)
OWN = (DAYS, ARTICLES)

WECHAT_CHANNELS = of_posts(
    "视频号动态数据明细",
    "视频号动态数据明细",
    {
        "description": ("视频描述",),
        "video_id": ("视频id",),
        "published_at": PUBLISHED,
        "completion_rate": FINISHED,
        "average_play_seconds": ("平均播放时长",),
        "plays": ("播放量",),
        "recommends": ("推荐", "推荐量"),
        "likes": ("喜欢", "喜欢量"),
        "comments": COMMENTS,
        "shares": SHARES,
        "followers_gained": FOLLOWERS,
        "forwards": ("转发聊天和朋友圈",),
        "set_as_ringtone": ("设为铃声",),
        "set_as_status": ("设为状态",),
        "set_as_cover": ("设为朋友圈封面",),
        "wecom_link_clicks": ("企微链接点击次数",),
        "wecom_link_users": ("企微链接点击人数",),
        "contact_adds": ("添加到通讯录次数",),
        "contact_add_users": ("添加到通讯录人数",),
    },
    ("video_id", "published_at", "plays"),
)
