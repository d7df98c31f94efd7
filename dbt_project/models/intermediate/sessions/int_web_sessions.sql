with visitors as (
    select
        coalesce('cookie:' || anonymous_id, 'member:' || user_hash) as identifier,
        message_id,
        event_type,
        event_name,
        occurred_at,
        page_url,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        click_id_kind,
        click_id
    from {{ ref('stg_web_events') }}
    where coalesce(anonymous_id, user_hash) is not null and occurred_at is not null
),

gaps as (
    select
        *,
        lag(occurred_at) over (partition by identifier order by occurred_at, message_id) as previous_at
    from visitors
),

starts as (
    select
        *,
        sum(case when {{ hours_between('previous_at', 'occurred_at') }} <= 0.5 then 0 else 1 end) over (
            partition by identifier order by occurred_at, message_id
            rows between unbounded preceding and current row
        ) as session_no
    from gaps
),

numbered as (
    select
        *,
        row_number() over (partition by identifier, session_no order by occurred_at, message_id) as event_no
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
        max(case when event_name = 'Product Added' then 1 else 0 end) = 1 as has_cart,
        max(case when event_name = 'Order Completed' then 1 else 0 end) = 1 as has_order,
        max(case when event_no = 1 then page_url end) as landing_url,
        lower(max(case when event_no = 1 then utm_source end)) as utm_source,
        lower(max(case when event_no = 1 then utm_medium end)) as utm_medium,
        max(case when event_no = 1 then utm_campaign end) as utm_campaign,
        max(case when event_no = 1 then utm_content end) as utm_content,
        lower(max(case when event_no = 1 then click_id_kind end)) as click_id_kind,
        max(case when event_no = 1 then click_id end) as click_id,
        lower(nullif(
            regexp_extract(max(case when event_no = 1 then referrer_url end), '^[a-zA-Z]+://([^/:?#]+)', 1), ''
        )) as referrer_host
    from numbered
    group by identifier, session_no
),

contents as (
    select distinct utm_content
    from {{ ref('channel_rules') }}
    where utm_content is not null
)

select
    {{ key_of(["'clickstream'", 'identifier', 'started_at']) }} as session_key,
    {{ key_of(['sessions.click_id_kind', 'sessions.utm_source', 'sessions.utm_medium', 'contents.utm_content',
        'sessions.referrer_host']) }} as match_key,
    contents.utm_content as rule_content,
    sessions.*
from sessions
left join contents on sessions.utm_content = contents.utm_content
