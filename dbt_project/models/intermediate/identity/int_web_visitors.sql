select
    event_date,
    {{ key_of(["'clickstream'", 'anonymous_id', 'user_hash', 'email_hash', 'phone_hash']) }} as record_key,
    anonymous_id,
    user_hash,
    email_hash,
    phone_hash,
    min(occurred_at) as seen_at
from {{ ref('stg_web_events') }}
group by event_date, anonymous_id, user_hash, email_hash, phone_hash
