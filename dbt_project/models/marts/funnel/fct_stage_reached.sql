{%- set stages = 5 -%}
{%- set window_days = 90 -%}
with stage_events as (
    select
        person_key,
        stage_no,
        event_at
    from {{ ref('int_stage_events') }}
),

entered as (
    select
        person_key,
        min(case when stage_no = 1 then event_at end) as e1,
        coalesce(min(case when stage_no = 1 then event_at end), min(event_at)) as c1
    from stage_events
    group by person_key
),

step_1 as (
    select
        person_key,
        e1,
        c1,
        c1 as reached_at,
        {{ dbt.dateadd('day', window_days, 'c1') }} as window_end
    from entered
),

{%- for k in range(2, stages + 1) %}
step_{{ k }} as (
    {{ next_stage('step_' ~ (k - 1), 'stage_events', k) }}
),

{% endfor -%}
long as (
    {%- for k in range(1, stages + 1) %}
    select
        person_key,
        {{ k }} as stage_no,
        c1 as entered_at,
        e{{ k }} as arrived_at,
        {% if k == 1 -%}
        c1
        {%- elif k < stages -%}
        least(
            {%- for j in range(k, stages + 1) %}
            coalesce(e{{ j }}, timestamp '9999-12-31 00:00:00'){{ ',' if not loop.last }}
            {%- endfor %}
        )
        {%- else -%}
        coalesce(e{{ k }}, timestamp '9999-12-31 00:00:00')
        {%- endif %} as reached_at
    from step_{{ stages }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

first_touches as (
    select
        person_key,
        channel_id,
        campaign_key,
        row_number() over (partition by person_key order by touched_at, touch_key) as touch_no
    from {{ ref('int_touches') }}
)

select
    'life_cycle' as funnel,
    long.person_key,
    cast(long.stage_no as bigint) as stage_no,
    long.entered_at,
    {{ business_day('long.entered_at') }} as cohort_date,
    long.reached_at,
    long.arrived_at is null as is_inferred,
    coalesce(first_touches.channel_id, 'unknown') as entry_channel_id,
    coalesce(first_touches.campaign_key, 'none') as entry_campaign_key
from long
left join first_touches on long.person_key = first_touches.person_key and first_touches.touch_no = 1
where long.reached_at < timestamp '9999-12-31 00:00:00'
