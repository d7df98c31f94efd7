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
),

-- a later list of the same days of publication no longer told it
vanished as (
    select distinct
        posts.platform,
        posts.account_id,
        posts.post_id
    from {{ ref('stg_posts') }} as posts
    inner join {{ ref('stg_post_list_reads') }} as reads
        on
            posts.platform = reads.platform
            and posts.account_id = reads.account_id
            and (posts.last_read_at < reads.read_at or posts.last_seen_date < reads.read_date)
            and posts.published_date between reads.first_published_date and reads.last_published_date
            and coalesce(reads.post_type, posts.post_type) = posts.post_type
    where posts.post_type <> 'story'
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
    details.published_date,
    details.last_seen_date,
    details.average_view_seconds,
    coalesce(details.is_hidden, false) or vanished.post_id is not null as is_deleted
from known
left join {{ ref('stg_posts') }} as details
    on
        known.platform = details.platform
        and known.account_id = details.account_id
        and known.post_id = details.post_id
left join vanished
    on
        known.platform = vanished.platform
        and known.account_id = vanished.account_id
        and known.post_id = vanished.post_id
