{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'is_right': 'boolean', 'what': 'string', 'parts': 'bigint',
} -%}
{%- set busy_hour = 10 -%}
-- closed days: those of the last four weeks, and of eight before them
with days as (
    select
        calendar.date_day,
        calendar.date_day > {{ dbt.dateadd('day', -28, 'closed.last_closed_date') }} as is_watched
    from {{ ref('int_days') }} as calendar
    inner join {{ ref('int_last_closed_day') }} as closed
        on
            calendar.date_day <= closed.last_closed_date
            and calendar.date_day > {{ dbt.dateadd('day', -84, 'closed.last_closed_date') }}
),

watched as (
    select date_day
    from days
    where is_watched
),

hours as (
    select
        sessions.source_name,
        sessions.session_date,
        cast(extract(hour from {{ local_hour('sessions.started_at', "'" ~ var('business_zone') ~ "'") }}) as integer)
            as hour_no,
        count(*) as sessions
    from {{ ref('int_web_sessions') }} as sessions
    inner join days on sessions.session_date = days.date_day
    group by
        sessions.source_name,
        sessions.session_date,
        cast(extract(hour from {{ local_hour('sessions.started_at', "'" ~ var('business_zone') ~ "'") }}) as integer)
),

-- an hour that was busy on half of the eight weekdays before
usual_hours as (
    select
        hours.source_name,
        watched.date_day,
        hours.hour_no
    from watched
    inner join hours
        on
            watched.date_day > hours.session_date
            and {{ dbt.dateadd('day', -56, 'watched.date_day') }} <= hours.session_date
            and mod({{ dbt.datediff('hours.session_date', 'watched.date_day', 'day') }}, 7) = 0
    where hours.sessions >= {{ busy_hour }}
    group by hours.source_name, watched.date_day, hours.hour_no
    having count(*) >= 4
),

busy_hours as (
    select
        usual_hours.*,
        hours.sessions is not null as is_visited
    from usual_hours
    left join hours
        on
            usual_hours.source_name = hours.source_name
            and usual_hours.date_day = hours.session_date
            and usual_hours.hour_no = hours.hour_no
),

-- hosts of ours are those from which a visit counts as direct
own_hosts as (
    select distinct referrer_host as host
    from {{ ref('channel_rules') }}
    where channel_id = 'direct' and coalesce(referrer_host, '') <> ''
),

landings as (
    select
        sessions.source_name,
        sessions.session_date,
        lower(nullif(regexp_extract(sessions.landing_url, '^[a-zA-Z]+://([^/:?#]+)', 1), '')) as landing_host,
        count(*) as sessions
    from {{ ref('int_web_sessions') }} as sessions
    inner join watched on sessions.session_date = watched.date_day
    group by
        sessions.source_name,
        sessions.session_date,
        lower(nullif(regexp_extract(sessions.landing_url, '^[a-zA-Z]+://([^/:?#]+)', 1), ''))
),

hosts as (
    select
        landings.source_name,
        landings.session_date,
        landings.landing_host,
        landings.sessions,
        max(case when landings.landing_host like own_hosts.host then 1 else 0 end) = 1 as is_ours
    from landings
    cross join own_hosts
    where landings.landing_host is not null
    group by landings.source_name, landings.session_date, landings.landing_host, landings.sessions
),

clocks as (
    select
        events.platform,
        events.event_date,
        events.is_clock_skewed,
        count(*) as events
    from {{ ref('stg_web_events') }} as events
    inner join watched on events.event_date = watched.date_day
    where events.platform = 'clickstream'
    group by events.platform, events.event_date, events.is_clock_skewed
)

{{ union_by_name(columns, [
    {'from': 'busy_hours',
     'set': {'measure': "'hours_agreement'", 'connector': 'source_name', 'feed': "'events'", 'is_right': 'is_visited',
             'what': "cast(date_day as string) || ' ' || cast(hour_no as string) || ':00'", 'parts': '1'}},
    {'from': 'hosts',
     'set': {'measure': "'hosts_agreement'", 'connector': 'source_name', 'feed': "'events'", 'is_right': 'is_ours',
             'what': "cast(session_date as string) || ' ' || landing_host", 'parts': 'sessions'}},
    {'from': 'clocks',
     'set': {'measure': "'clocks_agreement'", 'connector': 'platform', 'feed': "'events'",
             'is_right': 'not is_clock_skewed', 'what': 'cast(event_date as string)', 'parts': 'events'}},
]) }}
