{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'post_type': 'string', 'published_date': 'date',
    'title': 'string', 'post_url': 'string', 'stat_date': 'date', 'impressions_total': 'bigint',
    'views_total': 'bigint', 'likes_total': 'bigint', 'comments_total': 'bigint', 'shares_total': 'bigint',
    'favourites_total': 'bigint', 'followers_gained_total': 'bigint', 'average_view_seconds': 'double',
    'file_name': 'string', '_pulled_at': 'timestamp',
} -%}
{#- A list whose name tells no day was taken when it was dropped: it holds the days before. -#}
{%- set told = {
    'account_id': 'owner_id', 'file_name': 'account_id',
    'stat_date': 'coalesce(stat_date, ' ~ day_before('_pulled_at') ~ ')',
} -%}
{#- These lists name no identifier: an account that the API reads is taken from it alone. -#}
{%- set no_api = 'owner_id not in (select account_id from ' -%}
{{ union_by_name(columns, [
    {'from': source('wechat_channels', 'wechat_channels__videos'),
     'set': dict(told, platform="'wechat_channels'", average_view_seconds='average_play_seconds'),
     'lacks': ['post_url', 'impressions_total', 'favourites_total']},
    {'from': source('xiaohongshu', 'xiaohongshu__notes'),
     'set': dict(told, platform="'xiaohongshu'"), 'lacks': ['post_url']},
    {'from': source('zhihu', 'zhihu__posts'),
     'set': dict(told, platform="'zhihu'"), 'lacks': ['followers_gained_total', 'average_view_seconds']},
    {'from': source('douyin_exports', 'douyin_exports__videos'),
     'set': dict(told, platform="'douyin'", average_view_seconds='average_play_seconds'),
     'lacks': ['post_url', 'impressions_total'],
     'where': no_api ~ source('douyin', 'douyin__videos') ~ ')'},
    {'from': source('bilibili_exports', 'bilibili_exports__videos'),
     'set': dict(told, platform="'bilibili'"), 'lacks': ['post_url', 'impressions_total', 'average_view_seconds'],
     'where': no_api ~ source('bilibili', 'bilibili__videos') ~ ')'},
    {'from': source('weibo_exports', 'weibo_exports__posts'),
     'set': dict(told, platform="'weibo'"),
     'lacks': ['impressions_total', 'favourites_total', 'followers_gained_total', 'average_view_seconds']},
    {'from': source('linkedin_pages_exports', 'linkedin_pages_exports__posts'),
     'set': dict(told, platform="'linkedin_pages'"), 'lacks': ['views_total', 'favourites_total', 'average_view_seconds'],
     'where': no_api ~ source('linkedin_pages', 'linkedin_pages__posts') ~ ')'},
    {'from': source('x_twitter_exports', 'x_twitter_exports__posts'),
     'set': dict(told, platform="'x_twitter'"), 'lacks': ['views_total', 'average_view_seconds'],
     'where': no_api ~ source('x_twitter', 'x_twitter__posts') ~ ')'},
    {'from': source('wechat_official_account_exports', 'wechat_official_account_exports__articles'),
     'set': dict(told, platform="'wechat_official_account'"),
     'lacks': ['impressions_total', 'likes_total', 'comments_total', 'favourites_total', 'average_view_seconds'],
     'where': no_api ~ source('wechat_official_account', 'wechat_official_account__follower_cumulate') ~ ')'},
]) }}
