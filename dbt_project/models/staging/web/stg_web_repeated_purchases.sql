with closed_days as (
    select distinct
        stream_id,
        event_date
    from {{ source('ga4_bigquery_export', 'ga4_bigquery_export__events') }}
    where not is_intraday
),

purchases as (
    select distinct
        events.stream_id,
        events.order_id,
        events.event_key,
        events.occurred_at
    from {{ source('ga4_bigquery_export', 'ga4_bigquery_export__events') }} as events
    left join closed_days
        on
            events.is_intraday
            and events.stream_id is not distinct from closed_days.stream_id
            and events.event_date = closed_days.event_date
    where
        closed_days.event_date is null
        and events.event_name = 'purchase'
        and events.order_id is not null
        and (events.session_id is not null or events.user_pseudo_id is null)
),

numbered as (
    select
        event_key,
        {{ business_day('occurred_at') }} as event_date,
        row_number() over (partition by stream_id, order_id order by occurred_at, event_key) as purchase_no
    from purchases
)

select
    event_key,
    event_date
from numbered
where purchase_no > 1
