with known as (
    select
        platform,
        account_id,
        post_id
    from {{ ref('stg_posts') }}
    union distinct
    select
        platform,
        account_id,
        post_id
    from {{ ref('stg_post_snapshots') }}
    union distinct
    select
        platform,
        account_id,
        post_id
    from {{ ref('stg_post_days') }}
)

select
    {{ key_of(['known.platform', 'known.account_id', 'known.post_id']) }} as post_key,
    {{ key_of(['known.platform', 'known.account_id']) }} as account_key,
    known.platform,
    known.account_id,
    known.post_id,
    coalesce(details.post_type, 'unknown') as post_type,
    coalesce(details.title, 'unknown') as title,
    details.post_url,
    details.published_date
from known
left join {{ ref('stg_posts') }} as details
    on
        known.platform = details.platform
        and known.account_id = details.account_id
        and known.post_id = details.post_id
