{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'published_date': 'date', 'stat_date': 'date',
    'impressions_total': 'bigint', 'views_total': 'bigint', 'likes_total': 'bigint', 'comments_total': 'bigint',
    'shares_total': 'bigint', 'favourites_total': 'bigint', 'is_provisional': 'boolean', '_pulled_at': 'timestamp',
} -%}
{%- set article = {
    'platform': "'wechat_official_account'", 'post_id': 'article_id', 'published_date': 'publish_date',
    'views_total': 'read_users', 'shares_total': 'share_users', 'favourites_total': 'favourites',
} -%}
with readings as (
    {{ union_by_name(columns, [
        {'from': source('wechat_official_account', 'wechat_official_account__article_detail'),
         'set': dict(article, likes_total='like_users', comments_total='comments'), 'lacks': ['impressions_total']},
        {'from': source('wechat_official_account', 'wechat_official_account__article_total'),
         'set': dict(article, is_provisional='false'), 'lacks': ['impressions_total', 'likes_total', 'comments_total']},
        {'from': ref('stg_post_lists'), 'set': {'is_provisional': 'false'}},
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
