with touched as (
    select distinct conversion_key
    from {{ ref('int_journeys') }}
),

numbered as (
    select
        *,
        max(case when not is_direct then touch_no end) over (partition by conversion_key) as last_non_direct_no
    from {{ ref('int_journeys') }}
),

weighted as (
    select
        numbered.*,
        models.attribution_model,
        case models.attribution_model
            when 'first' then case when numbered.touch_no = 1 then 1.0e0 else 0.0e0 end
            when 'last' then case when numbered.touch_no = numbered.touches then 1.0e0 else 0.0e0 end
            when 'last_non_direct'
                then case
                    when numbered.touch_no = coalesce(numbered.last_non_direct_no, numbered.touches) then 1.0e0
                    else 0.0e0
                end
            when 'linear' then 1.0e0
            when 'position'
                then case
                    when numbered.touches <= 2 then 1.0e0
                    when numbered.touch_no = 1 or numbered.touch_no = numbered.touches then 0.4e0
                    else 0.2e0 / (numbered.touches - 2)
                end
            when 'time_decay' then power(2.0e0, -numbered.age_hours / models.half_life_hours)
        end as weight
    from numbered
    cross join {{ ref('attribution_models') }} as models
),

-- Weights and shares are decimals: their sums do not depend on the order in which rows are read.
exact as (
    select
        *,
        cast(round(weight, 15) as decimal(18, 15)) as exact_weight
    from weighted
),

shared as (
    select
        *,
        cast(round(
            cast(exact_weight as double)
            / cast(sum(exact_weight) over (partition by conversion_key, attribution_model) as double), 15
        ) as decimal(18, 15)) as share
    from exact
),

rounded as (
    select
        *,
        {{ credit('share') }} as rounded_credit,
        case
            when share = 0 then 0
            when share = 1 then value
            else {{ money('round(round(value * share, 9), 6)') }}
        end as rounded_value,
        case
            when share = 0 then 0
            when share = 1 then value_native
            else {{ money('round(round(value_native * share, 9), 6)') }}
        end as rounded_native
    from shared
),

summed as (
    select
        *,
        sum(rounded_credit) over (partition by conversion_key, attribution_model) as all_credit,
        sum(rounded_value) over (partition by conversion_key, attribution_model) as all_value,
        sum(rounded_native) over (partition by conversion_key, attribution_model) as all_native
    from rounded
)

-- The last touch takes what rounding left over.
select
    conversion_key,
    goal_id,
    touch_key,
    attribution_model,
    touch_no,
    touches,
    case
        when touch_no = touches then cast(rounded_credit + 1 - all_credit as decimal(18, 12))
        else rounded_credit
    end as credit,
    case
        when touch_no = touches then {{ money('rounded_value + value - all_value') }}
        else rounded_value
    end as credited_value,
    case
        when touch_no = touches then {{ money('rounded_native + value_native - all_native') }}
        else rounded_native
    end as credited_value_native
from summed
union all
select
    conversions.conversion_key,
    conversions.goal_id,
    'none' as touch_key,
    models.attribution_model,
    0 as touch_no,
    0 as touches,
    {{ credit('1') }} as credit,
    conversions.value as credited_value,
    conversions.value_native as credited_value_native
from {{ ref('int_conversions') }} as conversions
cross join {{ ref('attribution_models') }} as models
left join touched on conversions.conversion_key = touched.conversion_key
where touched.conversion_key is null
