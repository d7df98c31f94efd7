{%- set clickstream = source('clickstream', 'clickstream__events') -%}
-- A message is told apart among those of its day: work does not grow with the days before.
with repeated as (
    select
        message_id,
        {{ business_day('occurred_at') }} as event_date
    from {{ clickstream }}
    group by message_id, {{ business_day('occurred_at') }}
    having count(*) > 1
),

deliveries as (
    select
        events.message_id,
        events.account_id,
        row_number() over (
            partition by events.message_id, repeated.event_date
            order by events.received_at nulls last, events.account_id nulls last
        ) as delivery_no
    from {{ clickstream }} as events
    inner join repeated
        on events.message_id = repeated.message_id and {{ business_day('events.occurred_at') }} = repeated.event_date
),

later as (
    select
        message_id,
        account_id
    from deliveries
    where delivery_no > 1
),

closed_days as (
    select distinct
        stream_id,
        event_date
    from {{ source('ga4_bigquery_export', 'ga4_bigquery_export__events') }}
    where not is_intraday
),

-- The running day's table counts until the daily one is there; what the tag tells of itself is no act of a visitor,
-- nor is an audience that somebody enters outside a session.
acts as (
    select
        events.*,
        row_number() over (
            partition by events.event_key
            order by events._pulled_at desc, events.is_intraday asc, events.account_id asc
        ) as copy_no
    from {{ source('ga4_bigquery_export', 'ga4_bigquery_export__events') }} as events
    left join closed_days
        on
            events.is_intraday
            and events.stream_id is not distinct from closed_days.stream_id
            and events.event_date = closed_days.event_date
    left join {{ ref('stg_web_repeated_purchases') }} as repeats on events.event_key = repeats.event_key
    where
        closed_days.event_date is null
        and repeats.event_key is null
        and events.event_name not in ('session_start', 'first_visit', 'first_open', 'user_engagement')
        and (events.session_id is not null or events.user_pseudo_id is null)
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
    {{ business_day('events.occurred_at') }} as event_date,
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
    coalesce(events.is_junk_phone, false) as is_junk_phone,
    coalesce(events.is_declared_bot, false) as is_declared_bot,
    coalesce(events.is_clock_skewed, false) as is_clock_skewed
from {{ clickstream }} as events
left join later on events.message_id = later.message_id and events.account_id is not distinct from later.account_id
-- That a page is still open is no act of a visitor: a tab left open would make his visit long.
where later.message_id is null and coalesce(events.event_name, '') <> 'page_ping'
union all
select
    'ga4_bigquery_export' as platform,
    'ga4-' || event_key as message_id,
    case
        when event_name in ('page_view', 'screen_view') then 'page'
        when event_name in ('login', 'sign_up') then 'identify'
        else 'track'
    end as event_type,
    case event_name
        when 'page_view' then 'Page'
        when 'add_to_cart' then 'Product Added'
        when 'purchase' then 'Order Completed'
        when 'generate_lead' then 'Lead Submitted'
        else event_name
    end as event_name,
    user_pseudo_id as anonymous_id,
    case when user_pseudo_id is not null then user_hash end as user_hash,
    case when user_pseudo_id is not null then email_hash end as email_hash,
    case when user_pseudo_id is not null then phone_hash end as phone_hash,
    {{ business_day('occurred_at') }} as event_date,
    occurred_at,
    occurred_at as received_at,
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
    form_id,
    false as is_data_centre,
    false as is_junk_phone,
    false as is_declared_bot,
    false as is_clock_skewed
from acts
where copy_no = 1
