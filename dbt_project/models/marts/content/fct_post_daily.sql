{%- set counters = ['impressions', 'views', 'likes', 'comments', 'shares', 'favourites'] -%}
{%- set by_post = 'partition by readings.platform, readings.account_id, readings.post_id' -%}
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

-- what some platforms tell of the days themselves
told as (
    select
        platform,
        account_id,
        post_id,
        report_date as date_day,
        {%- for counter in counters %}
        sum({{ counter }}) as {{ counter }},
        {%- endfor %}
        sum(watch_minutes) as watch_minutes,
        sum(impression_clicks) as impression_clicks
    from {{ ref('stg_post_days') }}
    group by platform, account_id, post_id, report_date
),

first_readings as (
    select
        platform,
        account_id,
        post_id,
        min(stat_date) as date_day
    from readings
    group by platform, account_id, post_id
),

-- the first reading counts whole, but for the days that are told themselves
told_before as (
    select
        first_readings.platform,
        first_readings.account_id,
        first_readings.post_id,
        {%- for counter in counters %}
        sum(told.{{ counter }}) as {{ counter }},
        {%- endfor %}
        first_readings.date_day
    from first_readings
    inner join told
        on
            first_readings.platform = told.platform
            and first_readings.account_id = told.account_id
            and first_readings.post_id = told.post_id
            and first_readings.date_day >= told.date_day
    group by first_readings.platform, first_readings.account_id, first_readings.post_id, first_readings.date_day
),

growth as (
    select
        readings.platform,
        readings.account_id,
        readings.post_id,
        readings.stat_date as date_day,
        {%- for counter in counters %}
        {%- set before = last_told('readings.' ~ counter ~ '_total', by_post ~ ' order by readings.stat_date') %}
        readings.{{ counter }}_total - coalesce({{ before }}, told_before.{{ counter }}, 0) as {{ counter }},
        {%- endfor %}
        told_before.post_id is not null as is_first_beside_told,
        readings.is_provisional
    from readings
    left join told_before
        on
            readings.platform = told_before.platform
            and readings.account_id = told_before.account_id
            and readings.post_id = told_before.post_id
            and readings.stat_date = told_before.date_day
),

-- of a day that the platform tells itself the growth between two readings says nothing more
parts as (
    select
        growth.platform,
        growth.account_id,
        growth.post_id,
        growth.date_day,
        growth.is_provisional,
        {%- for counter in counters %}
        case when growth.{{ counter }} is not null then greatest(growth.{{ counter }}, 0) end as {{ counter }},
        {%- endfor %}
        case when growth.is_first_beside_told then 0 else least(coalesce(growth.views, 0), 0) end as view_corrections,
        cast(null as double) as watch_minutes,
        cast(null as bigint) as impression_clicks
    from growth
    left join told
        on
            growth.platform = told.platform
            and growth.account_id = told.account_id
            and growth.post_id = told.post_id
            and growth.date_day = told.date_day
    where told.post_id is null or growth.is_first_beside_told
    union all
    select
        platform,
        account_id,
        post_id,
        date_day,
        false as is_provisional,
        {%- for counter in counters %}
        {{ counter }},
        {%- endfor %}
        0 as view_corrections,
        watch_minutes,
        impression_clicks
    from told
),

posts as (
    select
        platform,
        account_id,
        post_id,
        date_day,
        max(case when is_provisional then 1 else 0 end) = 1 as is_provisional,
        {%- for counter in counters %}
        sum({{ counter }}) as {{ counter }},
        {%- endfor %}
        sum(view_corrections) as view_corrections,
        sum(watch_minutes) as watch_minutes,
        sum(impression_clicks) as impression_clicks
    from parts
    group by platform, account_id, post_id, date_day
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
    cast(posts.impression_clicks as bigint) as impression_clicks,
    posts.is_provisional
from posts
left join {{ ref('stg_posts') }} as details
    on
        posts.platform = details.platform
        and posts.account_id = details.account_id
        and posts.post_id = details.post_id
