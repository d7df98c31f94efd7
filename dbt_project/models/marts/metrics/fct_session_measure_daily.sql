select
    date_day,
    source_name,
    channel_id,
    count(*) as sessions,
    cast(sum(case when is_engaged then 1 end) as bigint) as engaged_sessions,
    cast(sum(case when is_bounce then 1 end) as bigint) as bounces,
    cast(sum(case when is_suspect then 1 end) as bigint) as suspect_sessions,
    cast(sum(engaged_seconds) as decimal(18, 6)) as engaged_seconds,
    count(engaged_seconds) as timed_sessions,
    cast(sum(page_views) as bigint) as page_views
from {{ ref('fct_web_session') }}
group by date_day, source_name, channel_id
