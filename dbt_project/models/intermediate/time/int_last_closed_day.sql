with daily_feeds as (
    select distinct
        connector,
        feed
    from {{ ref('stg_streams') }}
    where load_kind = 'window'
),

days as (
    select
        1 as preference,
        max(coverage.date_day) as date_day
    from {{ ref('stg_coverage') }} as coverage
    inner join daily_feeds on coverage.connector = daily_feeds.connector and coverage.feed = daily_feeds.feed
    where coverage.state = 'complete'
    union all
    select
        2 as preference,
        max(report_date) as date_day
    from {{ ref('stg_ad_performance') }}
    union all
    select
        3 as preference,
        max(event_date) as date_day
    from {{ ref('stg_web_events') }}
)

select date_day as last_closed_date
from days
where date_day is not null
order by preference
limit 1
