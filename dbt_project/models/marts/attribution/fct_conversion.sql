with journeys as (
    select
        person_key,
        conversion_key,
        count(*) as touches,
        min(touched_at) as first_touched_at
    from {{ ref('int_journeys') }}
    group by person_key, conversion_key
)

select
    conversions.conversion_key,
    conversions.conversion_date as date_day,
    conversions.goal_id,
    conversions.source_key,
    conversions.source_name,
    conversions.person_key,
    conversions.account_key,
    coalesce(events.brand_id, accounts.brand_id, 'unknown') as brand_id,
    coalesce(events.region_id, accounts.region_id, 'unknown') as region_id,
    conversions.converted_at,
    cast(coalesce(journeys.touches, 0) as bigint) as touches,
    journeys.first_touched_at,
    conversions.currency_code,
    conversions.value_native,
    conversions.value
from {{ ref('int_conversions') }} as conversions
left join {{ ref('dim_account') }} as accounts on conversions.account_key = accounts.account_key
left join {{ ref('dim_event') }} as events on conversions.event_id = events.event_id and conversions.event_id <> 'none'
left join journeys
    on conversions.person_key = journeys.person_key and conversions.conversion_key = journeys.conversion_key
