{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'is_right': 'boolean', 'what': 'string', 'parts': 'bigint',
} -%}
{%- set words = {
    'sources_agreement': 'sources whose visits do not come to those of the day',
    'visits_agreement': 'nobody came to a site of many visits',
    'volume_agreement': 'less than half the visits of its weekday',
    'hours_agreement': 'nobody came in an hour of many visits',
    'hosts_agreement': 'a visit on a host that is not ours',
    'clocks_agreement': 'sent and received more than a day apart',
} -%}
{%- set busy = 50 -%}
-- what counters of sites say of a day, and of its sources
with site_days as (
    select
        platform,
        account_id,
        report_date,
        sum(case when cut = 'total' then sessions end) as sessions,
        sum(case when cut = 'source' then sessions end) as sourced_sessions,
        max(quality_note) as quality_note
    from {{ ref('stg_site_days') }}
    where cut in ('total', 'source') and sessions is not null
    group by platform, account_id, report_date
),

-- a day that was asked for and of which nothing is told had no visits
visited as (
    select
        coverage.connector,
        coverage.account_id,
        coverage.date_day,
        coalesce(days.sessions, 0) as sessions
    from {{ ref('stg_coverage') }} as coverage
    left join site_days as days
        on
            coverage.connector = days.platform
            and coverage.account_id = days.account_id
            and coverage.date_day = days.report_date
    where
        coverage.feed = 'days'
        and coverage.state = 'complete'
        and coverage.connector in (select counters.platform from site_days as counters)
),

-- the usual number of visits: the median of four weeks before
usual as (
    select
        present.connector,
        present.account_id,
        present.date_day,
        max(present.sessions) as sessions,
        percentile_cont(0.5) within group (order by earlier.sessions) as usual_sessions
    from visited as present
    inner join visited as earlier
        on
            present.connector = earlier.connector
            and present.account_id = earlier.account_id
            and present.date_day > earlier.date_day
            and {{ dbt.dateadd('day', -28, 'present.date_day') }} <= earlier.date_day
    group by present.connector, present.account_id, present.date_day
    having count(*) >= 7
),

-- a closed day of which nothing is told had no visits
own_days as (
    select
        sources.connector,
        days.date_day,
        coalesce(sum(told.sessions), 0) as sessions
    from (
        select
            source_name as connector,
            min(date_day) as first_date
        from {{ ref('fct_session_measure_daily') }}
        group by source_name
    ) as sources
    inner join {{ ref('dim_date') }} as days on sources.first_date <= days.date_day and days.is_closed
    left join {{ ref('fct_session_measure_daily') }} as told
        on sources.connector = told.source_name and days.date_day = told.date_day
    group by sources.connector, days.date_day
),

-- our own visits: the median of the weekday in eight weeks before, of each of the last four weeks' days
own_usual as (
    select
        present.connector,
        present.date_day,
        max(present.sessions) as sessions,
        percentile_cont(0.5) within group (order by earlier.sessions) as usual_sessions
    from own_days as present
    inner join own_days as earlier
        on
            present.connector = earlier.connector
            and present.date_day > earlier.date_day
            and {{ dbt.dateadd('day', -56, 'present.date_day') }} <= earlier.date_day
            and mod({{ dbt.datediff('earlier.date_day', 'present.date_day', 'day') }}, 7) = 0
    where
        present.date_day > (
            select {{ dbt.dateadd('day', -28, 'max(days.date_day)') }}
            from {{ ref('dim_date') }} as days
            where days.is_closed
        )
    group by present.connector, present.date_day
    having count(*) >= 4
),

told as (
{{ union_by_name(columns, [
    {'from': 'site_days', 'where': 'sessions > 0 and quality_note is null',
     'set': {'measure': "'sources_agreement'", 'connector': 'platform', 'feed': "'days'",
             'is_right': 'abs(coalesce(sourced_sessions, 0) - sessions) <= 0.01 * sessions',
             'what': "cast(report_date as string) || ' ' || account_id", 'parts': '1'}},
    {'from': 'usual', 'where': 'usual_sessions > ' ~ busy,
     'set': {'measure': "'visits_agreement'", 'feed': "'days'", 'is_right': 'sessions > 0',
             'what': "cast(date_day as string) || ' ' || account_id", 'parts': '1'}},
    {'from': 'own_usual', 'where': 'usual_sessions > ' ~ busy,
     'set': {'measure': "'volume_agreement'", 'feed': "'events'", 'is_right': 'sessions >= 0.5 * usual_sessions',
             'what': 'cast(date_day as string)', 'parts': '1'}},
    {'from': ref('int_visit_comparisons')},
]) }}
)

select
    measure,
    connector,
    feed,
    cast(coalesce(sum(case when is_right then parts end), 0) as double) as numerator,
    cast(sum(parts) as double) as denominator,
    case measure
        {%- for name, word in words.items() %}
        when '{{ name }}' then '{{ word }}: '
        {%- endfor %}
    end || min(case when not is_right then what end) as detail
from told
group by measure, connector, feed
