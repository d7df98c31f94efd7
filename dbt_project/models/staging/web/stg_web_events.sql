{{ config(materialized='table') }}

with numbered as (
    select
        message_id,
        event_type,
        event_name,
        anonymous_id,
        user_hash,
        email_hash,
        phone_hash,
        occurred_at,
        received_at,
        page_url,
        page_path,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        click_id_kind,
        click_id,
        order_id,
        sku,
        row_number() over (
            partition by message_id order by received_at nulls last, account_id nulls last
        ) as delivery_no
    from {{ source('clickstream', 'clickstream__events') }}
)

select
    'clickstream' as platform,
    message_id,
    event_type,
    event_name,
    anonymous_id,
    user_hash,
    email_hash,
    phone_hash,
    occurred_at,
    received_at,
    page_url,
    page_path,
    referrer_url,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    click_id_kind,
    click_id,
    order_id,
    sku
from numbered
where delivery_no = 1
