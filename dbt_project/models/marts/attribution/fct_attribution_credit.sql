select
    credits.conversion_key,
    credits.touch_key,
    credits.attribution_model,
    conversions.date_day,
    credits.goal_id,
    conversions.person_key,
    conversions.brand_id,
    conversions.region_id,
    coalesce(touches.channel_id, 'unattributed') as channel_id,
    coalesce(touches.campaign_key, 'none') as campaign_key,
    coalesce(touches.event_id, 'none') as event_id,
    touches.touched_at,
    credits.touch_key = 'none' as is_unattributed,
    cast(credits.touch_no as bigint) as touch_no,
    cast(credits.touches as bigint) as touches,
    conversions.currency_code,
    credits.credit,
    credits.credited_value_native,
    credits.credited_value
from {{ ref('int_credit_rules') }} as credits
inner join {{ ref('fct_conversion') }} as conversions on credits.conversion_key = conversions.conversion_key
left join {{ ref('int_touches') }} as touches on credits.touch_key = touches.touch_key
