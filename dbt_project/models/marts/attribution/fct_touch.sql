select
    touch_key,
    touch_date as date_day,
    person_key,
    channel_id,
    campaign_key,
    ad_key,
    event_id,
    touch_kind,
    source_name,
    touched_at,
    is_suspect
from {{ ref('int_touches') }}
