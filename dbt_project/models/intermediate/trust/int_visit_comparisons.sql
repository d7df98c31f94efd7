{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'is_right': 'boolean', 'what': 'string',
} -%}
{%- set busy_hour = 10 -%}
-- closed days of the last four weeks
with watched as (
    select days.date_day
    from {{ ref('int_days') }} as days
    inner join {{ ref('int_last_closed_day') }} as closed
        on
            days.date_day <= closed.last_closed_date
            and days.date_day > {{ dbt.dateadd('day', -28, 'closed.last_closed_date') }}
),

visits as (
    select
        source_name,
        session_date,
        session_key,
        cast(extract(hour from {{ local_hour('started_at', "'" ~ var('business_zone') ~ "'") }}) as integer) as hour_no,
        lower(nullif(regexp_extract(landing_url, '^[a-zA-Z]+://([^/:?#]+)', 1), '')) as landing_host
    from {{ ref('int_web_sessions') }}
    where session_date > (select {{ dbt.dateadd('day', -57, 'min(watched.date_day)') }} from watched)
),

hours as (
    select
        source_name,
        session_date,
        hour_no,
        count(*) as sessions
    from visits
    group by source_name, session_date, hour_no
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
        visits.source_name,
        visits.session_date,
        visits.session_key,
        visits.landing_host,
        max(case when visits.landing_host like own_hosts.host then 1 else 0 end) = 1 as is_ours
    from visits
    inner join watched on visits.session_date = watched.date_day
    cross join own_hosts
    where visits.landing_host is not null
    group by visits.source_name, visits.session_date, visits.session_key, visits.landing_host
)

{{ union_by_name(columns, [
    {'from': 'busy_hours',
     'set': {'measure': "'hours_agreement'", 'connector': 'source_name', 'feed': "'events'", 'is_right': 'is_visited',
             'what': "cast(date_day as string) || ' ' || cast(hour_no as string) || ':00'"}},
    {'from': 'landings',
     'set': {'measure': "'hosts_agreement'", 'connector': 'source_name', 'feed': "'events'", 'is_right': 'is_ours',
             'what': "cast(session_date as string) || ' ' || landing_host"}},
    {'from': ref('stg_web_events') ~ ' as events inner join watched on events.event_date = watched.date_day',
     'where': "events.platform = 'clickstream'",
     'set': {'measure': "'clocks_agreement'", 'connector': 'events.platform', 'feed': "'events'",
             'is_right': 'not events.is_clock_skewed', 'what': 'cast(events.event_date as string)'}},
]) }}
