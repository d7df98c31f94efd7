{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'published_date': 'date', 'stat_date': 'date',
    'impressions_total': 'bigint', 'views_total': 'bigint', 'likes_total': 'bigint', 'comments_total': 'bigint',
    'shares_total': 'bigint', 'favourites_total': 'bigint', 'is_provisional': 'boolean',
} -%}
{%- set article = {
    'platform': "'wechat_official_account'", 'post_id': 'article_id', 'published_date': 'publish_date',
    'views_total': 'read_users', 'shares_total': 'share_users', 'favourites_total': 'favourites',
} -%}
{%- set tweet = {
    'platform': "'x_twitter'", 'comments_total': 'replies_total', 'favourites_total': 'bookmarks_total',
    'shares_total': 'reposts_total + coalesce(quotes_total, 0)', 'is_provisional': 'false',
} -%}
with readings as (
    {{ union_by_name(columns, [
        {'from': source('wechat_official_account', 'wechat_official_account__article_detail'),
         'set': dict(article, likes_total='like_users', comments_total='comments'), 'lacks': ['impressions_total']},
        {'from': source('wechat_official_account', 'wechat_official_account__article_total'),
         'set': dict(article, is_provisional='false'), 'lacks': ['impressions_total', 'likes_total', 'comments_total']},
        {'from': source('douyin', 'douyin__videos'), 'set': {'platform': "'douyin'", 'is_provisional': 'false'},
         'lacks': ['impressions_total', 'favourites_total']},
        {'from': source('bilibili', 'bilibili__videos'), 'set': {'platform': "'bilibili'", 'is_provisional': 'false'},
         'lacks': ['impressions_total']},
        {'from': source('bilibili', 'bilibili__articles'), 'set': {'platform': "'bilibili'", 'is_provisional': 'false'},
         'lacks': ['impressions_total']},
        {'from': source('weibo', 'weibo__posts'), 'set': {'platform': "'weibo'", 'is_provisional': 'false'},
         'lacks': ['impressions_total', 'views_total', 'favourites_total']},
        {'from': ref('stg_post_lists'), 'set': {'is_provisional': 'false'}},
        {'from': source('instagram', 'instagram__media'), 'lacks': ['impressions_total'],
         'set': {'platform': "'instagram'", 'favourites_total': 'saves_total', 'is_provisional': 'false'}},
        {'from': source('facebook_pages', 'facebook_pages__posts'), 'lacks': ['impressions_total', 'favourites_total'],
         'set': {'platform': "'facebook_pages'", 'likes_total': 'reactions_total', 'is_provisional': 'false'}},
        {'from': source('linkedin_pages', 'linkedin_pages__posts'), 'lacks': ['views_total', 'favourites_total'],
         'where': 'impressions_total is not null',
         'set': {'platform': "'linkedin_pages'", 'is_provisional': 'false'}},
        {'from': source('x_twitter', 'x_twitter__posts'), 'set': tweet, 'lacks': ['views_total']},
        {'from': source('x_twitter', 'x_twitter__older_posts'), 'set': tweet, 'lacks': ['views_total']},
    ]) }}
)

-- one post may stand in two files, or be told by an API and a file, each knowing figures of its own
select
    platform,
    account_id,
    post_id,
    stat_date,
    max(published_date) as published_date,
    max(impressions_total) as impressions_total,
    max(views_total) as views_total,
    max(likes_total) as likes_total,
    max(comments_total) as comments_total,
    max(shares_total) as shares_total,
    max(favourites_total) as favourites_total,
    max(case when is_provisional then 1 else 0 end) = 1 as is_provisional
from readings
group by platform, account_id, post_id, stat_date
