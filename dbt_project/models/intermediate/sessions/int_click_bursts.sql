with hours as (
    select
        session_date,
        campaign_key,
        hour_at,
        count(*) as clicks
    from {{ ref('int_visits') }}
    where campaign_key not in ('none', 'unknown')
    group by session_date, campaign_key, hour_at
),

usual_hours as (
    select
        campaign_key,
        sum(clicks) / (24.0e0 * count(distinct cast(hour_at as date))) as clicks
    from hours
    group by campaign_key
),

busy_hours as (
    select
        session_date,
        campaign_key,
        hour_at,
        sum(clicks) over (partition by campaign_key, hour_at) as clicks
    from hours
    where extract(hour from hour_at) between 1 and 4
)

select
    hours.session_date,
    hours.campaign_key,
    hours.hour_at,
    rules.rule_id
from busy_hours as hours
inner join usual_hours on hours.campaign_key = usual_hours.campaign_key
inner join {{ ref('traffic_rules') }} as rules
    on
        rules.rule_id = 'odd_hour_burst'
        and hours.clicks >= rules.at_least
        and hours.clicks >= rules.threshold * usual_hours.clicks
