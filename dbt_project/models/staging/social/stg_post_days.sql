select
    'youtube' as platform,
    account_id,
    video_id as post_id,
    report_date,
    live_or_on_demand,
    subscribed_status,
    country_code,
    views,
    likes,
    comments,
    shares,
    watch_minutes
from {{ source('youtube', 'youtube__channel_basic') }}
