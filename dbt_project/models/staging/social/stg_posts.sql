with article_readings as (
    select
        account_id,
        article_id,
        publish_date,
        stat_date,
        title,
        url
    from {{ source('wechat_official_account', 'wechat_official_account__article_detail') }}
    union all
    select
        account_id,
        article_id,
        publish_date,
        stat_date,
        title,
        null as url
    from {{ source('wechat_official_account', 'wechat_official_account__article_total') }}
),

articles as (
    select
        account_id,
        article_id,
        min(publish_date) as published_date,
        max(title) as title,
        max(url) as post_url
    from article_readings
    group by account_id, article_id
)

select
    'wechat_official_account' as platform,
    account_id,
    article_id as post_id,
    'article' as post_type,
    published_date,
    title,
    post_url
from articles
union all
select
    'youtube' as platform,
    account_id,
    video_id as post_id,
    'video' as post_type,
    cast(published_at as date) as published_date,
    title,
    cast(null as string) as post_url
from {{ source('youtube', 'youtube__videos') }}
