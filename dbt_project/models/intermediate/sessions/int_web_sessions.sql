{%- set visitor = "coalesce('cookie:' || anonymous_id, 'member:' || user_hash)" -%}
{%- set in_order = 'partition by identifier order by occurred_at, message_id' -%}
{%- set so_far = 'rows between unbounded preceding and current row' -%}
{%- set before = 'rows between unbounded preceding and 1 preceding' -%}
with visits as (
    select
        {{ visitor }} as identifier,
        message_id,
        event_type,
        event_name,
        is_data_centre,
        is_junk_phone,
        is_declared_bot,
        event_date,
        occurred_at
    from {{ ref('stg_web_events') }}
    where {{ visitor }} is not null
),

gaps as (
    select
        *,
        lag(event_date) over ({{ in_order }}) as previous_date,
        lag(occurred_at) over ({{ in_order }}) as previous_at
    from visits
),

-- A day of which a visitor misses no half hour ends the session: two days tell what a session is made of.
busy as (
    select
        {{ visitor }} as identifier,
        event_date
    from {{ ref('stg_web_events') }}
    group by {{ visitor }}, event_date
    having count(*) > 44
),

halves as (
    select
        busy.identifier,
        busy.event_date,
        events.occurred_at,
        {{ business_day(dbt.dateadd('minute', -30, 'events.occurred_at')) }} as date_before,
        lag(events.occurred_at) over (partition by busy.identifier, busy.event_date order by events.occurred_at)
            as previous_at
    from {{ ref('stg_web_events') }} as events
    inner join busy
        on
            {{ visitor }} = busy.identifier
            and events.event_date = busy.event_date
),

endless as (
    select
        identifier,
        event_date
    from halves
    group by identifier, event_date
    having
        min(date_before) < event_date
        and coalesce(max({{ hours_between('previous_at', 'occurred_at') }}), 0) <= 0.5
),

starts as (
    select
        gaps.*,
        gaps.previous_at is null
        or {{ hours_between('gaps.previous_at', 'gaps.occurred_at') }} > 0.5
        or (gaps.previous_date < gaps.event_date and endless.identifier is not null) as is_start
    from gaps
    left join endless on gaps.identifier = endless.identifier and gaps.previous_date = endless.event_date
),

placed as (
    select
        *,
        max(case when is_start then occurred_at end) over ({{ in_order }} {{ so_far }}) as started_at,
        max(case when event_type = 'page' then occurred_at end) over ({{ in_order }} {{ before }}) as page_at
    from starts
),

pages as (
    select
        *,
        event_type = 'page' and row_number() over (
            partition by identifier, started_at, event_type order by occurred_at desc, message_id desc
        ) = 1 as is_last_page
    from placed
),

sessions as (
    select
        identifier,
        started_at,
        min(event_date) as session_date,
        max(occurred_at) as ended_at,
        count(*) as events,
        sum(case when event_type = 'page' then 1 else 0 end) as page_views,
        sum(case when event_type = 'track' then 1 else 0 end) as track_events,
        min(case when event_type = 'page' then occurred_at end) as first_page_at,
        min(case when event_type = 'page' and page_at >= started_at and page_at < occurred_at then occurred_at end)
            as second_page_at,
        max(case when event_type = 'page' then occurred_at end) as last_page_at,
        min(case
            when event_name = 'Lead Submitted' and page_at >= started_at
                then {{ seconds_between('page_at', 'occurred_at') }}
        end) as form_seconds,
        max(case when is_data_centre then 1 else 0 end) = 1 as is_data_centre,
        max(case when is_junk_phone then 1 else 0 end) = 1 as is_junk_phone,
        max(case when is_declared_bot then 1 else 0 end) = 1 as is_declared_bot,
        max(case when event_name = 'Product Added' then 1 else 0 end) = 1 as has_cart,
        max(case when event_name = 'Order Completed' then 1 else 0 end) = 1 as has_order,
        max(case when is_start then message_id end) as entry_message_id,
        max(case when is_last_page then message_id end) as exit_message_id,
        max(case when is_last_page then event_date end) as exit_date
    from pages
    group by identifier, started_at
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
        exits.page_url as exit_url,
        lower(events.utm_source) as utm_source,
        lower(events.utm_medium) as utm_medium,
        events.utm_campaign,
        events.utm_content,
        lower(events.click_id_kind) as click_id_kind,
        events.click_id,
        lower(nullif(regexp_extract(events.referrer_url, '^[a-zA-Z]+://([^/:?#]+)', 1), '')) as referrer_host
    from sessions
    inner join {{ ref('stg_web_events') }} as events
        on sessions.entry_message_id = events.message_id and sessions.session_date = events.event_date
    left join {{ ref('stg_web_events') }} as exits
        on sessions.exit_message_id = exits.message_id and sessions.exit_date = exits.event_date
)

select
    {{ key_of(["'clickstream'", 'entries.identifier', 'entries.started_at']) }} as session_key,
    {{ key_of(['entries.click_id_kind', 'entries.utm_source', 'entries.utm_medium', 'contents.utm_content',
        'entries.referrer_host']) }} as match_key,
    contents.utm_content as rule_content,
    entries.*
from entries
left join contents on entries.utm_content = contents.utm_content
