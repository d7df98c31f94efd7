{%- set counters = ['impressions', 'views', 'likes', 'comments', 'shares', 'favourites'] -%}
with readings as (
    select
        platform,
        account_id,
        post_id,
        stat_date,
        {%- for counter in counters %}
        max({{ counter }}_total) as {{ counter }}_total,
        {%- endfor %}
        max(case when is_provisional then 1 else 0 end) = 1 as is_provisional
    from {{ ref('stg_post_snapshots') }}
    group by platform, account_id, post_id, stat_date
),

growth as (
    select
        platform,
        account_id,
        post_id,
        stat_date as date_day,
        {%- for counter in counters %}
        {{ counter }}_total - coalesce(
            {{ last_told(counter ~ '_total', 'partition by platform, account_id, post_id order by stat_date') }}, 0
        ) as {{ counter }},
        {%- endfor %}
        is_provisional
    from readings
),

posts as (
    select
        platform,
        account_id,
        post_id,
        date_day,
        is_provisional,
        {%- for counter in counters %}
        case when {{ counter }} is not null then greatest({{ counter }}, 0) end as {{ counter }},
        {%- endfor %}
        least(coalesce(views, 0), 0) as view_corrections,
        cast(null as double) as watch_minutes
    from growth
    union all
    select
        platform,
        account_id,
        post_id,
        report_date as date_day,
        false as is_provisional,
        {%- for counter in counters %}
        sum({{ counter }}) as {{ counter }},
        {%- endfor %}
        0 as view_corrections,
        sum(watch_minutes) as watch_minutes
    from {{ ref('stg_post_days') }}
    group by platform, account_id, post_id, report_date
)

select
    posts.date_day,
    {{ key_of(['posts.platform', 'posts.account_id', 'posts.post_id']) }} as post_key,
    {{ key_of(['posts.platform', 'posts.account_id']) }} as account_key,
    posts.post_id,
    coalesce(details.title, 'unknown') as title,
    coalesce(details.post_type, 'unknown') as post_type,
    details.published_date,
    posts.platform as source_name,
    {%- for counter in counters %}
    cast(posts.{{ counter }} as bigint) as {{ counter }},
    {%- endfor %}
    cast(posts.view_corrections as bigint) as view_corrections,
    cast(posts.watch_minutes as double) as watch_minutes,
    posts.is_provisional
from posts
left join {{ ref('stg_posts') }} as details
    on
        posts.platform = details.platform
        and posts.account_id = details.account_id
        and posts.post_id = details.post_id
