"""The lists of posts out of the back ends of Chinese platforms: every variant of a heading."""

from connectors.social.headings import (
    COMMENTS,
    COVER,
    DANMAKU,
    FAVOURITES,
    FINISHED,
    FOLLOWERS,
    LIKES,
    POST_TYPE,
    PUBLISHED,
    SHARES,
    of_posts,
)
from connectors.social.wechat_layouts import WECHAT_CHANNELS

XIAOHONGSHU = of_posts(
    "笔记列表明细表",
    "笔记列表明细表",
    {
        "title": ("笔记标题", "标题"),
        "published_at": PUBLISHED,
        "post_type": POST_TYPE,
        "impressions": ("曝光", "曝光量", "曝光数"),
        "views": ("观看量", "观看数", "观看", "阅读量"),
        "cover_click_rate": COVER,
        "likes": LIKES,
        "comments": COMMENTS,
        "favourites": FAVOURITES,
        "followers_gained": FOLLOWERS,
        "shares": SHARES,
        "average_view_seconds": ("人均观看时长", "平均观看时长"),
        "danmaku": DANMAKU,
    },
    ("title", "published_at", "views"),
)

ZHIHU = of_posts(
    "知乎内容数据",
    "知乎",
    {
        "title": ("标题", "内容标题", "内容", "问题标题", "文章标题"),
        "post_type": POST_TYPE,
        "published_at": (*PUBLISHED, "发布日期"),
        "url": ("链接", "内容链接", "url"),
        "impressions": ("曝光", "曝光量", "曝光数", "展示量", "展现量"),
        "views": ("阅读量", "阅读数", "阅读", "阅读(播放)量", "阅读/播放"),
        "plays": ("播放量", "播放数", "播放"),
        "likes": ("赞同", "赞同数", "赞同量", "赞同次数", *LIKES),
        "thanks": ("喜欢", "喜欢数", "喜欢量"),
        "comments": COMMENTS,
        "favourites": FAVOURITES,
        "shares": SHARES,
    },
    ("title", "published_at", "views"),
)

DOUYIN = of_posts(
    "抖音作品列表",
    "抖音作品列表",
    {
        "title": ("作品名称", "作品标题", "视频标题"),
        "published_at": PUBLISHED,
        "post_type": POST_TYPE,
        "review_status": ("审核状态",),
        "plays": ("播放量", "播放数"),
        "completion_rate": FINISHED,
        "completion_rate_5s": ("5s完播率",),
        "cover_click_rate": COVER,
        "bounce_rate_2s": ("2s跳出率",),
        "average_play_seconds": ("平均播放时长",),
        "likes": LIKES,
        "shares": SHARES,
        "comments": COMMENTS,
        "favourites": FAVOURITES,
        "profile_views": ("主页访问量",),
        "followers_gained": FOLLOWERS,
    },
    ("title", "published_at", "plays"),
)

BILIBILI = of_posts(
    "近期稿件对比",
    "近期稿件对比",
    {
        "title": ("视频标题", "稿件标题", "标题"),
        "published_at": PUBLISHED,
        "plays": ("播放量", "播放数"),
        "guest_play_share": ("游客播放占比",),
        "exit_rate_3s": ("3秒退出率",),
        "engagement_rate": ("互动率",),
        "followers_gained": FOLLOWERS,
        "likes": LIKES,
        "like_rate": ("点赞率",),
        "comments": COMMENTS,
        "danmaku": DANMAKU,
        "favourites": FAVOURITES,
        "favourite_rate": ("收藏率",),
        "coins": ("投币", "投币量", "投币数"),
        "shares": SHARES,
        "share_rate": ("分享率",),
        "average_progress": ("平均播放进度",),
    },
    ("title", "published_at", "plays"),
)

WEIBO = of_posts(
    "微博内容分析",
    "微博内容分析",
    {
        "published_at": PUBLISHED,
        "text": ("微博内容", "博文内容", "正文", "内容"),
        "url": ("微博链接", "博文链接", "链接", "url"),
        "views": ("阅读数", "阅读量", "阅读", "阅读次数"),
        "reposts": ("转发数", "转发量", "转发"),
        "comments": COMMENTS,
        "likes": LIKES,
        "interactions": ("互动数", "互动量"),
        "video_plays": ("视频播放量", "播放量", "视频播放数"),
    },
    ("published_at", "url", "views"),
)

POSTS = (WECHAT_CHANNELS, XIAOHONGSHU, ZHIHU, DOUYIN, BILIBILI, WEIBO)
