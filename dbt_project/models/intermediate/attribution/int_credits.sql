{%- set whole = ['first', 'last', 'last_non_direct'] -%}
{%- set weighed = ['time_decay', 'markov_path', 'shapley'] -%}
{%- set shared = ['linear', 'position'] + weighed -%}
with journeys as (
    select
        conversion_key,
        goal_id,
        touch_key,
        touch_no as place_no,
        touches as places,
        trusted_no as touch_no,
        trusted_touches as touches,
        channel_no,
        age_hours,
        value,
        value_native,
        max(case when not is_direct then trusted_no end) over (partition by conversion_key) as last_non_direct_no,
        count(*) over (partition by conversion_key, channel_no) as channel_touches,
        cast({{ dbt.date_trunc('month', 'ended_date') }} as date) as report_month
    from {{ ref('int_journeys') }}
    where outcome = 'won' and not is_suspect
),

half_life as (
    select max(half_life_hours) as hours
    from {{ ref('attribution_models') }}
    where attribution_model = 'time_decay'
),

-- Weights and shares are decimals: their sums do not depend on the order in which rows are read.
weights as (
    select
        journeys.*,
        {{ share_type('power(2.0e0, -journeys.age_hours / half_life.hours)') }} as weight_time_decay,
        {{ share_type('effects.removal_effect') }} as weight_markov_path,
        {{ share_type('1.0e0 / journeys.channel_touches') }} as weight_shapley
    from journeys
    cross join half_life
    left join {{ ref('int_channel_effects') }} as effects
        on
            journeys.goal_id = effects.goal_id
            and journeys.report_month = effects.report_month
            and journeys.channel_no = effects.channel_no
),

shares as (
    select
        *,
        {%- for model in weighed %}
        {{ share_type(
            'cast(weight_' ~ model ~ ' as double) / cast(sum(weight_' ~ model
            ~ ') over (partition by conversion_key) as double)') }} as share_{{ model }},
        {%- endfor %}
        case when touch_no = 1 then 1 else 0 end as share_first,
        case when touch_no = touches then 1 else 0 end as share_last,
        case when touch_no = coalesce(last_non_direct_no, touches) then 1 else 0 end as share_last_non_direct,
        {{ share_type('1.0e0 / touches') }} as share_linear,
        {{ share_type("case
            when touches <= 2 then 1.0e0 / touches
            when touch_no = 1 or touch_no = touches then 0.4e0
            else 0.2e0 / (touches - 2)
        end") }} as share_position
    from weights
),

rounded as (
    select
        {%- for model in whole %}
        {{ credit('share_' ~ model) }} as credit_{{ model }},
        {{ money('value * share_' ~ model) }} as value_{{ model }},
        {{ money('value_native * share_' ~ model) }} as value_native_{{ model }},
        {%- endfor %}
        {%- for model in shared %}
        {{ credit('share_' ~ model) }} as credit_{{ model }},
        {{ share_of('value', 'share_' ~ model) }} as value_{{ model }},
        {{ share_of('value_native', 'share_' ~ model) }} as value_native_{{ model }},
        {%- endfor %}
        conversion_key,
        touch_key,
        touch_no,
        touches,
        place_no,
        places,
        1 as credit,
        value,
        value_native
    from shares
)

-- The last trusted touch takes what rounding left over.
select
    {%- for model in whole %}
    credit_{{ model }},
    value_{{ model }},
    value_native_{{ model }},
    {%- endfor %}
    {%- for model in shared %}
    {%- for part, digits in [('credit', 12), ('value', 6), ('value_native', 6)] %}
    cast(case
        when touch_no = touches
            then
                {{ part }} + {{ part }}_{{ model }}
                - sum({{ part }}_{{ model }}) over (partition by conversion_key)
        else {{ part }}_{{ model }}
    end as decimal(18, {{ digits }})) as {{ part }}_{{ model }},
    {%- endfor %}
    {%- endfor %}
    conversion_key,
    touch_key,
    place_no as touch_no,
    places as touches,
    false as is_suspect
from rounded
{#- Suspect touches keep their place with no credit; what only they touched goes to nobody. #}
{%- for credit, whole_value, touch_key, touch_no, is_suspect, condition in [
    (0, '0', 'touch_key', 'touch_no', 'true', 'is_suspect'),
    (1, 'value', "'none'", '0', 'false', 'trusted_touches = 0 and touch_no = 1'),
] %}
union all
select
    {%- for model in whole + shared %}
    cast({{ credit }} as decimal(18, 12)) as credit_{{ model }},
    {{ money(whole_value) }} as value_{{ model }},
    {{ money(whole_value | replace('value', 'value_native')) }} as value_native_{{ model }},
    {%- endfor %}
    conversion_key,
    {{ touch_key }} as touch_key,
    {{ touch_no }} as touch_no,
    touches,
    {{ is_suspect }} as is_suspect
from {{ ref('int_journeys') }}
where outcome = 'won' and {{ condition }}
{%- endfor %}
