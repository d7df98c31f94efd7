select
    date_day,
    source_name,
    channel_id,
    count(*) as sessions,
    sum(case when is_engaged then 1 end) as engaged_sessions,
    sum(case when is_suspect then 1 end) as suspect_sessions,
    sum(page_views) as page_views
from {{ ref('fct_web_session') }}
group by date_day, source_name, channel_id
