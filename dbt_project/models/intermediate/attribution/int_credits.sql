{%- set whole = {'first': '1', 'last': 'touches', 'last_non_direct': 'coalesce(last_non_direct_no, touches)'} -%}
{%- set weighed = ['time_decay', 'markov_path', 'shapley'] -%}
{%- set shared = ['linear', 'position'] + weighed -%}
{%- set parts = {'credit': 12, 'value': 6, 'value_native': 6} -%}
with journeys as (
    select
        conversion_key,
        goal_id,
        person_key,
        report_month,
        touch_key,
        touch_no as place_no,
        touches as places,
        trusted_no as touch_no,
        trusted_touches as touches,
        channel_no,
        is_direct,
        age_hours,
        value,
        value_native,
        count(*) over (partition by conversion_key, channel_no) as channel_touches
    from {{ ref('int_journeys') }}
    where not is_suspect
),

half_life as (
    select max(half_life_hours) as hours
    from {{ ref('attribution_models') }}
    where attribution_model = 'time_decay'
),

-- Weights and shares are decimals: their sums do not depend on the order in which rows are read.
weights as (
    select
        journeys.conversion_key,
        journeys.person_key,
        journeys.report_month,
        journeys.touch_key,
        journeys.touch_no,
        journeys.touches,
        journeys.place_no,
        journeys.places,
        journeys.is_direct,
        journeys.value,
        journeys.value_native,
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
        conversion_key,
        person_key,
        report_month,
        touch_key,
        touch_no,
        touches,
        place_no,
        places,
        value,
        value_native,
        max(case when not is_direct then touch_no end) over (partition by conversion_key) as last_non_direct_no,
        {%- for model in weighed %}
        {{ share_type(
            'cast(weight_' ~ model ~ ' as double) / cast(sum(weight_' ~ model
            ~ ') over (partition by conversion_key) as double)') }} as share_{{ model }},
        {%- endfor %}
        {{ share_type('1.0e0 / touches') }} as share_linear,
        {{ share_type("case
            when touches <= 2 then 1.0e0 / touches
            when touch_no = 1 or touch_no = touches then 0.4e0
            else 0.2e0 / (touches - 2)
        end") }} as share_position
    from weights
),

rounded {{ as_step() }} (
    select
        {%- for model in shared %}
        {{ credit('share_' ~ model) }} as credit_{{ model }},
        {{ share_of('value', 'share_' ~ model) }} as value_{{ model }},
        {{ share_of('value_native', 'share_' ~ model) }} as value_native_{{ model }},
        {%- endfor %}
        conversion_key,
        person_key,
        report_month,
        touch_key,
        touch_no,
        touches,
        place_no,
        places,
        last_non_direct_no,
        cast(1 as decimal(18, 12)) as credit,
        value,
        value_native
    from shares
),

sums as (
    select
        {%- for model in shared %}
        {%- for part in parts %}
        sum({{ part }}_{{ model }}) as {{ part }}_{{ model }},
        {%- endfor %}
        {%- endfor %}
        conversion_key
    from rounded
    group by conversion_key
)

-- The last trusted touch takes what rounding left over.
select
    {%- for part, digits in parts.items() %}
    {%- for model, touch_no in whole.items() %}
    cast(case when rounded.touch_no = {{ touch_no }} then rounded.{{ part }} else 0 end as decimal(18, {{ digits }}))
        as {{ part }}_{{ model }},
    {%- endfor %}
    {%- for model in shared %}
    cast(case
        when rounded.touch_no = rounded.touches
            then rounded.{{ part }} + rounded.{{ part }}_{{ model }} - sums.{{ part }}_{{ model }}
        else rounded.{{ part }}_{{ model }}
    end as decimal(18, {{ digits }})) as {{ part }}_{{ model }},
    {%- endfor %}
    {%- endfor %}
    rounded.conversion_key,
    rounded.person_key,
    rounded.report_month,
    rounded.touch_key,
    rounded.place_no as touch_no,
    rounded.places as touches,
    false as is_suspect
from rounded
inner join sums on rounded.conversion_key = sums.conversion_key
{#- Suspect touches keep their place with no credit; what only they touched goes to nobody. #}
{%- for credit, whole_value, touch_key, touch_no, is_suspect, condition in [
    (0, '0', 'touch_key', 'touch_no', 'true', 'is_suspect'),
    (1, 'value', "'none'", '0', 'false', 'trusted_touches = 0 and touch_no = 1'),
] %}
union all
select
    {%- for part, digits in parts.items() %}
    {%- for model in whole.keys() | list + shared %}
    {%- set amount = credit if part == 'credit' else whole_value | replace('value', part) %}
    cast({{ amount }} as decimal(18, {{ digits }})) as {{ part }}_{{ model }},
    {%- endfor %}
    {%- endfor %}
    conversion_key,
    person_key,
    report_month,
    {{ touch_key }} as touch_key,
    {{ touch_no }} as touch_no,
    touches,
    {{ is_suspect }} as is_suspect
from {{ ref('int_journeys') }}
where {{ condition }}
{%- endfor %}
