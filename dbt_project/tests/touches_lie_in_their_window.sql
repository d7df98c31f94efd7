select
    journeys.conversion_key,
    journeys.touch_key
from {{ ref('int_journeys') }} as journeys
inner join {{ ref('int_conversions') }} as conversions on journeys.conversion_key = conversions.conversion_key
where
    journeys.age_hours < 0
    or journeys.age_hours >= conversions.window_days * 24
    or journeys.touched_at <= conversions.previous_at
