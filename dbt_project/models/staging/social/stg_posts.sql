{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'post_type': 'string', 'published_date': 'date',
    'title': 'string', 'post_url': 'string', '_pulled_at': 'timestamp',
} -%}
{%- set article = {
    'platform': "'wechat_official_account'", 'post_id': 'article_id', 'post_type': "'article'",
    'published_date': 'publish_date',
} -%}
with posts as (
    {{ union_by_name(columns, [
        {'from': source('wechat_official_account', 'wechat_official_account__article_detail'),
         'set': dict(article, post_url='url')},
        {'from': source('wechat_official_account', 'wechat_official_account__article_total'),
         'set': article, 'lacks': ['post_url']},
        {'from': source('youtube', 'youtube__videos'), 'lacks': ['post_url'],
         'set': {'platform': "'youtube'", 'post_id': 'video_id', 'post_type': "'video'",
                 'published_date': 'published_at'}},
        {'from': ref('stg_post_lists')},
    ]) }}
),

-- a title may be edited, a post stand in several files: what was read last counts
ranked as (
    select
        *,
        row_number() over (
            partition by platform, account_id, post_id
            order by _pulled_at desc, published_date asc, post_url asc nulls last, title asc
        ) as reading_no
    from posts
)

select
    platform,
    account_id,
    post_id,
    post_type,
    published_date,
    title,
    post_url
from ranked
where reading_no = 1
