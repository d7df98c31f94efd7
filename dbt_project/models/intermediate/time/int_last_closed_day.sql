{{ config(materialized='view') }}

with days as (
    select
        1 as preference,
        max(date_day) as date_day
    from {{ ref('stg_coverage') }}
    where state = 'complete'
    union all
    select
        2 as preference,
        max(report_date) as date_day
    from {{ ref('stg_ad_performance') }}
    union all
    select
        3 as preference,
        max({{ business_day('occurred_at') }}) as date_day
    from {{ ref('stg_web_events') }}
)

select date_day as last_closed_date
from days
where date_day is not null
order by preference
limit 1
