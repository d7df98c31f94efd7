with credits as (
    select
        conversions.conversion_key,
        coalesce(credits.touch_key, 'none') as touch_key,
        conversions.date_day,
        conversions.goal_id,
        conversions.person_key,
        conversions.brand_id,
        conversions.region_id,
        coalesce(touches.channel_id, 'unattributed') as channel_id,
        coalesce(touches.campaign_key, 'none') as campaign_key,
        coalesce(touches.event_id, 'none') as event_id,
        touches.touched_at,
        coalesce(credits.touch_key, 'none') = 'none' as is_unattributed,
        coalesce(credits.is_suspect, false) as is_suspect,
        cast(coalesce(credits.touch_no, 0) as bigint) as touch_no,
        cast(coalesce(credits.touches, 0) as bigint) as touches,
        {%- for model in attribution_models() %}
        coalesce(credits.credit_{{ model }}, 1) as credit_{{ model }},
        coalesce(credits.value_{{ model }}, conversions.value) as value_{{ model }},
        coalesce(credits.value_native_{{ model }}, conversions.value_native) as value_native_{{ model }},
        {%- endfor %}
        conversions.currency_code
    from {{ ref('fct_conversion') }} as conversions
    left join {{ ref('int_credits') }} as credits on conversions.conversion_key = credits.conversion_key
    left join {{ ref('int_touches') }} as touches on credits.touch_key = touches.touch_key
)

select
    credits.conversion_key,
    credits.touch_key,
    models.attribution_model,
    credits.date_day,
    credits.goal_id,
    credits.person_key,
    credits.brand_id,
    credits.region_id,
    credits.channel_id,
    credits.campaign_key,
    credits.event_id,
    credits.touched_at,
    credits.is_unattributed,
    credits.is_suspect,
    credits.touch_no,
    credits.touches,
    {%- for part, name, digits in [
        ('credit', 'credit', 12), ('value_native', 'credited_value_native', 6), ('value', 'credited_value', 6)
    ] %}
    cast(case models.attribution_model
        {%- for model in attribution_models() %}
        when '{{ model }}' then credits.{{ part }}_{{ model }}
        {%- endfor %}
    end as decimal(18, {{ digits }})) as {{ name }},
    {%- endfor %}
    credits.currency_code
from credits
cross join {{ ref('attribution_models') }} as models
