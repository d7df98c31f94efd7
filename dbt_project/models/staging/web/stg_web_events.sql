with deliveries as (
    select
        message_id,
        count(*) as deliveries
    from {{ source('clickstream', 'clickstream__events') }}
    group by message_id
    having count(*) > 1
),

repeated as (
    select
        events.message_id,
        events.account_id,
        events.received_at,
        row_number() over (
            partition by events.message_id order by events.received_at nulls last, events.account_id nulls last
        ) as delivery_no
    from {{ source('clickstream', 'clickstream__events') }} as events
    inner join deliveries on events.message_id = deliveries.message_id
)

select
    'clickstream' as platform,
    events.message_id,
    events.event_type,
    events.event_name,
    events.anonymous_id,
    events.user_hash,
    events.email_hash,
    coalesce(events.phone_hash, events.form_phone_hash) as phone_hash,
    events.occurred_at,
    events.received_at,
    events.page_url,
    events.page_path,
    events.referrer_url,
    events.utm_source,
    events.utm_medium,
    events.utm_campaign,
    events.utm_content,
    events.click_id_kind,
    events.click_id,
    events.order_id,
    events.sku,
    events.form_id,
    coalesce(events.is_data_centre, false) as is_data_centre,
    coalesce(events.is_junk_phone, false) as is_junk_phone
from {{ source('clickstream', 'clickstream__events') }} as events
left join repeated
    on
        events.message_id = repeated.message_id
        and events.account_id is not distinct from repeated.account_id
        and events.received_at is not distinct from repeated.received_at
where coalesce(repeated.delivery_no, 1) = 1
