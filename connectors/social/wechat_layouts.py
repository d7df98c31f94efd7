"""How the back end of 公众号 heads its downloads: every variant of a heading."""

from connectors.core.layout import Layout
from connectors.social.layouts import of_posts

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
