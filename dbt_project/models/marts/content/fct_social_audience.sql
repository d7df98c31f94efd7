select
    stat_date as date_day,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform as source_name,
    breakdown,
    segment,
    followers as followers_total,
    readers,
    views
from {{ ref('stg_social_audience') }}
