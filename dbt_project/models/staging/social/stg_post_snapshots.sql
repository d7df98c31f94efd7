{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'published_date': 'date', 'stat_date': 'date',
    'impressions_total': 'bigint', 'views_total': 'bigint', 'likes_total': 'bigint', 'comments_total': 'bigint',
    'shares_total': 'bigint', 'favourites_total': 'bigint', 'is_provisional': 'boolean', '_pulled_at': 'timestamp',
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
        {'from': ref('stg_post_lists'), 'set': {'is_provisional': 'false'}},
        {'from': source('instagram', 'instagram__media'), 'lacks': ['impressions_total'],
         'where': 'views_total is not null',
         'set': {'platform': "'instagram'", 'favourites_total': 'saves_total', 'is_provisional': 'false'}},
        {'from': source('facebook_pages', 'facebook_pages__posts'), 'lacks': ['impressions_total', 'favourites_total'],
         'where': 'views_total is not null',
         'set': {'platform': "'facebook_pages'", 'likes_total': 'reactions_total', 'is_provisional': 'false'}},
        {'from': source('linkedin_pages', 'linkedin_pages__posts'), 'lacks': ['views_total', 'favourites_total'],
         'where': 'impressions_total is not null',
         'set': {'platform': "'linkedin_pages'", 'is_provisional': 'false'}},
        {'from': source('x_twitter', 'x_twitter__posts'), 'set': tweet, 'lacks': ['views_total']},
        {'from': source('x_twitter', 'x_twitter__older_posts'), 'set': tweet, 'lacks': ['views_total']},
    ]) }}
),

-- one post may stand in two files, or have been read twice that day: the later reading counts
ranked as (
    select
        *,
        row_number() over (
            partition by platform, account_id, post_id, stat_date order by _pulled_at desc, views_total desc
        ) as reading_no
    from readings
)

select
    platform,
    account_id,
    post_id,
    published_date,
    stat_date,
    impressions_total,
    views_total,
    likes_total,
    comments_total,
    shares_total,
    favourites_total,
    is_provisional
from ranked
where reading_no = 1
