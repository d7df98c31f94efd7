with visits as (
    select
        coalesce('cookie:' || anonymous_id, 'member:' || user_hash) as identifier,
        message_id,
        event_type,
        event_name,
        is_data_centre,
        is_junk_phone,
        occurred_at
    from {{ ref('stg_web_events') }}
    where coalesce(anonymous_id, user_hash) is not null and occurred_at is not null
),

gaps as (
    select
        *,
        lag(occurred_at) over (partition by identifier order by occurred_at, message_id) as previous_at
    from visits
),

starts as (
    select
        *,
        case when {{ hours_between('previous_at', 'occurred_at') }} <= 0.5 then 0 else 1 end as is_start
    from gaps
),

numbered as (
    select
        *,
        sum(is_start) over (
            partition by identifier order by occurred_at, message_id rows between unbounded preceding and current row
        ) as session_no,
        max(case when event_type = 'page' then occurred_at end) over (
            partition by identifier order by occurred_at, message_id rows between unbounded preceding and current row
        ) as page_at
    from starts
),

sessions as (
    select
        identifier,
        session_no,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as events,
        sum(case when event_type = 'page' then 1 else 0 end) as page_views,
        sum(case when event_type = 'track' then 1 else 0 end) as track_events,
        min(case when event_type = 'page' then occurred_at end) as first_page_at,
        max(case when event_type = 'page' then occurred_at end) as last_page_at,
        min(case when event_name = 'Lead Submitted' then {{ seconds_between('page_at', 'occurred_at') }} end)
            as form_seconds,
        max(case when is_data_centre then 1 else 0 end) = 1 as is_data_centre,
        max(case when is_junk_phone then 1 else 0 end) = 1 as is_junk_phone,
        max(case when event_name = 'Product Added' then 1 else 0 end) = 1 as has_cart,
        max(case when event_name = 'Order Completed' then 1 else 0 end) = 1 as has_order,
        max(case when is_start = 1 then message_id end) as entry_message_id
    from numbered
    group by identifier, session_no
),

contents as (
    select distinct utm_content
    from {{ ref('channel_rules') }}
    where coalesce(utm_content, '') <> ''
),

entries as (
    select
        sessions.*,
        events.platform as source_name,
        events.page_url as landing_url,
        lower(events.utm_source) as utm_source,
        lower(events.utm_medium) as utm_medium,
        events.utm_campaign,
        events.utm_content,
        lower(events.click_id_kind) as click_id_kind,
        events.click_id,
        lower(nullif(regexp_extract(events.referrer_url, '^[a-zA-Z]+://([^/:?#]+)', 1), '')) as referrer_host
    from sessions
    inner join {{ ref('stg_web_events') }} as events on sessions.entry_message_id = events.message_id
)

select
    {{ key_of(["'clickstream'", 'entries.identifier', 'entries.started_at']) }} as session_key,
    {{ key_of(['entries.click_id_kind', 'entries.utm_source', 'entries.utm_medium', 'contents.utm_content',
        'entries.referrer_host']) }} as match_key,
    contents.utm_content as rule_content,
    entries.*
from entries
left join contents on entries.utm_content = contents.utm_content
