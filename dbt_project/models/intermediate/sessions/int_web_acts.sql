select distinct
    event_date,
    coalesce('cookie:' || anonymous_id, 'member:' || user_hash) as identifier,
    event_name as act,
    occurred_at
from {{ ref('stg_web_events') }}
where
    event_name in ('Product Added', 'Lead Submitted', 'Order Completed')
    and event_type <> 'page'
    and coalesce(anonymous_id, user_hash) is not null
